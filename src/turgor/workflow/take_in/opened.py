"""A capture read through once as it is taken in, so that a bad one is refused while its owner is
here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats import read_surface
from turgor.record.capture import READING_KINDS
from turgor.workflow.reading.jobs import one_record
from turgor.workflow.reading.setting import AnyReading
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
        return _reading(study.readings[kind], path, told)
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


def _reading(reading: AnyReading, path: Path, told: Mapping[str, str]) -> Opened:
    reading.check_names(told)
    own = reading.under(told)
    try:
        record = one_record(own.read(path), str(path), own.many)
    except FormatError as error:
        raise type(error)(_where_to_state(own, str(error))) from error
    # the file says its own words again when it is read again, in its own way of writing numbers
    names = own.option_names()
    words = {name: word for name, word in record.settings.items() if name not in names}
    words |= own.told_beside(record)
    return Opened(own.kind, record.device, words, own.setup(record))


def _where_to_state(reading: AnyReading, reason: str) -> str:
    """A reason that asks for options, with where a study states them."""
    words = set(re.findall(r"\w+", reason))
    if not any("_" in name and name in words for name in reading.option_names()):
        return reason
    told = reason.replace(" as options of these names", "")
    return (
        f"{told}; options stand in the row's settings or in study.toml, [captures.{reading.kind}]"
    )
