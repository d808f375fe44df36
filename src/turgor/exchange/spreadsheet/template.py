"""An empty workbook with the sheets and headers that a study expects, and lists to choose from."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from turgor.errors import InputError, MissingExtraError, StoreError
from turgor.exchange.spreadsheet.cell import column_letters
from turgor.exchange.spreadsheet.field import DATE, FLAG, NUMBER, WHOLE, Field

LISTS, NOTES = "Lists", "Notes"
_ROWS = 5000


def write_template(
    path: Path,
    sheets: Mapping[str, Sequence[Field]],
    notes: Sequence[str],
    choices: Mapping[str, Sequence[str]],
) -> None:
    """Write it; a file that is there is not overwritten.

    sheets : title to fields. choices : field name to words that are offered, beside a field's own.

    Errors: InputError where the file is there already or does not end in .xlsx; StoreError where
    it can't be written; MissingExtraError without openpyxl.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path}: a template is an .xlsx file; name it so")
    if path.exists():
        raise InputError(f"{path}: is there already; name another file")
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError:
        raise MissingExtraError(
            "writing a template needs openpyxl; `pip install 'turgor[exchange]'`"
        ) from None
    book = openpyxl.Workbook()
    book.remove(book.active)
    _notes(book.create_sheet(NOTES), sheets, notes)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    offered: dict[tuple[str, ...], str] = {}
    for title, fields in sheets.items():
        sheet = book.create_sheet(title)
        for column, item in enumerate(fields, start=1):
            _column(sheet, lists, offered, column, item, tuple(choices.get(item.name, ())))
        sheet.freeze_panes = "B2"
    try:
        book.save(path)
    except OSError as error:
        raise StoreError(f"{path}: can't be written ({error.strerror})") from error


def _column(
    sheet: Any,
    lists: Any,
    offered: dict[tuple[str, ...], str],
    column: int,
    item: Field,
    more: tuple[str, ...],
) -> None:
    styles = importlib.import_module("openpyxl.styles")
    validation = importlib.import_module("openpyxl.worksheet.datavalidation")
    head = sheet.cell(row=1, column=column, value=item.name)
    head.font = styles.Font(bold=item.needed)
    letters = column_letters(column)
    sheet.column_dimensions[letters].width = max(12, len(item.name) + 2)
    rule = None
    words = item.choices or more
    if item.kind == FLAG:
        words = ("yes", "no")
    if words:
        place = offered.get(words)
        if place is None:
            number = len(offered) + 1
            for row, word in enumerate(words, start=1):
                lists.cell(row=row, column=number, value=word)
            where = column_letters(number)
            place = f"{LISTS}!${where}$1:${where}${len(words)}"
            offered[words] = place
        rule = validation.DataValidation(type="list", formula1=place, allow_blank=True)
        rule.showErrorMessage = bool(item.choices)
    elif item.kind == DATE:
        for row in range(2, 202):
            sheet.cell(row=row, column=column).number_format = "yyyy-mm-dd"
    elif item.kind in (NUMBER, WHOLE) and item.least is not None:
        kind = "whole" if item.kind == WHOLE else "decimal"
        both = item.most is not None
        rule = validation.DataValidation(
            type=kind,
            operator="between" if both else "greaterThanOrEqual",
            formula1=f"{item.least:g}",
            formula2=f"{item.most:g}" if both else None,
            allow_blank=True,
        )
    if rule is not None:
        sheet.add_data_validation(rule)
        rule.add(f"{letters}2:{letters}{_ROWS}")


def _notes(sheet: Any, sheets: Mapping[str, Sequence[Field]], notes: Sequence[str]) -> None:
    for line in notes:
        sheet.append([line])
    sheet.append([])
    sheet.append(["sheet", "column", "needed", "kind", "unit", "allowed", "note"])
    for title, fields in sheets.items():
        for item in fields:
            span = ""
            if item.least is not None:
                span = (
                    f"{item.least:g} to {item.most:g}"
                    if item.most is not None
                    else (f"from {item.least:g}")
                )
            allowed = ", ".join(item.choices) or span
            needed = "yes" if item.needed else ""
            sheet.append([title, item.name, needed, item.kind, item.unit, allowed, item.note])
    for letters, width in zip("ABCDEFG", (14, 24, 8, 14, 12, 60, 50), strict=True):
        sheet.column_dimensions[letters].width = width
