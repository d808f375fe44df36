"""Any file with sheets as a Book: .xlsx workbooks, and text tables with one sheet."""

import csv
import io
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.spreadsheet.cell import TEXT, Cell, tidy
from turgor.exchange.spreadsheet.sheet import Book, Sheet
from turgor.exchange.spreadsheet.workbook import read_workbook

WORKBOOKS, TEXTS = (".xlsx", ".xlsm"), (".csv", ".tsv", ".txt")
_MOST_BYTES = 100_000_000
_MOST_CELLS = 5_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_book(path: Path, delimiter: str = "auto", encoding: str = "utf-8") -> Book:
    """Read a file with its sheets.

    delimiter, encoding : of a text table; ',', ';', 'tab' or 'auto'.

    Errors: InputError where it is none that is read, with what to do.
    """
    suffix = path.suffix.lower()
    try:
        if not path.is_file():
            raise InputError(f"{path}: no such file; check the path")
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than 100 MB; split it")
        if path.stat().st_size == 0:
            raise InputError(f"{path}: is empty (0 bytes); save it again")
    except OSError as error:
        raise InputError(f"{path}: can't be reached ({error.strerror}); check it") from error
    if suffix in WORKBOOKS:
        return read_workbook(path)
    if suffix in TEXTS:
        return _text_table(path, delimiter, encoding)
    hint = "; save it as .xlsx" if suffix in (".xls", ".xlsb", ".ods", ".numbers") else ""
    raise InputError(
        f"{path}: '{suffix or 'no suffix'}' is not read; give a file that ends in .xlsx, .csv, "
        f".tsv or .txt{hint}"
    )


def _text_table(path: Path, delimiter: str, encoding: str) -> Book:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    for mark, name in _MARKS:
        if raw.startswith(mark):
            encoding = name
    try:
        text = raw.decode(encoding)
    except UnicodeError as error:
        raise InputError(
            f"{path}: is not {encoding} text; save it as UTF-8, or state encoding in the mapping"
        ) from error
    except LookupError as error:
        raise InputError(f"encoding '{encoding}' is unknown; give utf-8 or cp1252") from error
    if "\x00" in text:
        raise InputError(f"{path}: holds NUL characters; it is no text table, save it as CSV")
    letter = _letter(text, delimiter)
    rows: dict[int, dict[int, Cell]] = {}
    count = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=letter)
    try:
        # The row is the one that a spreadsheet program shows: a cell of several lines is in one.
        for number, cells in enumerate(reader, start=1):
            filled = {
                column: Cell(TEXT, plain)
                for column, cell in enumerate(cells, start=1)
                if (plain := tidy(cell))
            }
            count += len(filled)
            if count > _MOST_CELLS:
                raise InputError(f"{path}: has more than {_MOST_CELLS} cells; split it")
            if filled:
                rows[number] = filled
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num} is no table row ({error})") from error
    if not rows:
        raise InputError(f"{path}: holds no cells; export it again")
    return Book(path.name, (Sheet(path.name, rows),), False)


def _letter(text: str, delimiter: str) -> str:
    """The delimiter; 'auto' is the one of which the first line that is no blank holds most."""
    if delimiter != "auto":
        return "\t" if delimiter == "tab" else delimiter
    first = next((line for line in text[:100_000].splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)
