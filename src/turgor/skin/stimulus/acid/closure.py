"""How much of the corneum's barrier a peel takes away, and when it is back."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.stimulus import COURSE_DAYS
from turgor.skin.stimulus.acid.layer_class import CLASSES

FloatArray = NDArray[np.float64]

#: the day of healing is that on which all but one place in twenty is closed
_Z_95 = 1.6448536269514722


def barrier_lost(shares: Sequence[float]) -> float:
    """Share of the barrier that is lost at once, from the probability of each class."""
    lost = [0.0, *(parameter(f"peel.barrier_lost.{name}") for name in CLASSES[1:])]
    return float(sum(share * part for share, part in zip(shares, lost, strict=True)))


def barrier_course(shares: Sequence[float]) -> FloatArray:
    """Share of the barrier that is lost at each of COURSE_DAYS.

    Places of one class close at times that spread log-normally.
    """
    from scipy.special import ndtr

    spread = parameter("peel.healing_spread")
    course = np.zeros_like(COURSE_DAYS)
    log_days = np.log(np.maximum(COURSE_DAYS, 1e-6))
    for name, share in zip(CLASSES[1:], shares[1:], strict=True):
        middle = math.log(parameter(f"peel.healed.{name}")) - _Z_95 * spread
        still_open = ndtr((middle - log_days) / spread)
        course += share * parameter(f"peel.barrier_lost.{name}") * still_open
    return course
