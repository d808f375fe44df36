"""The filters by the words that stand in a finding's conditions."""

from collections.abc import Callable, Mapping

import numpy as np

from turgor.errors import InputError
from turgor.measure.surface.filters.gaussian import gaussian_lowpass
from turgor.measure.surface.filters.regression_gaussian import regression_gaussian_lowpass
from turgor.measure.surface.filters.robust_gaussian import robust_gaussian_lowpass
from turgor.measure.surface.filters.separable import gaussian_regression
from turgor.measure.surface.filters.spline import spline_lowpass
from turgor.record.height_map import FloatMap

#: word -> low-pass of (height_um, pitch_x_um, pitch_y_um, nesting_um); as a condition, the word
#: means these defaults: local degree 1 (regression) and 2 (robust), spline tension 0
LOWPASS: Mapping[str, Callable[[FloatMap, float, float, float], FloatMap]] = {
    "gaussian": gaussian_lowpass,
    "regression-gaussian": regression_gaussian_lowpass,
    "robust-gaussian": robust_gaussian_lowpass,
    "spline": spline_lowpass,
}

#: every word that ``s_filter`` and ``l_filter`` may have
FILTER_WORDS = ("none", *LOWPASS)

_DEGREE = {"gaussian": 0, "regression-gaussian": 1}


def lowpass(
    word: str, height_um: FloatMap, pitch_x_um: float, pitch_y_um: float, nesting_um: float
) -> FloatMap:
    """The named filter's smooth part of the map; 'none' gives the map itself.

    Errors: InputError for an unknown word or a nesting index that can't act.
    """
    if word == "none":
        return height_um
    return _function(word)(height_um, pitch_x_um, pitch_y_um, nesting_um)


def highpass_into(
    word: str, height_um: FloatMap, pitch_x_um: float, pitch_y_um: float, nesting_um: float
) -> FloatMap:
    """The heights less the named filter's smooth part, written over ``height_um``."""
    if word == "none":
        return height_um
    if word in _DEGREE:
        regression = gaussian_regression(nesting_um, pitch_x_um, pitch_y_um, _DEGREE[word])
        return regression.highpass(height_um, out=height_um)
    smooth = _function(word)(height_um, pitch_x_um, pitch_y_um, nesting_um)
    return np.subtract(height_um, smooth, out=height_um)


def _function(word: str) -> Callable[[FloatMap, float, float, float], FloatMap]:
    if word not in LOWPASS:
        raise InputError(f"filter '{word}' is unknown; allowed: {', '.join(FILTER_WORDS)}")
    return LOWPASS[word]
