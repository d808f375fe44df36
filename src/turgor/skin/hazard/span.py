"""How long something lasts: when a course that was above a limit has come below it for good."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]


def last_day_above(
    course: FloatArray, days: FloatArray, limit: float | FloatArray, start: float, stop: float
) -> FloatArray:
    """(B,) days after ``start`` until a course (V, B) is below ``limit`` for good before ``stop``.

    days : (V,) or (V, B), ascending. Between two of them the course runs straight. 0 where it never
    was above within the span, infinite where it still is at its end.

    Errors: InputError for shapes that don't fit, or with fewer than two days in the span.
    """
    course = np.asarray(course, dtype=np.float64)
    when = np.broadcast_to(days[:, None] if days.ndim == 1 else days, course.shape)
    if course.ndim != 2 or days.shape[0] != course.shape[0]:
        raise InputError(f"a course is {course.shape} at {days.shape[0]} days; (V, B) is needed")
    inside = (when >= start) & (when <= stop)
    if (inside.sum(axis=0) < 2).any():
        raise InputError(
            f"fewer than two of the days looked at lie between day {start:g} and {stop:g}"
        )
    above = (course > limit) & inside
    index = np.arange(course.shape[0])[:, None]
    last = np.where(above, index, -1).max(axis=0)
    final = np.where(inside, index, -1).max(axis=0)
    here = np.clip(last, 0, None)
    after = np.minimum(here + 1, course.shape[0] - 1)
    skins = np.arange(course.shape[1])
    fall = course[here, skins] - course[after, skins]
    part = np.where(fall > 0.0, (course[here, skins] - limit) / np.where(fall > 0, fall, 1.0), 0.0)
    crossed = when[here, skins] + part * (when[after, skins] - when[here, skins]) - start
    lasted = np.where(last < 0, 0.0, crossed)
    return np.asarray(np.where((last >= 0) & (last == final), np.inf, lasted))
