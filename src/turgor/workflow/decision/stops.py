"""A course that is stopped half-way: what is left out then, and what of its benefit remains."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from turgor.predict.forecast.outlook import CourseOutlook
from turgor.record.course import Course
from turgor.workflow.decision.benefit import Benefit

#: by which a course that is stopped is told from the whole one
_STOPPED = ", stopped half-way"


@dataclass(frozen=True, slots=True)
class Stopped:
    """The course stopped on ``day``, after ``visits`` of its visits; benefits as of the whole."""

    day: float
    visits: int
    benefits: tuple[Benefit, ...]


def with_stops(courses: Sequence[Course], horizon_days: float) -> tuple[Course, ...]:
    """The courses, then each as it is where it is stopped half-way, to be forecast together."""
    stops = (stopped_half_way(one, horizon_days) for one in courses)
    return (*courses, *(one for one in stops if one is not None))


def stopped_half_way(course: Course, horizon_days: float) -> Course | None:
    """None where there is nothing to stop.

    Of several visits the first half is kept, and on the day of the next one all use at home ends;
    with fewer visits, use at home ends after half of the time that it takes within the horizon.
    """
    day = _stop_day(course, horizon_days)
    if day is None:
        return None
    return replace(
        course,
        name=f"{course.name}{_STOPPED}",
        sessions=tuple(one for one in course.sessions if one.day < day),
        uses=tuple(
            replace(one, stop_day=min(one.stop_day, day))
            for one in course.uses
            if one.start_day < day
        ),
    )


def _stop_day(course: Course, horizon_days: float) -> float | None:
    visits = sorted({one.day for one in course.sessions})
    if len(visits) > 1:
        return visits[math.ceil(len(visits) / 2)]
    if not course.uses:
        return None
    first = min(one.start_day for one in course.uses)
    last = min(max(one.stop_day for one in course.uses), horizon_days)
    return first + math.floor((last - first) / 2.0) if last - first > 1.0 else None


def stopped_ones(outlooks: Sequence[CourseOutlook], horizon: float) -> Mapping[str, CourseOutlook]:
    """Forecasts of courses stopped half-way, by the name of the whole one."""
    by_name = {one.course.name: one for one in outlooks}
    found = {}
    for name, whole in by_name.items():
        stopped = by_name.get(f"{name}{_STOPPED}")
        if stopped is not None and stopped.course == stopped_half_way(whole.course, horizon):
            found[name] = stopped
    return found


def stop_of(course: Course, horizon_days: float, benefits: tuple[Benefit, ...]) -> Stopped | None:
    """When a course is stopped, with what of its benefit remains."""
    day = _stop_day(course, horizon_days)
    if day is None:
        return None
    return Stopped(day, len({one.day for one in course.sessions if one.day < day}), benefits)
