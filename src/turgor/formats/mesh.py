"""A triangle mesh, its frame of view, and the height map that is seen in that frame."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import FormatError, UnitError
from turgor.formats.base import ReadOptions
from turgor.formats.finishing import finished_map, unit_factor_um
from turgor.formats.opening import need_points
from turgor.record.height_map import FloatMap, HeightMap

RESAMPLED = "resampled-from-mesh"
_UM_PER_MM = 1000.0

#: viewing axis -> directions of right, up and towards the viewer in the mesh's own axes
_VIEWS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "x": ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    "-x": ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    "y": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "-y": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "z": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "-z": ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
}


@dataclass(frozen=True, slots=True)
class TriangleMesh:
    """Corners and triangles as a file holds them.

    corners : (n, 3) float64 in the file's own unit. triangles : (m, 3) int64 indices of corners.
    """

    corners: FloatMap
    triangles: NDArray[np.int64]


def checked_mesh(
    path: Path, corners: NDArray[np.generic], triangles: NDArray[np.generic]
) -> TriangleMesh:
    """A mesh whose triangles refer to corners that exist and are numbers.

    Errors: FormatError for no triangles, wild indices and corners that are no finite numbers.
    """
    points = np.ascontiguousarray(corners, dtype=np.float64).reshape(-1, 3)
    faces = np.ascontiguousarray(triangles, dtype=np.int64).reshape(-1, 3)
    if len(points) < 3 or len(faces) < 1:
        raise FormatError(f"{path}: holds no triangles; a mesh with faces is needed")
    if faces.min() < 0 or faces.max() >= len(points):
        raise FormatError(
            f"{path}: a triangle refers to a corner that does not exist; export again"
        )
    if not np.isfinite(points).all() or np.abs(points).max() > 1e30:
        raise FormatError(f"{path}: a corner is no finite number; export it again")
    return TriangleMesh(points, faces)


def mesh_options(path: Path, options: ReadOptions) -> tuple[float, float]:
    """µm per unit of the mesh and the pitch in µm, both of which the user must state.

    Errors: UnitError naming the missing option.
    """
    factor = unit_factor_um(path, options.mesh_unit, "mesh_unit", "the mesh's coordinates")
    if options.mesh_pitch_um is None:
        raise UnitError(
            f"{path}: a mesh has no pitch; state the distance between resampled points in µm with "
            "mesh_pitch_um"
        )
    return factor, options.mesh_pitch_um


def map_of_mesh(path: Path, mesh: TriangleMesh, options: ReadOptions, format_id: str) -> HeightMap:
    """Look at a mesh along an axis and keep, at each grid point, the height nearest the viewer.

    The frame is right, up, towards the viewer; rows run downwards. Without ``mesh_axis`` the
    viewer looks along the normal of the best-fit plane, from the outside, and the origin is the
    mesh's centre; with it the frame is the file's own. Points off the mesh are missing.

    Errors: UnitError without unit or pitch, FormatError for an unknown axis, a region beside the
    mesh, too many points, or a flat mesh seen edge-on.
    """
    factor, pitch_um = mesh_options(path, options)
    right_up_near = _in_view(path, mesh, options.mesh_axis) * factor
    low, high = right_up_near[:, :2].min(axis=0), right_up_near[:, :2].max(axis=0)
    if options.region_mm is not None:
        x0, y0, x1, y1 = (value * _UM_PER_MM for value in options.region_mm)
        low, high = np.array([x0, y0]), np.array([x1, y1])
    sides = (high - low) / pitch_um
    if not np.isfinite(sides).all() or sides.max() > 2**31:
        raise FormatError(f"{path}: the mesh is too large for a pitch of {pitch_um:g} µm")
    cols, rows = (int(np.floor(side + 1e-9)) for side in sides)
    need_points(path, rows, cols, options.max_points)
    height_um = np.full((rows, cols), np.nan)
    grid = np.empty_like(right_up_near)
    grid[:, 0] = (right_up_near[:, 0] - low[0]) / pitch_um - 0.5
    grid[:, 1] = (high[1] - right_up_near[:, 1]) / pitch_um - 0.5
    grid[:, 2] = right_up_near[:, 2]
    _see(grid, mesh.triangles, height_um)
    if not np.isfinite(height_um).any():
        raise FormatError(
            f"{path}: no grid point meets the mesh; move region_mm or lower the pitch"
        )
    return finished_map(
        path,
        height_um,
        (pitch_um, pitch_um),
        format_id,
        settings={
            "corners": str(len(mesh.corners)),
            "triangles": str(len(mesh.triangles)),
            "mesh_unit": str(options.mesh_unit),
            "mesh_axis": options.mesh_axis or "best-fit plane",
            "region_mm": " ".join(f"{v / _UM_PER_MM:.6g}" for v in (*low, *high)),
        },
        flags=(RESAMPLED,),
    )


def _in_view(path: Path, mesh: TriangleMesh, axis: str | None) -> FloatMap:
    """(n, 3) corners as right, up, towards the viewer, in the file's unit."""
    if axis is None:
        centre, directions = _best_view(path, mesh)
        return np.asarray((mesh.corners - centre) @ directions.T)
    if axis not in _VIEWS:
        raise FormatError(f"{path}: mesh_axis '{axis}' is unknown; allowed: {', '.join(_VIEWS)}")
    return np.asarray(mesh.corners @ np.array(_VIEWS[axis], dtype=np.float64).T)


def _best_view(path: Path, mesh: TriangleMesh) -> tuple[FloatMap, FloatMap]:
    """Centre, and the directions right, up, near of the area-weighted best-fit plane.

    Triangles weigh by area, so that a finely meshed corner does not tilt the plane. The covariance
    of a triangle is that of its three edge midpoints, which is exact for a uniform triangle up to
    a factor. The near side is the one to which the faces' own normals point.
    """
    a, b, c = (mesh.corners[mesh.triangles[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    areas = np.sqrt((normals**2).sum(axis=1))
    total = areas.sum()
    if not (np.isfinite(total) and total > 0):
        raise FormatError(f"{path}: its triangles have no area; export the mesh again")
    centre = np.asarray((areas[:, None] * (a + b + c)).sum(axis=0) / (3.0 * total))
    spread = np.zeros((3, 3))
    for middle in ((a + b) / 2, (b + c) / 2, (c + a) / 2):
        offset = middle - centre
        spread += (areas[:, None] * offset).T @ offset
    _, vectors = np.linalg.eigh(spread / total)
    near = vectors[:, 0]
    outward = float(normals.sum(axis=0) @ near)
    if outward < 0 or (outward == 0 and near[np.argmax(np.abs(near))] < 0):
        near = -near
    first = np.zeros(3)
    first[0 if abs(near[0]) < 0.9 else 1] = 1.0
    right = first - (first @ near) * near
    right /= np.sqrt(right @ right)
    return centre, np.stack((right, np.cross(near, right), near))


@jit
def _see(grid: FloatMap, triangles: NDArray[np.int64], height_um: FloatMap) -> None:
    """Fill each grid point with the nearest of the triangles that cover it.

    grid : (n, 3) column, row and height of each corner; points are at whole numbers.
    """
    rows, cols = height_um.shape
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        xa, ya, za = grid[i, 0], grid[i, 1], grid[i, 2]
        xb, yb, zb = grid[j, 0], grid[j, 1], grid[j, 2]
        xc, yc, zc = grid[k, 0], grid[k, 1], grid[k, 2]
        area = (xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)
        if area == 0.0:
            continue
        first_row = max(0.0, np.ceil(min(ya, yb, yc) - 1e-9))
        last_row = min(rows - 1.0, np.floor(max(ya, yb, yc) + 1e-9))
        first_col = max(0.0, np.ceil(min(xa, xb, xc) - 1e-9))
        last_col = min(cols - 1.0, np.floor(max(xa, xb, xc) + 1e-9))
        if last_row < first_row or last_col < first_col:
            continue
        for row in range(int(first_row), int(last_row) + 1):
            for col in range(int(first_col), int(last_col) + 1):
                u = ((xb - col) * (yc - row) - (xc - col) * (yb - row)) / area
                v = ((xc - col) * (ya - row) - (xa - col) * (yc - row)) / area
                w = 1.0 - u - v
                if u < -1e-9 or v < -1e-9 or w < -1e-9:
                    continue
                z = u * za + v * zb + w * zc
                if not height_um[row, col] >= z:
                    height_um[row, col] = z
