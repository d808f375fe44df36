"""The individual typology angle and its classes (chardon-1991, del-bino-2013)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: below this |b*| the angle says little: at L* 55 an error of 1 in b* then turns it by 6 degrees
#: and more
SMALL_B_STAR = 5.0

#: class and the angle in degrees that it must exceed; a limit itself belongs to the darker class
ITA_CLASSES: tuple[tuple[str, float], ...] = (
    ("very-light", 55.0),
    ("light", 41.0),
    ("intermediate", 28.0),
    ("tan", 10.0),
    ("brown", -30.0),
    ("dark", float("-inf")),
)


def ita_deg(l_star: ArrayLike, b_star: ArrayLike) -> NDArray[np.float64]:
    """Angle in degrees from the +b* axis to (b*, L* - 50), by atan2, so b* = 0 is no break.

    For b* > 0 it equals arctan((L* - 50) / b*); for b* < 0 it lies beyond +-90 degrees.
    """
    above = np.asarray(l_star, dtype=np.float64) - 50.0
    return np.asarray(np.degrees(np.arctan2(above, np.asarray(b_star, dtype=np.float64))))


def ita_class(ita: float) -> str:
    """The class of one angle in degrees; '' for NaN."""
    if np.isnan(ita):
        return ""
    return next(name for name, limit in ITA_CLASSES if ita > limit or limit == float("-inf"))
