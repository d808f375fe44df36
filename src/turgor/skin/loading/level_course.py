"""Levels that are held from one day to the next, and how those of several uses go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.record.stimulus import COURSE_DAYS
from turgor.skin.load import LEVELS, USUAL_LEVELS

FloatArray = NDArray[np.float64]

#: levels of which the largest counts: what one use brings along is no more for another's bringing
_LARGEST = ("moisturiser", "occlusion")
#: levels that are shares of a most, so that uses add up to 1 at most
_AT_MOST_1 = ("retinoid", "retinoid_dermal", "lightening")
#: the one level at which skin rests above 0: uses are factors of it
_FACTOR = "uv"


@dataclass(frozen=True, slots=True)
class LevelCourse:
    """What one use holds: days (n,) ascending, and by level values (n, B) from each day on.

    The last day's values stay for good. Amounts, but of ``uv`` the factor of this person's habit.
    """

    days: FloatArray
    values: Mapping[str, FloatArray]


def constant(start_day: float, stop_day: float, values: Mapping[str, FloatArray]) -> LevelCourse:
    """(B,) values from one day to another, and what is without them from then on."""
    held = {
        name: np.stack([np.broadcast_to(value, value.shape), _without(name, value)])
        for name, value in values.items()
    }
    return LevelCourse(np.array([start_day, stop_day]), held)


def step_means(edges: FloatArray, course: FloatArray) -> FloatArray:
    """Mean of a course at COURSE_DAYS, linear between them, over each step of ``edges`` (n + 1,).

    Held over those steps, they have the course's own integral at every edge.
    """
    days = np.union1d(COURSE_DAYS, edges)
    values = np.interp(days, COURSE_DAYS, course)
    pieces = 0.5 * (values[1:] + values[:-1]) * np.diff(days)
    summed = np.concatenate([[0.0], np.cumsum(pieces)])
    at_edges = np.interp(edges, days, summed)
    return np.asarray(np.diff(at_edges) / np.diff(edges))


def levels_at(days: FloatArray, courses: Sequence[LevelCourse], draws: int) -> FloatArray:
    """Levels (n, len(LEVELS), B) from each day on, every use taken together."""
    found = np.empty((days.size, len(LEVELS), draws))
    for index, name in enumerate(LEVELS):
        held = [_held(days, course, name) for course in courses if name in course.values]
        found[:, index] = _together(name, held) if held else USUAL_LEVELS[name]
    return found


def _held(days: FloatArray, course: LevelCourse, name: str) -> FloatArray:
    """One use's values from each day on (n, B); before its first day as without it."""
    values = course.values[name]
    first = _without(name, values[0])
    at = np.searchsorted(course.days, days + 1e-9, side="right") - 1
    return np.where((at >= 0)[:, None], values[np.maximum(at, 0)], first)


def _together(name: str, held: Sequence[FloatArray]) -> FloatArray:
    if name == _FACTOR:
        return np.asarray(np.prod(held, axis=0))
    if name in _LARGEST:
        return np.asarray(np.max(held, axis=0))
    summed = np.sum(held, axis=0)
    return np.asarray(np.minimum(summed, 1.0) if name in _AT_MOST_1 else summed)


def _without(name: str, like: FloatArray) -> FloatArray:
    return np.full(like.shape, USUAL_LEVELS[name])
