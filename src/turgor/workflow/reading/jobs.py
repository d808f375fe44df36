"""Readings of a study as jobs: one record a capture, the same skin by protocol."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from turgor.errors import FormatError
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.store import WorkKey
from turgor.store.rows import canonical_json
from turgor.workflow.job import Job, Jobs
from turgor.workflow.kinds import NO_ZONES
from turgor.workflow.places import Place
from turgor.workflow.reading.setting import O, R, Reading, S
from turgor.workflow.study import Study


def reading_jobs(study: Study, found: Sequence[Place], reading: Reading[R, O, S]) -> Jobs:
    """A job for each capture of one kind of reading.

    Their settings' digest is the study's: what a single capture states of itself (its gain, its
    hour) belongs to the capture and doesn't make its method another one.
    """
    digest = hashlib.sha256(canonical_json(reading.as_plain()).encode()).hexdigest()[:16]
    return Jobs([_job(study, item, reading, digest) for place in found for item in place.captures])


def one_record(records: Sequence[R], where: str, many: str) -> R:
    """The only record of a study's capture.

    Errors: FormatError where a file holds several, since then it isn't said whose they are.
    """
    if len(records) != 1:
        raise FormatError(
            f"{where}: holds {len(records)} {many}; a study's capture is one of them: save each "
            "to its own file, or give series of suction and of the barrier names that "
            "follow [captures] pattern in study.toml"
        )
    return records[0]


def capture_record(study: Study, capture: Capture, reading: Reading[R, O, S]) -> R:
    """The record of a study's capture, read anew with what its row stated of it.

    Errors: FormatError and its kin; StoreError where its bytes are lost or changed.
    """
    path: Path = study.store.captures.file(capture.sha256)
    own = reading.under(capture.settings)
    return one_record(own.read(path), capture.filename, own.many)


def _job(study: Study, capture: Capture, reading: Reading[R, O, S], digest: str) -> Job:
    def find() -> tuple[Finding, ...]:
        own = reading.under(capture.settings)
        record = capture_record(study, capture, reading)
        return own.measure(record, capture.sha256, capture.region, capture.replicate).findings

    return Job(capture, WorkKey(capture.sha256, *reading.method, digest, NO_ZONES), find)
