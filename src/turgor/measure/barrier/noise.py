"""Noise of readings that hang together: correlation of neighbours, and what it leaves of a mean."""

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
_MOST_RHO = 0.97


def neighbour_correlation(residuals: F, fitted: int) -> float:
    """Correlation of neighbouring residuals, corrected for what fitting takes away, 0 or more.

    fitted : parameters of the fit. The correction adds back the expected loss of an AR(1) process,
    (fitted + (fitted + 2) r) / n to first order; tests hold it against simulated series.
    """
    good = residuals[np.isfinite(residuals)]
    n = good.size
    if n < 8:
        return 0.0
    power = float(np.sum(good * good))
    if power <= 0.0:
        return 0.0
    r = float(np.sum(good[1:] * good[:-1])) / power
    corrected = (n * r + fitted) / max(n - fitted - 2.0, 1.0)
    return float(np.clip(corrected, 0.0, _MOST_RHO))


def mean_variance_factor(count: int, rho: float) -> float:
    """Variance of the mean of ``count`` AR(1) readings over that of one reading, exactly."""
    if count < 1:
        return 1.0
    if rho <= 0.0:
        return 1.0 / count
    lags = np.arange(1, count, dtype=np.float64)
    total = 1.0 + 2.0 * float(np.sum((1.0 - lags / count) * rho**lags))
    return total / count


def effective_count(count: int, rho: float) -> float:
    """How many independent readings are worth ``count`` correlated ones for a mean."""
    return 1.0 / mean_variance_factor(count, rho)


def spread_factor(count: int, rho: float) -> float:
    """Expected SD² of ``count`` AR(1) readings about their own mean over their true variance."""
    if count < 2:
        return 1.0
    return max((1.0 - mean_variance_factor(count, rho)) * count / (count - 1.0), 0.05)
