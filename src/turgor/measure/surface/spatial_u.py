"""Spatial uncertainty of areal parameters: how much they depend on the part of skin seen.

The evaluated region is cut into square tiles wider than the texture's correlation length; the
additive sums of each tile are resampled (``turgor.stats.bootstrap``). The result has the kind
``spatial`` and never settles a verdict on change.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import BoolMap, FloatMap
from turgor.stats.bootstrap import tile_bootstrap

#: Tiles at least this many autocorrelation lengths wide are taken as independent.
TILE_IN_SAL = 4.0
MOST_TILES_ACROSS = 16
_SUMS = 9
PARAMETERS = ("sa", "sq", "ssk", "sku", "sdq", "sdr")


@jit
def _tile_sums(
    height_um: FloatMap,
    mask: BoolMap,
    mean_um: float,
    pitch_x_um: float,
    pitch_y_um: float,
    tile_rows: int,
    tile_cols: int,
    sums: NDArray[np.float64],
) -> None:
    rows, cols = height_um.shape
    across = (cols + tile_cols - 1) // tile_cols
    for r in range(rows):
        for c in range(cols):
            if not mask[r, c]:
                continue
            z = height_um[r, c] - mean_um
            if not np.isfinite(z):
                continue
            tile = sums[(r // tile_rows) * across + c // tile_cols]
            tile[0] += 1.0
            tile[1] += z
            tile[2] += z * z
            tile[3] += z * z * z
            tile[4] += z * z * z * z
            tile[5] += abs(z)
            if r + 1 < rows and c + 1 < cols and mask[r, c + 1] and mask[r + 1, c]:
                dx = (height_um[r, c + 1] - height_um[r, c]) / pitch_x_um
                dy = (height_um[r + 1, c] - height_um[r, c]) / pitch_y_um
                square = dx * dx + dy * dy
                if np.isfinite(square):
                    tile[6] += 1.0
                    tile[7] += square
                    tile[8] += math.sqrt(1.0 + square) - 1.0


def _statistics(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    n = totals[:, 0]
    m1, m2, m3, m4 = (totals[:, i] / n for i in (1, 2, 3, 4))
    variance = m2 - m1**2
    third = m3 - 3 * m1 * m2 + 2 * m1**3
    fourth = m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4
    slopes = np.maximum(totals[:, 6], 1.0)
    return np.stack(
        [
            totals[:, 5] / n,
            np.sqrt(variance),
            third / variance**1.5,
            fourth / variance**2,
            np.sqrt(totals[:, 7] / slopes),
            100.0 * totals[:, 8] / slopes,
        ],
        axis=1,
    )


def spatial_uncertainty(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap,
    sal_um: float | None,
) -> dict[str, float]:
    """Standard uncertainties of PARAMETERS by tile bootstrap.

    height_um : (rows, cols) float64, µm, the scale-limited surface; mask : points evaluated.
    sal_um : autocorrelation length; where None the tile is a sixteenth of the field.
    Returns an empty dictionary where fewer than eight tiles hold points, or the map is flat.
    """
    rows, cols = height_um.shape
    side_um = max(cols * pitch_x_um, rows * pitch_y_um) / MOST_TILES_ACROSS
    if sal_um is not None:
        side_um = max(side_um, TILE_IN_SAL * sal_um)
    tile_rows = max(2, round(side_um / pitch_y_um))
    tile_cols = max(2, round(side_um / pitch_x_um))
    tiles = -(-rows // tile_rows) * -(-cols // tile_cols)
    sums = np.zeros((tiles, _SUMS))
    mean_um = float(np.nanmean(height_um, where=mask))
    _tile_sums(height_um, mask, mean_um, pitch_x_um, pitch_y_um, tile_rows, tile_cols, sums)
    held = sums[sums[:, 0] > 0.25 * tile_rows * tile_cols]
    if held.size == 0 or held[:, 2].sum() == 0.0:
        return {}
    spread = tile_bootstrap(held, _statistics)
    if spread is None:
        return {}
    return dict(zip(PARAMETERS, (float(value) for value in spread), strict=True))
