"""Batches folded into means with standard errors."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741


@jit
def fold_cells(tally: I, photons: float, total: F, square: F) -> None:
    """Move one batch out of ``tally``: onto the total, and its mean squared onto ``square``."""
    for i in range(tally.size):
        if tally[i] != 0:
            value = float(tally[i])
            total[i] += value
            square[i] += (value / photons) ** 2
            tally[i] = 0


def cells_mean_and_error(total: F, square: F, photons: int, batches: int) -> tuple[F, F]:
    """Mean per photon and its standard error from the means of batches of (nearly) equal size."""
    mean = total / photons
    spread = np.maximum(square - batches * mean * mean, 0.0)
    return mean, np.sqrt(spread / (batches * (batches - 1.0)))


def share_error(each: F, counts: F) -> float:
    """Standard error of a sum's mean per photon, from how parts of ``counts`` photons differ.

    The spread of sums about what their photons would give at the mean; (b,) parts, b > 1.
    """
    photons, parts = counts.sum(), counts.size
    spread = ((each - each.sum() / photons * counts) ** 2).sum()
    return float(np.sqrt(spread * parts / (parts - 1.0)) / photons)
