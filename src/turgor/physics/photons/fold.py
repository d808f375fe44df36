"""Batches folded into means with standard errors."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741


@jit
def fold_cells(tally: I, count: float, total: F, square: F, cross: F) -> None:
    """Add one batch of ``count`` photons: total, and what its square and cross term need."""
    for i in range(tally.size):
        value = float(tally[i])
        if value != 0.0:
            total[i] += value
            square[i] += value * value
            cross[i] += value * count


def mean_and_error(total: F, square: F, cross: F, counts: F) -> tuple[F, F]:
    """Mean per photon, and its standard error from how batches of ``counts`` photons differ.

    The spread of sums about what their photons would give at the mean; (b,) batches, b > 1.
    """
    photons, batches = counts.sum(), counts.size
    mean = total / photons
    spread = square - 2.0 * mean * cross + mean * mean * (counts**2).sum()
    scale = batches / (batches - 1.0) / photons**2
    return mean, np.sqrt(np.maximum(spread, 0.0) * scale)
