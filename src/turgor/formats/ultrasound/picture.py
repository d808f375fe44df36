"""B-mode pictures: 8-bit grey PNG, TIFF, BMP and JPEG, or colour that shows nothing but grey."""

import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.opening import HEAD_BYTES, plausible_inflation, read_bytes
from turgor.formats.ultrasound.options import UltrasoundOptions

COLOUR_OVERLAY = "coloured-overlay-masked"
_COLOUR_STEP = 24
_MOST_COLOURED = 0.02
_BITS = 258
_KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"BM": "bmp"}
_TIFFS = (b"II*\x00", b"MM\x00*")


def picture_kind(head: bytes) -> str:
    """'png', 'jpeg', 'tiff', 'bmp' by the first bytes, '' for anything else."""
    for magic, kind in _KINDS.items():
        if head.startswith(magic):
            return kind
    return "tiff" if head[:4] in _TIFFS else ""


def is_plain_grey(path: Path) -> bool:
    """True for a picture of 8-bit grey levels, told by its header alone."""
    kind = picture_kind(read_bytes(path, HEAD_BYTES))
    if not kind:
        return False
    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")
        image = _opened(stream, kind, path)
        return _grey(image, kind)


def read_picture(
    path: Path, size: int, options: UltrasoundOptions
) -> tuple[NDArray[np.float32], str, tuple[str, ...]]:
    """(rows, cols) grey levels 0..255, the kind of picture, and flags.

    Pixels in colour (a scanner's cursors) become NaN; a picture in colour throughout is refused.

    Errors: FormatError for 16 bits, colour, several pages, damage and too many pixels.
    """
    kind = picture_kind(read_bytes(path, HEAD_BYTES))
    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")
        image = _opened(stream, kind, path)
        _check(path, image, kind, size, options)
        pixels = _decoded(path, image, kind)
    if pixels.ndim == 2:
        return pixels.astype(np.float32), kind, ()
    return without_colour(path, pixels, kind)


def _opened(stream: Any, kind: str, path: Path) -> Any:
    """The header by the kind's own class, since Image.open limits size by a global setting."""
    from PIL import BmpImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

    make: Any = {
        "jpeg": JpegImagePlugin.JpegImageFile,
        "png": PngImagePlugin.PngImageFile,
        "tiff": TiffImagePlugin.TiffImageFile,
        "bmp": BmpImagePlugin.BmpImageFile,
    }[kind]
    try:
        return make(stream)
    except Exception as error:
        raise FormatError(
            f"{path}: can't be read as {kind.upper()} ({type(error).__name__}); it is damaged or "
            "of a variant that is not read, save it again as 8-bit grey PNG"
        ) from None


def _grey(image: Any, kind: str) -> bool:
    if image.mode == "P":
        return kind == "bmp" and _grey_palette(image)
    if image.mode != "L":
        return False
    return kind != "tiff" or max(image.tag_v2.get(_BITS, (8,))) == 8


def _grey_palette(image: Any) -> bool:
    palette = np.array(image.getpalette() or (), np.int16)
    return palette.size >= 3 and bool(
        np.ptp(palette[: palette.size // 3 * 3].reshape(-1, 3), axis=1).max() == 0
    )


def _check(path: Path, image: Any, kind: str, size: int, options: UltrasoundOptions) -> None:
    cols, rows = image.size
    if rows < 1 or cols < 1 or rows * cols > options.max_pixels:
        raise FormatError(
            f"{path}: announces {cols} x {rows} pixels; at most {options.max_pixels} are read, "
            "raise max_pixels if that is real"
        )
    if image.mode not in ("L", "LA", "P", "RGB", "RGBA"):
        raise FormatError(
            f"{path}: is of mode '{image.mode}'; an ultrasound image has 8-bit grey levels"
        )
    if kind in ("png", "tiff") and any(";16" in str(tile[3]) for tile in image.tile):
        raise FormatError(f"{path}: has 16 bits for a level; 8-bit grey is read, save it so")
    if kind == "tiff" and max(image.tag_v2.get(_BITS, (8,))) != 8:
        raise FormatError(f"{path}: has {image.tag_v2.get(_BITS)} bits; 8-bit grey is read")
    if getattr(image, "n_frames", 1) > 1:
        raise FormatError(f"{path}: holds {image.n_frames} pictures; save the one by itself")
    plausible_inflation(path, size, rows * cols * len(image.getbands()))


def _decoded(path: Path, image: Any, kind: str) -> NDArray[np.uint8]:
    try:
        if image.mode == "P":
            image = image.convert("RGB")
        if image.mode == "LA":
            return _opaque(path, np.asarray(image))[..., 0]
        if image.mode == "RGBA":
            return _opaque(path, np.asarray(image))[..., :3]
        return np.asarray(image)
    except FormatError:
        raise
    except (MemoryError, KeyboardInterrupt):
        raise
    except (Exception, struct.error) as error:
        raise FormatError(
            f"{path}: its pixels can't be decoded ({type(error).__name__}); it is truncated or "
            f"damaged {kind.upper()}, copy it again"
        ) from None


def _opaque(path: Path, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.size and pixels[..., -1].min() < 255:
        raise FormatError(f"{path}: has transparent pixels; save it without transparency")
    return pixels


def without_colour(
    path: Path, pixels: NDArray[np.uint8], kind: str
) -> tuple[NDArray[np.float32], str, tuple[str, ...]]:
    """Grey levels of (rows, cols, 3) pixels that show grey, coloured ones as NaN; kind; flags.

    Errors: FormatError where more than 2 % of the pixels are in colour.
    """
    wide = pixels.astype(np.int16)
    coloured = wide.max(axis=2) - wide.min(axis=2) > _COLOUR_STEP
    share = float(coloured.mean())
    if share > _MOST_COLOURED:
        raise FormatError(
            f"{path}: {100 * share:.0f} % of its pixels are in colour; a B-mode image in grey "
            "levels is needed, switch the scanner's colour map off"
        )
    grey = wide.mean(axis=2).astype(np.float32)
    grey[coloured] = np.nan
    return grey, kind, (COLOUR_OVERLAY,) if share > 0 else ()
