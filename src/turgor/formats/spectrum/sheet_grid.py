"""A spreadsheet as rows of cells, through openpyxl; sizes are checked before it is opened."""

import importlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.opening import checked_size, plausible_inflation
from turgor.formats.spectrum.cells import Row

_LARGEST_UNPACKED = 600_000_000
_MOST_ROWS = 300_000
_MOST_COLUMNS = 8_192


def read_sheets(path: Path, most_rows: int = _MOST_ROWS) -> Iterator[tuple[str, list[Row]]]:
    """Name and rows of every worksheet, in the book's order; ``most_rows`` cuts each short.

    Errors: FormatError for what is no workbook or too large, MissingExtraError without openpyxl.
    """
    _checked_archive(path)
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError:
        raise MissingExtraError(
            f"{path}: reading spreadsheets needs openpyxl; `pip install 'turgor[exchange]'`, or "
            "save the sheet as CSV"
        ) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise FormatError(
            f"{path}: is no spreadsheet that can be read ({type(error).__name__}); save it as CSV"
        ) from None
    try:
        for sheet in book.worksheets:
            yield sheet.title, _rows(path, sheet, most_rows)
    finally:
        book.close()


def _rows(path: Path, sheet: Any, most_rows: int) -> list[Row]:
    """The cells of one sheet; they are unpacked only now, so damage shows only now."""
    rows: list[Row] = []
    try:
        for values in sheet.iter_rows(values_only=True):
            if len(rows) >= most_rows:
                break
            if len(values) > _MOST_COLUMNS:
                raise FormatError(
                    f"{path}: has {len(values)} columns; at most {_MOST_COLUMNS} are read"
                )
            rows.append([_cell(value) for value in values])
    except (FormatError, MemoryError):
        raise
    except Exception as error:
        raise FormatError(
            f"{path}: its sheet is damaged ({type(error).__name__}); save it again, or as CSV"
        ) from None
    if len(rows) >= _MOST_ROWS:
        raise FormatError(f"{path}: has {_MOST_ROWS} rows or more; split the table")
    return rows


def _checked_archive(path: Path) -> None:
    """Refuse what is no workbook, or would unpack to more than a table of spectra ever is."""
    size = checked_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise FormatError(
            f"{path}: is no whole .xlsx workbook; copy it again or save it as CSV"
        ) from None
    plausible_inflation(path, size, unpacked)
    if unpacked > _LARGEST_UNPACKED:
        raise FormatError(
            f"{path}: unpacks to {unpacked} bytes; at most {_LARGEST_UNPACKED} are read, split it"
        )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
