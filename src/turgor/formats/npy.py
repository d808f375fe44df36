"""NumPy's .npy: a bare array; pitch and unit of height must be stated beside it."""

import ast
import io
import struct
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, stated_pitch_um, unit_factor_um
from turgor.formats.opening import checked_size, need_points, need_size, read_bytes, replace_file
from turgor.record.height_map import HeightMap

_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 65_536


def sniff(head: bytes, path: Path) -> bool:
    """True for NumPy's own magic bytes."""
    return head.startswith(_MAGIC)


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read a two-dimensional array of real numbers; objects are never unpickled.

    Errors: FormatError for another shape, type or length; UnitError without pitch and unit.
    """
    size = checked_size(path)
    dtype, shape, fortran, start = _header(path, size)
    if dtype.kind not in "fiu":
        raise FormatError(f"{path}: holds values of type '{dtype}'; only real numbers are read")
    if len(shape) != 2:
        raise FormatError(f"{path}: holds {len(shape)} axes; a height map has two, rows and cols")
    rows, cols = shape
    need_points(path, rows, cols, options.max_points)
    needed = start + rows * cols * dtype.itemsize
    need_size(path, size, needed, f"an array of {rows} x {cols}")
    pitch_um = stated_pitch_um(path, options)
    factor = unit_factor_um(path, options.height_unit, "height_unit", "the heights")
    flat = np.frombuffer(read_bytes(path, rows * cols * dtype.itemsize, start), dtype)
    heights = flat.reshape(shape, order="F" if fortran else "C")
    height_um = np.multiply(heights, factor, dtype=np.float64, order="C")
    return finished_map(
        path, height_um, pitch_um, "npy", settings={"descr": dtype.str, "shape": str(shape)}
    )


def _header(path: Path, size: int) -> tuple[np.dtype[np.generic], tuple[int, ...], bool, int]:
    """The array's type, shape, order and the offset of its first value."""
    head = read_bytes(path, 12)
    need_size(path, len(head), 12, "the .npy header")
    if not head.startswith(_MAGIC):
        raise FormatError(f"{path}: does not start with NumPy's magic bytes; it is no .npy file")
    if head[6] == 1:
        length, start = struct.unpack_from("<H", head, 8)[0], 10
    elif head[6] in (2, 3):
        length, start = struct.unpack_from("<I", head, 8)[0], 12
    else:
        raise FormatError(f"{path}: is .npy version {head[6]}; versions 1 to 3 are read")
    if length > _LONGEST_HEADER:
        raise FormatError(f"{path}: announces a header of {length} bytes; it is not a plain array")
    need_size(path, size, start + length, "the .npy header")
    try:
        words = ast.literal_eval(read_bytes(path, length, start).decode("utf-8").strip())
        descr, order, shape = words["descr"], words["fortran_order"], words["shape"]
        dtype = np.dtype(descr)
        sizes = tuple(int(n) for n in shape)
    except Exception as error:
        raise FormatError(
            f"{path}: its .npy header can't be read ({type(error).__name__}); save the array again "
            "with numpy.save"
        ) from None
    if dtype.hasobject or dtype.itemsize == 0 or any(n < 0 for n in sizes):
        raise FormatError(f"{path}: holds objects or an impossible shape; only numbers are read")
    return dtype, sizes, bool(order), start + length


def write(height_map: HeightMap, path: Path) -> None:
    """Write the heights in µm as float64; the pitch must be stated again on reading.

    Errors: InputError where the file can't be written.
    """
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(height_map.height_um), allow_pickle=False)
    replace_file(path, buffer.getvalue())


FORMAT = SurfaceFormat(
    id="npy",
    name="NumPy array with stated pitch and unit",
    suffixes=(".npy",),
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=True,
    source="numpy-npy-format",
    asks=("pitch_x_um", "pitch_y_um", "height_unit"),
    keeps_reference=False,
)
