"""Measure a study: each capture once, committed one by one, resumable after any stop."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from turgor.compute import worker_count
from turgor.errors import StoreError, TurgorError
from turgor.record.capture import CAPTURE_KINDS, LAXITY_KINDS, Capture
from turgor.record.finding import Finding
from turgor.store import Measurement, Refusal, WorkKey
from turgor.store.audit import doing
from turgor.store.captures import named
from turgor.store.findings import SUPERSEDED
from turgor.workflow.job import Job, Jobs, each
from turgor.workflow.method import Method, default_method
from turgor.workflow.places import Place, places
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study

#: two captures at once pay; more would cost memory before they save time
MOST_WORKERS = 2
#: quick jobs that share a transaction; a stop costs at most these, none of them acknowledged
MANY_AT_ONCE = 100


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


def measure_study(
    study: Study,
    method: Method | None = None,
    progress: Progress = silent,
    on_measured: Callable[[Measured], None] | None = None,
    workers: int | None = None,
) -> MeasureReport:
    """Measure every capture that was not measured in its region yet by its kind's method.

    method : of height maps, in place of the default one. ``on_measured`` is called after a
    capture's findings are durable. Whatever stops the run, what was told is kept, and the next
    run goes on with the rest.

    A capture whose pixels were erased keeps the numbers that it has, and so does every measured
    capture of its place, since they could no longer be compared if they alone were made anew.

    Errors: AdmissionError where whoever is at work may not measure now; StoreError where the
    database can't be read; a capture that is refused, or whose findings the disk refuses, stops
    nothing else.
    """
    with doing("measured"):
        study.store.locks.require_may("measurement", "finding")
        return _measured(study, method or default_method(), progress, on_measured, workers)


def _measured(
    study: Study,
    chosen: Method,
    progress: Progress,
    on_measured: Callable[[Measured], None] | None,
    workers: int | None,
) -> MeasureReport:
    count = max(1, min(MOST_WORKERS, workers if workers is not None else worker_count()))
    report = MeasureReport()
    found = places(study.store.captures.all(), study.design.baseline)
    jobs: list[Job] = []
    done = study.store.findings.done()
    erased, kept = _kept_as_they_are(study, found, done)
    for made in _made(study, found, chosen, count, progress):
        for capture, reason in made.refused:
            if capture.sha256 in erased:
                continue
            _refuse(study, capture, made.stage, reason, report)
        for job in made.jobs:
            if job.capture.sha256 in erased:
                continue
            if job.key in done or job.capture.sha256 in kept:
                report.already += 1
            else:
                jobs.append(job)
    quick = [job for job in jobs if job.quick]
    _measure(study, [j for j in jobs if not j.quick], count, progress, on_measured, report)
    _measure_quick(study, quick, progress, on_measured, report)
    return report


def _kept_as_they_are(
    study: Study, found: Sequence[Place], done: Collection[WorkKey]
) -> tuple[set[str], set[str]]:
    """Captures without pixels, and the measured captures of their places."""
    erased = set(study.store.erasures.all())
    measured = {key.capture for key in done if not key.settings.startswith(SUPERSEDED)}
    beside = {
        capture.sha256
        for place in found
        if any(item.sha256 in erased for item in place.captures)
        for capture in place.captures
    }
    return erased, beside & measured


def _made(
    study: Study, found: Sequence[Place], method: Method, workers: int, progress: Progress
) -> list[Jobs]:
    """The jobs of each kind of capture that the study has."""
    by_kind = {kind: [place for place in found if place.kind == kind] for kind in CAPTURE_KINDS}
    made: list[Jobs] = []
    if by_kind["surface"]:
        from turgor.workflow.surface_jobs import surface_jobs

        made.append(surface_jobs(study, by_kind["surface"], method, workers, progress))
    if by_kind["spectrum"]:
        from turgor.workflow.spectrum_jobs import spectrum_jobs

        made.append(spectrum_jobs(study, by_kind["spectrum"]))
    if by_kind["photograph"]:
        from turgor.workflow.photo_jobs import photo_jobs

        made.append(photo_jobs(study, by_kind["photograph"], workers, progress))
    if by_kind["form"]:
        from turgor.workflow.forms.form_jobs import form_jobs

        made.append(form_jobs(study, by_kind["form"], study.forms))
    for kind in LAXITY_KINDS:
        if by_kind[kind]:
            from turgor.workflow.reading.jobs import reading_jobs

            made.append(reading_jobs(study, by_kind[kind], study.readings[kind]))
    return made


def _measure(
    study: Study,
    jobs: Sequence[Job],
    workers: int,
    progress: Progress,
    on_measured: Callable[[Measured], None] | None,
    report: MeasureReport,
) -> None:
    def work(job: Job) -> tuple[Finding, ...]:
        return job.find()

    progress(0, len(jobs), "")
    for done, (job, outcome) in enumerate(each(work, jobs, workers), start=1):
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


def _measure_quick(
    study: Study,
    jobs: Sequence[Job],
    progress: Progress,
    on_measured: Callable[[Measured], None] | None,
    report: MeasureReport,
) -> None:
    """Measure what takes less time than making it durable: many in one transaction."""
    for start in range(0, len(jobs), MANY_AT_ONCE):
        some = jobs[start : start + MANY_AT_ONCE]
        own = MeasureReport()
        try:
            with study.store.together():
                for job in some:
                    try:
                        _keep(study, job, job.find(), own)
                    except TurgorError as error:
                        _refuse(study, job.capture, "measure", str(error), own)
        except StoreError as error:
            own = MeasureReport(refused=[(job.capture, str(error)) for job in some])
        report.measured += own.measured
        report.refused += own.refused
        if on_measured is not None:
            for measured in own.measured:
                on_measured(measured)
        progress(start + len(some), len(jobs), named(some[-1].capture))


def _keep(
    study: Study, job: Job, findings: tuple[Finding, ...], report: MeasureReport
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


def _refuse(study: Study, capture: Capture, stage: str, reason: str, report: MeasureReport) -> None:
    """Report a refusal, and keep it where the disk allows; the next run finds it again."""
    report.refused.append((capture, reason))
    with suppress(StoreError):
        study.store.captures.set_refusal(Refusal(capture.sha256, stage, reason))
