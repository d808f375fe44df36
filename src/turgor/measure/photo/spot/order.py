"""Medians and percentiles of a few hundred values, without numpy's cost of a call."""

import numpy as np

from turgor.measure.photo.spot.background import FloatImage


def median(values: FloatImage) -> float:
    """Of values of any shape, without NaN; NaN where there are none."""
    return percentile(values, 50.0)


def percentile(values: FloatImage, per_cent: float) -> float:
    """By straight lines between the ordered values; NaN where there are none."""
    count = values.size
    if count == 0:
        return float("nan")
    at = per_cent / 100.0 * (count - 1)
    low = int(at)
    high = min(low + 1, count - 1)
    ordered = np.partition(values, (low, high), axis=None)
    below, above = float(ordered[low]), float(ordered[high])
    return below + (at - low) * (above - below)
