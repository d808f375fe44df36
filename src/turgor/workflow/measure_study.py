"""Measure a study: each capture once, committed one by one, resumable after any stop."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from turgor.compute import one_core, worker_count
from turgor.errors import StoreError, TurgorError
from turgor.measure.surface.register import (
    Registration,
    require_same_expression,
    wrinkle_distances,
)
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, HeightMap
from turgor.store import Measurement, Refusal, WorkKey
from turgor.store.captures import named
from turgor.workflow.carrying import REGISTRATION_VERSION, region_mask
from turgor.workflow.laying import Laid, lay, read_kept, register_place
from turgor.workflow.method import Method, Reference, default_method
from turgor.workflow.places import Place, places
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study

#: two captures at once pay; more would cost memory before they save time
MOST_WORKERS = 2

T = TypeVar("T")
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Measured:
    """One capture whose findings are durable."""

    capture: Capture
    findings: int

    @property
    def label(self) -> str:
        """The capture in words."""
        return named(self.capture)


@dataclass(slots=True)
class MeasureReport:
    """What one run did: measured now, done before, refused with its reason."""

    measured: list[Measured] = field(default_factory=list)
    already: int = 0
    refused: list[tuple[Capture, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Job:
    capture: Capture
    key: WorkKey
    laid: Laid


def measure_study(
    study: Study,
    method: Method | None = None,
    progress: Progress = silent,
    on_measured: Callable[[Measured], None] | None = None,
    workers: int | None = None,
) -> MeasureReport:
    """Measure every capture that this method has not measured in its region yet.

    ``on_measured`` is called after a capture's findings are durable. Whatever stops the run,
    what was told is kept, and the next run goes on with the rest.

    Errors: StoreError where the database can't be read; a capture that is refused, or whose
    findings the disk refuses, stops nothing else.
    """
    chosen = method if method is not None else default_method()
    count = max(1, min(MOST_WORKERS, workers if workers is not None else worker_count()))
    report = MeasureReport()
    found = places(study.store.captures.all(), study.design.baseline)
    unread = _register(study, found, count, progress)
    kept = study.store.captures.registrations()
    jobs: list[_Job] = []
    done = study.store.findings.done()
    for place in found:
        laid = lay(study, place, kept, unread)
        for capture, reason in laid.refused:
            _refuse(study, capture, "register", reason, report)
        for job in _jobs(study, laid, chosen):
            if job.key in done:
                report.already += 1
            else:
                jobs.append(job)
    _measure(study, jobs, chosen, count, progress, on_measured, report)
    return report


def _register(
    study: Study, found: Sequence[Place], workers: int, progress: Progress
) -> dict[str, str]:
    """Register every place; gives why captures could not be read, by their sums."""
    kept = study.store.captures.registrations()
    unread: dict[str, str] = {}

    def work(place: Place) -> dict[str, str]:
        return register_place(study, place, kept)

    for done, (place, outcome) in enumerate(_each(work, found, workers), start=1):
        unread.update(outcome.result())
        progress(done, len(found), f"registering {place.label}")
    return unread


def _jobs(study: Study, laid: Laid, method: Method) -> list[_Job]:
    if laid.region is None or laid.place.baseline is None:
        return []
    steered = method.digest(
        {name: repr(value) for name, value in sorted(study.captures.read.items())},
        laid.place.baseline.sha256,
        REGISTRATION_VERSION,
    )
    return [
        _Job(
            capture,
            WorkKey(capture.sha256, method.id, method.version, steered, laid.region.version),
            laid,
        )
        for capture in laid.place.captures
        if capture == laid.place.baseline or capture.sha256 in laid.registrations
    ]


def _measure(
    study: Study,
    jobs: Sequence[_Job],
    method: Method,
    workers: int,
    progress: Progress,
    on_measured: Callable[[Measured], None] | None,
    report: MeasureReport,
) -> None:
    def work(job: _Job) -> tuple[Finding, ...]:
        height_map = read_kept(study, job.capture)
        region = job.laid.region
        registration = job.laid.registrations.get(job.capture.sha256)
        polygon = region.region.polygon_um if region is not None else ()
        mask = region_mask(height_map, polygon, registration)
        origin = region.origin if region is not None else ""
        found = _found(study, method, job, height_map, mask, job.capture.region or origin)
        if registration is not None:
            _require_same_expression(study, method, job, registration)
        return found

    progress(0, len(jobs), "")
    for done, (job, outcome) in enumerate(_each(work, jobs, workers), start=1):
        error = outcome.exception()
        if error is None:
            measured = _keep(study, job, outcome.result(), report)
            if measured is not None and on_measured is not None:
                on_measured(measured)
        elif isinstance(error, MemoryError):
            reason = "measuring it needs more memory than there is; crop it first"
            _refuse(study, job.capture, "measure", reason, report)
        elif isinstance(error, TurgorError):
            _refuse(study, job.capture, "measure", str(error), report)
        else:
            raise error
        progress(done, len(jobs), named(job.capture))


def _found(
    study: Study,
    method: Method,
    job: _Job,
    height_map: HeightMap,
    mask: BoolMap,
    region: str,
) -> tuple[Finding, ...]:
    """What the method finds; with the baseline's wrinkles where it looks them up again."""
    baseline = job.laid.place.baseline
    if method.follow is None or baseline is None:
        return method.measure(height_map, job.capture, mask, region)
    reference = None
    registration = job.laid.registrations.get(job.capture.sha256)
    if registration is not None:
        forward = registration.transform.forward
        reference = Reference(baseline, lambda: read_kept(study, baseline), forward)
    return method.follow(height_map, job.capture, mask, region, reference)


def _keep(
    study: Study, job: _Job, findings: tuple[Finding, ...], report: MeasureReport
) -> Measured | None:
    """Commit one capture's findings; a disk that refuses them costs this capture only."""
    try:
        study.store.findings.add(Measurement(job.key, findings))
    except StoreError as error:
        report.refused.append((job.capture, str(error)))
        return None
    measured = Measured(job.capture, len(findings))
    report.measured.append(measured)
    return measured


def _require_same_expression(
    study: Study, method: Method, job: _Job, registration: Registration
) -> None:
    """The published guard: wrinkles must lie as far from one another as at baseline."""
    baseline = job.laid.place.baseline
    if method.lines is None or baseline is None:
        return
    before = method.lines(baseline, lambda: read_kept(study, baseline))
    after = method.lines(job.capture, lambda: read_kept(study, job.capture))
    require_same_expression(registration, wrinkle_distances(registration, before, after))


def _refuse(study: Study, capture: Capture, stage: str, reason: str, report: MeasureReport) -> None:
    """Report a refusal, and keep it where the disk allows; the next run finds it again."""
    report.refused.append((capture, reason))
    with suppress(StoreError):
        study.store.captures.set_refusal(Refusal(capture.sha256, stage, reason))


def _each(
    work: Callable[[W], T], items: Sequence[W], workers: int
) -> Iterator[tuple[W, Future[T]]]:
    """Every item with its outcome as soon as it is there, few at a time.

    Few are under way at once, so that maps are not held for captures whose turn is far off; when
    the caller stops, what has not begun is dropped.
    """
    pool = ThreadPoolExecutor(workers)

    def alone(item: W) -> T:
        with one_core():  # sums over strips would differ in the last digit with their number
            return work(item)

    try:
        waiting: dict[Future[T], W] = {}
        rest = iter(items)
        while True:
            for item in rest:
                waiting[pool.submit(alone, item)] = item
                if len(waiting) > workers:
                    break
            if not waiting:
                return
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield waiting.pop(future), future
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
