"""A capture read through once as it is taken in, so that a bad one is refused while its owner is
here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.formats import read_surface
from turgor.workflow.recognise import kind_of_capture
from turgor.workflow.study import Study


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file is, and what it says of itself."""

    kind: str
    device: str
    settings: Mapping[str, str]


def opened(study: Study, path: Path) -> Opened:
    """Read a file through.

    Errors: FormatError and its kin, where it can't be measured later.
    """
    kind = kind_of_capture(path)
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
