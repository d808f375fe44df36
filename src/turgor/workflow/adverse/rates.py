"""Rates and durations of a study's adverse events, beside what is published of the same."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.follow.event_rates import ANY, EventRate, EventRates, TreatedEvent, event_rates
from turgor.follow.published_events import PublishedRate, published_rates
from turgor.follow.resolution import Resolution, time_to_resolution
from turgor.record.session import Session
from turgor.record.session_settings import typed_settings
from turgor.rules.words import modality_words
from turgor.store import Store
from turgor.workflow.adverse.background import background_of

#: a treatment's word in the rules -> the variant that published rates are told apart by
_VARIANTS = {
    "nafl": "non-ablative",
    "afl": "ablative",
    "peel_superficial": "superficial",
    "peel_medium": "medium",
    "peel_deep": "deep",
    "microneedling": "without radiofrequency",
    "rf_microneedling": "radiofrequency",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A study's own rate after one modality, and published ones of the same event: no verdict."""

    own: EventRate
    published: tuple[PublishedRate, ...]


@dataclass(frozen=True, slots=True)
class StudyRates:
    """Rates, what is published beside them, and how long events last."""

    related_only: bool
    found: EventRates
    compared: tuple[Compared, ...]
    resolution: tuple[Resolution, ...]


def study_rates(store: Store, related_only: bool = False) -> StudyRates:
    """Count what is on record; every event is held to the session that it follows.

    Errors: StoreError.
    """
    sessions = store.people.sessions()
    around = background_of(store)
    events: list[TreatedEvent] = []
    for kept in store.adverse.all():
        event = kept.record
        before = around.before(
            event.subject, event.site, event.onset, event.modality, event.session
        )
        site = before.site or event.site.name
        events.append(TreatedEvent(event, before.modality, site))
    found = event_rates(sessions, around.phototypes, events, related_only)
    return StudyRates(
        related_only=related_only,
        found=found,
        compared=tuple(_compared(found.rates, sessions)),
        resolution=time_to_resolution(events, last_contacts(store)),
    )


def last_contacts(store: Store) -> dict[str, dt.date]:
    """By subject the last day of which the record says anything.

    Errors: StoreError.
    """
    last: dict[str, dt.date] = {}

    def seen(subject: str, day: dt.date | None) -> None:
        if day is not None:
            last[subject] = max(day, last.get(subject, day))

    for visit in store.people.visits():
        seen(visit.subject, visit.date)
    for session in store.people.sessions():
        seen(session.subject, session.date if session.delivered else None)
    for entry in store.diary.all():
        seen(entry.record.subject, entry.record.date)
    for kept in store.adverse.all():
        seen(kept.record.subject, kept.record.last_day)
    return last


def variants_of(sessions: Iterable[Session], modality: str) -> frozenset[str]:
    """Which forms of a modality the delivered sessions were, '' where their settings don't tell."""
    found: set[str] = set()
    for item in sessions:
        if item.delivered and item.modality == modality:
            try:
                words = modality_words(modality, typed_settings(item))
            except StudyError:  # on record from before settings were checked
                words = ()
            found.add(_VARIANTS.get(words[0], "") if len(words) == 1 else "")
    return frozenset(found)


def _compared(rates: Iterable[EventRate], sessions: Iterable[Session]) -> list[Compared]:
    held = list(sessions)
    made: list[Compared] = []
    for rate in rates:
        if set(rate.stratum) != {"modality"} or rate.least_grade != 1 or rate.kind == ANY:
            continue
        modality = rate.stratum["modality"]
        published = published_rates(rate.kind, modality, variants_of(held, modality))
        if published:
            made.append(Compared(rate, published))
    return made
