"""Whether grey levels are even in dB or a root of the echo, told by speckle at two brightnesses.

Speckle spreads equally in dB wherever it is fully developed. So levels that are even in dB spread
alike in dermis and subcutis, and levels that are a root of the echo spread in proportion to
themselves.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_APART = 5
_LEAST_PIXELS = 500
_BLACK, _LEAST = 0.05, 3.0
#: the two regions must differ by so much in level to tell, and a root must fit clearly better
_DARKER, _CLEARLY = 0.8, 0.15


def root_compressed(level: Floats, bright: NDArray[np.bool_], dark: NDArray[np.bool_]) -> bool:
    """True where levels look like a root of the echo; False also where it can't be told.

    level : (rows, cols) grey. bright, dark : pixels of two regions, such as dermis and subcutis.
    """
    one, other = _middle_and_step(level, bright), _middle_and_step(level, dark)
    if one is None or other is None or other[0] > _DARKER * one[0]:
        return False
    even = abs(math.log(other[1] / one[1]))
    root = abs(math.log((other[1] / other[0]) / (one[1] / one[0])))
    return root < even - _CLEARLY


def evened(level: Floats, bright: NDArray[np.bool_]) -> Floats:
    """Root-compressed levels made even in dB, unchanged in value and slope at the bright median."""
    middle = float(np.median(level[bright & np.isfinite(level)]))
    return np.asarray(middle * (1.0 + np.log(np.maximum(level, _LEAST) / middle)))


def _middle_and_step(level: Floats, inside: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Median level, and median difference of pixels a few columns apart; None if not to be had."""
    first, second = level[:, _APART:], level[:, :-_APART]
    both = inside[:, _APART:] & inside[:, :-_APART] & np.isfinite(first) & np.isfinite(second)
    if both.sum() < _LEAST_PIXELS:
        return None
    values = first[both]
    middle = float(np.median(values))
    step = float(np.median(np.abs(values - second[both])))
    if np.mean(values <= 0.0) > _BLACK or middle <= _LEAST or step <= 0.0:
        return None
    return middle, step
