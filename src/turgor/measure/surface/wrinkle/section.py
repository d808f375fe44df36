"""The strip along a centre line, laid out straight: how deep each point lies below the lid."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.surface.wrinkle.centreline import tangents
from turgor.measure.surface.wrinkle.lid import Lid
from turgor.record.height_map import BoolMap, FloatMap


@dataclass(frozen=True, slots=True)
class Ground:
    """What strips are cut from.

    surface_um : (rows, cols) heights, NaN = missing; lid : under which depth counts.
    cover : (rows, cols) int32 on cells of ``cell_um``: 0 where no object's core lies, its number
        where one does, -1 where several do.
    """

    surface_um: FloatMap
    pitch_x_um: float
    pitch_y_um: float
    lid: Lid
    cover: NDArray[np.int32]
    cell_um: float

    def holds(self, points_um: FloatMap) -> BoolMap:
        """(n,) True where a point (x, y) lies on the map."""
        rows, cols = self.surface_um.shape
        x, y = points_um[:, 0], points_um[:, 1]
        within_x = (x >= 0.0) & (x <= cols * self.pitch_x_um)
        return np.asarray(within_x & (y >= 0.0) & (y <= rows * self.pitch_y_um))


def strip(ground: Ground, points_um: FloatMap, offset_um: FloatMap, number: int) -> FloatMap:
    """(n, m) depth below the lid at each point of the line and each offset along its normal.

    NaN where nothing was measured, outside the map, and inside another object's core.
    """
    t = tangents(points_um)
    out = np.empty((len(points_um), len(offset_um)))
    sizes = np.array([ground.pitch_x_um, ground.pitch_y_um, ground.lid.spacing_um, ground.cell_um])
    _cut(
        ground.surface_um, ground.lid.node_um, ground.cover, sizes,
        np.ascontiguousarray(points_um), np.ascontiguousarray(t), offset_um, number, out,
    )  # fmt: skip
    return out


@jit
def _cut(
    surface: FloatMap,
    lid: FloatMap,
    cover: NDArray[np.int32],
    sizes: FloatMap,
    points: FloatMap,
    tangent: FloatMap,
    offset: FloatMap,
    number: int,
    out: FloatMap,
) -> None:
    rows, cols = surface.shape
    for n in range(points.shape[0]):
        for m in range(offset.size):
            x = points[n, 0] - tangent[n, 1] * offset[m]
            y = points[n, 1] + tangent[n, 0] * offset[m]
            out[n, m] = math.nan
            fx = x / sizes[0] - 0.5
            fy = y / sizes[1] - 0.5
            if fx < -0.5 or fy < -0.5 or fx > cols - 0.5 or fy > rows - 0.5:
                continue
            i = min(cover.shape[0] - 1, int(y / sizes[3]))
            j = min(cover.shape[1] - 1, int(x / sizes[3]))
            if cover[i, j] != 0 and cover[i, j] != number:
                continue
            # Bilinear over the measured ones of the four points, the nearest ones among them.
            j = max(0, min(cols - 2, math.floor(fx)))
            i = max(0, min(rows - 2, math.floor(fy)))
            b = min(1.0, max(0.0, fx - j))
            a = min(1.0, max(0.0, fy - i))
            total = 0.0
            weight = 0.0
            for di in range(2):
                wa = a if di == 1 else 1.0 - a
                for dj in range(2):
                    w = wa * (b if dj == 1 else 1.0 - b)
                    z = surface[i + di, j + dj]
                    if math.isfinite(z):
                        total += w * z
                        weight += w
            if weight < 0.6:
                continue
            fx = x / sizes[2]
            fy = y / sizes[2]
            j = max(0, min(lid.shape[1] - 2, int(fx)))
            i = max(0, min(lid.shape[0] - 2, int(fy)))
            b = fx - j
            a = fy - i
            level = (1.0 - a) * ((1.0 - b) * lid[i, j] + b * lid[i, j + 1]) + a * (
                (1.0 - b) * lid[i + 1, j] + b * lid[i + 1, j + 1]
            )
            out[n, m] = level - total / weight
