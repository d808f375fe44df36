"""[[course]]: sessions and uses as tables, or one line of text."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from turgor.errors import InputError
from turgor.exchange.case_toml.typed_value import date_of, optional_date
from turgor.exchange.course_text import read_course_text
from turgor.exchange.course_text.overlap import refuse_overlap
from turgor.exchange.place_toml import setting_text
from turgor.exchange.toml_table import TomlTable
from turgor.record.course import USES, Course, CourseSession, CourseUse, SettingValue

_SESSION = (
    "day", "date", "modality", "device", "repeat", "interval_days", "site", "side", "settings",
)  # fmt: skip
_USE = ("kind", "from_day", "to_day", "settings")
_SIDES = ("left", "right", "")
#: no course that was ever studied comes near; more is a slip of the pen
_MOST_SESSIONS = 100
MOST_DAYS = 3650.0


@dataclass(frozen=True, slots=True)
class ReadCourse:
    """A course with where in the file it and its sessions and uses stand."""

    KEYS: ClassVar[tuple[str, ...]] = ("name", "start", "text", "session", "use")

    course: Course
    path: str
    session_paths: tuple[str, ...]
    use_paths: tuple[str, ...]


def read_course(read: TomlTable, index: int, where: str, start: dt.date | None) -> ReadCourse:
    """One course, on days from its own start, else from the case's.

    Errors: StudyError for what can't be read, sessions that overlap, or nothing at all.
    """
    begins = optional_date(read, "start")
    if read.has("text"):
        return _written(read, index, begins, begins or start)
    tables = read.each("session", _SESSION, f"{where}, session")
    sessions: list[tuple[CourseSession, str]] = []
    none: list[CourseSession] = []
    for inner in tables:
        given = read.attempt(partial(_sessions, inner, begins or start), none)
        sessions += [(one, inner.path) for one in given]
    if len(sessions) > _MOST_SESSIONS:
        raise read.refuse(
            f"has {len(sessions)} sessions; allowed: up to {_MOST_SESSIONS}", "session"
        )
    used = [
        (read.attempt(partial(_use, inner), None), inner.path)
        for inner in read.each("use", _USE, f"{where}, use")
    ]
    if not tables and not used:
        raise read.refuse(
            "has neither [[course.session]] nor [[course.use]] nor 'text'; state what is done"
        )
    uses = [(one, path) for one, path in used if one is not None]
    sessions.sort(key=lambda item: item[0].day)
    _refuse_overlap(read, [one for one, _ in sessions], begins or start)
    course = Course(
        read.text("name", f"course {index}"),
        tuple(one for one, _ in sessions),
        tuple(one for one, _ in uses),
        begins,
    )
    return ReadCourse(
        course, read.path, tuple(path for _, path in sessions), tuple(path for _, path in uses)
    )


def _written(
    read: TomlTable, index: int, begins: dt.date | None, start: dt.date | None
) -> ReadCourse:
    """A course from one line of text; a name or start beside it must not say otherwise."""
    for key in ("session", "use"):
        if read.has(key):
            raise read.refuse(f"'text' says what is done; leave [[course.{key}]] out", key)
    place = read.place("text")
    course = read_course_text(read.text("text"), where=f"{place}, text", case_start=start)
    if course.start is not None:
        date_of(course.start, "text", read)
    if begins is not None and course.start not in (None, begins):
        raise read.refuse(f"'start' is {begins}, and the text begins {course.start}", "start")
    name = read.text("name", course.name if course.name != "course" else f"course {index}")
    course = replace(course, name=name, start=course.start or begins)
    path = f"{read.path}.text"
    return ReadCourse(course, path, (path,) * len(course.sessions), (path,) * len(course.uses))


def _refuse_overlap(read: TomlTable, sessions: list[CourseSession], start: dt.date | None) -> None:
    place = read.place("session.1")
    refuse_overlap(sessions, start, 0.0, place)


def _sessions(read: TomlTable, start: dt.date | None) -> list[CourseSession]:
    """One session, or as many as are repeated."""
    day, count = _day(read, start), read.whole("repeat", 1)
    if not 0.0 <= day <= MOST_DAYS:
        raise read.refuse(f"'day' is {day:g}; allowed: 0 to {MOST_DAYS:g}", "day")
    if not 1 <= count <= _MOST_SESSIONS:
        raise read.refuse(f"'repeat' is {count}; allowed: 1 to {_MOST_SESSIONS}", "repeat")
    interval = read.number("interval_days", 0.0)
    if count > 1 and not interval > 0.0:
        raise read.refuse(f"'repeat' is {count}; state 'interval_days', above 0", "repeat")
    if day + (count - 1) * interval > MOST_DAYS:
        raise read.refuse(
            f"the last session lies after day {MOST_DAYS:g}; space them closer", "repeat"
        )
    first = CourseSession(
        day=day,
        modality=read.text("modality"),
        device=read.text("device", ""),
        settings=_settings(read),
        site=read.text("site", ""),
        side=read.text("side", "", allowed=_SIDES),
    )
    return [replace(first, day=day + k * interval) for k in range(count)]


def _day(read: TomlTable, start: dt.date | None) -> float:
    date = optional_date(read, "date")
    if date is None:
        return read.number("day", 0.0)
    if read.has("day"):
        raise read.refuse("state 'day' or 'date', and not both", "date")
    if start is None:
        raise read.refuse(
            "'date' can't be counted from a day 0 without a date; state the case's 'start'", "date"
        )
    if date < start:
        raise read.refuse(f"'date' is {date}, before the start, {start}", "date")
    return float((date - start).days)


def _use(read: TomlTable) -> CourseUse:
    kind, settings = read.text("kind", allowed=USES), _settings(read)
    start, stop = read.number("from_day", 0.0), read.number("to_day", MOST_DAYS)
    try:
        return CourseUse(kind, start, stop, settings)
    except InputError as error:
        raise read.refuse(str(error), "to_day") from error


def _settings(read: TomlTable) -> Mapping[str, SettingValue]:
    """As text, since a number may carry its unit; checked where the modality is known."""
    return {name: setting_text(name, value, read) for name, value in read.table("settings").items()}
