"""The cells that lines and pores are looked for on: fixed sides, so that visits are comparable.

Results hang on the side of a cell, so it is a condition of them. Were it the pixel's own, each
small difference of distance would make another measurand. It is one of a series instead, and a
follow-up may keep its baseline's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import BoolMap, FloatMap

#: sides in µm, about 1.6 apart (the preferred numbers R5 of ISO 3)
CELLS_UM = (25.0, 40.0, 63.0, 100.0, 160.0, 250.0, 400.0, 630.0, 1000.0, 1600.0, 2500.0)

#: a cell that is asked for is kept while a pixel is at most this many times as wide
MOST_PIXEL = 1.25

#: a cell of which less than this share was seen is not known
LEAST_SHARE = 0.5


def chosen_cell_um(grid_um: float, um_per_px: float | None, kept_um: float | None) -> float | None:
    """Side of the cells for a photograph; None where its scale is not known.

    grid_um : the finest wanted; else the first of CELLS_UM that is no finer than a pixel. kept_um :
    side that the baseline was searched on; kept where this photograph's pixels allow it.
    """
    if um_per_px is None:
        return None
    if kept_um is not None and um_per_px <= MOST_PIXEL * kept_um:
        return kept_um
    if um_per_px <= grid_um:
        return grid_um
    return next((c for c in CELLS_UM if c > grid_um and c >= um_per_px), um_per_px)


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Means of cells; cell (r, c) has its centre at ((c + 0.5) * cell, (r + 0.5) * cell).

    value : (rows, cols) float64, NaN where less than LEAST_SHARE was seen; share : that was seen.
    """

    value: FloatMap
    share: FloatMap


def cell_grid(value: FloatMap, seen: BoolMap, pixel: float, cell: float) -> CellGrid:
    """Means over square cells, each pixel counted by the area that it shares with the cell.

    value : (rows, cols); seen : (rows, cols) bool; pixel, cell : sides in one length unit.
    """
    step = pixel / cell
    rows, cols = (max(1, round(n * step)) for n in value.shape)
    total, share = np.zeros((rows, cols)), np.zeros((rows, cols))
    _share_out(value, seen, step, total, share)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(share >= LEAST_SHARE, total / share, np.nan)
    return CellGrid(mean, np.minimum(share, 1.0))


@jit
def _share_out(
    value: FloatMap,
    seen: BoolMap,
    step: float,
    total: NDArray[np.float64],
    share: NDArray[np.float64],
) -> None:
    rows, cols = total.shape
    for r in range(value.shape[0]):
        top = r * step
        end_row = min(rows, int(top + step) + 1)
        for c in range(value.shape[1]):
            if not seen[r, c] or not np.isfinite(value[r, c]):
                continue
            left = c * step
            end_col = min(cols, int(left + step) + 1)
            for i in range(int(top), end_row):
                tall = min(top + step, i + 1.0) - max(top, float(i))
                for j in range(int(left), end_col):
                    part = tall * (min(left + step, j + 1.0) - max(left, float(j)))
                    if part > 0.0:
                        total[i, j] += part * value[r, c]
                        share[i, j] += part
