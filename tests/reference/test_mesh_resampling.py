"""Meshes of planes and sphere caps, whose heights are known in closed form."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError
from turgor.formats import ReadOptions, read_surface
from turgor.formats.mesh import RESAMPLED

RADIUS_MM, HALF_MM, LINES = 20.0, 6.0, 121


def grid_mesh(z_of: object) -> tuple[np.ndarray, np.ndarray]:
    """Corners (n, 3) in mm of z(x, y) over a square, and its triangles, normals upwards."""
    axis = np.linspace(-HALF_MM, HALF_MM, LINES)
    x, y = np.meshgrid(axis, axis)
    corners = np.column_stack((x.ravel(), y.ravel(), z_of(x, y).ravel()))  # type: ignore[operator]
    number = np.arange(LINES * LINES).reshape(LINES, LINES)
    a, b, c, d = (
        number[sy, sx].ravel()
        for sy, sx in (
            (slice(None, -1), slice(None, -1)),
            (slice(None, -1), slice(1, None)),
            (slice(1, None), slice(1, None)),
            (slice(1, None), slice(None, -1)),
        )
    )
    return corners, np.concatenate((np.stack((a, b, c), 1), np.stack((a, c, d), 1)))


def from_above(pitch_um: float, region_mm: tuple[float, float, float, float]) -> ReadOptions:
    return ReadOptions(mesh_unit="mm", mesh_pitch_um=pitch_um, mesh_axis="z", region_mm=region_mm)


def cap(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.sqrt(RADIUS_MM**2 - x**2 - y**2) - RADIUS_MM


def tilt(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 0.3 * x - 0.1 * y


def stl_binary(path: Path, corners: np.ndarray, triangles: np.ndarray) -> None:
    record = np.zeros(len(triangles), [("n", "<f4", 3), ("c", "<f4", (3, 3)), ("s", "<u2")])
    record["c"] = corners[triangles]
    path.write_bytes(bytes(80) + struct.pack("<I", len(triangles)) + record.tobytes())


def stl_text(path: Path, corners: np.ndarray, triangles: np.ndarray) -> None:
    lines = ["solid cap"]
    for points in corners[triangles]:
        lines += ["facet normal 0 0 1", "outer loop"]
        lines += [f"vertex {x:.9g} {y:.9g} {z:.9g}" for x, y, z in points]
        lines += ["endloop", "endfacet"]
    path.write_text("\n".join([*lines, "endsolid cap\n"]))


def ply(path: Path, corners: np.ndarray, triangles: np.ndarray, kind: str) -> None:
    head = (
        f"ply\nformat {kind} 1.0\ncomment made\nelement vertex {len(corners)}\n"
        "property double x\nproperty double y\nproperty double z\nproperty uchar red\n"
        f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    order = ">" if "big" in kind else "<"
    if kind == "ascii":
        body = "".join(f"{x:.12g} {y:.12g} {z:.12g} 7\n" for x, y, z in corners)
        body += "".join(f"3 {i} {j} {k}\n" for i, j, k in triangles)
        path.write_text(head + body)
        return
    points = np.zeros(len(corners), [("p", f"{order}f8", 3), ("r", "u1")])
    points["p"] = corners
    faces = np.zeros(len(triangles), [("n", "u1"), ("i", f"{order}i4", 3)])
    faces["n"], faces["i"] = 3, triangles
    path.write_bytes(head.encode() + points.tobytes() + faces.tobytes())


def glb(path: Path, corners: np.ndarray, triangles: np.ndarray, node: dict[str, object]) -> None:
    points, index = corners.astype("<f4").tobytes(), triangles.astype("<u4").tobytes()
    scene = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"children": [1]}, {"mesh": 0, **node}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(corners), "type": "VEC3"},
            {"bufferView": 1, "componentType": 5125, "count": triangles.size, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": len(points)},
            {"buffer": 0, "byteOffset": len(points), "byteLength": len(index)},
        ],
        "buffers": [{"byteLength": len(points) + len(index)}],
    }
    text = json.dumps(scene).encode()
    text += b" " * (-len(text) % 4)
    body = points + index
    head = struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + 8 + len(body))
    chunks = (
        struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(body), b"BIN\0")
    )
    path.write_bytes(head + chunks + body)


def write_mesh(path: Path, kind: str, corners: np.ndarray, triangles: np.ndarray) -> None:
    if kind == "stl":
        stl_binary(path, corners, triangles)
    elif kind == "stl-text":
        stl_text(path, corners, triangles)
    elif kind == "glb":
        glb(path, corners, triangles, {})
    else:
        ply(path, corners, triangles, kind)


KINDS = {
    "stl": ".stl",
    "stl-text": ".stl",
    "ascii": ".ply",
    "binary_little_endian": ".ply",
    "binary_big_endian": ".ply",
    "glb": ".glb",
}


@pytest.mark.parametrize("kind", KINDS)
def test_sphere_cap_seen_from_above(tmp_path: Path, kind: str) -> None:
    """Heights within the mesh's own chord error, s² / (4 R) = 0.125 µm for spacing s = 0.1 mm."""
    path = tmp_path / f"cap{KINDS[kind]}"
    write_mesh(path, kind, *grid_mesh(cap))
    options = ReadOptions(
        mesh_unit="mm", mesh_pitch_um=70.0, mesh_axis="z", region_mm=(-5, -4, 5, 4)
    )
    height_map = read_surface(path, options)
    rows, cols = height_map.shape
    assert (rows, cols) == (114, 142)
    x = -5.0 + (np.arange(cols) + 0.5) * 0.07
    y = 4.0 - (np.arange(rows) + 0.5) * 0.07
    truth = cap(x[None, :], y[:, None]) * 1000.0
    assert height_map.valid.all()
    assert np.abs(height_map.height_um - truth).max() < 0.15
    assert RESAMPLED in height_map.flags


def test_rows_run_downwards_and_columns_right(tmp_path: Path) -> None:
    path = tmp_path / "tilt.stl"
    write_mesh(path, "stl", *grid_mesh(tilt))
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=100.0, mesh_axis="z")
    z = read_surface(path, options).height_um
    assert np.nanmedian(np.diff(z, axis=1)) == pytest.approx(30.0, rel=1e-4)
    assert np.nanmedian(np.diff(z, axis=0)) == pytest.approx(10.0, rel=1e-4)


def test_best_plane_removes_any_pose(tmp_path: Path) -> None:
    """A cap turned and moved in space gives the same heights as the cap seen from above."""
    corners, triangles = grid_mesh(cap)
    turn, _ = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))
    turn *= np.sign(np.linalg.det(turn))
    write_mesh(tmp_path / "a.stl", "stl", corners, triangles)
    write_mesh(tmp_path / "b.ply", "binary_little_endian", corners @ turn.T + 90.0, triangles)
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=100.0)
    straight, turned = (read_surface(tmp_path / n, options).height_um for n in ("a.stl", "b.ply"))
    depth_um = (RADIUS_MM - np.sqrt(RADIUS_MM**2 - 2 * HALF_MM**2)) * 1000.0
    for heights in (straight, turned):
        top = np.unravel_index(np.nanargmax(heights), heights.shape)
        assert np.abs(np.array(top) - np.array(heights.shape) / 2).max() < 2
        span = np.nanmax(heights) - np.nanmin(heights)
        assert span == pytest.approx(depth_um, rel=0.03)
    assert np.nanstd(turned) == pytest.approx(np.nanstd(straight), rel=0.01)


def test_tilted_plane_is_flat_after_the_best_plane(tmp_path: Path) -> None:
    path = tmp_path / "tilt.glb"
    write_mesh(path, "glb", *grid_mesh(tilt))
    heights = read_surface(path, ReadOptions(mesh_unit="mm", mesh_pitch_um=100.0)).height_um
    assert np.nanmax(np.abs(heights)) < 0.01


def test_overhang_shows_what_is_nearer(tmp_path: Path) -> None:
    below, triangles = grid_mesh(lambda x, y: 0 * x)
    above = below * [0.5, 0.5, 1.0] + [0, 0, 2.0]
    corners = np.concatenate((below, above))
    both = np.concatenate((triangles, triangles + len(below)))
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=200.0, mesh_axis="z")
    write_mesh(tmp_path / "a.ply", "binary_little_endian", corners, both)
    heights = read_surface(tmp_path / "a.ply", options).height_um
    assert heights[30, 30] == pytest.approx(2000.0)
    assert heights[3, 3] == pytest.approx(0.0)
    assert set(np.unique(np.round(heights))) == {0.0, 2000.0}


def test_points_beside_the_mesh_are_missing(tmp_path: Path) -> None:
    write_mesh(tmp_path / "a.stl", "stl", *grid_mesh(cap))
    options = ReadOptions(
        mesh_unit="mm", mesh_pitch_um=250.0, mesh_axis="z", region_mm=(-9, -9, 9, 9)
    )
    height_map = read_surface(tmp_path / "a.stl", options)
    inside = height_map.valid.mean()
    assert inside == pytest.approx((12.0 / 18.0) ** 2, abs=0.02)
    beside = ReadOptions(
        mesh_unit="mm", mesh_pitch_um=250.0, mesh_axis="z", region_mm=(50, 50, 60, 60)
    )
    with pytest.raises(FormatError, match="no grid point meets"):
        read_surface(tmp_path / "a.stl", beside)


@pytest.mark.parametrize("axis", ["x", "-x", "y", "-y", "z", "-z"])
def test_every_axis_looks_at_the_outside(tmp_path: Path, axis: str) -> None:
    """A cube with a bump of 0.5 mm on the viewed side: the bump is seen and not mirrored."""
    place = "xyz".index(axis[-1])
    sign = -1.0 if axis[0] == "-" else 1.0
    corners, triangles = grid_mesh(lambda x, y: 0 * x)
    behind = corners.copy()
    behind[:, 2] = -3.0
    bump = corners.copy()
    bump[:, 2] = np.where(np.hypot(bump[:, 0] - 3, bump[:, 1] - 2) < 1.0, 0.5, 0.0)
    both = np.concatenate((bump, behind))
    # right, up, near written out again here, apart from the code
    frames = {
        "x": ([0, 1, 0], [0, 0, 1]), "-x": ([0, -1, 0], [0, 0, 1]),
        "y": ([-1, 0, 0], [0, 0, 1]), "-y": ([1, 0, 0], [0, 0, 1]),
        "z": ([1, 0, 0], [0, 1, 0]), "-z": ([-1, 0, 0], [0, 1, 0]),
    }  # fmt: skip
    right, up = (np.array(v, float) for v in frames[axis])
    near = np.zeros(3)
    near[place] = sign
    assert np.linalg.det(np.stack((right, up, near))) == pytest.approx(1.0)
    placed = both @ np.stack((right, up, near))
    faces = np.concatenate((triangles, triangles + len(corners)))
    write_mesh(tmp_path / "a.ply", "binary_little_endian", placed, faces)
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=200.0, mesh_axis=axis)
    heights = read_surface(tmp_path / "a.ply", options).height_um
    rows, cols = np.nonzero(heights > 400.0)
    assert cols.mean() * 0.2 - 6 + 0.1 == pytest.approx(3.0, abs=0.15)
    assert 6 - rows.mean() * 0.2 - 0.1 == pytest.approx(2.0, abs=0.15)
    assert np.nanmin(heights) == pytest.approx(0.0, abs=1e-6)


def test_nodes_move_the_mesh(tmp_path: Path) -> None:
    half = float(np.sqrt(0.5))
    node = {"translation": [1.0, 2.0, 3.0], "rotation": [0, 0, half, half], "scale": [2, 2, 2]}
    glb(tmp_path / "a.glb", *grid_mesh(tilt), node)
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=500.0, mesh_axis="z")
    z = read_surface(tmp_path / "a.glb", options).height_um
    # turned by 90°: x' = 1 - 2y, y' = 2 + 2x, so z' = 3 + 0.3 (y' - 2) + 0.1 (x' - 1)
    assert np.nanmedian(np.diff(z, axis=1)) == pytest.approx(50.0, rel=1e-3)
    assert np.nanmedian(np.diff(z, axis=0)) == pytest.approx(-150.0, rel=1e-3)
    assert np.nanmean(z) == pytest.approx(3000.0, abs=5.0)


def test_quads_are_split_and_bad_meshes_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ply"
    head = (
        "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\n"
        "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
    )
    points = "0 0 0\n2 0 0\n2 2 4\n0 2 4\n"
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=100.0, mesh_axis="z")
    path.write_text(head + points + "4 0 1 2 3\n")
    height_map = read_surface(path, options)
    assert height_map.shape == (20, 20)
    assert height_map.valid.all()
    assert np.diff(height_map.height_um, axis=0) == pytest.approx(-200.0)
    for body, match in (
        (points + "4 0 1 2 9\n", "does not exist"),
        (points + "4 0 1 2\n", "sizes"),
        ("0 0 0\n2 0 0\n2 2 x\n0 2 4\n4 0 1 2 3\n", "no numbers"),
        ("0 0 0\n2 0 0\n2 2 nan\n0 2 4\n4 0 1 2 3\n", "finite"),
        ("0 0 0\n1 0 0\n2 0 0\n3 0 0\n4 0 1 2 3\n", "at least 2 x 2|no grid point"),
    ):
        path.write_text(head + body)
        with pytest.raises(FormatError, match=match):
            read_surface(path, options)
    path.write_text((head + points).replace("element face 1", "element face 0"))
    with pytest.raises(FormatError, match="no faces"):
        read_surface(path, options)


def test_an_unknown_axis_or_an_endless_map_is_refused(tmp_path: Path) -> None:
    write_mesh(tmp_path / "a.stl", "stl", *grid_mesh(cap))
    for stated, match in (
        ({"mesh_axis": "up"}, "mesh_axis"),
        ({"mesh_pitch_um": 1e-9}, "too large|at most"),
        ({"mesh_pitch_um": 1e9}, "at least 2 x 2"),
    ):
        words = {"mesh_unit": "mm", "mesh_pitch_um": 100.0, **stated}
        with pytest.raises(FormatError, match=match):
            read_surface(tmp_path / "a.stl", ReadOptions(**words))  # type: ignore[arg-type]


def test_a_node_matrix_is_stored_by_columns(tmp_path: Path) -> None:
    """glTF matrices are column-major: the last four numbers hold the shift."""
    matrix = [0, 2, 0, 0, -2, 0, 0, 0, 0, 0, 2, 0, 1, 2, 3, 1]
    glb(tmp_path / "a.glb", *grid_mesh(tilt), {"matrix": matrix})
    options = ReadOptions(mesh_unit="mm", mesh_pitch_um=500.0, mesh_axis="z")
    z = read_surface(tmp_path / "a.glb", options).height_um
    assert np.nanmedian(np.diff(z, axis=1)) == pytest.approx(50.0, rel=1e-3)
    assert np.nanmedian(np.diff(z, axis=0)) == pytest.approx(-150.0, rel=1e-3)
    assert np.nanmean(z) == pytest.approx(3000.0, abs=5.0)


@pytest.mark.parametrize("kind", KINDS)
def test_truncated_meshes_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"cut{KINDS[kind]}"
    write_mesh(path, kind, *grid_mesh(cap))
    whole = path.read_bytes()
    for share in (0.0005, 0.01, 0.5, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(FormatError) as caught:
            read_surface(path, from_above(500.0, (-5, -5, 5, 5)))
        assert str(caught.value).isprintable()
        assert "malformed as" not in str(caught.value)


def test_meshes_kept_elsewhere_or_packed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    write_mesh(path, "glb", *grid_mesh(cap))
    plain = path.read_bytes()
    scene = json.loads(plain[20 : 20 + struct.unpack_from("<I", plain, 12)[0]])
    for change, match in (
        ({"extensionsRequired": ["KHR_draco_mesh_compression"]}, "KHR_draco"),
        ({"buffers": [{"uri": "mesh.bin", "byteLength": 9}]}, "another file"),
        ({"nodes": [{"children": [0]}]}, "loop"),
        ({"meshes": []}, "malformed"),
        ({"accessors": [{**a, "count": 10**9} for a in scene["accessors"]]}, "truncated"),
    ):
        text = json.dumps({**scene, **change}).encode()
        body = plain[20 + struct.unpack_from("<I", plain, 12)[0] :]
        head = struct.pack("<4sIII4s", b"glTF", 2, 20 + len(text) + len(body), len(text), b"JSON")
        path.write_bytes(head + text + body)
        with pytest.raises(FormatError, match=match):
            read_surface(path, from_above(500.0, (-5, -5, 5, 5)))
