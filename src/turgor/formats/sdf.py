"""ISO 25178-71 surface data file .sdf: text (aISO-1.0) or binary (bISO-1.0), scales in metres."""

import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED, ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, header_text, printable
from turgor.formats.opening import (
    checked_size,
    need_points,
    need_size,
    read_bytes,
    read_text,
    replace_file,
)
from turgor.record.height_map import FloatMap, HeightMap

_TEXT, _BINARY = b"aISO-1.0", b"bISO-1.0"
_LAYOUT = struct.Struct("<8s10s12s12s2H4d3b")
_UM_PER_M = 1e6
#: data type -> (numpy type, count that means 'not measured')
_TYPES: dict[int, tuple[str, int | None]] = {
    0: ("<u1", None),
    1: ("<u2", 2**16 - 1),
    2: ("<u4", 2**32 - 1),
    3: ("<f4", None),
    4: ("<i1", None),
    5: ("<i2", -(2**15)),
    6: ("<i4", -(2**31)),
    7: ("<f8", None),
}
_FIELDS = (
    "ManufacID",
    "CreateDate",
    "ModDate",
    "NumPoints",
    "NumProfiles",
    "Xscale",
    "Yscale",
    "Zscale",
    "Zresolution",
    "Compression",
    "DataType",
    "CheckType",
)
_NEEDED = ("NumPoints", "NumProfiles", "Xscale", "Yscale", "Zscale", "DataType")
_LONGEST_TEXT_HEADER = 65_536
_FIXED_DATE = b"010120000000"


def sniff(head: bytes, path: Path) -> bool:
    """True for either of the two magic words."""
    return head.startswith((_TEXT, _BINARY))


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read either variant; 'BAD', NaN and the reserved counts are missing points.

    Errors: FormatError for a truncated or compressed file, missing words or absurd scales.
    """
    size = checked_size(path)
    if read_bytes(path, 8) == _BINARY:
        words, height = _binary(path, size, options)
        flags: tuple[str, ...] = (NEVER_TRIED,)
    else:
        words, height = _text(path, size, options)
        flags = ()
    scale_x, scale_y, scale_z = (_scale(path, words, name) for name in _NEEDED[2:5])
    with np.errstate(invalid="ignore", over="ignore"):
        height *= scale_z * _UM_PER_M
    return finished_map(
        path,
        height,
        (scale_x * _UM_PER_M, scale_y * _UM_PER_M),
        "sdf",
        device=words.get("ManufacID", ""),
        settings=words,
        flags=flags,
    )


def _binary(path: Path, size: int, options: ReadOptions) -> tuple[dict[str, str], FloatMap]:
    need_size(path, size, _LAYOUT.size, "the header")
    fields = _LAYOUT.unpack(read_bytes(path, _LAYOUT.size))[1:]
    words = {
        name: header_text(value) if isinstance(value, bytes) else repr(value)
        for name, value in zip(_FIELDS, fields, strict=True)
    }
    cols, rows, data_type = _grid(path, words, options)
    code, marker = _TYPES[data_type]
    dtype = np.dtype(code)
    need_size(
        path, size, _LAYOUT.size + rows * cols * dtype.itemsize, f"a surface of {cols} x {rows}"
    )
    stored = np.frombuffer(read_bytes(path, rows * cols * dtype.itemsize, _LAYOUT.size), dtype)
    return words, _with_gaps(stored, marker).reshape(rows, cols)


def _text(path: Path, size: int, options: ReadOptions) -> tuple[dict[str, str], FloatMap]:
    head = read_bytes(path, _LONGEST_TEXT_HEADER).decode("latin-1")
    parts = head.split("*", 1)
    if len(parts) < 2:
        raise FormatError(f"{path}: its header never ends with '*'; the file is truncated")
    words: dict[str, str] = {}
    for line in parts[0].splitlines()[1:]:
        name, equals, value = line.partition("=")
        if equals:
            words[name.strip()] = value.strip()
    cols, rows, data_type = _grid(path, words, options)
    need_size(path, size, len(parts[0]) + 1 + 2 * rows * cols - 1, f"a surface of {cols} x {rows}")
    body = read_text(path, size, len(parts[0]) + 1).decode("latin-1").split("*", 1)[0].split()
    if len(body) != rows * cols:
        raise FormatError(
            f"{path}: holds {len(body)} values, its header announces {cols} x {rows}; copy it again"
        )
    try:
        stored = np.array([math.nan if w.upper() == "BAD" else float(w) for w in body])
    except ValueError:
        raise FormatError(
            f"{path}: holds a value that is no number; allowed are numbers and 'BAD'"
        ) from None
    return words, _with_gaps(stored, _TYPES[data_type][1]).reshape(rows, cols)


def _grid(path: Path, words: dict[str, str], options: ReadOptions) -> tuple[int, int, int]:
    """Columns, rows and data type, each checked."""
    missing = [name for name in _NEEDED if name not in words]
    if missing:
        raise FormatError(f"{path}: its header lacks {', '.join(missing)}; export it again")
    try:
        cols, rows, data_type = (int(words[n]) for n in ("NumPoints", "NumProfiles", "DataType"))
        compression = int(words.get("Compression", "0"))
    except ValueError:
        raise FormatError(f"{path}: a count in its header is no whole number") from None
    need_points(path, rows, cols, options.max_points)
    if data_type not in _TYPES:
        raise FormatError(f"{path}: has data type {data_type}; 0 to 7 are allowed")
    if compression != 0:
        raise FormatError(f"{path}: is compressed ({compression}); export it without compression")
    return cols, rows, data_type


def _with_gaps(stored: NDArray[np.generic], marker: int | None) -> FloatMap:
    heights = stored.astype(np.float64)
    if marker is not None:
        heights[heights == marker] = np.nan
    return heights


def _scale(path: Path, words: dict[str, str], name: str) -> float:
    try:
        value = float(words[name])
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise FormatError(
            f"{path}: {name} is '{printable(words[name])}'; it must be a positive number of metres"
        )
    return value


def write(height_map: HeightMap, path: Path) -> None:
    """Write the binary variant with float64 heights in metres, gaps as NaN.

    Errors: FormatError where a side exceeds 65535 points, InputError from the disk.
    """
    rows, cols = height_map.shape
    if max(rows, cols) > 65_535:
        raise FormatError(f"{path}: {cols} x {rows} points; this format holds 65535 on a side")
    header = _LAYOUT.pack(
        _BINARY,
        height_map.device.encode("latin-1", "replace")[:10].ljust(10),
        _FIXED_DATE,
        _FIXED_DATE,
        cols,
        rows,
        height_map.pitch_x_um / _UM_PER_M,
        height_map.pitch_y_um / _UM_PER_M,
        1.0 / _UM_PER_M,
        0.0,
        0,
        7,
        0,
    )
    replace_file(path, header + height_map.height_um.astype("<f8").tobytes())


FORMAT = SurfaceFormat(
    id="sdf",
    name="ISO 25178-71 surface data file",
    suffixes=(".sdf",),
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=True,
    source="iso-25178-71",
    keeps_reference=False,
)
