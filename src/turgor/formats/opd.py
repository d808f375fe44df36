"""Wyko .opd (interferometry): a directory of named blocks; heights in wavelengths.

Heights are stored value * wavelength (nm) / mult; pixel size is in mm. Newer files repeat the
pixel size with its unit in words, which is used as an independent check.
"""

import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import SCALE_UNCHECKED, ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, header_text
from turgor.formats.opening import checked_size, need_points, need_size, read_bytes
from turgor.record.height_map import FloatMap, HeightMap

_ENTRY = struct.Struct("<16shiH")
_PRELUDE = 2
_HEIGHT_BLOCKS = ("RAW DATA", "RAW_DATA", "OPD", "Raw", "SAMPLE_DATA")
_ARRAY, _TEXT, _SHORT, _FLOAT, _DOUBLE, _LONG, _TYPED = 3, 5, 6, 7, 8, 12, 15
_NUMBERS = {_SHORT: "<h", _FLOAT: "<f", _DOUBLE: "<d", _LONG: "<i"}
_TYPES = {1: "<u1", 2: "<i2", 4: "<f4"}
_LARGEST = {1: math.inf, 2: 32766.0, 4: 1e38}
_MOST_BLOCKS = 10_000


@dataclass(frozen=True, slots=True)
class _Block:
    kind: int
    start: int
    length: int


def sniff(head: bytes, path: Path) -> bool:
    """True where the directory's own entry stands behind the two-byte prelude."""
    return head[2:12] == b"Directory\x00"


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read the first block of heights; stored y runs upwards and is turned.

    Errors: FormatError for a truncated file, no heights, no wavelength or no pixel size.
    """
    size = checked_size(path)
    blocks = _directory(path, size)
    words = _words(path, blocks)
    name = next((n for n in _HEIGHT_BLOCKS if n in blocks and blocks[n].kind == _ARRAY), None)
    if name is None:
        raise FormatError(f"{path}: holds no block of heights; export the height data")
    wavelength_nm = _positive(path, words, "Wavelength", None)
    mult = _positive(path, words, "Mult", 1.0)
    pixel_mm = _positive(path, words, "Pixel_size", None)
    aspect = _positive(path, words, "Aspect", 1.0)
    height_um = _heights(path, blocks[name], size, options)
    height_um *= wavelength_nm / mult * 1e-3
    flags = _pixel_check(path, blocks, pixel_mm)
    return finished_map(
        path,
        height_um,
        (pixel_mm * 1000.0, pixel_mm * 1000.0 * aspect),
        "opd",
        device=words.get("DataFormat", ""),
        device_class="interferometry",
        settings=words,
        flags=flags,
    )


def _directory(path: Path, size: int) -> dict[str, _Block]:
    """Block names with their place in the file; the first of equal names counts."""
    need_size(path, size, _PRELUDE + _ENTRY.size, "the directory")
    _, _, length, _ = _ENTRY.unpack(read_bytes(path, _ENTRY.size, _PRELUDE))
    if length < _ENTRY.size or length % _ENTRY.size or length > _MOST_BLOCKS * _ENTRY.size:
        raise FormatError(f"{path}: its directory of {length} bytes is damaged; copy it again")
    need_size(path, size, _PRELUDE + length, "the directory")
    raw = read_bytes(path, length, _PRELUDE)
    blocks: dict[str, _Block] = {}
    start = _PRELUDE + length
    for name, kind, extent, _ in list(_ENTRY.iter_unpack(raw))[1:]:
        if extent > 0:
            blocks.setdefault(header_text(name), _Block(kind, start, extent))
            start += extent
    return blocks


def _words(path: Path, blocks: dict[str, _Block]) -> dict[str, str]:
    """Numbers and short texts of the file, as text."""
    words: dict[str, str] = {}
    for name, block in blocks.items():
        raw = read_bytes(path, min(block.length, 256), block.start)
        code = _NUMBERS.get(block.kind)
        if block.kind == _TEXT:
            words[name] = header_text(raw)
        elif code and len(raw) >= struct.calcsize(code):
            words[name] = repr(struct.unpack_from(code, raw)[0])
        elif block.kind == _TYPED and raw[:1] == b"\x12" and len(raw) >= 3:
            words[name] = header_text(raw[3 : 3 + raw[2]])
    return words


def _positive(path: Path, words: dict[str, str], name: str, default: float | None) -> float:
    try:
        value = float(words[name]) if name in words else default
    except ValueError:
        value = math.nan
    if value is None or not (math.isfinite(value) and value > 0):
        raise FormatError(
            f"{path}: its block '{name}' is missing or no positive number, so there is no scale; "
            "export it again with calibration"
        )
    return value


def _heights(path: Path, block: _Block, size: int, options: ReadOptions) -> FloatMap:
    """(rows, cols) stored heights as float64, NaN where nothing was measured."""
    need_size(path, size, block.start + block.length, "the heights")
    if block.length < 6:
        raise FormatError(f"{path}: its block of heights is empty; export it again")
    cols, rows, itemsize = struct.unpack("<3H", read_bytes(path, 6, block.start))
    need_points(path, rows, cols, options.max_points)
    if itemsize not in _TYPES or block.length < 6 + rows * cols * itemsize:
        raise FormatError(
            f"{path}: {cols} x {rows} heights of {itemsize} bytes don't fit its block of "
            f"{block.length} bytes; copy it again"
        )
    raw = read_bytes(path, rows * cols * itemsize, block.start + 6)
    stored = np.frombuffer(raw, _TYPES[itemsize]).reshape(cols, rows)
    heights = np.array(stored.T[::-1], dtype=np.float64, order="C")
    with np.errstate(invalid="ignore"):
        heights[~(heights < _LARGEST[itemsize])] = np.nan
    return heights


def _pixel_check(path: Path, blocks: dict[str, _Block], pixel_mm: float) -> tuple[str, ...]:
    """Compare the pixel size with the file's second statement of it, in words."""
    block = blocks.get("PixelSize")
    raw = read_bytes(path, min(block.length, 256), block.start) if block else b""
    if len(raw) < 25 or raw[:2] != b"\x13\x01" or b"Micrometer" not in raw:
        return (SCALE_UNCHECKED,)
    pixel_um = struct.unpack_from("<d", raw, 3)[0]
    if not (math.isfinite(pixel_um) and abs(pixel_um / (pixel_mm * 1000.0) - 1.0) < 1e-3):
        raise FormatError(
            f"{path}: contradicts itself: its pixel is {pixel_mm * 1000.0:g} µm in one place and "
            f"{pixel_um:g} µm in another; export it again"
        )
    return ()


FORMAT = SurfaceFormat(
    id="opd",
    name="Wyko interferometer data",
    suffixes=(".opd",),
    sniff=sniff,
    read=read,
    write=None,
    tried_on_real_file=True,
    source="surfacetopography",
)
