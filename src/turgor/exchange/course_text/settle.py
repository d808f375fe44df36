"""Clauses with their times settled against each other: a course."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.errors import InputError, StudyError
from turgor.exchange.course_text.clause import Clause, Point
from turgor.exchange.course_text.overlap import refuse_overlap
from turgor.exchange.course_text.setting import name_of
from turgor.exchange.course_text.timing import MOST_DAYS, MOST_SESSIONS
from turgor.record.course import Course, CourseSession, CourseUse, SettingValue
from turgor.record.protocol import SettingByClass, SettingRange
from turgor.record.protocol_course import rhythm_setting

#: a use that is to end and doesn't say since when it goes on is followed for so long before its
#: end; a project's own choice, since a course has to begin somewhere
LEAD_IN_DAYS = 28.0


@dataclass(frozen=True, slots=True)
class _Series:
    clause: Clause
    days: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    clause: Clause
    start: float
    stop: float


def settle(
    clauses: Sequence[Clause],
    name: str,
    start: dt.date | None,
    where: str,
    case_start: dt.date | None = None,
) -> Course:
    """One person's course of the clauses; day 0 is ``start``, or the first date, or the first day.

    case_start : what clauses without a date of their own hang on, where others have one.

    Errors: StudyError with the column for a range or class that is left open, a time that hangs
    on a session which isn't there, sessions that overlap, or more than a course holds.
    """
    origin = start or _origin(clauses, case_start)
    series: list[_Series] = []
    for clause in (item for item in clauses if not item.thing.is_use):
        series.append(_series(clause, series, origin, where))
    spans = [
        span
        for index, clause in enumerate(clauses)
        if clause.thing.is_use
        for span in _spans(clause, _anchor(clauses, index, series), origin, where)
    ]
    earliest = min(
        [day for item in series for day in item.days] + [span.start for span in spans],
        default=0.0,
    )
    shift = _shift(earliest, clauses, start, where)
    sessions = [session for item in series for session in _sessions(item, shift, where)]
    if len(sessions) > MOST_SESSIONS:
        raise StudyError(
            f"{where}: {len(sessions)} sessions in all; allowed: up to {MOST_SESSIONS}"
        )
    ordered = sorted(sessions, key=lambda session: session.day)
    refuse_overlap(ordered, origin, shift, where)
    if origin is not None and shift:
        origin -= dt.timedelta(days=shift)
    return Course(name, tuple(ordered), tuple(_use(span, shift, where) for span in spans), origin)


def _origin(clauses: Sequence[Clause], case_start: dt.date | None) -> dt.date | None:
    """The date from which days are counted: the case's where a clause begins on none of its own."""
    points = [point for item in clauses for point in (item.start, item.stop) if point is not None]
    first = min([item.start.date for item in clauses if item.start and item.start.date],
                default=None)  # fmt: skip
    if case_start is None or not any(point.date for point in points):
        return first
    undated = any(
        item.start is None and (item.stop is None or item.stop.date is not None) for item in clauses
    )
    early = first is None or case_start <= first
    return case_start if undated and early else first


def _shift(earliest: float, clauses: Sequence[Clause], start: dt.date | None, where: str) -> float:
    """Days by which day 0 moves so that nothing lies before it; whole days, as dates are.

    Errors: StudyError where day 0 is fixed by a start or by days that are numbered.
    """
    if earliest >= 0.0:
        return 0.0
    numbered = [
        point
        for item in clauses
        for point in (item.start, item.stop)
        if point is not None and not point.anchor and point.date is None
    ]
    if start is not None or numbered:
        fixed = "the start that is stated" if start is not None else "the days that are numbered"
        raise StudyError(
            f"{where}: something begins {-earliest:g} days before day 0, which {fixed} fixed; "
            f"number the sessions from day {-earliest:g} on, or state the dates alone"
        )
    return float(-int(earliest // 1.0))


def _anchor(clauses: Sequence[Clause], index: int, series: Sequence[_Series]) -> _Series | None:
    """The sessions that a use's times hang on: of the clause before it, else of the next."""
    by_clause = {id(item.clause): item for item in series}
    before = [by_clause[id(item)] for item in clauses[:index] if id(item) in by_clause]
    after = [by_clause[id(item)] for item in clauses[index:] if id(item) in by_clause]
    return before[-1] if before else next(iter(after), None)


def _series(
    clause: Clause, before: Sequence[_Series], origin: dt.date | None, where: str
) -> _Series:
    count = clause.count or 1
    interval = clause.interval
    if isinstance(interval, SettingRange):
        raise _refuse(
            where,
            clause.column,
            f"a course needs one interval; choose one of {interval.low:g} to {interval.high:g} "
            "days (a range belongs in a protocol)",
        )
    if count > 1 and interval is None:
        raise _refuse(
            where, clause.column, f"{count} sessions need how far apart, such as 'every 4 weeks'"
        )
    if count == 1 and interval is not None:
        raise _refuse(
            where, clause.column, "an interval needs how many sessions, such as '3 sessions'"
        )
    first = 0.0
    if clause.start is not None:
        anchor = before[-1] if before else None
        (first,) = _days_of(clause.start, anchor, origin, clause, where)[:1]
    return _Series(clause, tuple(first + k * (interval or 0.0) for k in range(count)))


def _days_of(
    point: Point,
    anchor: _Series | None,
    origin: dt.date | None,
    clause: Clause,
    where: str,
) -> list[float]:
    """The day of a point; one for each session where it hangs on each."""
    if point.date is not None:
        if origin is None:
            raise _refuse(
                where,
                point.column,
                f"'{point.date}' can't be counted from a day 0 without a date; state when it "
                "begins by date too, or write 'start 2027-01-10;' first",
            )
        return [float((point.date - origin).days)]
    if not point.anchor:
        return [point.day]
    if anchor is None:
        raise _refuse(
            where,
            point.column,
            f"{name_of(clause)} hangs on a session, and no session stands in this course; add the "
            "session's clause, or state a day",
        )
    if point.anchor == "each":
        return [day + point.day for day in anchor.days]
    return [(anchor.days[0] if point.anchor == "first" else anchor.days[-1]) + point.day]


def _spans(
    clause: Clause, anchor: _Series | None, origin: dt.date | None, where: str
) -> list[_Span]:
    """Stretches of one use, those that meet joined."""
    if clause.stop is not None and clause.start is not None and clause.length is not None:
        raise _refuse(
            where, clause.column, "begin, end and length are all stated; leave one of them out"
        )
    starts = stops = None
    if clause.start is not None:
        starts = _days_of(clause.start, anchor, origin, clause, where)
    if clause.stop is not None:
        stops = _days_of(clause.stop, anchor, origin, clause, where)
    if starts is None and stops is None:
        starts = [0.0]
    if starts is None:
        starts = [_begin(stop, clause.length) for stop in stops or ()]
    if stops is None:
        stops = [MOST_DAYS if clause.length is None else day + clause.length for day in starts]
    many = max(len(starts), len(stops))
    starts, stops = (days * many if len(days) == 1 else days for days in (starts, stops))
    spans: list[_Span] = []
    for begin, end in sorted(zip(starts, stops, strict=True)):
        if not begin < end:
            raise _refuse(
                where,
                clause.column,
                f"{name_of(clause)} would end on day {end:g}, not after it begins on day {begin:g}",
            )
        if spans and begin <= spans[-1].stop:
            spans[-1] = _Span(clause, spans[-1].start, max(spans[-1].stop, end))
        else:
            spans.append(_Span(clause, begin, end))
    return spans


def _begin(stop: float, length: float | None) -> float:
    if length is not None:
        return stop - length
    return 0.0 if stop > 0.0 else stop - LEAD_IN_DAYS


def _sessions(item: _Series, shift: float, where: str) -> list[CourseSession]:
    clause = item.clause
    if clause.side in ("drawn", "other"):
        raise _refuse(
            where,
            clause.column,
            "a course has no drawn side; write left or right (a drawn side belongs in a protocol)",
        )
    settings = plain_settings(clause, where)
    if not item.days[-1] + shift <= MOST_DAYS:
        raise _refuse(
            where,
            clause.column,
            f"the last session lies after day {MOST_DAYS:g}; space them closer",
        )
    side = "" if clause.side in (None, "both") else str(clause.side)
    return [
        CourseSession(
            day + shift, clause.thing.kind, clause.device or "", settings, clause.site or "", side
        )
        for day in item.days
    ]


def _use(span: _Span, shift: float, where: str) -> CourseUse:
    clause = span.clause
    for name in ("site", "side", "device"):
        if getattr(clause, name) not in (None, "both"):
            raise _refuse(
                where, clause.column, f"a course's use has no {name}; it is for the case's own site"
            )
    settings = dict(plain_settings(clause, where))
    if clause.per_week is not None:
        rhythm, value = rhythm_setting(clause.thing.kind, clause.per_week)
        if settings.setdefault(rhythm, value) != value:
            raise _refuse(where, clause.column, "how often it is used is stated twice")
    stop = MOST_DAYS if span.stop >= MOST_DAYS else span.stop + shift
    try:
        return CourseUse(clause.thing.kind, span.start + shift, stop, settings)
    except InputError as error:
        raise _refuse(where, clause.column, str(error)) from error


def plain_settings(clause: Clause, where: str) -> dict[str, SettingValue]:
    """Settings with one value each.

    Errors: StudyError for a range, or a value by class.
    """
    found: dict[str, SettingValue] = {}
    for name, value in clause.settings.items():
        column = clause.columns.get(name, clause.column)
        if isinstance(value, SettingRange):
            raise _refuse(
                where,
                column,
                f"a course needs one '{name}'; choose one of {value.low:g} to {value.high:g} (a "
                "range belongs in a protocol)",
            )
        if isinstance(value, SettingByClass):
            raise _refuse(
                where,
                column,
                f"a course needs one '{name}'; choose that of the person's {value.measured} "
                "(classes belong in a protocol)",
            )
        found[name] = value
    return found


def _refuse(where: str, column: int, reason: str) -> StudyError:
    return StudyError(f"{where}, column {column}: {reason}")
