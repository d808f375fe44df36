"""Slopes and albedo of each point from its readings under each light, by least squares.

A reading is albedo × strength × (normal · direction). Readings in shadow are left out; then,
while more than three are left, the worst one is left out if it misses the fit by more than a
stated share of the albedo (a highlight or a cast shadow).
"""

import numpy as np

from turgor.compute import jit, map_strips
from turgor.errors import MeasureError
from turgor.measure.surface.photometric.lights import SHADOW_SHARE, Lights
from turgor.record.height_map import BoolMap, FloatMap

#: share of the albedo by which a reading may miss the fit before it is left out
OUTLIER_SHARE = 0.3


def solve_slopes(
    readings: FloatMap, lights: Lights, outlier: float = OUTLIER_SHARE
) -> tuple[FloatMap, FloatMap, FloatMap, FloatMap]:
    """Slope to the right, slope up the image, albedo, and the readings' rms misfit.

    readings : (n, rows, cols) float64, NaN = not usable. Returns four (rows, cols) float64; slopes
    are µm per µm, NaN where fewer than three readings are left or the point faces away.

    Errors: MeasureError where the number of images and lights differ.
    """
    n, rows, cols = readings.shape
    if n != lights.strength.size:
        raise MeasureError(f"{n} images but {lights.strength.size} lights; they must agree")
    matrix = np.ascontiguousarray(lights.direction * lights.strength[:, None])
    out = np.full((4, rows, cols), np.nan)
    map_strips(lambda a, b: slope_rows(readings, matrix, a, b, SHADOW_SHARE, outlier, out), rows)
    return out[0], out[1], out[2], out[3]


@jit
def slope_rows(
    readings: FloatMap,
    matrix: FloatMap,
    first: int,
    end: int,
    shadow: float,
    outlier: float,
    out: FloatMap,
) -> None:
    """Fill rows ``first`` to ``end`` of ``out`` (4, rows, cols): slopes, albedo, misfit."""
    n = matrix.shape[0]
    use = np.empty(n, np.bool_)
    b = np.empty(3)
    for r in range(first, end):
        for c in range(readings.shape[2]):
            top = 0.0
            for k in range(n):
                if readings[k, r, c] > top:
                    top = readings[k, r, c]
            count = 0
            for k in range(n):
                use[k] = readings[k, r, c] > shadow * top
                count += use[k]
            while count >= 3 and fit_point(readings, matrix, r, c, use, b):
                albedo = np.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2])
                worst = -1
                miss = 0.0
                squares = 0.0
                for k in range(n):
                    if use[k]:
                        off = readings[k, r, c] - (
                            matrix[k, 0] * b[0] + matrix[k, 1] * b[1] + matrix[k, 2] * b[2]
                        )
                        squares += off * off
                        if abs(off) > miss:
                            miss = abs(off)
                            worst = k
                if miss > outlier * albedo and count > 3:
                    use[worst] = False
                    count -= 1
                    continue
                if b[2] > 0.05 * albedo:
                    out[0, r, c] = -b[0] / b[2]
                    out[1, r, c] = -b[1] / b[2]
                    out[2, r, c] = albedo
                    out[3, r, c] = np.sqrt(squares / count)
                break


@jit
def fit_point(
    readings: FloatMap, matrix: FloatMap, r: int, c: int, use: BoolMap, b: FloatMap
) -> bool:
    """Least squares for one point's albedo × normal; False where its lights lie in a plane."""
    a00 = 0.0
    a01 = 0.0
    a02 = 0.0
    a11 = 0.0
    a12 = 0.0
    a22 = 0.0
    y0 = 0.0
    y1 = 0.0
    y2 = 0.0
    for k in range(matrix.shape[0]):
        if use[k]:
            x, y, z = matrix[k, 0], matrix[k, 1], matrix[k, 2]
            v = readings[k, r, c]
            a00 += x * x
            a01 += x * y
            a02 += x * z
            a11 += y * y
            a12 += y * z
            a22 += z * z
            y0 += x * v
            y1 += y * v
            y2 += z * v
    c00 = a11 * a22 - a12 * a12
    c01 = a02 * a12 - a01 * a22
    c02 = a01 * a12 - a02 * a11
    det = a00 * c00 + a01 * c01 + a02 * c02
    if not det > 1e-6 * (a00 + a11 + a22) ** 3 / 27.0:
        return False
    b[0] = (c00 * y0 + c01 * y1 + c02 * y2) / det
    b[1] = (c01 * y0 + (a00 * a22 - a02 * a02) * y1 + (a01 * a02 - a00 * a12) * y2) / det
    b[2] = (c02 * y0 + (a01 * a02 - a00 * a12) * y1 + (a00 * a11 - a01 * a01) * y2) / det
    return True
