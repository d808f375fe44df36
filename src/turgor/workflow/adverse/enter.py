"""Enter adverse events, their course and end, diary entries, and answers to escalations."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from turgor.errors import StudyError
from turgor.record.adverse_event import AdverseEvent, with_grade
from turgor.record.diary import DiaryEntry
from turgor.record.escalation import Escalation
from turgor.store import Store
from turgor.store.audit import doing
from turgor.store.ledger import Kept
from turgor.workflow.adverse.background import Background, background_of
from turgor.workflow.adverse.fill import filled
from turgor.workflow.adverse.record_escalations import (
    escalate_entry,
    escalate_event,
    states_of,
)


@dataclass(frozen=True, slots=True)
class Entered:
    """outcome : 'added', 'changed', or 'same' where nothing new was said. escalations : the rules
    that began to fire by it, as they were kept.
    """

    outcome: str
    number: int
    version: int
    event: AdverseEvent
    escalations: tuple[Escalation, ...] = ()


def add_event(
    store: Store,
    event: AdverseEvent,
    background: Background | None = None,
    today: dt.date | None = None,
) -> Entered:
    """Enter an event, or fill in what was not known of one that is on record.

    Errors: StudyError where it contradicts what is on record; StoreError.
    """
    with doing("adverse event entered"), store.together():
        kept = store.adverse.like(event)
        if kept is None:
            _, made = store.adverse.add(event)
            return _judged(store, "added", made, states_of(event), background, today)
        whole = filled(kept.record, event, kept.id)
        if whole == kept.record:
            return Entered("same", kept.id, kept.version, kept.record)
        changed = store.adverse.correct(kept.id, kept.version, whole, "more was entered of it")
        return _judged(store, "changed", changed, states_of(whole), background, today)


def add_grade(
    store: Store,
    number: int,
    date: dt.date,
    grade: int,
    signs: Mapping[str, bool] | None = None,
    temperature_c: float | None = None,
    background: Background | None = None,
    today: dt.date | None = None,
) -> Entered:
    """Enter the grade of an event on a day, with the signs seen then; later signs replace earlier.

    Errors: StudyError where the day has another grade, or the event had ended; StoreError.
    """
    with doing("course of an adverse event entered"), store.together():
        kept = store.adverse.one(number)
        event = with_grade(kept.record, date, grade)
        if signs or temperature_c is not None:
            event = dataclasses.replace(
                event,
                signs={**event.signs, **(signs or {})},
                temperature_c=event.temperature_c if temperature_c is None else temperature_c,
            )
        if event == kept.record:
            return Entered("same", kept.id, kept.version, event)
        changed = store.adverse.correct(number, kept.version, event, f"course on {date}")
        return _judged(store, "changed", changed, (date,), background, today)


def resolve_event(
    store: Store,
    number: int,
    outcome: str,
    date: dt.date | None,
    action: str = "",
    background: Background | None = None,
    today: dt.date | None = None,
) -> Entered:
    """Enter how an event ended, or on which day it was last seen.

    Errors: StudyError where it has ended otherwise already, or the end contradicts its course;
    StoreError.
    """
    with doing("outcome of an adverse event entered"), store.together():
        kept = store.adverse.one(number)
        old = kept.record
        if old.over and (old.outcome, old.outcome_date) != (outcome, date):
            raise StudyError(
                f"adverse event {number} is {old.outcome} on {old.outcome_date} already; correct "
                "it by its number, with a reason"
            )
        changes: dict[str, Any] = {"outcome": outcome, "outcome_date": date}
        if outcome == "fatal":
            changes |= {"serious": True, "criterion": "death"}
        event = dataclasses.replace(old, action=action or old.action, **changes)
        if event == old:
            return Entered("same", kept.id, kept.version, old)
        changed = store.adverse.correct(number, kept.version, event, f"outcome: {outcome}")
        days = () if event.over and outcome != "fatal" else (event.last_day,)
        return _judged(store, "changed", changed, days, background, today)


def add_diary(
    store: Store,
    entry: DiaryEntry,
    background: Background | None = None,
    today: dt.date | None = None,
) -> str:
    """Enter a diary entry: 'added', or 'same' where exactly this is on record.

    Errors: StudyError where another entry of that day and place is on record; StoreError.
    """
    with doing("diary entered"), store.together():
        outcome, kept = store.diary.add(entry)
        if outcome == "added":
            around = background or background_of(store)
            escalate_entry(store, kept, around, today or dt.date.today())
        return outcome


def answer_escalation(
    store: Store, number: int, on: dt.date, by: str, answer: str
) -> Kept[Escalation]:
    """Say when, by whom and how an escalation was answered; what the rule said stays.

    Errors: StudyError where it was answered already, or nobody is named; StoreError.
    """
    kept = store.escalations.one(number)
    if kept.record.answered is not None:
        raise StudyError(
            f"escalation {number} was answered on {kept.record.answered} by "
            f"{kept.record.answered_by} already"
        )
    if not by.strip() or not answer.strip():
        raise StudyError(f"answering escalation {number} needs who answers, and what was done")
    if on < kept.record.day:
        raise StudyError(f"escalation {number} is of {kept.record.day}; {on} lies before it")
    answered = dataclasses.replace(kept.record, answered=on, answered_by=by, answer=answer)
    with doing("escalation answered"):
        return store.escalations.correct(number, kept.version, answered, answer)


def find_event(store: Store, subject: str, event: str) -> Kept[AdverseEvent]:
    """The event that a table means: by the study's reference, or '#' and its number.

    Errors: StudyError where there is none such; StoreError.
    """
    for kept in store.adverse.all(subject):
        if event in (kept.record.reference or None, f"#{kept.id}"):
            return kept
    raise StudyError(
        f"subject '{subject}' has no adverse event '{event[:60]}'; write its reference as in "
        "adverse_events.csv, or # and its number"
    )


def _judged(
    store: Store,
    outcome: str,
    kept: Kept[AdverseEvent],
    days: tuple[dt.date, ...],
    background: Background | None,
    today: dt.date | None,
) -> Entered:
    around = background or background_of(store)
    made = escalate_event(store, kept, days, around, today or dt.date.today())
    return Entered(outcome, kept.id, kept.version, kept.record, made)
