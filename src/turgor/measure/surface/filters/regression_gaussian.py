"""Gaussian regression: a small polynomial fitted around each point, valid to edges and gaps."""

import numpy as np

from turgor.measure.surface.filters.separable import gaussian_regression
from turgor.record.height_map import FloatMap


def regression_gaussian_lowpass(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    nesting_um: float,
    order: int = 1,
    weight: FloatMap | None = None,
) -> FloatMap:
    """At each measured point, the value of the polynomial that fits its surroundings best.

    height_um : (rows, cols) µm, NaN = not measured; NaN stays NaN and spoils nothing else.
    nesting_um : wavelength of which half of the amplitude passes, at least two pitches.
    order : total degree of the local polynomial. 0 is the Gaussian filter. 1 equals it away from
        edges and gaps and reproduces ramps everywhere. 2 reproduces quadrics everywhere and cuts
        more sharply: (1 + t) exp(-t) instead of exp(-t).
    weight : (rows, cols) ≥ 0, how much each point counts; without it all count the same.

    Where the points at hand don't fix the polynomial the degree is lowered there.

    Errors: InputError for a nesting index below two pitches or another order.
    References: iso-16610-71-2014, iso-ts-16610-31-2010 (before reweighting).
    """
    height = np.ascontiguousarray(height_um, dtype=np.float64)
    return gaussian_regression(nesting_um, pitch_x_um, pitch_y_um, order).lowpass(height, weight)
