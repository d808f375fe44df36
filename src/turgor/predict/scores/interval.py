"""The weighted interval score of a forecast that states its 0.1, 0.5 and 0.9 quantiles.

With one central interval at level 1 - a, K = 1 and the weights w0 = 1/2, w1 = a/2 of Bracher et al.
(source ``bracher-2021``): WIS = (w0 |y - m| + w1 IS_a) / (K + 1/2), where the interval score is the
interval's width plus 2/a times what the value lies outside of it. It is in the unit of the value,
0 is perfect, and it equals twice the mean pinball loss of the three quantiles.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: the quantiles that every forecast states
LEVELS = (0.1, 0.5, 0.9)
#: what the band between the outer two leaves out
ALPHA = LEVELS[0] + 1.0 - LEVELS[2]


def interval_score(low: FloatArray, high: FloatArray, observed: FloatArray) -> FloatArray:
    """(n,) width of the 80 % band plus the penalty of what lies outside it."""
    below = np.maximum(low - observed, 0.0)
    above = np.maximum(observed - high, 0.0)
    return np.asarray((high - low) + 2.0 / ALPHA * (below + above))


def weighted_interval_score(quantiles: FloatArray, observed: FloatArray) -> FloatArray:
    """(n,) weighted interval scores. quantiles : (n, 3) at LEVELS; observed : (n,)."""
    low, median, high = quantiles.T
    spread = 0.5 * ALPHA * interval_score(low, high, observed)
    return np.asarray((0.5 * np.abs(observed - median) + spread) / 1.5)


def covered(quantiles: FloatArray, observed: FloatArray) -> BoolArray:
    """(n,) whether the 80 % band holds the value, its ends included."""
    return np.asarray((quantiles[:, 0] <= observed) & (observed <= quantiles[:, 2]))


def pinball_loss(quantiles: FloatArray, observed: FloatArray) -> FloatArray:
    """(n,) mean over LEVELS of the pinball (quantile) loss."""
    levels = np.array(LEVELS)
    miss = observed[:, None] - quantiles
    return np.asarray(np.maximum(levels * miss, (levels - 1.0) * miss).mean(axis=1))
