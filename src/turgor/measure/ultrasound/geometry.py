"""Thickness of a layer along the normal of its upper border, and how far the skin is tilted."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.measure.ultrasound.border import trend

Floats = NDArray[np.float64]
_ROUNDS = 12


def tilt_deg(surface: Floats, aspect: float) -> Floats:
    """Angle of the surface at every column, degrees, positive where it falls to the right.

    surface : (cols,) rows. aspect : rows' distance over columns' distance.
    """
    return np.degrees(np.arctan(trend(surface)[1] * aspect))


def normal_thickness(upper: Floats, lower: Floats, surface: Floats, aspect: float | None) -> Floats:
    """Distance from the upper to the lower border at every column, in rows.

    Along the normal of the skin's surface (smoothed: relief doesn't turn it), to where it meets
    the lower border; straight down where ``aspect`` is None. NaN where the normal leaves the
    image before it gets there.
    """
    if aspect is None:
        return np.asarray(lower - upper)
    angle = np.radians(tilt_deg(surface, aspect))
    columns = np.arange(len(upper), dtype=np.float64)
    # in rows: a step of one row along the normal moves sideways by aspect * sin columns
    length = (lower - upper) * np.cos(angle)
    for _ in range(_ROUNDS):
        across = columns - aspect * np.sin(angle) * length
        under = np.interp(across, columns, lower)
        length = length + 0.7 * (under - upper - length * np.cos(angle))
    outside = (across < -0.5) | (across > len(upper) - 0.5)
    return np.where(outside, np.nan, length)


def mean_tilt_deg(surface: Floats, usable: NDArray[np.bool_], aspect: float | None) -> float:
    """Median absolute tilt of the usable columns, NaN without a scale."""
    if aspect is None or not usable.any():
        return math.nan
    return float(np.median(np.abs(tilt_deg(surface, aspect)[usable])))
