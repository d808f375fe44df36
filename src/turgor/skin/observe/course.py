"""What only a course tells: how long something lasts after a session."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter

FloatArray = NDArray[np.float64]


def days_until_quiet(days: FloatArray, signal: FloatArray, limit: float) -> FloatArray:
    """Time (B,) from the first day until a signal stays at or below a limit, linear between days.

    days : (V,), rising; the first is the session's. signal : (V, B). 0 where it never lies above;
    inf where it still does on the last day.

    Errors: InputError where shapes or days don't fit.
    """
    days, signal = np.asarray(days, np.float64), np.asarray(signal, np.float64)
    if days.ndim != 1 or signal.ndim != 2 or signal.shape[0] != days.size or days.size < 2:
        raise InputError(f"a signal of {signal.shape} doesn't fit {days.size} days; (V, B) does")
    if (np.diff(days) <= 0.0).any():
        raise InputError("days of a course must rise")
    above = signal > limit
    last = days.size - 1 - np.argmax(above[::-1], axis=0)
    columns = np.arange(signal.shape[1])
    here = np.minimum(last, days.size - 2)
    high, low = signal[here, columns], signal[here + 1, columns]
    with np.errstate(invalid="ignore", divide="ignore"):
        way = np.where(high > low, (high - limit) / (high - low), 1.0)
    quiet = days[here] + way * (days[here + 1] - days[here]) - days[0]
    quiet = np.where(last == days.size - 1, np.inf, quiet)
    return np.where(above.any(axis=0), quiet, 0.0)


def closure_days(days: FloatArray, open_share: FloatArray) -> FloatArray:
    """Time (B,) until the barrier is closed again; inf where it still isn't on the last day.

    days : (V,) from the session on. open_share : state ``barrier_open``, (V, B).

    Errors: InputError as for ``days_until_quiet``.
    """
    return days_until_quiet(days, open_share, parameter("virtual.observe.closed_below"))
