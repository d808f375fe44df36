"""Which kind of picture a file is, told by its first bytes; grey PNG and TIFF are height maps."""

import struct
from pathlib import Path

from turgor.formats.opening import read_bytes

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_TIFF = {b"II*\x00": "<", b"MM\x00*": ">"}
_RAW_SUFFIXES = frozenset(
    {
        ".dng", ".nef", ".nrw", ".cr2", ".cr3", ".arw", ".sr2", ".orf", ".rw2", ".pef", ".raf",
        ".3fr", ".iiq", ".srw", ".erf", ".dcr", ".kdc",
    }
)  # fmt: skip
_PHOTOMETRIC_TAG = 262
_GREY = (0, 1)
_COLOUR_FILTER_ARRAY = 32803
_DNG_VERSION_TAG = 50706
#: bytes of one value of each of TIFF's kinds
TIFF_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


def picture_kind(head: bytes, path: Path) -> str:
    """'jpeg', 'png', 'tiff', 'dicom', 'raw', 'other' (a picture that is not read) or ''."""
    if head.startswith(_JPEG):
        return "jpeg"
    if head.startswith(PNG_MAGIC):
        return "png"
    if head[128:132] == b"DICM":
        return "dicom"
    if path.suffix.lower() in _RAW_SUFFIXES or head.startswith((b"IIRO", b"IIU\x00", b"FUJIFILM")):
        return "raw"
    if head[:4] in _TIFF:
        return "tiff"
    return "other" if other_picture(head) else ""


def other_picture(head: bytes) -> str:
    """The name of a picture format that is recognised but not read; '' where it is none."""
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "HEIF"
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "AVIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[:12] == b"\x00\x00\x00\x0cjP  \r\n" or head[:4] == b"\xff\x4f\xff\x51":
        return "JPEG 2000"
    if head[:2] == b"BM" and head[6:10] == b"\x00" * 4:
        return "BMP"
    return ""


def png_is_grey(head: bytes) -> bool:
    """True for a PNG whose IHDR says grey, with or without alpha."""
    return len(head) > 25 and head[25] in (0, 4)


def tiff_is_grey(path: Path) -> bool:
    """True for a TIFF whose first page is of grey levels; False where it can't be told."""
    return tiff_number(path, _PHOTOMETRIC_TAG) in _GREY


def tiff_is_raw(path: Path) -> bool:
    """True for a camera's raw file in a TIFF's clothes, whose first page is a mere preview."""
    return (
        tiff_number(path, _PHOTOMETRIC_TAG) == _COLOUR_FILTER_ARRAY
        or tiff_number(path, _DNG_VERSION_TAG) is not None
    )


def tiff_number(path: Path, wanted: int) -> int | None:
    """The first short or long of one tag of a TIFF's first page, None where it is not there."""
    order, entries = _tiff_entries(path)
    for tag, kind, _, field in entries:
        if tag == wanted:
            short = struct.unpack(order + "H", field[:2])[0]
            return int(short if kind == 3 else struct.unpack(order + "I", field)[0])
    return None


def tiff_tags_end(path: Path) -> int:
    """Where the data of the first page's tags end, in bytes from the start of the file."""
    order, entries = _tiff_entries(path)
    end = 0
    for _, kind, count, field in entries:
        length = TIFF_WIDTHS.get(kind, 1) * count
        if length > 4:
            end = max(end, struct.unpack(order + "I", field)[0] + length)
    return end


def _tiff_entries(path: Path) -> tuple[str, list[tuple[int, int, int, bytes]]]:
    """Byte order, and (tag, kind, count, four bytes of value or offset) of the first page."""
    head = read_bytes(path, 8)
    order = _TIFF.get(head[:4])
    if order is None or len(head) < 8:
        return "<", []
    (start,) = struct.unpack(order + "I", head[4:])
    counted = read_bytes(path, 2, start)
    if len(counted) < 2:
        return order, []
    (count,) = struct.unpack(order + "H", counted)
    page = read_bytes(path, 12 * count, start + 2)
    starts = range(0, len(page) - 11, 12)
    return order, [
        (*struct.unpack(order + "HHI", page[a : a + 8]), page[a + 8 : a + 12]) for a in starts
    ]
