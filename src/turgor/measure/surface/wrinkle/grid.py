"""The working grid: square cells of about 50 µm, each the mean of the measured points in it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import BoolMap, FloatMap


@dataclass(frozen=True, slots=True)
class WorkingGrid:
    """Means of cells. A cell (r, c) has its centre at ((c + 0.5) * cell_um, (r + 0.5) * cell_um).

    height_um : (rows, cols) mean of the cell's measured points, NaN where there are none.
    share : (rows, cols) share of the cell that was measured.
    """

    height_um: FloatMap
    share: FloatMap
    cell_um: float


def working_grid(
    surface_um: FloatMap, pitch_x_um: float, pitch_y_um: float, keep: BoolMap, cell_um: float
) -> WorkingGrid:
    """Mean heights on square cells not finer than the map's own points.

    surface_um : (rows, cols) µm, NaN = missing; keep : (rows, cols) bool.
    """
    cell = max(cell_um, pitch_x_um, pitch_y_um)
    rows = max(1, round(surface_um.shape[0] * pitch_y_um / cell))
    cols = max(1, round(surface_um.shape[1] * pitch_x_um / cell))
    total = np.zeros((rows, cols))
    count = np.zeros((rows, cols))
    _gather(surface_um, keep, pitch_x_um / cell, pitch_y_um / cell, total, count)
    full = cell * cell / (pitch_x_um * pitch_y_um)
    with np.errstate(invalid="ignore", divide="ignore"):
        height = total / count
    return WorkingGrid(height, np.minimum(1.0, count / full), cell)


@jit
def _gather(
    surface: FloatMap,
    keep: BoolMap,
    step_x: float,
    step_y: float,
    total: FloatMap,
    count: FloatMap,
) -> None:
    rows, cols = total.shape
    for r in range(surface.shape[0]):
        i = min(rows - 1, int((r + 0.5) * step_y))
        for c in range(surface.shape[1]):
            z = surface[r, c]
            if keep[r, c] and math.isfinite(z):
                j = min(cols - 1, int((c + 0.5) * step_x))
                total[i, j] += z
                count[i, j] += 1.0


def fill_missing(height_um: FloatMap, share: FloatMap) -> FloatMap:
    """The grid with its gaps filled smoothly from around them, for filters that need no gaps.

    Each gap takes the mean over the smallest block, 2, 4, 8 … cells wide, that holds a measured
    point, blended between blocks; an all-missing grid gives zeros.
    """
    known = np.isfinite(height_um)
    if known.all():
        return height_um.copy()
    weight = np.where(known, np.maximum(share, 1e-3), 0.0)
    value = np.where(known, height_um, 0.0) * weight
    filled = _pull(value, weight)
    return np.where(known, height_um, filled)


def _pull(value: FloatMap, weight: FloatMap) -> FloatMap:
    rows, cols = value.shape
    if max(rows, cols) == 1:
        return value / np.maximum(weight, 1e-12)
    pad = ((0, rows % 2), (0, cols % 2))
    v, w = np.pad(value, pad), np.pad(weight, pad)
    half_v = v[::2, ::2] + v[1::2, ::2] + v[::2, 1::2] + v[1::2, 1::2]
    half_w = w[::2, ::2] + w[1::2, ::2] + w[::2, 1::2] + w[1::2, 1::2]
    scale = np.minimum(1.0, half_w) / np.maximum(half_w, 1e-12)
    coarse = _pull(half_v * scale, half_w * scale)
    around: FloatMap = _stretch(_stretch(coarse, rows).T, cols).T
    trust = np.minimum(1.0, weight)
    return np.where(
        weight > 0, trust * value / np.maximum(weight, 1e-12) + (1.0 - trust) * around, around
    )


def _stretch(coarse: FloatMap, length: int) -> NDArray[np.float64]:
    at = np.clip((np.arange(length) - 0.5) / 2.0, 0.0, coarse.shape[0] - 1.0)
    low = np.minimum(at.astype(np.intp), max(0, coarse.shape[0] - 2))
    high = np.minimum(low + 1, coarse.shape[0] - 1)
    part = (at - low)[:, None]
    return np.asarray((1.0 - part) * coarse[low] + part * coarse[high])
