"""Quantiles of a few weighted numbers."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def weighted_quantiles(values: FloatArray, weights: FloatArray, levels: FloatArray) -> FloatArray:
    """(m,) quantiles at levels of (n,) values with (n,) positive weights.

    Each value stands at the middle of its share of the total weight, straight lines between them,
    flat beyond the outermost: with equal weights, Hazen's rule (plotting position (i - 1/2) / n),
    which is unbiased for the median whatever the distribution.
    """
    order = np.argsort(values, kind="stable")
    held, mass = values[order], weights[order]
    position = (np.cumsum(mass) - 0.5 * mass) / mass.sum()
    return np.asarray(np.interp(levels, position, held), dtype=np.float64)
