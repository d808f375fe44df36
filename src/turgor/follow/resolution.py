"""How long adverse events last: time from onset to their end, with those still going on."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turgor.follow.event_rates import ANY, TreatedEvent
from turgor.record.adverse_event import AdverseEvent
from turgor.stats.survival import Survival, kaplan_meier


@dataclass(frozen=True, slots=True)
class Resolution:
    """Events of one kind after one modality ('any' for all), and their survival curve in days.

    with_sequelae : of ``resolved``, those that left something behind. Events of one subject are
    taken as independent of one another, which makes the interval too narrow where one subject
    has many.
    """

    kind: str
    modality: str
    events: int
    subjects: int
    resolved: int
    with_sequelae: int
    censored: int
    survival: Survival


def time_to_resolution(
    events: Iterable[TreatedEvent], last_contact: Mapping[str, dt.date]
) -> tuple[Resolution, ...]:
    """Kaplan and Meier's estimate by kind, all modalities together and each one alone.

    last_contact : by subject, the last day on which anything is known of them.
    """
    groups: dict[tuple[str, str], list[AdverseEvent]] = {}
    for item in events:
        for kind in (ANY, item.event.kind):
            for modality in dict.fromkeys((ANY, item.modality or "unknown")):
                groups.setdefault((kind, modality), []).append(item.event)
    return tuple(
        _resolution(kind, modality, own, last_contact)
        for (kind, modality), own in sorted(groups.items(), key=_order)
    )


def duration_d(event: AdverseEvent, last_contact: Mapping[str, dt.date]) -> tuple[int, bool]:
    """Days from onset to the end, True; or to the last day it was known to go on, False.

    An event said to be ongoing or not resolved is taken to go on until the last contact, one of
    which nobody said how it goes until its own last entry. Death ends the watching, not the event.
    """
    if event.over and event.outcome_date is not None:
        return event.day_of(event.outcome_date), event.outcome != "fatal"
    until = event.last_day
    undated = event.outcome == "not-resolved" and event.outcome_date is None
    if event.outcome == "ongoing" or undated:
        until = max(until, last_contact.get(event.subject, until))
    return event.day_of(until), False


def _resolution(
    kind: str, modality: str, events: list[AdverseEvent], last_contact: Mapping[str, dt.date]
) -> Resolution:
    lasted = [duration_d(item, last_contact) for item in events]
    resolved = sum(ended for _, ended in lasted)
    return Resolution(
        kind=kind,
        modality=modality,
        events=len(events),
        subjects=len({item.subject for item in events}),
        resolved=resolved,
        with_sequelae=sum(item.outcome == "resolved-with-sequelae" for item in events),
        censored=len(events) - resolved,
        survival=kaplan_meier([float(days) for days, _ in lasted], [end for _, end in lasted]),
    )


def _order(item: tuple[tuple[str, str], list[AdverseEvent]]) -> tuple[bool, str, bool, str]:
    kind, modality = item[0]
    return kind != ANY, kind, modality != ANY, modality
