"""GelSight and TrueMap .tmd, version 2.0: a comment that ends at a NUL, sizes in mm, float32 mm.

The comment has no fixed length (GelSight writes an empty one). The stated length is the number of
points times the pitch, as the groove capture's own mm-per-pixel shows.
"""

import math
import struct
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, header_text, reference_remark, stated_reference
from turgor.formats.opening import checked_size, need_points, need_size, read_bytes, replace_file
from turgor.record.height_map import HeightMap

_MAGIC = b"Binary TrueMap Data File v2.0"
_PREAMBLE = _MAGIC + b"\r\n\x00"
_LAYOUT = struct.Struct("<2I4f")
_LONGEST_COMMENT = 4096
_UM_PER_MM = 1000.0


def sniff(head: bytes, path: Path) -> bool:
    """True for the first words of any TrueMap file, so that other versions are refused by name."""
    return head.startswith(b"Binary TrueMap Data File")


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read heights and pitch in mm; heights that are no finite number are missing.

    Errors: FormatError for another version, a truncated file or absurd sizes.
    """
    size = checked_size(path)
    head = read_bytes(path, len(_PREAMBLE) + _LONGEST_COMMENT)
    if not head.startswith(_MAGIC):
        version = header_text(head[25:32])
        raise FormatError(f"{path}: is TrueMap data of version '{version}'; v2.0 is read")
    start = head.find(b"\x00")
    end = head.find(b"\x00", start + 1)
    if start != len(_PREAMBLE) - 1 or end < 0:
        raise FormatError(f"{path}: its comment never ends; the file is truncated or damaged")
    need_size(path, size, end + 1 + _LAYOUT.size, "the header")
    cols, rows, length_x, length_y, offset_x, offset_y = _LAYOUT.unpack(
        read_bytes(path, _LAYOUT.size, end + 1)
    )
    need_points(path, rows, cols, options.max_points)
    data_start = end + 1 + _LAYOUT.size
    need_size(path, size, data_start + 4 * rows * cols, f"a map of {cols} x {rows}")
    stored = np.frombuffer(read_bytes(path, 4 * rows * cols, data_start), "<f4")
    with np.errstate(invalid="ignore", over="ignore"):
        height_um = stored.reshape(rows, cols).astype(np.float64) * _UM_PER_MM
    comment = header_text(head[start + 1 : end])
    return finished_map(
        path,
        height_um,
        (length_x * _UM_PER_MM / cols, length_y * _UM_PER_MM / rows),
        "tmd",
        device=comment,
        device_class="elastomer-photometric-stereo",
        height_reference=stated_reference(comment),
        settings={
            "comment": comment,
            "length_mm": f"{length_x:g} {length_y:g}",
            "offset_mm": f"{offset_x:g} {offset_y:g}",
        },
    )


def write(height_map: HeightMap, path: Path) -> None:
    """Write heights as float32 mm, gaps as NaN, the device's words as the comment.

    Errors: FormatError where the map does not fit into float32, InputError from the disk.
    """
    rows, cols = height_map.shape
    device = height_map.device.encode("latin-1", "replace").replace(b"\x00", b" ")[:80]
    comment = b" ".join(part for part in (device, reference_remark(height_map).encode()) if part)
    lengths = (
        cols * height_map.pitch_x_um / _UM_PER_MM,
        rows * height_map.pitch_y_um / _UM_PER_MM,
    )
    if not all(math.isfinite(float(np.float32(value))) for value in lengths):
        raise FormatError(f"{path}: a side of {lengths} mm does not fit into this format")
    header = _LAYOUT.pack(cols, rows, *lengths, 0.0, 0.0)
    heights = (height_map.height_um / _UM_PER_MM).astype("<f4").tobytes()
    replace_file(path, _PREAMBLE + comment + b"\x00" + header + heights)


FORMAT = SurfaceFormat(
    id="tmd",
    name="GelSight or TrueMap height map",
    suffixes=(".tmd",),
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=True,
    source="gelsight-readtmd",
)
