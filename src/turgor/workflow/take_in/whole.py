"""The whole of taking in: tables first, then captures, then what closed instruments exported."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.path_pattern import NameRules
from turgor.exchange.study_tables import kind_of
from turgor.record.spectrum import Spectrum
from turgor.store.audit import doing
from turgor.workflow.forms.library import study_library
from turgor.workflow.progress import Progress, silent
from turgor.workflow.reading.kinds import with_library
from turgor.workflow.reading.setting import Record
from turgor.workflow.study import Study
from turgor.workflow.take_in.captures import (
    Claim,
    claims_of_table,
    named_twice,
    take_capture,
)
from turgor.workflow.take_in.consents import CONSENT, conduct_kind_of, take_consents
from turgor.workflow.take_in.device import DeviceMaps, take_device_table
from turgor.workflow.take_in.form_files import (
    claim_of_response,
    is_form_file,
    note_other_subjects,
)
from turgor.workflow.take_in.form_rows import is_form_table, take_form_table
from turgor.workflow.take_in.named_series import series_of_file, take_series
from turgor.workflow.take_in.names import claims_of_names, name_rules
from turgor.workflow.take_in.report import Refused, TakeInReport
from turgor.workflow.take_in.spectra_table import spectra_of_table, take_spectra_table
from turgor.workflow.take_in.tables import take_table
from turgor.workflow.take_in.walk import junk, walk

_TABLE_ORDER = (
    "subjects", "visits", "allocation", "sessions", "adverse-events", "adverse-course", "diary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rules:
    """How files tell what they are: tables of devices, names of captures, tables of answers."""

    maps: DeviceMaps
    names: NameRules
    instrument: str


def add_paths(
    study: Study,
    paths: Sequence[Path],
    map_file: str | Path | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
    instrument: str = "",
    names: NameRules | None = None,
) -> TakeInReport:
    """Take files and folders into a study.

    map_file : a mapping profile for device tables, by path or by the name of a saved one.
    instrument : which form tables of answers and responses answer that do not say it.
    names : how folders and names say whose captures are; None for what study.toml says.
    dry_run : everything is tried on a copy that is thrown away, so the report is exact.

    Errors: InputError where the mapping profile can't be used, the instrument is unknown, or no
    path was given; AdmissionError where whoever is at work may not add to the study now; all else
    refuses what it concerns and nothing more.
    """
    if not paths:
        raise StudyError("no paths were given; name captures, tables or folders that hold them")
    maps = DeviceMaps(map_file)
    if instrument:
        study.forms.library.find(instrument)
    rules = _Rules(maps, names if names is not None else name_rules(study), instrument)
    report = TakeInReport(dry_run=dry_run)
    if not dry_run:
        with doing("taken in"):
            study.store.locks.require_may("capture")
            _take(study, list(paths), rules, report, progress)
        return report
    with study.store.rehearsal() as store:
        readings = with_library(study.readings, study_library(store))
        rehearsed = dataclasses.replace(study, store=store, readings=readings)
        _take(rehearsed, list(paths), rules, report, progress)
    return report


def _take(
    study: Study,
    paths: list[Path],
    rules: _Rules,
    report: TakeInReport,
    progress: Progress,
) -> None:
    maps, names, instrument = rules.maps, rules.names, rules.instrument
    files, refused = walk(paths, study.folder)
    report.refused.extend(refused)
    _note_junk(paths, report)
    kinds = _take_tables(study, files, report)
    claims = [
        claim
        for file in files
        if kinds[file] == "captures"
        for claim in claims_of_table(file, report)
    ]
    claims = named_twice(claims, report)
    note_other_subjects(claims, report)
    claimed = {claim.row.path.resolve() for claim in claims}
    loose = [file for file in files if kinds[file] is None and file.resolve() not in claimed]
    answered = [file for file in loose if is_form_table(study, file, instrument)]
    loose = [file for file in loose if file not in answered]
    tables = [file for file in loose if maps.takes(file)]
    loose = [file for file in loose if file not in tables]
    wide = _spectra_tables(study, loose, report)
    loose = [file for file in loose if file not in wide]
    many = _named_series(study, loose, report)
    loose = [file for file in loose if file not in many]
    forms = [file for file in loose if is_form_file(file)]
    claims += _claims_of_forms(study, forms, report, instrument)
    loose = [file for file in loose if file not in forms]
    claims += claims_of_names(study, loose, paths, names, report)
    for file in answered:
        progress(0, 0, file.name)
        take_form_table(study, file, instrument, report)
    total = len(claims) + len(tables) + len(wide) + len(many)
    for done, claim in enumerate(claims):
        progress(done, total, claim.row.path.name)
        take_capture(study, claim, report)
    for done, file in enumerate(tables, start=len(claims)):
        progress(done, total, file.name)
        take_device_table(study, file, maps, report)
    for done, (file, spectra) in enumerate(wide.items(), start=len(claims) + len(tables)):
        progress(done, total, file.name)
        take_spectra_table(study, file, spectra, report)
    for done, (file, records) in enumerate(many.items(), start=total - len(many)):
        progress(done, total, file.name)
        take_series(study, file, records, report)
    progress(total, total, "")


def _note_junk(paths: list[Path], report: TakeInReport) -> None:
    left = junk(paths)
    if left:
        told = ", ".join(f"{count} {name}" for name, count in sorted(left.items()))
        report.notes.append(f"left out beside the captures: {told}")


def _take_tables(study: Study, files: list[Path], report: TakeInReport) -> dict[Path, str | None]:
    """Take the study's own tables in their order; what each file is, None for no such table."""
    kinds = {file: kind_of(file) or conduct_kind_of(file) for file in files}
    for file in files:
        if kinds[file] == CONSENT:
            take_consents(study, file, report)
    for kind in _TABLE_ORDER:
        for file in files:
            if kinds[file] == kind:
                take_table(study, file, kind, report)
    return kinds


def _spectra_tables(
    study: Study, files: list[Path], report: TakeInReport
) -> dict[Path, tuple[Spectrum, ...]]:
    """Tables of spectra whose columns say whose they are, with what they hold."""
    found: dict[Path, tuple[Spectrum, ...]] = {}
    for file in files:
        try:
            spectra = spectra_of_table(study, file, report)
        except TurgorError as error:
            report.refused.append(Refused(str(file), None, str(error)))
            found[file] = ()
            continue
        if spectra:
            found[file] = spectra
    return found


def _named_series(
    study: Study, files: list[Path], report: TakeInReport
) -> dict[Path, Sequence[Record]]:
    """Files of several series, with what they hold."""
    found: dict[Path, Sequence[Record]] = {}
    for file in files:
        try:
            records = series_of_file(study, file, report)
        except TurgorError:
            continue  # whose it is comes first; its reader refuses it again
        if records:
            found[file] = records
    return found


def _claims_of_forms(
    study: Study, files: list[Path], report: TakeInReport, instrument: str
) -> list[Claim]:
    claims: list[Claim] = []
    for file in files:
        try:
            claims.append(claim_of_response(study, file, instrument))
        except TurgorError as error:
            report.refused.append(Refused(str(file), None, str(error)))
    return claims
