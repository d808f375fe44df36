"""The areal Gaussian filter, normalised by the points that are there (ISO 16610-61, and -21)."""

import numpy as np

from turgor.measure.surface.filters.separable import gaussian_regression
from turgor.record.height_map import FloatMap


def gaussian_lowpass(
    height_um: FloatMap, pitch_x_um: float, pitch_y_um: float, nesting_um: float
) -> FloatMap:
    """Gaussian weighted mean of the measured points around each measured point.

    height_um : (rows, cols) µm, NaN = not measured; NaN stays NaN and spoils nothing else.
    nesting_um : wavelength of which half of the amplitude passes, at least two pitches.

    At an edge or gap the weights of the points that exist are brought back to one: a level surface
    stays level, a ramp does not (use a regression of degree 1 or 2 for that).

    Errors: InputError for a nesting index below two pitches.
    References: iso-16610-61-2015, iso-16610-21-2011.
    """
    height = np.ascontiguousarray(height_um, dtype=np.float64)
    return gaussian_regression(nesting_um, pitch_x_um, pitch_y_um, 0).lowpass(height)
