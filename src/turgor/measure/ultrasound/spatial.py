"""Uncertainty of a mean along the image: neighbouring columns say nearly the same."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def spatial_u(values: Floats) -> float | None:
    """Standard uncertainty of the mean of a series along the columns, NaN = left out.

    The spread of the values over the root of as many as are independent, by the area under the
    autocorrelation up to its first zero (initial positive sequence). None below 8 values.
    """
    good = np.isfinite(values)
    count = int(good.sum())
    if count < 8:
        return None
    rest = np.where(good, values - values[good].mean(), 0.0)
    variance = float((rest**2).sum()) / (count - 1)
    if variance == 0.0:
        return 0.0
    size = 2 * len(rest)
    mask = good.astype(np.float64)
    product = np.fft.irfft(np.abs(np.fft.rfft(rest, size)) ** 2, size)[: len(rest)]
    pairs = np.fft.irfft(np.abs(np.fft.rfft(mask, size)) ** 2, size)[: len(rest)]
    longest = max(2, len(rest) // 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.where(pairs > 4.5, product / pairs, 0.0)[:longest] / variance
    negative = np.flatnonzero(correlation <= 0.0)
    upto = int(negative[0]) if negative.size else longest
    area = 1.0 + 2.0 * float(correlation[1:upto].sum())
    independent = min(float(count), max(2.0, count / max(area, 1.0)))
    return math.sqrt(variance / independent)
