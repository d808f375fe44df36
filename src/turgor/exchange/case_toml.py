"""A case's file: whose skin, what was found on it, and the courses that are thought of."""

from collections.abc import Mapping
from pathlib import Path

from turgor.errors import InputError, MetricError
from turgor.exchange.place_toml import place_of, setting_text, toml_document
from turgor.exchange.toml_table import TomlTable, read_toml_text
from turgor.metrics import find_metric
from turgor.record.case import Case, CaseFinding
from turgor.record.course import USES, Course, CourseSession, CourseUse, SettingValue

_ROOT = ("title", "site", "subject", "findings", "finding", "course", "followed", "forecast")
_FINDING = ("metric", "value", "u", "day", "conditions")
_COURSE = ("name", "session", "use")
_SESSION = ("day", "modality", "device", "repeat", "interval_days", "settings")
_USE = ("kind", "from_day", "to_day", "settings")
_FORECAST = ("endpoints", "horizon_days", "visit_days")
#: no course that was ever studied comes near; more is a slip of the pen
_MOST_SESSIONS = 100
_MOST_DAYS = 3650.0
#: what doing nothing is called; it stands beside every course without being asked for
NOTHING = "nothing"


def read_case(path: Path) -> Case:
    """A case from its TOML file.

    Errors: StudyError for a file that can't be read, is no TOML, or holds an unknown word or a
    value that can't be.
    """
    return parse_case(read_toml_text(path), str(path))


def parse_case(text: str, where: str) -> Case:
    """A case from the text of its file; errors as for ``read_case``."""
    root = TomlTable(toml_document(text, where), where, _ROOT)
    asked = TomlTable(root.table("forecast"), f"{where}: [forecast]", _FORECAST)
    horizon = asked.number("horizon_days", 365.0)
    if not 1.0 <= horizon <= _MOST_DAYS:
        raise asked.refuse(f"'horizon_days' is {horizon:g}; allowed: 1 to {_MOST_DAYS:g}")
    courses = tuple(
        _course(table, i, f"{where}: course {i}")
        for i, table in enumerate(root.tables("course"), 1)
    )
    names = [course.name for course in courses]
    for name in names:
        if name == NOTHING:
            raise root.refuse(f"a course is called '{NOTHING}', which stands beside every course")
        if names.count(name) > 1:
            raise root.refuse(f"two courses are called '{name}'; give each a name of its own")
    followed = root.text("followed", "")
    if followed and followed not in names:
        raise root.refuse(f"'followed' is '{followed}', no course of this case: {', '.join(names)}")
    place = place_of(root, where)
    findings = [CaseFinding(metric, value) for metric, value in place.findings.items()]
    findings += [
        _finding(table, f"{where}: finding {i}")
        for i, table in enumerate(root.tables("finding"), 1)
    ]
    if any(item.day > 0.0 for item in findings) and not followed:
        if len(courses) != 1:
            raise root.refuse(
                "there are findings after day 0; name the course that was begun as 'followed'"
            )
        followed = names[0]
    return Case(
        title=root.text("title", ""),
        place=place,
        findings=tuple(findings),
        courses=courses,
        endpoints=asked.texts("endpoints"),
        horizon_days=horizon,
        visit_days=_visit_days(asked, horizon),
        followed=followed,
    )


def _visit_days(asked: TomlTable, horizon: float) -> tuple[float, ...]:
    days = asked.numbers("visit_days")
    for day in days:
        if not 0.0 < day <= horizon:
            raise asked.refuse(
                f"'visit_days' has {day:g}; allowed: above 0, up to {horizon:g}, the horizon"
            )
    return tuple(sorted(days))


def _finding(table: Mapping[str, object], where: str) -> CaseFinding:
    read = TomlTable(table, where, _FINDING)
    metric = read.text("metric")
    try:
        find_metric(metric)
    except MetricError as error:
        raise read.refuse(str(error)) from error
    u = read.number("u") if "u" in table else None
    if u is not None and not u > 0.0:
        raise read.refuse(f"'u' is {u:g}; a standard uncertainty is above 0, or leave it out")
    conditions: dict[str, SettingValue] = {}
    for name, value in read.table("conditions").items():
        if not isinstance(value, str | bool | int | float):
            raise read.refuse(f"condition '{name}' is {value!r}; give a number, text or true/false")
        conditions[name] = value
    return CaseFinding(metric, read.number("value"), read.number("day", 0.0), u, conditions)


def _course(table: Mapping[str, object], index: int, where: str) -> Course:
    read = TomlTable(table, where, _COURSE)
    sessions: list[CourseSession] = []
    for i, inner in enumerate(read.tables("session"), 1):
        sessions += _sessions(TomlTable(inner, f"{where}, session {i}", _SESSION))
    if len(sessions) > _MOST_SESSIONS:
        raise read.refuse(f"has {len(sessions)} sessions; allowed: up to {_MOST_SESSIONS}")
    uses = tuple(
        _use(TomlTable(inner, f"{where}, use {i}", _USE))
        for i, inner in enumerate(read.tables("use"), 1)
    )
    if not sessions and not uses:
        raise read.refuse("has neither [[course.session]] nor [[course.use]]; state what is done")
    ordered = tuple(sorted(sessions, key=lambda session: session.day))
    return Course(read.text("name", f"course {index}"), ordered, uses)


def _sessions(read: TomlTable) -> list[CourseSession]:
    """One session, or as many as are repeated."""
    day, count = read.number("day", 0.0), read.whole("repeat", 1)
    if not 0.0 <= day <= _MOST_DAYS:
        raise read.refuse(f"'day' is {day:g}; allowed: 0 to {_MOST_DAYS:g}")
    if not 1 <= count <= _MOST_SESSIONS:
        raise read.refuse(f"'repeat' is {count}; allowed: 1 to {_MOST_SESSIONS}")
    interval = read.number("interval_days", 0.0)
    if count > 1 and not interval > 0.0:
        raise read.refuse(f"'repeat' is {count}; state 'interval_days', above 0")
    if day + (count - 1) * interval > _MOST_DAYS:
        raise read.refuse(f"the last session lies after day {_MOST_DAYS:g}; space them closer")
    return [
        CourseSession(
            day + k * interval, read.text("modality"), read.text("device", ""), _settings(read)
        )
        for k in range(count)
    ]


def _use(read: TomlTable) -> CourseUse:
    kind, settings = read.text("kind", allowed=USES), _settings(read)
    start, stop = read.number("from_day", 0.0), read.number("to_day", _MOST_DAYS)
    try:
        return CourseUse(kind, start, stop, settings)
    except InputError as error:
        raise read.refuse(str(error)) from error


def _settings(read: TomlTable) -> Mapping[str, SettingValue]:
    """As text, since a number may carry its unit; checked where the modality is known."""
    return {name: setting_text(name, value, read) for name, value in read.table("settings").items()}
