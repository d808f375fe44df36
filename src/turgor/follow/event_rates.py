"""How often adverse events come: shares of subjects and rates per session, with exact intervals.

An event counts where its subject was treated before it began; a stratum that nobody was treated
in has no rate, which is not a rate of 0. Definitions and limits: docs/record/adverse-events.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from turgor.record.adverse_event import EVENT_KINDS, AdverseEvent
from turgor.record.session import Session
from turgor.stats.rates import (
    exact_interval,
    no_event_bound,
    no_event_rate_bound,
    poisson_interval,
)
from turgor.stats.repeatability import Interval

#: what rates are told apart by: nothing, one factor at a time, and modality by phototype
FACTORS: tuple[tuple[str, ...], ...] = (
    (),
    ("modality",),
    ("phototype",),
    ("site",),
    ("modality", "phototype"),
)
#: every event, and those that were more than mild
LEAST_GRADES = (1, 2)
ANY = "any"
UNSTATED = "unstated"
#: relatedness that can't be the treatment's
NOT_RELATED = ("unrelated", "unlikely")

Stratum = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TreatedEvent:
    """An event with the modality and treated site of the session it follows, '' = not known."""

    event: AdverseEvent
    modality: str
    site: str


@dataclass(frozen=True, slots=True)
class EventRate:
    """One kind of event in one stratum.

    stratum : factor to level. least_grade : 1 counts every event, 2 those whose peak is known to
    be 2 or more. ungraded : events of the kind whose peak is not known, so that they may be
    missing from the latter. share, rate : of treated subjects with one or more, and events per
    session; None where nobody was treated. bounds : one-sided 95 %, where no event was seen.
    """

    kind: str
    stratum: Stratum
    least_grade: int
    subjects: int
    subjects_with: int
    share: float | None
    share_interval: Interval | None
    share_bound: float | None
    sessions: int
    events: int
    rate: float | None
    rate_interval: Interval | None
    rate_bound: float | None
    ungraded: int


@dataclass(frozen=True, slots=True)
class EventRates:
    """Every rate, and the events that no modality could be held to account for."""

    rates: tuple[EventRate, ...]
    unattributed: tuple[TreatedEvent, ...]


def event_rates(
    sessions: Iterable[Session],
    phototypes: Mapping[str, str],
    events: Iterable[TreatedEvent],
    related_only: bool = False,
) -> EventRates:
    """Rates of every kind in every stratum of every set of FACTORS.

    sessions : planned ones are passed over. related_only : leave out events that were judged
    unrelated or unlikely related; those that nobody judged stay in.
    """
    delivered = [item for item in sessions if item.delivered]
    counted = [
        item for item in events if not (related_only and item.event.relatedness in NOT_RELATED)
    ]
    rates = [
        rate
        for factors in FACTORS
        for stratum in _strata(factors, delivered, phototypes)
        for rate in _rates_of(stratum, delivered, phototypes, counted)
    ]
    lost = tuple(item for item in counted if not _attributed(item, delivered, phototypes))
    return EventRates(tuple(rates), lost)


def session_level(session: Session, factor: str, phototypes: Mapping[str, str]) -> str:
    """The level of a factor at which a session is counted."""
    if factor == "phototype":
        return phototypes.get(session.subject, "").strip() or UNSTATED
    return session.modality if factor == "modality" else session.site.name


def _event_level(item: TreatedEvent, factor: str, phototypes: Mapping[str, str]) -> str:
    if factor == "phototype":
        return phototypes.get(item.event.subject, "").strip() or UNSTATED
    return item.modality if factor == "modality" else item.site


def _strata(
    factors: tuple[str, ...], sessions: Sequence[Session], phototypes: Mapping[str, str]
) -> list[Stratum]:
    levels = [
        sorted({session_level(item, factor, phototypes) for item in sessions}) for factor in factors
    ]
    return [dict(zip(factors, each, strict=True)) for each in product(*levels)]


def _rates_of(
    stratum: Stratum,
    sessions: Sequence[Session],
    phototypes: Mapping[str, str],
    events: Sequence[TreatedEvent],
) -> list[EventRate]:
    inside = [
        item
        for item in sessions
        if all(session_level(item, name, phototypes) == level for name, level in stratum.items())
    ]
    first: dict[str, Session] = {}
    for item in sorted(inside, key=lambda one: one.date):
        first.setdefault(item.subject, item)
    here = [
        item.event
        for item in events
        if all(_event_level(item, name, phototypes) == level for name, level in stratum.items())
        and item.event.subject in first
        and first[item.event.subject].date <= item.event.onset
    ]
    return [
        _rate(kind, stratum, least, len(first), len(inside), here)
        for kind in (ANY, *EVENT_KINDS)
        for least in LEAST_GRADES
    ]


def _rate(
    kind: str,
    stratum: Stratum,
    least: int,
    subjects: int,
    sessions: int,
    events: Sequence[AdverseEvent],
) -> EventRate:
    own = [item for item in events if kind in (ANY, item.kind)]
    counted = [item for item in own if least == 1 or (item.peak or 0) >= least]
    people = len({item.subject for item in counted})
    none = not counted
    return EventRate(
        kind=kind,
        stratum=stratum,
        least_grade=least,
        subjects=subjects,
        subjects_with=people,
        share=people / subjects if subjects else None,
        share_interval=exact_interval(people, subjects) if subjects else None,
        share_bound=no_event_bound(subjects) if subjects and none else None,
        sessions=sessions,
        events=len(counted),
        rate=len(counted) / sessions if sessions else None,
        rate_interval=poisson_interval(len(counted), sessions) if sessions else None,
        rate_bound=no_event_rate_bound(sessions) if sessions and none else None,
        ungraded=sum(item.peak is None for item in own),
    )


def _attributed(
    item: TreatedEvent, sessions: Sequence[Session], phototypes: Mapping[str, str]
) -> bool:
    return any(
        session.subject == item.event.subject
        and session.modality == item.modality
        and session.date <= item.event.onset
        for session in sessions
    )
