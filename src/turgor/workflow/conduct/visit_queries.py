"""Queries about visits: outside their window, missed, without a date or a condition."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from turgor.record.query import FoundQuery
from turgor.record.visit import VisitWindow
from turgor.workflow.conduct.query_facts import QueryFacts, found


def window_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Visits outside their window, visits missed, visits without a date."""
    design = facts.design
    for subject in sorted({subject for subject, _ in facts.happened}):
        start = facts.dates.get((subject, design.baseline))
        for window in design.visits:
            date = facts.dates.get((subject, window.label))
            if (subject, window.label) in facts.happened and date is None:
                yield found(
                    *("visit-undated", subject, window.label, ""),
                    "on which day was this visit?",
                )
            if start is None or window.label == design.baseline:
                continue
            if date is not None:
                yield from _outside(subject, window, start, date)
            elif (subject, window.label) not in facts.happened:
                yield from _missed(facts, subject, window, start)


def _outside(
    subject: str, window: VisitWindow, start: dt.date, date: dt.date
) -> Iterator[FoundQuery]:
    due = start + dt.timedelta(window.day)
    early = (due - dt.timedelta(window.early_days) - date).days
    late = (date - due - dt.timedelta(window.late_days)).days
    told = f"{date}, due {due}, allowed {window.early_days} early and {window.late_days} late"
    if early > 0:
        yield found(
            *("visit-early", subject, window.label, ""),
            f"{early} days before its window ({told}); is the date right?",
            early,
        )
    if late > 0:
        yield found(
            *("visit-late", subject, window.label, ""),
            f"{late} days after its window ({told}); is the date right?",
            late,
        )


def _missed(
    facts: QueryFacts, subject: str, window: VisitWindow, start: dt.date
) -> Iterator[FoundQuery]:
    last = start + dt.timedelta(window.day + window.late_days)
    left = facts.left_study(subject)
    if facts.on <= last or (left is not None and left <= last):
        return
    yield found(
        *("visit-missed", subject, window.label, ""),
        f"its window ended on {last}, {(facts.on - last).days} days before {facts.on}, and nothing "
        "is there; did it take place?",
        (facts.on - last).days,
    )


def condition_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Conditions that a declared window needs and that a visit lacks."""
    design = facts.design
    for visit in facts.facts.visits:
        if visit.label == design.baseline or (visit.subject, visit.label) not in facts.happened:
            continue
        for window in design.windows:
            if getattr(visit.conditions, window.condition) is None:
                yield found(
                    *("condition-missing", visit.subject, visit.label, window.condition),
                    f"{window.condition} was not recorded, so '{window.name}' can't be judged",
                )


def washout_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Washouts of a crossover that were shorter than declared."""
    design = facts.design
    for subject in sorted({subject for subject, _ in facts.happened}):
        for before, after in pairwise(design.periods):
            left = facts.dates.get((subject, before.last_visit))
            entered = facts.dates.get((subject, after.first_visit))
            if left is None or entered is None:
                continue
            short = design.washout_days - (entered - left).days
            if short > 0:
                yield found(
                    *("washout-short", subject, after.first_visit, ""),
                    f"{(entered - left).days} days after period '{before.id}', "
                    f"{design.washout_days} are declared",
                    short,
                )
