"""STL meshes, binary and text: triangles without a unit, resampled to a height map."""

import re
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.mesh import TriangleMesh, checked_mesh, map_of_mesh, mesh_options
from turgor.formats.opening import checked_size, need_size, read_bytes, read_text
from turgor.record.height_map import HeightMap

_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("spare", "<u2")])
_BINARY_START = 84
_VERTEX = re.compile(rb"vertex[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)")


def sniff(head: bytes, path: Path) -> bool:
    """True by the suffix, since binary STL has no magic word."""
    return path.suffix.lower() == ".stl"


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read triangles and resample them.

    Errors: UnitError where mesh_unit or mesh_pitch_um is not stated, FormatError for a damaged
    file and for whatever resampling refuses.
    """
    mesh_options(path, options)
    return map_of_mesh(path, read_mesh(path), options, "stl")


def read_mesh(path: Path) -> TriangleMesh:
    """The triangles of a file; a file that has the length of a binary one is binary.

    Errors: FormatError for a truncated or malformed file.
    """
    size = checked_size(path)
    head = read_bytes(path, _BINARY_START)
    count = int.from_bytes(head[80:84], "little") if len(head) == _BINARY_START else -1
    if size == _BINARY_START + 50 * count or not head.lstrip().startswith(b"solid"):
        need_size(path, size, _BINARY_START, "a binary STL header")
        need_size(path, size, _BINARY_START + 50 * count, f"a mesh of {count} triangles")
        records = np.frombuffer(read_bytes(path, 50 * count, _BINARY_START), _RECORD)
        corners = records["corners"].astype(np.float64).reshape(-1, 3)
    else:
        content = read_text(path, size)
        if b"endsolid" not in content[-4096:]:
            raise FormatError(f"{path}: is truncated, 'endsolid' is missing; copy it again")
        found = _VERTEX.findall(content)
        try:
            corners = np.array(found, dtype="S32").astype(np.float64).reshape(-1, 3)
        except ValueError:
            raise FormatError(f"{path}: a corner is no number; export the mesh again") from None
        if len(corners) % 3:
            raise FormatError(f"{path}: holds {len(corners)} corners, which are no triangles")
    return checked_mesh(path, corners, np.arange(len(corners)).reshape(-1, 3))


FORMAT = SurfaceFormat(
    id="stl",
    name="STL mesh",
    suffixes=(".stl",),
    sniff=sniff,
    read=read,
    write=None,
    tried_on_real_file=False,
    source="stl-format",
    asks=("mesh_unit", "mesh_pitch_um"),
)
