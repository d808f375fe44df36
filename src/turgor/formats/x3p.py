"""ISO 25178-72 .x3p: a zip with main.xml, a binary matrix and, for gaps, a bit for each point.

All lengths are metres. The x and y axes must be incremental; heights are absolute or incremental,
of type I (int16), L (int32), F (float32) or D (float64): z = stored * increment + offset.
"""

import hashlib
import io
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED, ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, printable, reference_remark, stated_reference
from turgor.formats.opening import checked_size, need_points, plausible_inflation, replace_file
from turgor.formats.xml_words import xml_words
from turgor.record.height_map import HeightMap

_DTYPES = {"I": "<i2", "L": "<i4", "F": "<f4", "D": "<f8"}
_CHECKSUMS = {
    "PointDataLink": "MD5ChecksumPointData",
    "ValidPointsLink": "MD5ChecksumValidPoints",
}
_LONGEST_XML = 4_000_000
_UM_PER_M = 1e6
_KEPT = ("Record1/", "Record2/", "Record3/MatrixDimension/")


def sniff(head: bytes, path: Path) -> bool:
    """True for a zip that is named .x3p or holds main.xml as ISO 25178-72 asks."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    if path.suffix.lower() == ".x3p":
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return "main.xml" in archive.namelist()
    except Exception:
        return False


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read a matrix of heights, its mask and its words; checksums must hold.

    Errors: FormatError for a damaged zip, a zip bomb, sizes or checksums that disagree, lists of
    points, absolute x or y axes and volumes.
    """
    checked_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(path, archive, options)
    except FormatError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError):
        raise FormatError(f"{path}: its zip is truncated or damaged; copy it again") from None
    except (RuntimeError, NotImplementedError, ValueError, KeyError):
        raise FormatError(
            f"{path}: its zip is encrypted or packed in a way that is not read; export it again"
        ) from None
    except Exception as error:
        raise FormatError(
            f"{path}: its zip can't be unpacked ({type(error).__name__}); copy it again"
        ) from None


def _read(path: Path, archive: zipfile.ZipFile, options: ReadOptions) -> HeightMap:
    document = _member(path, archive, "main.xml", None)
    words = xml_words(path, document)
    _check_kind(path, words)
    size = {axis: _count(path, words, f"Record3/MatrixDimension/Size{axis}") for axis in "XYZ"}
    if size["Z"] != 1:
        raise FormatError(f"{path}: holds {size['Z']} layers; only a single surface is read")
    rows, cols = size["Y"], size["X"]
    need_points(path, rows, cols, options.max_points)
    kind = words.get("Record1/Axes/CZ/DataType", "")
    if kind not in _DTYPES:
        raise FormatError(f"{path}: heights are of type '{printable(kind)}'; allowed are I L F D")
    dtype = np.dtype(_DTYPES[kind])
    raw = _linked(path, archive, words, "PointDataLink", rows * cols * dtype.itemsize)
    stored = np.frombuffer(raw, dtype).reshape(rows, cols)
    # whole numbers without an increment have no scale; floats are metres by the standard
    scale = _number(path, words, "Record1/Axes/CZ/Increment", 1.0 if dtype.kind == "f" else 0.0)
    offset = _number(path, words, "Record1/Axes/CZ/Offset", 0.0)
    if scale < 0 or (scale == 0 and dtype.kind == "i"):
        raise FormatError(
            f"{path}: heights of type {kind} with an increment of {scale:g} have no scale"
        )
    with np.errstate(invalid="ignore", over="ignore"):
        height_um = np.multiply(stored, (scale or 1.0) * _UM_PER_M, dtype=np.float64)
        height_um += offset * _UM_PER_M
    flags = [NEVER_TRIED] if kind != "D" else []
    if words.get("Record3/DataLink/ValidPointsLink"):
        height_um[~_valid_points(path, archive, words, rows, cols)] = np.nan
        flags.append(NEVER_TRIED)
    if any(name.startswith("Record1/Axes/Rotation/") for name in words):
        flags.append("x3p-rotation-not-applied")
    if not _main_checksum_holds(path, archive, words, document):
        flags.append("x3p-header-checksum-differs")
    pitch_um = tuple(
        _number(path, words, f"Record1/Axes/C{axis}/Increment", math.nan) * _UM_PER_M
        for axis in "XY"
    )
    return finished_map(
        path,
        height_um,
        (pitch_um[0], pitch_um[1]),
        "x3p",
        device=_device(words),
        height_reference=stated_reference(words.get("Record2/Comment", "")),
        settings={name: text for name, text in words.items() if text and name.startswith(_KEPT)},
        flags=tuple(dict.fromkeys(flags)),
    )


def _check_kind(path: Path, words: Mapping[str, str]) -> None:
    kind = words.get("Record1/FeatureType", "")
    if kind != "SUR":
        raise FormatError(f"{path}: is of feature type '{printable(kind)}'; only SUR is read")
    for axis in "XY":
        axis_type = words.get(f"Record1/Axes/C{axis}/AxisType", "")
        if axis_type != "I":
            raise FormatError(
                f"{path}: the {axis} axis is of type '{printable(axis_type)}'; only incremental "
                "axes (I) are read, resample it to a grid"
            )
    if "Record3/ListDimension" in words or not words.get("Record3/DataLink/PointDataLink"):
        raise FormatError(f"{path}: holds a list of points, no binary matrix; export it as a grid")


def _member(path: Path, archive: zipfile.ZipFile, name: str, length: int | None) -> bytes:
    """A member's bytes, of exactly ``length`` where given, never more than that in memory."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise FormatError(f"{path}: its zip lacks '{printable(name)}'; export it again") from None
    longest = _LONGEST_XML if length is None else length
    if info.file_size > longest or (length is not None and info.file_size != length):
        raise FormatError(
            f"{path}: '{printable(name)}' unpacks to {info.file_size} bytes, the header allows "
            f"{longest}; nothing was unpacked"
        )
    packed = min(info.compress_size, path.stat().st_size)
    plausible_inflation(path, packed, info.file_size)
    with archive.open(info) as stream:
        content = stream.read(longest + 1)
    if len(content) != info.file_size:
        raise FormatError(f"{path}: '{printable(name)}' is shorter than announced; copy it again")
    return content


def _linked(
    path: Path, archive: zipfile.ZipFile, words: Mapping[str, str], link: str, length: int
) -> bytes:
    """The member that a link names, checked against its MD5 where one is given."""
    content = _member(path, archive, words[f"Record3/DataLink/{link}"], length)
    stated = words.get(f"Record3/DataLink/{_CHECKSUMS[link]}", "").lower()
    if stated and hashlib.md5(content, usedforsecurity=False).hexdigest() != stated:
        raise FormatError(f"{path}: the checksum of its heights differs; the file was damaged")
    return content


def _valid_points(
    path: Path, archive: zipfile.ZipFile, words: Mapping[str, str], rows: int, cols: int
) -> NDArray[np.bool_]:
    """(rows, cols), True where measured: one bit a point, lowest bit first."""
    raw = _linked(path, archive, words, "ValidPointsLink", (rows * cols + 7) // 8)
    bits = np.unpackbits(np.frombuffer(raw, np.uint8), count=rows * cols, bitorder="little")
    return bits.reshape(rows, cols).astype(bool)


def _main_checksum_holds(
    path: Path, archive: zipfile.ZipFile, words: Mapping[str, str], document: bytes
) -> bool:
    name = words.get("Record4/ChecksumFile", "")
    if not name or name not in archive.namelist():
        return True
    stated = _member(path, archive, name, None)[:32].decode("latin-1").lower()
    return hashlib.md5(document, usedforsecurity=False).hexdigest() == stated


def _count(path: Path, words: Mapping[str, str], name: str) -> int:
    text = words.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise FormatError(f"{path}: {name} is '{printable(text)}'; it must be a whole number")
    return int(text)


def _number(path: Path, words: Mapping[str, str], name: str, default: float) -> float:
    text = words.get(name, "")
    try:
        value = float(text) if text else default
    except ValueError:
        raise FormatError(f"{path}: {name} is '{printable(text)}'; it must be a number") from None
    if not math.isfinite(value):
        raise FormatError(f"{path}: {name} is missing or no finite number; it must be in metres")
    return value


def _device(words: Mapping[str, str]) -> str:
    parts = (words.get(f"Record2/Instrument/{word}", "") for word in ("Manufacturer", "Model"))
    return " ".join(part for part in parts if part not in ("", "not available"))


def write(height_map: HeightMap, path: Path) -> None:
    """Write float64 heights in metres, gaps as NaN, with both checksums; same map, same bytes.

    Errors: InputError where the file can't be written.
    """
    data = (height_map.height_um / _UM_PER_M).astype("<f8").tobytes()
    document = _document(height_map, hashlib.md5(data, usedforsecurity=False).hexdigest().upper())
    digest = hashlib.md5(document, usedforsecurity=False).hexdigest()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (
            ("main.xml", document),
            ("bindata/data.bin", data),
            ("md5checksum.hex", f"{digest} *main.xml\n".encode()),
        ):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=1)
    replace_file(path, buffer.getvalue())


def _document(height_map: HeightMap, checksum: str) -> bytes:
    rows, cols = height_map.shape
    axes = "".join(
        f"<C{axis}><AxisType>I</AxisType><DataType>D</DataType>"
        f"<Increment>{pitch / _UM_PER_M!r}</Increment><Offset>0</Offset></C{axis}>"
        for axis, pitch in (("X", height_map.pitch_x_um), ("Y", height_map.pitch_y_um))
    )
    device = escape("".join(c if c.isprintable() else " " for c in height_map.device)) or "unknown"
    remark = reference_remark(height_map)
    comment = f"<Comment>{remark}</Comment>" if remark else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<p:ISO5436_2 xmlns:p="http://www.opengps.eu/2008/ISO5436_2">'
        "<Record1><Revision>ISO5436 - 2000</Revision><FeatureType>SUR</FeatureType>"
        f"<Axes>{axes}<CZ><AxisType>A</AxisType><DataType>D</DataType></CZ></Axes></Record1>"
        "<Record2><Date>2000-01-01T00:00:00</Date><Instrument>"
        f"<Manufacturer>{device}</Manufacturer><Model>not available</Model>"
        "<Serial>not available</Serial><Version>not available</Version></Instrument>"
        "<CalibrationDate>2000-01-01T00:00:00</CalibrationDate><ProbingSystem>"
        "<Type>Software</Type><Identification>not available</Identification></ProbingSystem>"
        f"{comment}</Record2><Record3><MatrixDimension>"
        f"<SizeX>{cols}</SizeX><SizeY>{rows}</SizeY><SizeZ>1</SizeZ></MatrixDimension><DataLink>"
        f"<PointDataLink>bindata/data.bin</PointDataLink>"
        f"<MD5ChecksumPointData>{checksum}</MD5ChecksumPointData></DataLink></Record3>"
        "<Record4><ChecksumFile>md5checksum.hex</ChecksumFile></Record4></p:ISO5436_2>\n"
    ).encode()


FORMAT = SurfaceFormat(
    id="x3p",
    name="ISO 25178-72 X3P",
    suffixes=(".x3p",),
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=True,
    source="iso-25178-72",
)
