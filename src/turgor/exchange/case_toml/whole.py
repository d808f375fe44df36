"""The file as a whole: each part by its own reader, then held against each other."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from turgor.errors import MetricError
from turgor.exchange.case_toml.clinic import read_clinic
from turgor.exchange.case_toml.course import MOST_DAYS, ReadCourse, read_course
from turgor.exchange.case_toml.person import (
    read_answers,
    read_devices,
    read_events,
    read_overrides,
    read_past,
    read_wishes,
)
from turgor.exchange.case_toml.typed_value import optional_date
from turgor.exchange.place_toml import place_of, toml_document
from turgor.exchange.slips import Slips
from turgor.exchange.toml_lines import TomlLines, toml_lines
from turgor.exchange.toml_table import TomlTable, read_toml_text
from turgor.metrics import find_metric
from turgor.record.case import Case, CaseClinic, CaseFinding, Wishes
from turgor.record.course import Course, SettingValue

_ROOT = (
    "title", "site", "start", "subject", "person", "concerns", "wishes", "findings", "finding",
    "course", "event", "past", "override", "device", "followed", "forecast", "study", "subject_id",
    "prices", "clinic",
)  # fmt: skip
_FINDING = ("metric", "value", "u", "day", "conditions")
_FORECAST = ("endpoints", "horizon_days", "visit_days")
#: what doing nothing is called; it stands beside every course without being asked for
NOTHING = "nothing"


def read_case(path: Path, slips: Slips | None = None) -> Case:
    """A case from its TOML file.

    slips : gathers what is refused, and the case is what could be read; None refuses it all.

    Errors: StudyError for a file that can't be read, is no TOML, or holds unknown words or values
    that can't be; it names the lines.
    """
    return parse_case(read_toml_text(path), str(path), slips)


def parse_case(text: str, where: str, slips: Slips | None = None) -> Case:
    """A case from the text of its file; errors as for ``read_case``."""
    found = Slips() if slips is None else slips
    lines = toml_lines(text, where)
    document = toml_document(text, where)
    case = _case(TomlTable(document, where, _ROOT, lines, slips=found), lines, found)
    if slips is None:
        found.refuse()
    return case


def _case(root: TomlTable, lines: TomlLines, slips: Slips) -> Case:
    """Each part by its own reader; of a part that is refused there is nothing."""
    where, attempt = lines.file, root.attempt
    undated: tuple[list[ReadCourse], dt.date | None] = ([], None)
    courses, start = attempt(lambda: _courses(root, where), undated)
    named = not slips  # else a course that is refused may be the one that was followed
    place = place_of(root, where)
    findings = [CaseFinding(metric, value) for metric, value in place.findings.items()]
    findings += attempt(lambda: _findings(root, where), [])
    asked = attempt(
        lambda: root.within("forecast", _FORECAST, f"{where}: [forecast]"),
        TomlTable({}, where, ()),
    )
    horizon = attempt(lambda: _horizon(asked), MOST_DAYS)
    study, subject_id = attempt(lambda: _of_study(root), ("", ""))
    dated = start is not None or not root.has("start")
    return Case(
        title=attempt(lambda: root.text("title", ""), ""),
        place=place,
        findings=tuple(findings),
        courses=tuple(item.course for item in courses),
        endpoints=attempt(lambda: asked.texts("endpoints"), ()),
        horizon_days=horizon,
        visit_days=attempt(lambda: _visit_days(asked, horizon), ()),
        followed=attempt(lambda: _followed(root, [one.course for one in courses], findings), "")
        if named
        else "",
        answers=attempt(lambda: read_answers(root, where), {}),
        concerns=attempt(lambda: root.texts("concerns"), ()),
        wishes=attempt(lambda: read_wishes(root, where), Wishes()),
        # days hang on a start that can be read
        events=attempt(lambda: read_events(root, where, start), ()) if dated else (),
        past=attempt(lambda: read_past(root, where, start), ()) if dated else (),
        start=start,
        overrides=attempt(lambda: read_overrides(root, where), ()),
        devices=attempt(lambda: read_devices(root, where), ()),
        study=study,
        subject_id=subject_id,
        clinic=attempt(lambda: read_clinic(root, where), CaseClinic()),
        lines=_lines(lines, courses),
    )


def _of_study(root: TomlTable) -> tuple[str, str]:
    study, subject_id = root.text("study", ""), root.text("subject_id", "")
    if subject_id and not study:
        raise root.refuse("'subject_id' is of no study; name its folder as 'study'", "subject_id")
    if study and not subject_id:
        raise root.refuse("'study' is named without 'subject_id', whose case it is", "study")
    return study, subject_id


def _courses(root: TomlTable, where: str) -> tuple[list[ReadCourse], dt.date | None]:
    """Courses on one calendar, and the date of its day 0; one that is refused holds its place."""
    stated = optional_date(root, "start")
    courses = []
    for i, read in enumerate(root.each("course", ReadCourse.KEYS, f"{where}: course"), 1):
        name = root.attempt(partial(read.text, "name", f"course {i}"), f"course {i}")
        nothing = ReadCourse(Course(name), read.path, (), ())
        courses.append(
            root.attempt(partial(read_course, read, i, f"{where}: course {i}", stated), nothing)
        )
    root.attempt(lambda: _named_apart(root, [item.course.name for item in courses]), None)
    start = stated or min(
        (item.course.start for item in courses if item.course.start), default=None
    )
    if start is None:
        return courses, None
    return [root.attempt(partial(_from_start, item, start, root), item) for item in courses], start


def _named_apart(root: TomlTable, names: list[str]) -> None:
    for i, name in enumerate(names, 1):
        if name == NOTHING:
            raise root.refuse(
                f"a course is called '{NOTHING}', which stands beside every course",
                f"course.{i}.name",
            )
        if name in names[: i - 1]:
            raise root.refuse(
                f"two courses are called '{name}'; give each a name of its own", f"course.{i}.name"
            )


def _from_start(item: ReadCourse, start: dt.date, root: TomlTable) -> ReadCourse:
    """The course with its days counted from the case's start.

    Errors: StudyError where it begins before that.
    """
    own = item.course.start
    if own is None or own == start:
        return replace(item, course=replace(item.course, start=start))
    shift = float((own - start).days)
    course = item.course
    first = min(
        [session.day for session in course.sessions] + [use.start_day for use in course.uses],
        default=0.0,
    )
    if first + shift < 0.0:
        raise root.refuse(
            f"the course begins {own + dt.timedelta(days=first)}, before the case's start, {start};"
            f" write start = {own + dt.timedelta(days=first)} or earlier",
            item.path,
        )
    sessions = tuple(replace(one, day=one.day + shift) for one in course.sessions)
    uses = tuple(
        replace(
            one,
            start_day=one.start_day + shift,
            stop_day=one.stop_day if one.stop_day >= MOST_DAYS else one.stop_day + shift,
        )
        for one in course.uses
    )
    return replace(item, course=Course(course.name, sessions, uses, start))


def _followed(root: TomlTable, courses: list[Course], findings: list[CaseFinding]) -> str:
    names = [course.name for course in courses]
    followed = root.text("followed", "")
    if followed and followed not in names:
        raise root.refuse(
            f"'followed' is '{followed}', no course of this case: {', '.join(names)}", "followed"
        )
    if any(item.day > 0.0 for item in findings) and not followed:
        if len(courses) != 1:
            raise root.refuse(
                "there are findings after day 0; name the course that was begun as 'followed'"
            )
        followed = names[0]
    return followed


def _horizon(asked: TomlTable) -> float:
    horizon = asked.number("horizon_days", 365.0)
    if not 1.0 <= horizon <= MOST_DAYS:
        raise asked.refuse(
            f"'horizon_days' is {horizon:g}; allowed: 1 to {MOST_DAYS:g}", "horizon_days"
        )
    return horizon


def _visit_days(asked: TomlTable, horizon: float) -> tuple[float, ...]:
    days = asked.numbers("visit_days")
    for day in days:
        if not 0.0 < day <= horizon:
            raise asked.refuse(
                f"'visit_days' has {day:g}; allowed: above 0, up to {horizon:g}, the horizon",
                "visit_days",
            )
    return tuple(sorted(days))


def _findings(root: TomlTable, where: str) -> list[CaseFinding]:
    found = [
        root.attempt(partial(_finding, read), None)
        for read in root.each("finding", _FINDING, f"{where}: finding")
    ]
    return [item for item in found if item is not None]


def _finding(read: TomlTable) -> CaseFinding:
    metric = read.text("metric")
    try:
        find_metric(metric)
    except MetricError as error:
        raise read.refuse(str(error), "metric") from error
    u = read.number("u") if read.has("u") else None
    if u is not None and not u > 0.0:
        raise read.refuse(f"'u' is {u:g}; a standard uncertainty is above 0, or leave it out", "u")
    conditions: dict[str, SettingValue] = {}
    for name, value in read.table("conditions").items():
        if not isinstance(value, str | bool | int | float):
            raise read.refuse(
                f"condition '{name}' is {value!r}; give a number, text or true/false", "conditions"
            )
        conditions[name] = value
    return CaseFinding(metric, read.number("value"), read.number("day", 0.0), u, conditions)


def _lines(lines: TomlLines, courses: list[ReadCourse]) -> Mapping[str, int]:
    """Lines by path, and for the n-th session or use of a course by 'course.1.sessions.n'."""
    found = dict(lines.at)
    for number, item in enumerate(courses, 1):
        for kind, paths in (("sessions", item.session_paths), ("uses", item.use_paths)):
            for at, path in enumerate(paths, 1):
                own = {
                    name.removeprefix(path): line
                    for name, line in lines.at.items()
                    if name == path or name.startswith(f"{path}.")
                }
                found |= {f"course.{number}.{kind}.{at}{name}": line for name, line in own.items()}
    return found
