"""What only a course tells: how long a surface takes to close after a session."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.skin.hazard.span import last_day_above

FloatArray = NDArray[np.float64]


def closure_days(days: FloatArray, share: FloatArray, left: float | None = None) -> FloatArray:
    """Days (B,) after a session until no more than ``left`` of what it opened is still open.

    days : (V,) after the session, ascending. share (V, B) : of the surface that is open then, such
    as the state ``barrier_bare``. left : None takes ``virtual.observe.closed_below``. Of what was
    opened, not of the whole surface: the small zones of a fractional session are seen to close
    though they were never more than a share of it. 0 where nothing was opened, inf where it still
    is on the last day.

    Errors: InputError for shapes that don't fit, fewer than two days, or a share that isn't between
    0 and 1.
    """
    part = parameter("virtual.observe.closed_below") if left is None else left
    if not 0.0 < part < 1.0:
        raise InputError(f"left is {part:g}; it is a share above 0 and below 1")
    days, share = np.asarray(days, np.float64), np.asarray(share, np.float64)
    if days.ndim != 1 or share.ndim != 2 or share.shape[0] != days.size or days.size < 2:
        raise InputError(f"a share of {share.shape} doesn't fit {days.size} days; (V, B) does")
    if (np.diff(days) <= 0.0).any() or days[0] < 0.0:
        raise InputError("days of a course must rise from the session, day 0, on")
    most = share.max(axis=0)
    # a limit of 0 would never be reached where nothing was opened
    limit = np.where(most > 0.0, part * most, 1.0)
    return last_day_above(share, days, limit, 0.0, float(days[-1]))
