"""Whether a forecast's sign is the reported one."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: directions as reported, of the quantity itself
_SIGNS = {"up": 1.0, "down": -1.0, "none": 0.0}


def reported_sign(observed: float | None, direction: str) -> float | None:
    """1, -1 or 0 (no change); None where the row states neither number nor direction."""
    if observed is not None:
        return float(np.sign(observed))
    return _SIGNS.get(direction)


def sign_agrees(quantiles: FloatArray, sign: float) -> bool:
    """Whether a forecast's median has the sign; for 'no change', whether its band holds 0."""
    low, median, high = (float(value) for value in quantiles)
    if sign == 0.0:
        return low <= 0.0 <= high
    return median * sign > 0.0
