"""One subject in order of time, and one metric over everybody by visit and arm."""

import datetime as dt
import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.record.design import StudyDesign
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import MeasuredFinding, Store
from turgor.workflow.conduct.sealing import shown_allocations


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; ``date`` None where no day is on record. what : 'visit', ..."""

    date: dt.date | None
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class SubjectTimeline:
    """A subject's record: the moments in order of time, and the current findings."""

    subject: Subject
    arms: Mapping[str, str]
    moments: tuple[Moment, ...]
    findings: tuple[MeasuredFinding, ...]


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One metric under one set of conditions, at one place, visit and arm.

    n : subjects, each counted by the mean of their replicates and objects. mean, sd : over
    subjects; sd None for a single one.
    """

    conditions: str
    site: str
    region: str
    arm: str
    visit: str
    n: int
    mean: float
    sd: float | None


def subject_timeline(store: Store, design: StudyDesign, subject: str) -> SubjectTimeline:
    """Everything of one subject, from one state of the study.

    Errors: StudyError where nobody of that name is in the study; StoreError.
    """
    with store.one_state():
        return _timeline(store, design, subject)


def _timeline(store: Store, design: StudyDesign, subject: str) -> SubjectTimeline:
    person = store.people.one(subject)
    visits = store.people.visits(subject)
    findings = store.lookup.of_subject(subject)
    counts: dict[str, int] = {}
    for item in findings:
        counts[item.capture.visit] = counts.get(item.capture.visit, 0) + 1
    moments = [_visit(visit, counts.get(visit.label, 0)) for visit in visits]
    moments += [_session(session) for session in store.people.sessions(subject)]
    moments += _events(store, subject)
    moments += _diary(store, subject)
    moments += _consents(store, subject)
    moments.sort(key=lambda moment: (moment.date or dt.date.max, moment.what))
    arms = {item.side: item.arm for item in shown_allocations(store, design, subject)}
    days = {visit.label: visit.date or dt.date.max for visit in visits}
    # Findings of a visit keep their order; a visit without a day comes last.
    findings = tuple(sorted(findings, key=lambda item: days.get(item.capture.visit, dt.date.max)))
    return SubjectTimeline(person, arms, tuple(moments), findings)


def cohort_table(store: Store, design: StudyDesign, metric: str) -> tuple[CohortRow, ...]:
    """The mean and scatter of one metric by conditions, place, arm and visit.

    Errors: StoreError.
    """
    with store.one_state():
        shown, found = shown_allocations(store, design), store.lookup.of_metric(metric)
    arms = {(item.subject, item.side): item.arm for item in shown}
    values: dict[tuple[str, ...], dict[str, list[float]]] = {}
    for item in found:
        if item.value is None:
            continue
        arm = arms.get((item.subject, item.side), arms.get((item.subject, ""), ""))
        key = (item.conditions, item.site, item.region, arm, item.visit)
        values.setdefault(key, {}).setdefault(item.subject, []).append(item.value)
    return tuple(_row(key, values[key]) for key in sorted(values))


def _row(key: tuple[str, ...], by_subject: Mapping[str, list[float]]) -> CohortRow:
    means = [math.fsum(found) / len(found) for found in by_subject.values()]
    mean = math.fsum(means) / len(means)
    sd = statistics.stdev(means, mean) if len(means) > 1 else None
    conditions, site, region, arm, visit = key
    return CohortRow(conditions, site, region, arm, visit, len(means), mean, sd)


def _visit(visit: Visit, findings: int) -> Moment:
    told = f"{visit.label}, {findings} findings" if findings else visit.label
    return Moment(visit.date, "visit", told)


def _events(store: Store, subject: str) -> list[Moment]:
    """Adverse events as they begin and end, and what rules called for."""
    told: list[Moment] = []
    for kept in store.adverse.all(subject):
        event = kept.record
        name = f"{event.words or event.kind} (event {kept.id})"
        peak = "" if event.peak is None else f", worst grade {event.peak}"
        told.append(Moment(event.onset, "adverse event", f"{name} begins{peak}"))
        if event.over:
            told.append(Moment(event.outcome_date, "adverse event", f"{name}: {event.outcome}"))
    for kept_call in store.escalations.all(subject):
        call = kept_call.record
        state = "not answered" if call.answered is None else f"answered {call.answered}"
        told.append(Moment(call.day, "escalation", f"{call.text} ({call.rule_key}; {state})"))
    return told


def _consents(store: Store, subject: str) -> list[Moment]:
    told: list[Moment] = []
    for kept in store.consents.all(subject):
        consent = kept.record
        told.append(Moment(consent.date, "consent", f"to {consent.scope}, form {consent.form}"))
        if consent.withdrawn_on is not None:
            told.append(Moment(consent.withdrawn_on, "consent", f"to {consent.scope} withdrawn"))
    return told


def _diary(store: Store, subject: str) -> list[Moment]:
    told: list[Moment] = []
    for kept in store.diary.all(subject):
        entry = kept.record
        grades = ", ".join(f"{name} {grade}" for name, grade in entry.symptoms.items() if grade)
        signs = ", ".join(name for name, seen in entry.signs.items() if seen)
        words = "; ".join(filter(None, (grades, signs, entry.note))) or "nothing to feel or see"
        told.append(Moment(entry.date, "diary", f"{_place(entry.site)}: {words}"))
    return told


def _session(session: Session) -> Moment:
    place = _place(session.site)
    settings = ", ".join(f"{name} {value}" for name, value in sorted(session.settings.items()))
    word = "session" if session.delivered else "planned session"
    told = f"{session.modality} {place}" + (f" ({settings})" if settings else "")
    return Moment(session.date, word, told)


def _place(site: BodySite) -> str:
    return " ".join(part for part in (site.name, site.side) if part != "unstated")
