"""Follow a study: everything that the store knows, held against baseline by the design's rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from turgor.errors import StudyError
from turgor.evidence import collect_citations
from turgor.follow.important import Importance, importance
from turgor.follow.whole import FollowUp, follow
from turgor.metrics import find_metric
from turgor.record.capture import Capture
from turgor.record.design import Allocation, StudyDesign
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store import Store
from turgor.store.records import (
    DeviceReading,
    KeptRegion,
    MeasuredFinding,
    Refusal,
    StoredRegistration,
)
from turgor.workflow.conduct.rating_means import mean_ratings
from turgor.workflow.conduct.sealing import is_sealed, shown_allocations
from turgor.workflow.forms.statements import instrument_statements
from turgor.workflow.study import open_study


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What the store holds of a study, as records."""

    design: StudyDesign
    subjects: tuple[Subject, ...]
    visits: tuple[Visit, ...]
    allocations: tuple[Allocation, ...]
    sessions: tuple[Session, ...]
    captures: tuple[Capture, ...]
    regions: tuple[KeptRegion, ...]
    registrations: Mapping[str, StoredRegistration]
    refusals: Mapping[str, Refusal]
    readings: tuple[DeviceReading, ...]
    observations: tuple[Observation, ...]
    head: str = ""


@dataclass(frozen=True, slots=True)
class StudyFollowUp:
    """A study's facts, what follow-up says, and the sources that it rests on.

    importance : contrasts and endpoints held against differences that matter.
    """

    facts: StudyFacts
    followup: FollowUp
    sources: frozenset[str]
    parameters: frozenset[str]
    importance: Importance = field(default_factory=Importance)


def follow_study(folder: Path, subject: str | None = None) -> StudyFollowUp:
    """Follow every subject of a study, or one; noise always comes from all of them.

    Errors: StudyError where the subject is unknown; StoreError where there is no study.
    """
    with open_study(folder) as study, collect_citations() as (sources, parameters):
        facts = study_facts(study.store, study.design)
        known = {item.subject for item in facts.captures} | {s.id for s in facts.subjects}
        if subject is not None and subject not in known:
            raise StudyError(
                f"{folder}: subject '{subject}' is not in the study; "
                f"it has {', '.join(sorted(known)) or 'none yet'}"
            )
        sealed = is_sealed(study.store, study.design)
        stated = instrument_statements(study.forms.library)
        found = follow(
            facts.design, facts.allocations, facts.observations, facts.visits, sealed, stated.noise
        )
        sizes = importance(found, (*facts.design.important, *stated.important), sealed)
    for observation in facts.observations:
        sources.add(find_metric(observation.finding.metric).source)
    sources.update(e.source for e in facts.design.endpoints if _is_source(e.source))
    sources.update(w.source for w in facts.design.windows if _is_source(w.source))
    sources.update(
        item.difference.source for item in sizes.endpoints if _is_source(item.difference.source)
    )
    if subject is not None:
        found = only_subject(found, subject)
        sizes = replace(
            sizes,
            contrasts=tuple(i for i in sizes.contrasts if i.contrast.subject == subject),
        )
    return StudyFollowUp(facts, found, frozenset(sources), frozenset(parameters), sizes)


def _is_source(text: str) -> bool:
    from turgor.evidence import all_sources

    return text in all_sources()


def only_subject(found: FollowUp, subject: str) -> FollowUp:
    """The same follow-up with the changes of one subject; the cohort's endpoints are kept."""
    from dataclasses import replace

    return replace(
        found,
        changes=tuple(item for item in found.changes if item.subject == subject),
        differences=tuple(item for item in found.differences if item.subject == subject),
        period_contrasts=tuple(item for item in found.period_contrasts if item.subject == subject),
        colour_differences=tuple(
            item for item in found.colour_differences if item.target.subject == subject
        ),
    )


def study_facts(store: Store, design: StudyDesign) -> StudyFacts:
    """Read everything that follow-up and the report need."""
    visits = store.people.visits()
    conditions = {(item.subject, item.label): item.conditions for item in visits}
    measured = store.findings.of_keys(store.findings.latest_keys())
    return StudyFacts(
        design=design,
        subjects=store.people.subjects(),
        visits=visits,
        allocations=shown_allocations(store, design),
        sessions=store.people.sessions(),
        captures=store.captures.all(),
        regions=store.regions.newest(),
        registrations=store.captures.registrations(),
        refusals=store.captures.refusals(),
        readings=store.readings.all(),
        observations=(
            *(_observation(item, conditions) for item in (*measured, *mean_ratings(measured))),
            *(_reported(item, conditions) for item in store.readings.all()),
        ),
        head=str(store.head()),
    )


def _observation(
    item: MeasuredFinding, conditions: Mapping[tuple[str, str], VisitConditions]
) -> Observation:
    capture = item.capture
    site, finding = _sided(capture, item.finding)
    return Observation(
        subject=capture.subject,
        site=site,
        visit=capture.visit,
        replicate=capture.replicate,
        reseated=capture.reseated,
        finding=finding,
        conditions=conditions.get((capture.subject, capture.visit), VisitConditions()),
        time_of_day_h=hours_of(capture.settings.get("time_of_day", "")),
    )


def hours_of(text: str) -> float | None:
    """Hours since midnight of 'HH:MM'; None where it is no such time."""
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal()):
        return None
    value = int(hours) + int(minutes) / 60.0
    return value if int(hours) < 24 and int(minutes) < 60 else None


def _sided(capture: Capture, finding: Finding) -> tuple[BodySite, Finding]:
    """A zone of a face photographed from the front belongs to the side that its name says.

    So that the two cheeks of one photograph are two sides of one region, as allocations mean them.
    """
    if capture.kind != "photograph" or capture.site.side not in ("midline", "unstated"):
        return capture.site, finding
    place, slash, zone = finding.region.rpartition("/")
    side, _, rest = zone.partition("_")
    if side not in ("left", "right") or not rest:
        return capture.site, finding
    return BodySite(capture.site.name, side), replace(finding, region=f"{place}{slash}{rest}")


def _reported(
    item: DeviceReading, conditions: Mapping[tuple[str, str], VisitConditions]
) -> Observation:
    return Observation(
        subject=item.subject,
        site=item.site,
        visit=item.visit,
        replicate=item.finding.replicate,
        reseated=False,
        finding=item.finding,
        conditions=conditions.get((item.subject, item.visit), VisitConditions()),
    )
