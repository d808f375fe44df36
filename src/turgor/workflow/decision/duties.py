"""Duties with dates: what rules ask to be done before and after each session, and by whom."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.workflow.check.care import CareSpan
from turgor.workflow.decision.days import day_text
from turgor.workflow.rule_pages.line import basis_words

#: actions that a clinician decides on; the others are the person's own
_CLINICIAN = ("give", "refer", "contact_clinician", "record")
#: what is told and asks nobody to do anything
_TELLS = ("inform", "do_not_promise")


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


def duties_of(care: Sequence[CareSpan], start: dt.date | None) -> tuple[Duty, ...]:
    """Every duty of a check's care, in its order; spans of one rule stand together."""
    spans: dict[str, list[CareSpan]] = {}
    for item in care:
        spans.setdefault(item.finding.rule.key, []).append(item)
    return tuple(_duty(held, start) for held in spans.values())


def _duty(held: Sequence[CareSpan], start: dt.date | None) -> Duty:
    finding = held[0].finding
    rule, care = finding.rule, finding.rule.care
    return Duty(
        rule=rule.id,
        says=rule.then.text,
        whose=_whose(rule.then.do),
        before=rule.kind == "pre_care" or (care is not None and care.to_day < 0.0),
        spans=tuple(
            (day_text(start, item.from_day), day_text(start, item.to_day))
            for item in held
            if item.from_day is not None and item.to_day is not None
        ),
        grade=basis_words(rule.evidence.level, rule.evidence.seen),
        citation=finding.citation,
    )


def _whose(do: str) -> str:
    if do in _TELLS:
        return "to know"
    return "the clinician" if do in _CLINICIAN else "you"
