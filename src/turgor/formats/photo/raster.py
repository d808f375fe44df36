"""JPEG, PNG and TIFF photographs: what they may be, and their pixels."""

import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from turgor.errors import FormatError
from turgor.formats.opening import plausible_inflation, read_bytes
from turgor.formats.photo.kind import PNG_MAGIC, tiff_tags_end
from turgor.formats.photo.options import PhotoOptions
from turgor.formats.photo.orientation import Photo, exif_orientation, turned_upright
from turgor.formats.photo.profile import recognised_encoding
from turgor.formats.photo.settings import exif_device, exif_encoding, exif_settings
from turgor.record.photograph import Photograph

NOT_STATED = "colour-encoding-not-stated-taken-as-srgb"
UNKNOWN_PROFILE = "colour-profile-unknown-taken-as-srgb"
OPAQUE_ALPHA = "opaque-alpha-dropped"
FURTHER = "further-pictures-in-file-ignored"
OVERRULED = "encoding-stated-by-user"
_REFUSED = {
    "CMYK": "holds printing inks (CMYK)",
    "P": "holds a palette, not colours",
    "PA": "holds a palette, not colours",
    "L": "is greyscale",
    "LA": "is greyscale",
    "La": "is greyscale",
    "1": "is black and white",
    "I": "is greyscale",
    "F": "is greyscale",
    "LAB": "holds L*a*b* values",
}
_BITS, _STRIP_AT, _STRIP_BYTES, _TILE_AT, _TILE_BYTES, _SAMPLE = 258, 273, 279, 324, 325, 339


def read_raster(path: Path, kind: str, size: int, options: PhotoOptions) -> Photograph:
    """Read a JPEG, PNG or TIFF in colour.

    Errors: FormatError for other colour models, transparency, several pages, damage and too many
    pixels; MissingExtraError for 16 bits without the optional part.
    """
    png_notes = _whole_png_notes(path, size) if kind == "png" else b""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with path.open("rb") as stream:
            image = _opened(stream, kind, path)
            flags = _checked(path, image, kind, size, options)
            deep = _bits(image, kind) == 16
            # a PNG's own getexif would decode all pixels first
            exif = _notes(png_notes) if kind == "png" else image.getexif()
            encoding, odd = _encoding(image, exif, options)
            rgb = _deep_pixels(path, kind, size) if deep else _pixels(path, image, flags)
    orientation = exif_orientation(exif)
    return Photograph(
        rgb=turned_upright(rgb, orientation),
        encoding=encoding,
        pixel_um=options.pixel_um,
        format_id=f"photo-{kind}",
        device=exif_device(exif),
        settings=exif_settings(exif),
        flags=(*flags, *odd),
    )


def _opened(stream: Any, kind: str, path: Path) -> Any:
    """The picture's header; its own classes, since Image.open limits size by a global setting."""
    from PIL import JpegImagePlugin, PngImagePlugin, TiffImagePlugin

    make: Any = {
        "jpeg": JpegImagePlugin.JpegImageFile,
        "png": PngImagePlugin.PngImageFile,
        "tiff": TiffImagePlugin.TiffImageFile,
    }[kind]
    try:
        return make(stream)
    except Exception as error:
        raise FormatError(
            f"{path}: can't be read as {kind.upper()} ({type(error).__name__}); it is damaged or "
            "of a variant that is not read, save it again as 8- or 16-bit RGB"
        ) from None


def _checked(path: Path, image: Any, kind: str, size: int, options: PhotoOptions) -> list[str]:
    cols, rows = image.size
    if rows * cols > options.max_pixels or rows < 1 or cols < 1:
        raise FormatError(
            f"{path}: announces {cols} x {rows} pixels; at most {options.max_pixels} are read, "
            "raise max_pixels if that is real"
        )
    mode = "I" if image.mode.startswith("I;") else image.mode
    if mode in _REFUSED:
        raise FormatError(f"{path}: {_REFUSED[mode]}; a photograph in RGB is needed")
    if mode not in ("RGB", "RGBA", "RGBX", "YCbCr"):
        raise FormatError(f"{path}: is of mode '{mode}'; a photograph in RGB is needed")
    if getattr(image, "n_frames", 1) > 1:
        raise FormatError(
            f"{path}: holds {image.n_frames} pages or frames; save the one photograph by itself"
        )
    if "transparency" in image.info:
        raise FormatError(f"{path}: has a transparent colour; save it without transparency")
    bits = _bits(image, kind)
    if bits not in (8, 16):
        raise FormatError(f"{path}: has {bits} bits for a channel; 8 or 16 are read")
    if kind != "jpeg":
        plausible_inflation(path, size, rows * cols * 3 * (bits // 8))
    if kind == "tiff":
        _need_whole_tiff(path, image, size)
    return [FURTHER] if kind == "jpeg" and "mp" in image.info else []


def _bits(image: Any, kind: str) -> int:
    """Bits of one channel; 0 for channels that are not unsigned integers."""
    if kind == "png":
        return 16 if any(";16" in str(tile[3]) for tile in image.tile) else 8
    if kind == "tiff":
        if set(image.tag_v2.get(_SAMPLE, (1,))) != {1}:
            return 0
        return int(max(image.tag_v2.get(_BITS, (8,))))
    return 8


def _encoding(image: Any, exif: Any, options: PhotoOptions) -> tuple[str, list[str]]:
    """The encoding: what the user says, then the profile, then the camera's notes."""
    if options.encoding is not None:
        return options.encoding, [OVERRULED]
    if profile := image.info.get("icc_profile"):
        found = recognised_encoding(profile)
        return found, [UNKNOWN_PROFILE] if found == "unknown" else []
    if "srgb" in image.info:  # PNG's own chunk
        return "srgb", []
    if abs(float(image.info.get("gamma", 0.0)) - 1.0) < 1e-3:  # PNG's gAMA of linear light
        return "linear", []
    found = exif_encoding(exif)
    return found, [NOT_STATED] if found == "unknown" else []


def _pixels(path: Path, image: Any, flags: list[str]) -> Photo:
    try:
        image.load()
        if image.mode == "YCbCr":
            image = image.convert("RGB")
        values = np.asarray(image)
    except MemoryError:
        raise
    except Exception as error:
        raise FormatError(
            f"{path}: is truncated or damaged ({type(error).__name__}); copy it again from the "
            "camera"
        ) from None
    return _without_alpha(path, values, image.mode == "RGBX", flags)


def _without_alpha(path: Path, values: Photo, padding: bool, flags: list[str]) -> Photo:
    if values.ndim != 3 or values.shape[2] not in (3, 4):
        raise FormatError(f"{path}: holds no three colour channels; save it as RGB")
    if values.shape[2] == 4:
        if not padding and int(values[..., 3].min()) < np.iinfo(values.dtype).max:
            raise FormatError(
                f"{path}: is partly transparent, so its colours are not what was seen; save it "
                "without transparency"
            )
        flags.append(OPAQUE_ALPHA)
        values = values[..., :3]
    return values


def _deep_pixels(path: Path, kind: str, size: int) -> Photo:
    """16-bit pixels, which Pillow would cut to 8."""
    from turgor.formats.photo.deep import decoded

    values = decoded(path, read_bytes(path, size))
    if values.dtype != np.uint16:
        raise FormatError(f"{path}: its 16 bits can't be decoded; save it as plain RGB {kind}")
    return _without_alpha(path, values, False, [])


def _notes(body: bytes) -> Any:
    from PIL import Image

    exif = Image.Exif()
    if body:
        exif.load(b"Exif\0\0" + body)
    return exif


def _whole_png_notes(path: Path, size: int) -> bytes:
    """Walk the chunks: each must be there with its checksum, the last be IEND; eXIf's content."""
    notes = b""
    with path.open("rb") as stream:
        at = len(PNG_MAGIC)
        stream.seek(at)
        while at + 12 <= size:
            length, name = struct.unpack(">I4s", stream.read(8))
            if at + 12 + length > size:
                break
            body = stream.read(length)
            (stated,) = struct.unpack(">I", stream.read(4))
            if zlib.crc32(body, zlib.crc32(name)) != stated:
                raise FormatError(
                    f"{path}: is damaged, the checksum of its part {name!r} is wrong; copy it again"
                )
            at += 12 + length
            if name == b"eXIf":
                notes = body
            if name == b"IEND":
                return notes
    raise FormatError(f"{path}: is truncated, a PNG's last mark is missing; copy it again")


def _need_whole_tiff(path: Path, image: Any, size: int) -> None:
    if tiff_tags_end(path) > size:
        raise FormatError(f"{path}: is truncated, its notes end beyond the file; copy it again")
    tags = image.tag_v2
    for at_tag, bytes_tag in ((_STRIP_AT, _STRIP_BYTES), (_TILE_AT, _TILE_BYTES)):
        starts, counts = _listed(tags.get(at_tag)), _listed(tags.get(bytes_tag))
        if any(a + b > size for a, b in zip(starts, counts, strict=False)):
            raise FormatError(
                f"{path}: is truncated, its pixels end beyond the file's {size} bytes; copy it "
                "again"
            )


def _listed(value: Any) -> tuple[int, ...]:
    return () if value is None else (value,) if isinstance(value, int) else tuple(value)
