"""Pre- and post-care on the calendar: what is done from when to when around each session."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

from turgor.rules.finding import Finding
from turgor.rules.views import Views

#: kinds of rules that are care even where they state no days
CARE_KINDS = ("pre_care", "post_care")


@dataclass(frozen=True, slots=True)
class CareSpan:
    """One thing to do from a day of the course to a day, both included; None where not stated.

    sessions : labels of the treatments that it is for.
    """

    finding: Finding
    from_day: float | None
    to_day: float | None
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarePeriod:
    """Days on which the same things hold: sessions given, and care by place in the spans."""

    from_day: int
    to_day: int
    sessions: tuple[str, ...]
    spans: tuple[int, ...]


def care_spans(findings: Sequence[Finding], views: Views) -> tuple[CareSpan, ...]:
    """Care around each session that it is for, spans of one rule joined where they meet.

    Those without stated days come last.
    """
    found: list[CareSpan] = []
    for finding in findings:
        care = finding.rule.care
        if care is None:
            if finding.rule.kind in CARE_KINDS:
                labels = tuple(dict.fromkeys(place.label for place in finding.places))
                found.append(CareSpan(finding, None, None, labels))
            continue
        joined: list[CareSpan] = []
        for day, label in _days(finding, views):
            begin, end = day + care.from_day, day + care.to_day
            last = joined[-1] if joined else None
            if last is not None and last.to_day is not None and begin <= last.to_day + 1.0:
                stop = max(last.to_day, end)
                joined[-1] = CareSpan(finding, last.from_day, stop, (*last.sessions, label))
            else:
                joined.append(CareSpan(finding, begin, end, (label,)))
        found += joined
    return tuple(sorted(found, key=_order))


def care_calendar(spans: Sequence[CareSpan], views: Views) -> tuple[CarePeriod, ...]:
    """Periods between two changes, those on which nothing is done left out."""
    sessions: dict[int, list[str]] = {}
    for view in views.sessions:
        treatment = views.treatments[view.sessions[0]]
        if treatment.day == treatment.end:
            sessions.setdefault(floor(view.day), []).append(view.label)
    dated = {
        at: (floor(span.from_day), floor(span.to_day))
        for at, span in enumerate(spans)
        if span.from_day is not None and span.to_day is not None
    }
    changes = {day for first, last in dated.values() for day in (first, last + 1)}
    changes |= {day for given in sessions for day in (given, given + 1)}
    ordered = sorted(changes)
    periods = []
    for first, after in pairwise(ordered):
        now = tuple(at for at, (begin, end) in dated.items() if begin <= first <= end)
        given = tuple(sessions.get(first, ()))
        if now or given:
            periods.append(CarePeriod(first, after - 1, given, now))
    return tuple(periods)


def date_on(start: dt.date | None, day: float | None) -> str | None:
    """The date of a day of the course, None where either is not known."""
    if start is None or day is None:
        return None
    return (start + dt.timedelta(days=floor(day))).isoformat()


def _days(finding: Finding, views: Views) -> list[tuple[float, str]]:
    """Days of the sessions that a finding is for; what holds of the person is for each."""
    days: dict[tuple[float, str], None] = {}
    for place in finding.places:
        if place.scope == "person":
            days |= dict.fromkeys((view.day, view.label) for view in views.sessions)
        else:
            days[place.day, place.label] = None
    return sorted(days)


def _order(span: CareSpan) -> tuple[bool, float, float]:
    if span.from_day is None or span.to_day is None:
        return (True, 0.0, 0.0)
    return (False, span.from_day, span.to_day)
