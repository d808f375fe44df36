"""Importing a file and drafting its mapping, as the command line and the web call them."""

from dataclasses import replace
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.spreadsheet import read_book
from turgor.exchange.spreadsheet.guess import Hints, guess_mapping
from turgor.metrics import all_metrics
from turgor.workflow.import_sheet.choosing import choose_mapping
from turgor.workflow.import_sheet.registry import fields_of
from turgor.workflow.import_sheet.report import ImportReport
from turgor.workflow.import_sheet.whole import import_source, source_of
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
    mapping = choose_mapping(study, path, map_file, sheet)
    return import_source(study, source_of(path, mapping), mapping, do_it, good_rows)


def draft_mapping(study: Study, path: Path, sheet: str = "", redcap: Path | None = None) -> str:
    """The TOML of a draft of a mapping, from the headers and cells of a file.

    Errors: InputError where the file, or its dictionary, can't be read.
    """
    reported = {item.id for item in all_metrics().values() if item.device_reported}
    hints = Hints(metrics=frozenset(reported), baseline=study.design.baseline)
    book = read_book(path)
    if sheet:
        one = book.sheet(sheet)
        if one is None:
            raise InputError(f"{path}: has no sheet '{sheet}'")
        book = replace(book, sheets=(one,))
    return guess_mapping(book, fields_of(study.design), hints, path.stem)
