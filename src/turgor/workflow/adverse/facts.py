"""An event or a diary entry as the facts of a case, on one day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.record.adverse_event import AdverseEvent
from turgor.record.diary import DiaryEntry
from turgor.rules.words import phototype_number, site_word
from turgor.workflow.adverse.background import Background, Before
from turgor.workflow.adverse.rule_words import (
    event_word,
    history_flags,
    kind_word,
    symptom_signs,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """Known facts by field of the vocabulary, and every word that the treatment can be.

    ``kinds`` : kinds of event that one entry speaks of at once, each judged by itself; empty
    where ``facts`` has the event already, or none is known.
    """

    facts: Mapping[str, object]
    modalities: tuple[str, ...]
    before: Before
    kinds: tuple[tuple[str, int], ...] = ()


def event_situation(event: AdverseEvent, day: dt.date, background: Background) -> Situation:
    """What is known of an event on a day.

    The last grade that was seen holds until another one is entered. An event that ended on the
    day is judged as it was just before.
    """
    before = background.before(
        event.subject, event.site, event.onset, event.modality, event.session
    )
    facts: dict[str, object] = {
        "event": event_word(event),
        "grade": grade_on(event, day),
        "event_day": event.day_of(day),
        "course": course_on(event, day),
        "resolved": False,
        "serious": event.serious,
        "relatedness": None if event.relatedness == "not-assessed" else event.relatedness,
        **history_flags(event.history),
        "body_temperature": event.temperature_c,
        **event.signs,
    }
    return _situation(facts, event.subject, event.site.name, day, before, background)


def diary_situation(entry: DiaryEntry, background: Background) -> Situation:
    """What is known from one diary entry; when what it speaks of began is not."""
    before = background.before(entry.subject, entry.site, entry.date)
    facts: dict[str, object] = {
        **symptom_signs(entry.symptoms),
        **entry.signs,
        "body_temperature": entry.temperature_c,
    }
    found = _situation(facts, entry.subject, entry.site.name, entry.date, before, background)
    kinds = tuple((kind_word(kind), grade) for kind, grade in entry.grades().items() if grade)
    return Situation(found.facts, found.modalities, before, kinds)


def grade_on(event: AdverseEvent, day: dt.date) -> int | None:
    """The grade that was last seen by a day; the stated peak where the course says nothing."""
    number = event.day_of(day)
    seen = [point.grade for point in event.course if point.day <= number]
    return seen[-1] if seen else event.peak_grade


def course_on(event: AdverseEvent, day: dt.date) -> str | None:
    """How the event developed up to the grade last seen, None where that can't be told.

    A rise is a worsening however long nobody looked; steady and improving need the day before.
    """
    number = event.day_of(day)
    seen = [point for point in event.course if point.day <= number]
    if len(seen) < 2:
        return None
    last, other = seen[-1], seen[-2]
    if last.grade > other.grade:
        return "worsening"
    if last.day - other.day > 1:
        return None
    return "steady" if last.grade == other.grade else "improving"


def _situation(
    facts: dict[str, object],
    subject: str,
    site: str,
    day: dt.date,
    before: Before,
    background: Background,
) -> Situation:
    facts["site"] = site_word(site)
    facts["phototype"] = phototype_number(background.phototypes.get(subject, ""))
    if before.date is not None:
        facts["session_day"] = (day - before.date).days
    known = {name: value for name, value in facts.items() if value is not None}
    return Situation(known, before.words, before)
