"""Height maps of a study as jobs: lay each on its baseline, then measure the same skin in all."""

from collections.abc import Sequence

from turgor.measure.surface.register import (
    Registration,
    require_same_expression,
    wrinkle_distances,
)
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, HeightMap
from turgor.store import WorkKey
from turgor.workflow.carrying import REGISTRATION_VERSION, region_mask
from turgor.workflow.job import Job, Jobs
from turgor.workflow.laying import Laid, lay, read_kept, register_place
from turgor.workflow.method import Method, Reference
from turgor.workflow.places import Place
from turgor.workflow.progress import Progress
from turgor.workflow.registering import register_places
from turgor.workflow.study import Study


def surface_jobs(
    study: Study, found: Sequence[Place], method: Method, workers: int, progress: Progress
) -> Jobs:
    """Register every place, settle its region, and give a job for each capture in it.

    Errors: StoreError where the database can't be read.
    """
    unread = register_places(study, found, workers, progress, register_place)
    kept = study.store.captures.registrations()
    made = Jobs()
    for place in found:
        laid = lay(study, place, kept, unread)
        made.refused += laid.refused
        made.jobs += _jobs(study, laid, method)
    return made


def _jobs(study: Study, laid: Laid, method: Method) -> list[Job]:
    if laid.region is None or laid.place.baseline is None:
        return []
    steered = method.digest(
        {name: repr(value) for name, value in sorted(study.captures.read.items())},
        laid.place.baseline.sha256,
        REGISTRATION_VERSION,
    )
    version = laid.region.version
    return [
        _job(study, laid, method, capture, steered, version)
        for capture in laid.place.captures
        if capture == laid.place.baseline or capture.sha256 in laid.registrations
    ]


def _job(
    study: Study, laid: Laid, method: Method, capture: Capture, steered: str, version: int
) -> Job:
    def find() -> tuple[Finding, ...]:
        height_map = read_kept(study, capture)
        registration = laid.registrations.get(capture.sha256)
        polygon = laid.region.region.polygon_um if laid.region is not None else ()
        mask = region_mask(height_map, polygon, registration)
        origin = laid.region.origin if laid.region is not None else ""
        found = _found(study, method, laid, capture, height_map, mask, capture.region or origin)
        if registration is not None:
            _require_same_expression(study, method, laid, capture, registration)
        return found

    key = WorkKey(capture.sha256, method.id, method.version, steered, version)
    return Job(capture, key, find)


def _found(
    study: Study,
    method: Method,
    laid: Laid,
    capture: Capture,
    height_map: HeightMap,
    mask: BoolMap,
    region: str,
) -> tuple[Finding, ...]:
    """What the method finds; with the baseline's wrinkles where it looks them up again."""
    baseline = laid.place.baseline
    if method.follow is None or baseline is None:
        return method.measure(height_map, capture, mask, region)
    reference = None
    registration = laid.registrations.get(capture.sha256)
    if registration is not None:
        forward = registration.transform.forward
        reference = Reference(baseline, lambda: read_kept(study, baseline), forward)
    return method.follow(height_map, capture, mask, region, reference)


def _require_same_expression(
    study: Study, method: Method, laid: Laid, capture: Capture, registration: Registration
) -> None:
    """The published guard: wrinkles must lie as far from one another as at baseline."""
    baseline = laid.place.baseline
    if method.lines is None or baseline is None:
        return
    before = method.lines(baseline, lambda: read_kept(study, baseline))
    after = method.lines(capture, lambda: read_kept(study, capture))
    require_same_expression(registration, wrinkle_distances(registration, before, after))
