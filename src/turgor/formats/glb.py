"""glTF 2.0 binary (.glb) meshes, resampled to a height map.

glTF says that lengths are metres, but scanners' exporters seldom keep to it, so the unit must be
stated here as for every mesh.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import printable
from turgor.formats.mesh import TriangleMesh, checked_mesh, map_of_mesh, mesh_options
from turgor.formats.opening import checked_size, need_size, read_bytes
from turgor.record.height_map import FloatMap, HeightMap

_COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC3": 3}
_LONGEST_JSON = 50_000_000
_MOST_NODES = 100_000
_TRIANGLES = 4

Words = Mapping[str, object]


def sniff(head: bytes, path: Path) -> bool:
    """True for glTF's magic word."""
    return head.startswith(b"glTF")


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read the triangles of the scene and resample them.

    Errors: UnitError where mesh_unit or mesh_pitch_um is not stated, FormatError for a damaged
    file, compressed meshes, outside buffers and for whatever resampling refuses.
    """
    mesh_options(path, options)
    return map_of_mesh(path, read_mesh(path), options, "glb")


def read_mesh(path: Path) -> TriangleMesh:
    """All triangles of the first scene, moved by their nodes, in the file's unit.

    Errors: FormatError as for ``read``.
    """
    try:
        return _scene_mesh(path)
    except FormatError:
        raise
    except (LookupError, TypeError, ValueError, RecursionError, AttributeError, struct.error):
        raise FormatError(f"{path}: its glTF structure is malformed; export it again") from None


def _scene_mesh(path: Path) -> TriangleMesh:
    scene, binary = _chunks(path)
    required = [str(name) for name in _list(scene, "extensionsRequired")]
    if required:
        raise FormatError(
            f"{path}: needs {printable(', '.join(required))}, which is not read; export an "
            "uncompressed mesh"
        )
    corners: list[FloatMap] = []
    triangles: list[NDArray[np.int64]] = []
    count = 0
    for mesh_number, matrix in _placed_meshes(path, scene):
        mesh = _at(scene, "meshes", mesh_number)
        for primitive in _list(mesh, "primitives"):
            part = cast(Words, primitive)
            if part.get("mode", _TRIANGLES) != _TRIANGLES:
                continue
            attributes = cast(Words, part["attributes"])
            points = _accessor(path, scene, binary, attributes["POSITION"], "VEC3").astype(
                np.float64
            )
            if "indices" in part:
                index = _accessor(path, scene, binary, part["indices"], "SCALAR").reshape(-1)
            else:
                index = np.arange(len(points))
            if len(index) % 3:
                raise FormatError(f"{path}: {len(index)} corners are no whole triangles")
            corners.append(points @ matrix[:3, :3].T + matrix[:3, 3])
            triangles.append(index.astype(np.int64).reshape(-1, 3) + count)
            if len(index) and int(index.max()) >= len(points):
                raise FormatError(f"{path}: a triangle refers to a corner that does not exist")
            count += len(points)
    if not corners:
        raise FormatError(f"{path}: holds no triangles; a mesh with faces is needed")
    return checked_mesh(path, np.concatenate(corners), np.concatenate(triangles))


def _chunks(path: Path) -> tuple[Words, bytes]:
    """The JSON description and the binary chunk."""
    size = checked_size(path)
    need_size(path, size, 20, "the glTF header")
    head = read_bytes(path, 20)
    magic, version, length, json_length, json_kind = struct.unpack("<4s3I4s", head)
    if magic != b"glTF" or version != 2 or json_kind != b"JSON":
        raise FormatError(f"{path}: is no binary glTF 2.0 (version {version}); export it as .glb")
    need_size(path, size, length, "the announced file")
    if json_length > _LONGEST_JSON:
        raise FormatError(f"{path}: announces a description of {json_length} bytes; too long")
    need_size(path, size, 20 + json_length, "the description")
    scene = json.loads(read_bytes(path, json_length, 20).decode("utf-8"))
    if not isinstance(scene, dict):
        raise FormatError(f"{path}: its description is no object; export it again")
    start = 20 + json_length
    if start + 8 > size:
        return scene, b""
    binary_length, kind = struct.unpack("<I4s", read_bytes(path, 8, start))
    if kind != b"BIN\x00":
        return scene, b""
    need_size(path, size, start + 8 + binary_length, "the binary chunk")
    return scene, read_bytes(path, binary_length, start + 8)


def _list(words: Words, name: str) -> Sequence[object]:
    items = words.get(name, [])
    return items if isinstance(items, list) else []


def _at(words: Words, name: str, number: object) -> Words:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError(name)
    item = _list(words, name)[number]
    if not isinstance(item, dict):
        raise TypeError(name)
    return item


def _placed_meshes(path: Path, scene: Words) -> list[tuple[object, FloatMap]]:
    """Mesh numbers of the first scene with the matrix that places each."""
    scenes = _list(scene, "scenes")
    roots: Sequence[object]
    if scenes:
        roots = _list(_at(scene, "scenes", scene.get("scene", 0)), "nodes")
    else:
        roots = range(len(_list(scene, "nodes")))
    waiting = [(root, np.eye(4)) for root in roots]
    placed: list[tuple[object, FloatMap]] = []
    seen = 0
    while waiting:
        number, above = waiting.pop()
        seen += 1
        if seen > _MOST_NODES:
            raise FormatError(f"{path}: its nodes form a loop or are too many; export it again")
        node = _at(scene, "nodes", number)
        matrix = above @ _matrix(node)
        if "mesh" in node:
            placed.append((node["mesh"], matrix))
        waiting.extend((child, matrix) for child in _list(node, "children"))
    return placed


def _matrix(node: Words) -> FloatMap:
    """A node's own matrix, or the one of its translation, rotation and scale."""
    if "matrix" in node:
        return np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
    x, y, z, w = np.array(node.get("rotation", (0, 0, 0, 1)), dtype=np.float64)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = turn * np.array(node.get("scale", (1, 1, 1)), dtype=np.float64)
    matrix[:3, 3] = np.array(node.get("translation", (0, 0, 0)), dtype=np.float64)
    return matrix


def _accessor(
    path: Path, scene: Words, binary: bytes, number: object, kind: str
) -> NDArray[np.generic]:
    """(count, width) numbers of an accessor, sizes checked against the binary chunk."""
    accessor = _at(scene, "accessors", number)
    if accessor.get("type") != kind or "sparse" in accessor or "bufferView" not in accessor:
        raise FormatError(f"{path}: stores its mesh in a way that is not read; export it plainly")
    dtype = np.dtype(_COMPONENTS[cast(int, accessor["componentType"])])
    width = _WIDTHS[kind]
    view = _at(scene, "bufferViews", accessor["bufferView"])
    buffer = _at(scene, "buffers", view.get("buffer", 0))
    if "uri" in buffer or view.get("buffer", 0) != 0:
        raise FormatError(f"{path}: keeps its mesh in another file; export a single .glb")
    count = int(cast(int, accessor["count"]))
    step = int(cast(int, view.get("byteStride", 0))) or dtype.itemsize * width
    start = int(cast(int, view.get("byteOffset", 0))) + int(
        cast(int, accessor.get("byteOffset", 0))
    )
    if count < 1 or start < 0 or step < dtype.itemsize * width:
        raise FormatError(f"{path}: an accessor has an impossible size; export it again")
    need_size(path, len(binary), start + (count - 1) * step + dtype.itemsize * width, "its mesh")
    return np.ndarray((count, width), dtype, binary, start, (step, dtype.itemsize)).copy()


FORMAT = SurfaceFormat(
    id="glb",
    name="glTF binary mesh",
    suffixes=(".glb",),
    sniff=sniff,
    read=read,
    write=None,
    tried_on_real_file=True,
    source="gltf-2",
    asks=("mesh_unit", "mesh_pitch_um"),
)
