"""Spatial bootstrap: how much a value depends on which part of the region was seen.

The region is cut into tiles larger than the texture's correlation length; tiles are drawn with
replacement (kuensch-1989, blocks that don't overlap). The result is an uncertainty of kind
``spatial``: it speaks of one map and never makes a verdict on change.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

LEAST_TILES = 8


def tile_bootstrap(
    tile_sums: NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    draws: int = 400,
    seed: int = 20250,
) -> NDArray[np.float64] | None:
    """Standard deviation of statistics over resampled tiles.

    tile_sums : (tiles, sums) float64, additive sums of each tile (counts, powers, …).
    statistic : maps (draws, sums) totals to (draws, values).
    Returns (values,) float64, or None with fewer than LEAST_TILES tiles. The generator is seeded
    so that a finding can be recomputed.
    """
    tiles = tile_sums.shape[0]
    if tiles < LEAST_TILES:
        return None
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(tiles, np.full(tiles, 1.0 / tiles), size=draws)
    totals = weights.astype(np.float64) @ tile_sums
    spread: NDArray[np.float64] = np.std(statistic(totals), axis=0, ddof=1)
    return spread
