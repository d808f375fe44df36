"""Where a study stands: what is there, missing, unmeasured, refused, and worth asking about."""

import datetime as dt
from dataclasses import dataclass

from turgor.record.capture import Capture
from turgor.record.design import StudyDesign
from turgor.record.visit import Visit
from turgor.store.captures import named
from turgor.workflow.conduct.sealing import SEALED, is_sealed
from turgor.workflow.kinds import NO_ZONES, current_methods
from turgor.workflow.method import Method, default_method
from turgor.workflow.places import Place, places
from turgor.workflow.study import Study, design_difference

#: a place needs this many re-seated replicates of one visit before repeatability can be known
LEAST_RESEATED = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """A planned visit of a place of which no capture is there."""

    subject: str
    visit: str
    site: str
    side: str
    region: str
    kind: str
    setup: str


@dataclass(frozen=True, slots=True)
class StudyStatus:
    """The whole state; every list is in a fixed order.

    counts : of subjects, visits, captures, allocations, sessions, regions, measured captures,
    findings and device readings. queries : one line each, a question to whoever ran the visit.
    """

    design: StudyDesign
    counts: dict[str, int]
    missing: tuple[Missing, ...]
    unmeasured: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    queries: tuple[str, ...]


def study_status(study: Study, method: Method | None = None) -> StudyStatus:
    """State where a study stands.

    Errors: StoreError.
    """
    chosen = method if method is not None else default_method()
    store = study.store
    captures = store.captures.all()
    found = places(captures, study.design.baseline)
    methods = current_methods(chosen)
    keys = {
        key
        for key in store.findings.latest_keys()
        if (key.method, key.method_version) in methods.values()
    }
    current = _current_regions(study, found)
    measured = {key.capture for key in keys if key.region_version == current.get(key.capture)}
    refusals = store.captures.refusals()
    by_sum = {capture.sha256: capture for capture in captures}
    erased = store.erasures.all()
    counts = {
        "subjects": len(store.people.subjects()),
        "visits": len(store.people.visits()),
        "captures": len(captures),
        "allocations": len(store.people.allocations()),
        "sessions": len(store.people.sessions()),
        "regions": len(store.regions.newest()),
        "measured": len(measured),
        "findings": len(store.findings.of_keys(keys)),
        "readings": len(store.readings.all()),
    }
    return StudyStatus(
        design=study.design,
        counts=counts,
        missing=_missing(study.design, found),
        unmeasured=tuple(
            named(item)
            for item in captures
            if not {item.sha256} & (measured | refusals.keys() | erased.keys())
        ),
        refused=tuple(
            (named(by_sum[sha256]), f"{refusal.stage}: {refusal.reason}")
            for sha256, refusal in refusals.items()
            if sha256 in by_sum and sha256 not in erased
        ),
        queries=(
            *filter(None, (design_difference(study),)),
            *_visit_queries(study.design, store.people.visits()),
            *_arm_queries(study, captures),
            *_replicate_queries(study.design, found),
        ),
    )


def _current_regions(study: Study, found: tuple[Place, ...]) -> dict[str, int]:
    """The newest version of the region that each capture belongs to, by the capture's sum."""
    newest = {
        ("surface", kept.region.subject, kept.region.site, kept.region.name): kept.version
        for kept in study.store.regions.newest()
    }
    for placed in study.store.zones.newest():
        zones = placed.zones
        newest["photograph", zones.subject, zones.site, zones.region] = placed.version
    current: dict[str, int] = {}
    for place in found:
        key = (place.kind, place.subject, place.site, place.region)
        if place.kind == "surface" and key not in newest:
            continue
        current |= {item.sha256: newest.get(key, NO_ZONES) for item in place.captures}
    return current


def _missing(design: StudyDesign, found: tuple[Place, ...]) -> tuple[Missing, ...]:
    gaps: list[Missing] = []
    for place in found:
        there = {capture.visit for capture in place.captures}
        site = place.site
        gaps += [
            Missing(
                *(place.subject, visit.label, site.name, site.side, place.region),
                *(place.kind, place.setup),
            )
            for visit in design.visits
            if visit.label not in there
        ]
    return tuple(gaps)


def _visit_queries(design: StudyDesign, visits: tuple[Visit, ...]) -> list[str]:
    planned = {window.label: window for window in design.visits}
    start = {
        visit.subject: visit.date
        for visit in visits
        if visit.label == design.baseline and visit.date is not None
    }
    asked: list[str] = []
    for visit in visits:
        what = f"{visit.subject} {visit.label}"
        if visit.date is None:
            asked.append(f"{what}: on which day was this visit?")
        window = planned.get(visit.label)
        first = start.get(visit.subject)
        if window is not None and first is not None and visit.date is not None:
            asked += _window_query(what, visit.date, first + dt.timedelta(window.day), window)
        asked += [
            f"{what}: {item.condition} was not recorded, so '{item.name}' can't be judged"
            for item in design.windows
            if visit.label != design.baseline and getattr(visit.conditions, item.condition) is None
        ]
    return asked


def _window_query(what: str, date: dt.date, due: dt.date, window: object) -> list[str]:
    early, late = getattr(window, "early_days", 0), getattr(window, "late_days", 0)
    off = (date - due).days
    if -early <= off <= late:
        return []
    side = "late" if off > 0 else "early"
    return [f"{what}: {date} is {abs(off)} days {side} of day {due}, outside its window; right?"]


def _arm_queries(study: Study, captures: tuple[Capture, ...]) -> list[str]:
    if not study.design.arms:
        return []
    if is_sealed(study.store, study.design):
        return _not_randomised(study, captures)
    given = {(item.subject, item.side) for item in study.store.people.allocations()}
    split = study.design.kind == "split-face"
    whole = _whole_persons(captures) if split else set()
    asked: list[str] = []
    for subject, side in sorted({(item.subject, item.site.side) for item in captures}):
        if (subject, side) in given or (subject, "") in given or (subject, side) in whole:
            continue
        who = f"{subject} {side}" if split else subject
        line = f"{who}: which arm was this allocated to?"
        if line not in asked:
            asked.append(line)
    return asked


def _not_randomised(study: Study, captures: tuple[Capture, ...]) -> list[str]:
    """In a blinded study: who has captures and no place in the list; arms are not spoken of."""
    drawn = {item.subject for item in study.store.randomisation.entries()}
    waiting = sorted({item.subject for item in captures} - drawn)
    return [f"{subject}: was not randomised yet; {SEALED}" for subject in waiting]


def _whole_persons(captures: tuple[Capture, ...]) -> set[tuple[str, str]]:
    """Subjects of whom, without a side, forms alone are there: no arm is asked for those."""
    sides = {(item.subject, item.site.side) for item in captures if item.kind != "form"}
    forms = {(item.subject, item.site.side) for item in captures if item.kind == "form"}
    return {place for place in forms - sides if place[1] == "unstated"}


def _replicate_queries(design: StudyDesign, found: tuple[Place, ...]) -> list[str]:
    enough = any(
        sum(item.reseated for item in place.captures if item.visit == visit.label) >= LEAST_RESEATED
        for place in found
        for visit in design.visits
    )
    if not found or enough:
        return []
    return [
        f"no place has {LEAST_RESEATED} re-seated replicates of one visit: without them every "
        "change stays undetermined"
    ]
