"""Filled forms of a study as jobs: what steers a score is its instrument's own files."""

import hashlib
from collections.abc import Sequence

from turgor.errors import TurgorError
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.store import WorkKey
from turgor.store.rows import canonical_json
from turgor.workflow.job import Job, Jobs
from turgor.workflow.kinds import NO_ZONES
from turgor.workflow.places import Place
from turgor.workflow.reading.form import FormReading
from turgor.workflow.reading.jobs import capture_record
from turgor.workflow.study import Study


def form_jobs(study: Study, found: Sequence[Place], reading: FormReading) -> Jobs:
    """A job for each form; one whose instrument is gone is refused.

    The digest of its settings holds the sums of the instrument's form and sidecar, so that a
    corrected sidecar scores every form again.
    """
    made = Jobs(stage="measure")
    for place in found:
        for capture in place.captures:
            try:
                made.jobs.append(_job(study, capture, reading))
            except TurgorError as error:
                made.refused.append((capture, str(error)))
    return made


def _job(study: Study, capture: Capture, reading: FormReading) -> Job:
    own = reading.under(capture.settings)
    loaded = own.library.find(own.options.instrument, own.options.version)
    steers = canonical_json([reading.as_plain(), list(loaded.steers)])
    digest = hashlib.sha256(steers.encode()).hexdigest()[:16]

    def find() -> tuple[Finding, ...]:
        record = capture_record(study, capture, reading)
        return own.measure(record, capture.sha256, capture.region, capture.replicate).findings

    return Job(
        capture, WorkKey(capture.sha256, *reading.method, digest, NO_ZONES), find, quick=True
    )
