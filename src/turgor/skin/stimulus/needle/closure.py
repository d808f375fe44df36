"""How channels close, and the barrier comes back, after needling."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.stimulus import COURSE_DAYS

FloatArray = NDArray[np.float64]

_S_PER_H = 3600.0
_H_PER_DAY = 24.0
#: lengths of the two needles whose closure was watched (needle-kalluri-2011), µm
_WATCHED_UM = (370.0, 770.0)


def closing_time_h(length_um: float) -> float:
    """When channels of a needle are closed, hours, under the present draw.

    On a line through two needles watched in the rat, times what a person takes over a rat;
    never less than half of the shorter one's.
    """
    short = parameter("needle.closure.short") / _S_PER_H
    long = parameter("needle.closure.long") / _S_PER_H
    slope = (long - short) / (_WATCHED_UM[1] - _WATCHED_UM[0])
    rat = max(short + slope * (length_um - _WATCHED_UM[0]), 0.5 * short)
    return rat * parameter("needle.closure.person")


def barrier_time_h() -> float:
    """When water loss is back, hours, under the present draw; one for all lengths, as watched."""
    return parameter("needle.barrier.recovery") / _S_PER_H


def still_open(closed_h: float) -> FloatArray:
    """Share still open at COURSE_DAYS: falls evenly in its logarithm, to little at ``closed_h``."""
    left = parameter("needle.closed.share")
    return np.asarray(
        np.exp(math.log(left) * COURSE_DAYS * _H_PER_DAY / closed_h), dtype=np.float64
    )
