"""16-bit PNG and TIFF whose grey levels are heights, with the scale stated beside them.

The scale stands in a sidecar named like the image with '.toml' added, or in the options:
``pitch_um`` (or ``pitch_x_um`` and ``pitch_y_um``), ``height_um_per_count`` and, where wanted,
``height_offset_um`` and ``missing_count``. No grey level means 'missing' unless stated.
"""

import io
import math
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError, UnitError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, stated_pitch_um
from turgor.formats.opening import (
    checked_size,
    need_points,
    plausible_inflation,
    read_bytes,
    replace_file,
)
from turgor.record.height_map import HeightMap

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"
_TIFF = (b"II*\x00", b"MM\x00*")
_MODES = ("I;16", "I;16B", "I;16L", "I")
_HIGHEST = 65_535
_NUMBERS = (
    "pitch_um",
    "pitch_x_um",
    "pitch_y_um",
    "height_um_per_count",
    "height_offset_um",
    "missing_count",
)
_TEXTS = ("device", "device_class", "height_reference")
_LONGEST_SIDECAR = 100_000


def sniff_png(head: bytes, path: Path) -> bool:
    """True for PNG's magic bytes."""
    return head.startswith(_PNG)


def sniff_tiff(head: bytes, path: Path) -> bool:
    """True for TIFF's magic bytes in either byte order."""
    return head.startswith(_TIFF)


def read_png(path: Path, options: ReadOptions) -> HeightMap:
    """Read a 16-bit grey PNG; see ``_read`` for the errors."""
    return _read(path, options, "PNG", "png16")


def read_tiff(path: Path, options: ReadOptions) -> HeightMap:
    """Read a 16-bit grey TIFF; see ``_read`` for the errors."""
    return _read(path, options, "TIFF", "tiff16")


def _read(path: Path, options: ReadOptions, kind: str, format_id: str) -> HeightMap:
    """Heights of an image.

    Errors: UnitError where pitch or scale are not stated, FormatError for images that are not
    16-bit grey, damaged files and malformed sidecars.
    """
    counts = _counts(path, kind, options)
    sidecar = _sidecar(path)
    pitch_um = _pitch_um(path, sidecar, options)
    step_um = sidecar.get("height_um_per_count", options.height_um_per_count)
    if step_um is None:
        raise UnitError(
            f"{path}: an image holds no height scale; state height_um_per_count (and pitch_um) in "
            f"{path.name}.toml or as options"
        )
    if not (isinstance(step_um, float) and math.isfinite(step_um) and step_um > 0):
        raise FormatError(f"{path}: height_um_per_count is {step_um}; it must be above zero")
    height_um = counts * step_um + float(sidecar.get("height_offset_um", 0.0))
    missing = sidecar.get("missing_count", options.missing_count)
    if missing is not None:
        height_um[counts == float(missing)] = np.nan
    reference = str(sidecar.get("height_reference", "absolute"))
    if reference not in ("absolute", "relative"):
        raise FormatError(f"{path}: height_reference is '{reference}'; absolute or relative")
    return finished_map(
        path,
        height_um,
        pitch_um,
        format_id,
        device=str(sidecar.get("device", "")),
        device_class=str(sidecar.get("device_class", "unknown")),
        height_reference=reference,
        settings={name: str(value) for name, value in sidecar.items()},
    )


def _sidecar(path: Path) -> Mapping[str, float | str]:
    """The words of the sidecar; empty where there is none."""
    beside = path.with_name(path.name + ".toml")
    if not beside.exists():
        return {}
    size = checked_size(beside)
    if size > _LONGEST_SIDECAR:
        raise FormatError(f"{beside}: is {size} bytes; a scale needs a few lines")
    try:
        table = tomllib.loads(read_bytes(beside, size).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise FormatError(f"{beside}: is no valid TOML; write lines like 'pitch_um = 10'") from None
    words: dict[str, float | str] = {}
    for name, value in table.items():
        if name in _NUMBERS and isinstance(value, (int, float)) and not isinstance(value, bool):
            words[name] = _plain_float(value)
        elif name in _TEXTS and isinstance(value, str):
            words[name] = value
        else:
            raise FormatError(
                f"{beside}: '{name}' is unknown or of the wrong type; allowed are numbers "
                f"{', '.join(_NUMBERS)} and texts {', '.join(_TEXTS)}"
            )
    return words


def _plain_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _pitch_um(
    path: Path, sidecar: Mapping[str, float | str], options: ReadOptions
) -> tuple[float, float]:
    both = sidecar.get("pitch_um")
    x_um, y_um = sidecar.get("pitch_x_um", both), sidecar.get("pitch_y_um", both)
    if isinstance(x_um, float) and isinstance(y_um, float):
        return x_um, y_um
    return stated_pitch_um(path, options)


def _counts(path: Path, kind: str, options: ReadOptions) -> NDArray[np.float64]:
    """(rows, cols) grey levels as float64."""
    from PIL import Image

    size = checked_size(path)
    if kind == "PNG" and _PNG_END not in read_bytes(path, 1024, max(0, size - 1024)):
        raise FormatError(f"{path}: is truncated, a PNG's last mark is missing; copy it again")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=(kind,)) as image:
                if image.mode not in _MODES:
                    raise FormatError(
                        f"{path}: is a picture of mode '{image.mode}'; a height map "
                        "needs 16-bit grey levels and a photograph needs colour"
                    )
                need_points(path, image.height, image.width, options.max_points)
                plausible_inflation(path, size, 2 * image.height * image.width)
                counts = np.asarray(image, dtype=np.float64)
        except FormatError:
            raise
        except Exception as error:
            raise FormatError(
                f"{path}: can't be read as a {kind} image ({type(error).__name__}); copy it again"
            ) from None
    if counts.ndim != 2 or counts.min() < 0 or counts.max() > _HIGHEST:
        raise FormatError(f"{path}: holds values outside 0..65535; heights need 16-bit grey levels")
    return counts


def _write(height_map: HeightMap, path: Path, kind: str) -> None:
    """Write counts 1 to 65534 over the range of heights, 0 for gaps, and the sidecar first.

    Errors: InputError where the disk refuses.
    """
    from PIL import Image

    valid = height_map.valid
    lowest = float(height_map.height_um[valid].min())
    span = float(height_map.height_um[valid].max()) - lowest
    step_um = span / (_HIGHEST - 2) if span > 0 else 1.0
    counts = np.where(valid, 1.0 + np.rint((height_map.height_um - lowest) / step_um), 0.0)
    image = Image.fromarray(counts.astype(np.uint16))
    buffer = io.BytesIO()
    image.save(buffer, format=kind)
    sidecar = (
        f"pitch_x_um = {height_map.pitch_x_um!r}\npitch_y_um = {height_map.pitch_y_um!r}\n"
        f"height_um_per_count = {step_um!r}\nheight_offset_um = {lowest - step_um!r}\n"
        f'missing_count = 0\nheight_reference = "{height_map.height_reference}"\n'
    )
    replace_file(path.with_name(path.name + ".toml"), sidecar.encode())
    replace_file(path, buffer.getvalue())


def write_png(height_map: HeightMap, path: Path) -> None:
    """Write a PNG and its sidecar; see ``_write`` for the errors."""
    _write(height_map, path, "PNG")


def write_tiff(height_map: HeightMap, path: Path) -> None:
    """Write a TIFF and its sidecar; see ``_write`` for the errors."""
    _write(height_map, path, "TIFF")


PNG_FORMAT = SurfaceFormat(
    id="png16",
    name="16-bit PNG with a stated scale",
    suffixes=(".png",),
    sniff=sniff_png,
    read=read_png,
    write=write_png,
    tried_on_real_file=False,
    source="turgor-image-scale",
)
TIFF_FORMAT = SurfaceFormat(
    id="tiff16",
    name="16-bit TIFF with a stated scale",
    suffixes=(".tif", ".tiff"),
    sniff=sniff_tiff,
    read=read_tiff,
    write=write_tiff,
    tried_on_real_file=False,
    source="turgor-image-scale",
)
