"""PLY meshes, text and binary of either byte order, resampled to a height map."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import printable
from turgor.formats.mesh import TriangleMesh, checked_mesh, map_of_mesh, mesh_options
from turgor.formats.opening import checked_size, need_size, read_bytes, read_text
from turgor.record.height_map import HeightMap

_CODES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2",
    "ushort": "u2", "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4",
    "float": "f4", "float32": "f4", "double": "f8", "float64": "f8",
}  # fmt: skip
_ORDERS = {"binary_little_endian": "<", "binary_big_endian": ">", "ascii": ""}
_LONGEST_HEADER = 65_536


@dataclass(slots=True)
class _Element:
    """A kind of record: its number and its properties (name, code, code of a list's length)."""

    name: str
    count: int
    properties: list[tuple[str, str, str]] = field(default_factory=list)


def sniff(head: bytes, path: Path) -> bool:
    """True for PLY's first line."""
    return head.startswith((b"ply\n", b"ply\r"))


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read triangles or quadrilaterals and resample them.

    Errors: UnitError where mesh_unit or mesh_pitch_um is not stated, FormatError for a damaged
    file and for whatever resampling refuses.
    """
    mesh_options(path, options)
    return map_of_mesh(path, read_mesh(path), options, "ply")


def read_mesh(path: Path) -> TriangleMesh:
    """The mesh of a file; faces must all have the same number of corners.

    Errors: FormatError for a truncated or malformed file, mixed faces or points without faces.
    """
    size = checked_size(path)
    order, elements, start = _header(path)
    if order:
        corners, faces = _binary(path, size, order, elements, start)
    else:
        corners, faces = _text(path, size, elements, start)
    if corners is None or faces is None or faces.shape[1] < 3:
        raise FormatError(f"{path}: holds points but no faces; export a mesh with faces")
    fans = [faces[:, (0, k, k + 1)] for k in range(1, faces.shape[1] - 1)]
    return checked_mesh(path, corners, np.concatenate(fans))


def _header(path: Path) -> tuple[str, list[_Element], int]:
    """Byte order, elements and the offset of the data."""
    head = read_bytes(path, _LONGEST_HEADER)
    end = head.find(b"end_header")
    line_end = head.find(b"\n", end)
    if end < 0 or line_end < 0:
        raise FormatError(f"{path}: its header never ends; the file is truncated")
    order: str | None = None
    elements: list[_Element] = []
    for line in head[:end].decode("latin-1").splitlines():
        words = line.split()
        if words[:1] == ["format"] and len(words) > 1:
            order = _ORDERS.get(words[1])
        elif words[:1] == ["element"] and len(words) == 3 and words[2].isdigit():
            elements.append(_Element(words[1], int(words[2][:12])))
        elif words[:1] == ["property"] and elements:
            elements[-1].properties.append(_property(path, words))
    if order is None:
        raise FormatError(f"{path}: its format line is missing or unknown; export it again")
    return order, elements, line_end + 1


def _property(path: Path, words: list[str]) -> tuple[str, str, str]:
    if len(words) == 3 and words[1] in _CODES:
        return words[2], _CODES[words[1]], ""
    if len(words) == 5 and words[1] == "list" and words[2] in _CODES and words[3] in _CODES:
        return words[4], _CODES[words[3]], _CODES[words[2]]
    raise FormatError(f"{path}: can't understand '{printable(' '.join(words))}'; export it again")


def _binary(
    path: Path, size: int, order: str, elements: list[_Element], start: int
) -> tuple[NDArray[np.generic] | None, NDArray[np.generic] | None]:
    corners: NDArray[np.generic] | None = None
    faces: NDArray[np.generic] | None = None
    for element in elements:
        if element.count == 0:
            continue
        dtype = _record(path, size, order, element, start)
        length = element.count * dtype.itemsize
        need_size(path, size, start + length, f"{element.count} records of '{element.name[:20]}'")
        if element.name in ("vertex", "face"):
            records = np.frombuffer(read_bytes(path, length, start), dtype)
            for number, (_, _, list_code) in enumerate(element.properties):
                lengths = records[f"n{number}"] if list_code else np.zeros(1)
                if (lengths != lengths[0]).any():
                    raise FormatError(f"{path}: mixes faces of several sizes; triangulate the mesh")
            if element.name == "vertex":
                corners = _columns(path, element, [records[f"p{n}"] for n in _xyz(path, element)])
            else:
                faces = records[f"p{_face_list(path, element)}"]
        start += length
        if corners is not None and faces is not None:
            break
    return corners, faces


def _record(
    path: Path, size: int, order: str, element: _Element, start: int
) -> np.dtype[np.generic]:
    """The fixed layout of an element's records, list lengths taken from its first record."""
    fields: list[tuple[str, str] | tuple[str, str, tuple[int, ...]]] = []
    for number, (_, code, list_code) in enumerate(element.properties):
        if not list_code:
            fields.append((f"p{number}", order + code))
            continue
        fields.append((f"n{number}", order + list_code))
        so_far = np.dtype(fields)
        need_size(path, size, start + so_far.itemsize, f"a record of '{element.name[:20]}'")
        first = np.frombuffer(read_bytes(path, so_far.itemsize, start), so_far)
        length = int(first[f"n{number}"][0])
        if not 1 <= length <= 64:
            raise FormatError(f"{path}: a face of {length} corners; 3 to 64 are read")
        fields.append((f"p{number}", order + code, (length,)))
    if not fields:
        raise FormatError(f"{path}: element '{printable(element.name)}' has no properties")
    return np.dtype(fields)


def _text(
    path: Path, size: int, elements: list[_Element], start: int
) -> tuple[NDArray[np.generic] | None, NDArray[np.generic] | None]:
    corners: NDArray[np.generic] | None = None
    faces: NDArray[np.generic] | None = None
    lines = read_text(path, size, start).split(b"\n")
    at = 0
    for element in elements:
        rows = lines[at : at + element.count]
        at += element.count
        if element.name not in ("vertex", "face") or not element.count:
            continue
        if len(rows) < element.count:
            raise FormatError(f"{path}: is truncated within '{element.name}'; copy it again")
        try:
            table = np.array([row.split() for row in rows], dtype="S32").astype(np.float64)
        except ValueError:
            raise FormatError(
                f"{path}: lines of '{element.name}' differ in length or hold no numbers; "
                "triangulate the mesh and export it again"
            ) from None
        if element.name == "vertex":
            places = _xyz(path, element)
            if table.ndim != 2 or table.shape[1] <= max(places):
                raise FormatError(f"{path}: a corner has too few numbers; export it again")
            corners = table[:, places]
        else:
            faces = _text_faces(path, element, table)
    return corners, faces


def _text_faces(path: Path, element: _Element, table: NDArray[np.float64]) -> NDArray[np.int64]:
    before = _face_list(path, element)
    length = int(table[0, before]) if table.ndim == 2 and table.shape[1] > before else 0
    if length < 3 or table.shape[1] < before + 1 + length or (table[:, before] != length).any():
        raise FormatError(f"{path}: mixes faces of several sizes; triangulate the mesh")
    indices = table[:, before + 1 : before + 1 + length]
    if not (np.abs(indices) < 2**53).all():
        raise FormatError(f"{path}: a face refers to no corner; export it again")
    return indices.astype(np.int64)


def _xyz(path: Path, element: _Element) -> list[int]:
    names = [name for name, _, _ in element.properties]
    if any(axis not in names for axis in "xyz"):
        raise FormatError(f"{path}: its corners lack x, y or z; export it again")
    return [names.index(axis) for axis in "xyz"]


def _face_list(path: Path, element: _Element) -> int:
    for number, (name, _, list_code) in enumerate(element.properties):
        if list_code and name in ("vertex_indices", "vertex_index"):
            return number
    raise FormatError(f"{path}: its faces lack vertex_indices; export a mesh with faces")


def _columns(
    path: Path, element: _Element, columns: list[NDArray[np.generic]]
) -> NDArray[np.generic]:
    if any(column.ndim != 1 for column in columns):
        raise FormatError(f"{path}: a coordinate of '{element.name}' is a list; export it again")
    return np.column_stack([column.astype(np.float64) for column in columns])


FORMAT = SurfaceFormat(
    id="ply",
    name="PLY mesh",
    suffixes=(".ply",),
    sniff=sniff,
    read=read,
    write=None,
    tried_on_real_file=False,
    source="ply-format",
    asks=("mesh_unit", "mesh_pitch_um"),
)
