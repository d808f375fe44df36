"""Duties with dates: what rules ask to be done before and after each session."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from turgor.rules.finding import CourseCheck, Finding
from turgor.workflow.decision.days import day_text

_CARE = ("pre_care", "post_care")
#: actions that a clinician decides on; the others are the person's own
_CLINICIAN = ("give", "refer", "contact_clinician")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do.

    spans : from and to, those of sessions that lie close drawn together; empty where the rule gives
    no days. whose : 'you' or 'the clinician'.
    """

    rule: str
    says: str
    whose: str
    before: bool
    spans: tuple[tuple[str, str], ...]
    grade: str
    citation: str


def duties_of(check: CourseCheck, start: dt.date | None) -> tuple[Duty, ...]:
    """Every duty of the rules that fired, what comes first first."""
    found = [
        (_first_day(item), _duty(item, start))
        for item in check.findings
        if item.rule.kind in _CARE or item.rule.care is not None
    ]
    return tuple(duty for _, duty in sorted(found, key=lambda pair: (pair[0], pair[1].rule)))


def _first_day(item: Finding) -> float:
    care = item.rule.care
    return 0.0 if care is None else care.from_day


def _duty(item: Finding, start: dt.date | None) -> Duty:
    rule, care = item.rule, item.rule.care
    spans: tuple[tuple[str, str], ...] = ()
    if care is not None:
        spans = tuple(
            (day_text(start, first), day_text(start, last))
            for first, last in merged(
                (place.day + care.from_day, place.day + care.to_day) for place in item.places
            )
        )
    seen = "read in its source" if rule.evidence.seen else "not read in its source"
    return Duty(
        rule=rule.id,
        says=rule.then.text,
        whose="the clinician" if rule.then.do in _CLINICIAN else "you",
        before=rule.kind == "pre_care" or (care is not None and care.to_day < 0.0),
        spans=spans,
        grade=f"{rule.evidence.level}, {seen}",
        citation=item.citation,
    )


def merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans of days in order, those that meet or overlap drawn together."""
    found: list[tuple[float, float]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1.0:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
