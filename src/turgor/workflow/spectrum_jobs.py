"""Spectra of a study as jobs: one reading a capture, no registration, the same skin by protocol."""

import hashlib
from collections.abc import Sequence

from turgor.errors import FormatError
from turgor.formats.spectrum import read_spectra
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.spectrum import Spectrum
from turgor.store import WorkKey
from turgor.store.rows import canonical_json
from turgor.workflow.job import Job, Jobs
from turgor.workflow.kinds import NO_ZONES, SPECTRUM_METHOD
from turgor.workflow.places import Place
from turgor.workflow.spectrum_capture import SpectrumSetting, spectrum_findings
from turgor.workflow.study import Study


def spectrum_jobs(study: Study, found: Sequence[Place]) -> Jobs:
    """A job for each capture of a spectrum."""
    setting = study.spectrum
    digest = hashlib.sha256(canonical_json(setting.as_plain()).encode()).hexdigest()[:16]
    return Jobs(
        [_job(study, capture, setting, digest) for place in found for capture in place.captures]
    )


def one_spectrum(spectra: Sequence[Spectrum], where: str) -> Spectrum:
    """The only reading of a study's capture.

    Errors: FormatError where a file holds several, since then it isn't said whose they are.
    """
    if len(spectra) != 1:
        raise FormatError(
            f"{where}: holds {len(spectra)} spectra; a study's capture is one reading: give each "
            "its own file, or columns subject, visit, site, side and replicate in the table"
        )
    return spectra[0]


def _job(study: Study, capture: Capture, setting: SpectrumSetting, digest: str) -> Job:
    def find() -> tuple[Finding, ...]:
        path = study.store.captures.file(capture.sha256)
        spectrum = one_spectrum(read_spectra(path, setting.options), capture.filename)
        findings, _ = spectrum_findings(
            [spectrum], capture.sha256, setting, capture.region, capture.replicate
        )
        return findings

    key = WorkKey(capture.sha256, *SPECTRUM_METHOD, digest, NO_ZONES)
    return Job(capture, key, find)
