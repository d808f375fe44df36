"""A table file as a header and rows of text, whatever its delimiter, encoding or suffix."""

import csv
import importlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import InputError, MissingExtraError

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
_MOST_BYTES = 50_000_000
_MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A header and its rows; each row is (line number, cells). Numbers of ``decimal`` writing."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    decimal: str


def read_grid(path: Path, delimiter: str, encoding: str, decimal: str) -> Grid:
    """Read a table.

    Errors: InputError where it can't be read, is empty or too large, or a header stands twice;
    MissingExtraError for a spreadsheet without the package that reads it.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than 50 MB; split the table")
        if path.suffix.lower() == ".xlsx":
            lines, decimal = list(_spreadsheet(path)), "."
        else:
            lines = list(_text(path, delimiter, encoding))
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if not lines:
        raise InputError(f"{path}: is empty; export the table again")
    header = lines[0][1]
    named = [name for name in header if name]
    doubled = sorted({name for name in named if named.count(name) > 1})
    if doubled:
        raise InputError(f"{path}: column '{doubled[0]}' stands twice; name each column once")
    return Grid(header, tuple(lines[1:]), decimal)


def header_of(path: Path, encoding: str, delimiter: str) -> tuple[str, ...]:
    """The first line's cells, empty where they can't be read; nothing more is read."""
    if path.suffix.lower() == ".xlsx":
        return ()
    try:
        with path.open("rb") as stream:
            first = stream.readline(65_536).decode(_with_mark(encoding))
    except (OSError, UnicodeError):
        return ()
    cells = next(csv.reader([first], delimiter=_letter(first, delimiter)), [])
    return tuple(cell.strip() for cell in cells)


def _text(path: Path, delimiter: str, encoding: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        text = path.read_bytes().decode(_with_mark(encoding))
    except UnicodeError as error:
        raise InputError(
            f"{path}: is not {encoding} text; state its encoding in the mapping profile"
        ) from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_letter(first, delimiter))
    try:
        for cells in reader:
            if reader.line_num > _MOST_ROWS:
                raise InputError(f"{path}: has more than {_MOST_ROWS} lines; split the table")
            yield reader.line_num, tuple(cell.strip() for cell in cells)
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num} is no table row ({error})") from error


def _spreadsheet(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError:
        raise MissingExtraError(
            f"{path}: reading spreadsheets needs openpyxl; `pip install openpyxl`, or save the "
            "sheet as CSV"
        ) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise InputError(f"{path}: is no spreadsheet that can be read; save it as CSV") from error
    try:
        for line, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            if line > _MOST_ROWS:
                raise InputError(f"{path}: has more than {_MOST_ROWS} rows; split the table")
            yield line, tuple(_cell(value) for value in row)
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _with_mark(encoding: str) -> str:
    """Spreadsheet programs put a byte order mark before UTF-8."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _letter(first_line: str, delimiter: str) -> str:
    if delimiter == "tab":
        return "\t"
    if delimiter != "auto":
        return delimiter
    return max((",", ";", "\t"), key=first_line.count)
