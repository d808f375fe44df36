"""A capture read through once as it is taken in, so that a bad one is refused while its owner is
here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.formats import read_surface
from turgor.record.capture import READING_KINDS
from turgor.workflow.study import Study


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file is, and what it says of itself; ``setup`` as in Capture."""

    kind: str
    device: str
    settings: Mapping[str, str]
    setup: str = ""


def opened(study: Study, path: Path, kind: str, told: Mapping[str, str]) -> Opened:
    """Read a file through, as the kind that it is; ``told`` is what its row states of it.

    Errors: FormatError and its kin, where it can't be measured later.
    """
    if kind in READING_KINDS:
        from turgor.workflow.reading.jobs import one_record

        reading = study.readings[kind].under(told)
        record = one_record(reading.read(path), str(path), reading.many)
        words = {**record.settings, **reading.told_beside(record)}
        return Opened(kind, record.device, words, reading.setup(record))
    if kind == "spectrum":
        from turgor.formats.spectrum import read_spectra
        from turgor.workflow.spectrum_jobs import one_spectrum

        spectrum = one_spectrum(read_spectra(path, study.spectrum.options), str(path))
        return Opened(kind, spectrum.device, spectrum.settings)
    if kind == "photograph":
        from turgor.formats.photo import read_photograph

        photo = read_photograph(path, study.photo.options)
        return Opened(kind, photo.device, photo.settings)
    height_map = read_surface(path, study.read_options)
    return Opened(kind, height_map.device, height_map.settings)
