"""Importing a file and drafting its mapping, as the command line and the web call them."""

from dataclasses import replace
from pathlib import Path

from turgor.errors import InputError, StudyError
from turgor.exchange.redcap import RedcapExport, read_export
from turgor.exchange.spreadsheet import ImportMap, read_book
from turgor.exchange.spreadsheet.guess import Hints, guess_mapping
from turgor.metrics import all_metrics
from turgor.store import sha256_of
from turgor.workflow.import_sheet.choosing import choose_mapping
from turgor.workflow.import_sheet.registry import fields_of
from turgor.workflow.import_sheet.report import ImportReport
from turgor.workflow.import_sheet.whole import Source, import_source, source_of
from turgor.workflow.study import Study


def import_file(
    study: Study,
    path: Path,
    map_file: Path | None = None,
    sheet: str = "",
    redcap: Path | None = None,
    do_it: bool = False,
    good_rows: bool = False,
) -> ImportReport:
    """Show what a file would change; with ``do_it`` change it.

    redcap : the data dictionary where the file is an export of REDCap.

    Errors: InputError, StudyError where file, mapping or dictionary can't be used; StoreError.
    """
    if redcap is not None and map_file is None:
        raise StudyError(
            f"{path}: an export of REDCap needs a mapping; draft one with --redcap {redcap.name} "
            "--guess --save MAP.toml, read it, and give it with --map"
        )
    mapping = choose_mapping(study, path, map_file, sheet)
    source = source_of(path, mapping) if redcap is None else _redcap_source(path, redcap, mapping)
    return import_source(study, source, mapping, do_it, good_rows)


def draft_mapping(study: Study, path: Path, sheet: str = "", redcap: Path | None = None) -> str:
    """The TOML of a draft of a mapping, from the headers and cells of a file.

    Errors: InputError where the file, or its dictionary, can't be read.
    """
    reported = {item.id for item in all_metrics().values() if item.device_reported}
    hints = Hints(metrics=frozenset(reported), baseline=study.design.baseline)
    if redcap is not None:
        export = read_export(path, redcap)
        hints = replace(hints, labels=export.labels, codes=export.codes)
        return guess_mapping(export.book, fields_of(study.design), hints, path.stem)
    book = read_book(path)
    if sheet:
        one = book.sheet(sheet)
        if one is None:
            raise InputError(f"{path}: has no sheet '{sheet}'")
        book = replace(book, sheets=(one,))
    return guess_mapping(book, fields_of(study.design), hints, path.stem)


def _redcap_source(path: Path, dictionary: Path, mapping: ImportMap) -> Source:
    columns = [column for table in mapping.tables for column in table.columns]
    missing = {word for column in columns for word in column.missing}
    export: RedcapExport = read_export(path, dictionary, missing)
    named = [column.header for column in columns if column.header in export.identities]
    if named:
        raise StudyError(
            f"mapping '{mapping.name}' names '{named[0]}', which {dictionary.name} marks as an "
            "identifier; identifiers are never imported, take it out"
        )
    return Source(
        path,
        sha256_of(path),
        export.book,
        identities={export.book.sheets[0].name: export.identities} if export.identities else {},
        bad=tuple(export.bad),
        notes=tuple(export.notes),
    )
