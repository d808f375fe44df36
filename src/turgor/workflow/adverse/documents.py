"""Events, escalations and questions as the plain documents that ``--json`` prints."""

import datetime as dt
from collections.abc import Iterable

from turgor.record.adverse_event import AdverseEvent
from turgor.record.reaction_scale import reaction_scales
from turgor.rules.check import Question
from turgor.workflow.adverse.enter import Entered
from turgor.workflow.adverse.overview import EntryView, EventView, StudyEvents, Told
from turgor.workflow.adverse.verdict import Verdict, sign_questions


def events_document(found: StudyEvents) -> dict[str, object]:
    """A study's events in the shape of the command line's contract."""
    return {
        "schema": "turgor.study-events/1",
        "on": found.on.isoformat(),
        "pack": found.pack,
        "pack_sha256": found.pack_sha256,
        "rules_in_force": found.rules_in_force,
        "escalations": [told_document(item) for item in found.escalations],
        "events": [_view(item) for item in found.events],
        "diary": [_entry(item) for item in found.entries],
    }


def entered_document(entered: Entered) -> dict[str, object]:
    """What entering an event did, in the shape of the command line's contract."""
    return {
        "schema": "turgor.study-event/1",
        "outcome": entered.outcome,
        "event": event_document(entered.event, entered.number, entered.version),
        "escalations": [
            told_document(Told(None, None, item, "open")) for item in entered.escalations
        ],
    }


def told_document(told: Told) -> dict[str, object]:
    """One escalation, as it was said."""
    item = told.escalation
    return {
        "number": told.number,
        "state": told.state,
        "subject": item.subject,
        "source": item.source,
        "of": item.number,
        "day": item.day.isoformat(),
        "due": _date(item.due),
        "rule": item.rule,
        "rule_version": item.rule_version,
        "severity": item.severity,
        "status": item.status,
        "action": item.action,
        "text": item.text,
        "citation": item.citation,
        "limit_h": item.limit_h,
        "pack_sha256": item.pack_sha256,
        "answered": _date(item.answered),
        "answered_by": item.answered_by,
        "answer": item.answer,
    }


def event_document(event: AdverseEvent, number: int, version: int) -> dict[str, object]:
    """One event with everything that is known of it; None is not known."""
    peak = event.peak
    external = event.external
    return {
        "number": number,
        "version": version,
        "subject": event.subject,
        "reference": event.reference,
        "kind": event.kind,
        "words": event.words,
        "site": event.site.name,
        "side": event.site.side,
        "modality": event.modality,
        "session": _date(event.session),
        "onset": event.onset.isoformat(),
        "course": [{"day": point.day, "grade": point.grade} for point in event.course],
        "peak": peak,
        "peak_words": "" if peak is None else reaction_scales()[event.kind].grades[peak],
        "relatedness": event.relatedness,
        "serious": event.serious,
        "criterion": event.criterion,
        "action": event.action,
        "outcome": event.outcome,
        "outcome_date": _date(event.outcome_date),
        "signs": dict(event.signs),
        "temperature_c": event.temperature_c,
        "history": None if event.history is None else list(event.history),
        "expected": event.expected,
        "reporter": event.reporter,
        "external_grade": None
        if external is None
        else {
            "system": external.system,
            "version": external.version,
            "value": external.value,
        },
    }


def _view(view: EventView) -> dict[str, object]:
    before = view.before
    return {
        **event_document(view.kept.record, view.kept.id, view.kept.version),
        "day": view.day,
        "grade": view.grade,
        "treatment": {
            "modality": before.modality,
            "may_be": list(before.words),
            "date": _date(before.date),
            "taken_from_record": before.taken_from_record,
        },
        "over": view.verdict is None,
        "severity": "" if view.verdict is None else view.verdict.severity,
        "fired": [] if view.verdict is None else _fired(view.verdict),
        "questions": [] if view.verdict is None else _questions(view.verdict.questions),
    }


def _entry(view: EntryView) -> dict[str, object]:
    entry = view.kept.record
    return {
        "number": view.kept.id,
        "subject": entry.subject,
        "date": entry.date.isoformat(),
        "site": entry.site.name,
        "side": entry.site.side,
        "symptoms": dict(entry.symptoms),
        "scale": entry.scale,
        "signs": dict(entry.signs),
        "severity": view.verdict.severity,
        "fired": _fired(view.verdict),
        "questions": _questions(sign_questions(view.verdict)),
    }


def _fired(verdict: Verdict) -> list[dict[str, object]]:
    return [
        {
            "rule": item.rule.id,
            "rule_version": item.rule.version,
            "severity": item.severity,
            "status": item.rule.status,
            "action": item.rule.then.do,
            "text": item.rule.then.text,
            "limit_h": item.rule.then.limit,
            "citation": item.citation,
            "note": item.rule.evidence.note,
        }
        for item in verdict.fired
    ]


def _questions(questions: Iterable[Question]) -> list[dict[str, object]]:
    return [
        {
            "field": item.field,
            "text": item.text,
            "rules": list(item.rule_ids),
            "severity": item.severity,
        }
        for item in questions
    ]


def _date(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
