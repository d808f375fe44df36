"""Hybrid parameters: gradient and area of the triangulated surface, in one fused pass."""

import math

from turgor.compute import jit, map_strips
from turgor.record.height_map import FloatMap

#: below this rms gradient the area excess is taken from its series, where 1 + g² - 1 would cancel
_SMALL_GRADIENT = 1e-4


@jit
def _triangles(
    height: FloatMap, first: int, end: int, per_x: float, per_y: float
) -> tuple[int, float, float]:
    """Count, sum of g² and sum of sqrt(1 + g²) over the triangles below rows first to end.

    Each cell is cut by both of its diagonals; each of the four triangles so found stands for a
    quarter of two cells and counts where its three corners are evaluated.
    """
    count = 0
    squares, areas = 0.0, 0.0
    for i in range(first, min(end, height.shape[0] - 1)):
        s0, s1, a0, a1 = 0.0, 0.0, 0.0, 0.0
        z00, z10 = height[i, 0], height[i + 1, 0]
        left = (z10 - z00) * per_y
        left *= left
        for j in range(1, height.shape[1]):
            z01, z11 = height[i, j], height[i + 1, j]
            top, bottom, right = (z01 - z00) * per_x, (z11 - z10) * per_x, (z11 - z01) * per_y
            top, bottom, right = top * top, bottom * bottom, right * right
            g0, g1, g2, g3 = top + left, top + right, bottom + left, bottom + right
            whole = g0 + g3
            if whole == whole:
                count += 4
                s0 += g0 + g1
                s1 += g2 + g3
                a0 += math.sqrt(1.0 + g0) + math.sqrt(1.0 + g1)
                a1 += math.sqrt(1.0 + g2) + math.sqrt(1.0 + g3)
            else:
                for g in (g0, g1, g2, g3):
                    if g == g:
                        count += 1
                        s0 += g
                        a0 += math.sqrt(1.0 + g)
            z00, z10, left = z01, z11, right
        squares += s0 + s1
        areas += a0 + a1
    return count, squares, areas


def hybrid_parameters(
    surface: FloatMap, pitch_x_um: float, pitch_y_um: float
) -> tuple[float, float] | None:
    """Root mean square gradient Sdq (1) and developed interfacial area ratio Sdr (%).

    surface : (rows, cols) float64, µm, NaN = not evaluated. None where no three neighbouring
    points are evaluated. The surface between the points is the mean of the two triangulations,
    so Sdq is the rms of differences between direct neighbours; a wave of length L along x loses
    about (pi * pitch / L)² / 6 of its Sdq to the grid: 0.5 % at L = 18 points.

    Source: iso-25178-2-2021, hybrid parameters.
    """
    per_x, per_y = 1.0 / pitch_x_um, 1.0 / pitch_y_um
    parts = map_strips(lambda a, b: _triangles(surface, a, b, per_x, per_y), surface.shape[0])
    count = sum(part[0] for part in parts)
    if count == 0:
        return None
    mean_square = sum(part[1] for part in parts) / count
    sdq = math.sqrt(mean_square)
    excess = sum(part[2] for part in parts) / count - 1.0
    if sdq < _SMALL_GRADIENT:
        excess = mean_square / 2.0
    return sdq, 100.0 * excess
