"""A course as text that reads back as the same course."""

import datetime as dt
from collections.abc import Sequence

from turgor.exchange.course_text.read import UNNAMED
from turgor.exchange.course_text.timing import MOST_DAYS
from turgor.exchange.course_text.words import course_words
from turgor.exchange.course_text.written import (
    head_text,
    number_text,
    place_text,
    quoted,
    rhythm_text,
    same,
    settings_text,
    stretch_text,
    thing_of,
)
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.protocol_course import rhythm_setting

_NOTHING = Course().name
_DAYS_A_WEEK = 7.0


def course_text(course: Course) -> str:
    """The course in one line; read back, it is the same course with its sessions by day.

    Errors: InputError for a number that isn't finite.
    """
    empty = not course.sessions and not course.uses
    parts = []
    if course.name != (_NOTHING if empty else UNNAMED):
        parts.append(f"course {quoted(course.name)}")
    if course.start is not None:
        parts.append(f"start {course.start.isoformat()}")
    if empty:
        return "; ".join([*parts, "nothing"])
    ordered = sorted(course.sessions, key=lambda session: session.day)
    parts += [_series_text(series, course.start) for series in _series(ordered)]
    parts += [_use_text(use, course.start) for use in course.uses]
    return "; ".join(parts)


def _series(sessions: Sequence[CourseSession]) -> list[list[CourseSession]]:
    """Sessions alike and evenly apart together, where that keeps the order of all."""
    groups: list[list[CourseSession]] = []
    for session in sessions:
        group = next((held for held in groups if _goes_on(held, session)), None)
        if group is None:
            groups.append([session])
        else:
            group.append(session)
    again = sorted((one for group in groups for one in group), key=lambda session: session.day)
    kept = all(one is other for one, other in zip(again, sessions, strict=True))
    return groups if kept else [[session] for session in sessions]


def _goes_on(group: Sequence[CourseSession], session: CourseSession) -> bool:
    """Whether a session is the group's next, to the last digit of its day."""
    first = group[0]
    for name in ("modality", "device", "site", "side"):
        if getattr(first, name) != getattr(session, name):
            return False
    if first.settings.keys() != session.settings.keys() or not all(
        same(first.settings[name], session.settings[name]) for name in first.settings
    ):
        return False
    interval = (group[1] if len(group) > 1 else session).day - first.day
    return interval > 0.0 and session.day == first.day + len(group) * interval


def _series_text(group: Sequence[CourseSession], start: dt.date | None) -> str:
    first, words = group[0], course_words()
    thing = thing_of(first.modality, False, first.settings)
    said = [head_text(thing), *settings_text(thing, first.settings)]
    if first.device:
        said.append(f"device {quoted(first.device)}")
    if first.site:
        said.append(place_text("site", first.site, words.site))
    if first.side:
        said.append(place_text("side", first.side, words.side))
    parts = [" ".join(said)]
    if len(group) > 1:
        interval = group[1].day - first.day
        parts.append(f"{len(group)} sessions every {stretch_text(interval)}")
    if first.day or start is not None:
        day = _day(first.day, start)
        parts.append(f"from {day}" if len(group) > 1 else f"on {day}")
    return ", ".join(parts)


def _use_text(use: CourseUse, start: dt.date | None) -> str:
    settings = dict(use.settings)
    rhythm = ""
    name, _ = rhythm_setting(use.kind, 1.0)
    often = settings.get(name)
    if isinstance(often, float | int) and not isinstance(often, bool) and often > 0.0:
        per_week = often if name == "nights_per_week" else often * _DAYS_A_WEEK
        if rhythm_setting(use.kind, per_week) == (name, often):
            rhythm = rhythm_text(use.kind, per_week)
            del settings[name]
    thing = thing_of(use.kind, True, settings)
    parts = [" ".join([head_text(thing), *settings_text(thing, settings)])]
    if rhythm:
        parts.append(rhythm)
    if use.stop_day == MOST_DAYS:
        parts.append(f"from {_day(use.start_day, start)}")
    else:
        parts.append(f"from {_day(use.start_day, start)} until {_day(use.stop_day, start)}")
    return ", ".join(parts)


def _day(day: float, start: dt.date | None) -> str:
    """A date where the course has one and the day is whole, else the day's number."""
    if start is not None and day == int(day):
        try:
            return (start + dt.timedelta(days=int(day))).isoformat()
        except OverflowError:
            pass
    return f"day {number_text(day)}"
