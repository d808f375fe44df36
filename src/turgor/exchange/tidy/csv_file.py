"""Tables as CSV: numbers that bring the same float back, no cell that a spreadsheet would run."""

import csv
import datetime as dt
import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from turgor.errors import FormatError
from turgor.exchange.tidy.remembered import remembering
from turgor.exchange.tidy.table import Cell, Column, TidyTable

#: what a spreadsheet takes for the beginning of a formula, or skips before it looks for one
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SPECIAL = {"INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
_MOST_CELL = 1 << 24


class _Lines:
    """Ends lines with a line feed; the writer below thinks otherwise, so that it quotes a text with
    a carriage return too.
    """

    def __init__(self, stream: TextIO) -> None:
        self._write = stream.write

    def write(self, line: str) -> int:
        """One line."""
        return self._write(line[:-2] + "\n")


class CsvTable:
    """A table on its way to CSV, some rows at a time; the header line comes first.

    None is an empty cell. A text that a spreadsheet would run as a formula gets a leading
    apostrophe, which ``read_csv`` takes off again.
    """

    def __init__(self, stream: TextIO, table: TidyTable) -> None:
        self._writer = csv.writer(_Lines(stream), lineterminator="\r\n")
        self._writer.writerow(table.names)
        self._forms = [remembering(c.kind, _FORM[c.kind]) for c in table.columns]

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write these rows."""
        forms = self._forms
        self._writer.writerows(
            [form(cell) for form, cell in zip(forms, row, strict=True)] for row in rows
        )

    def close(self) -> None:
        """Nothing is held back."""


def write_csv(stream: TextIO, table: TidyTable) -> None:
    """Write a whole table; see ``CsvTable``."""
    CsvTable(stream, table).add(table.rows())


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Rows by column name as CSV, written as ``CsvTable`` writes cells, whatever their types."""
    stream = io.StringIO()
    writer = csv.writer(_Lines(stream), lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_any(row[name]) for name in columns])
    return stream.getvalue()


def _any(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return "" if value is None else escaped(str(value)) if str(value) else ""


def read_csv(path: Path, columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """The rows of a table that ``write_csv`` wrote, every cell of its column's type.

    Errors: FormatError with the line and the column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv_rows(stream, columns, str(path)))
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path}: can't be read as UTF-8 text ({error})") from error


def csv_rows(
    stream: Iterable[str], columns: Sequence[Column], where: str
) -> Iterator[tuple[Cell, ...]]:
    """As ``read_csv``, from lines that were opened elsewhere."""
    kept = csv.field_size_limit(_MOST_CELL)
    try:
        reader = csv.reader(stream, strict=True)
        names = [column.name for column in columns]
        header = next(reader, [])
        if header != names:
            raise FormatError(f"{where}: its header is {header}; expected: {names}")
        for cells in reader:
            if len(cells) != len(columns):
                raise FormatError(
                    f"{where}: line {reader.line_num} has {len(cells)} cells, not {len(columns)}"
                )
            yield tuple(
                _cell(column, text, where, reader.line_num)
                for column, text in zip(columns, cells, strict=True)
            )
    except csv.Error as error:
        raise FormatError(f"{where}: is no CSV ({error})") from error
    finally:
        csv.field_size_limit(kept)


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula; others stay as they are."""
    bare = text.lstrip("'")
    if not bare.startswith(_FORMULA) or (text[0] == "-" and _is_number(text)):
        return text
    return "'" + text


def unescaped(text: str) -> str:
    """The text before ``escaped``."""
    bare = text.lstrip("'")
    return text[1:] if text[:1] == "'" and bare.startswith(_FORMULA) else text


def number_text(value: float) -> str:
    """The shortest decimal that brings the same float back; INF, -INF and NaN for the others."""
    if math.isfinite(value):
        return repr(value)
    return "NaN" if math.isnan(value) else ("INF" if value > 0 else "-INF")


def number_of(text: str) -> float:
    """The float of ``number_text``.

    Errors: ValueError.
    """
    return _SPECIAL[text] if text in _SPECIAL else float(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def _text(cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    text = str(cell)
    return escaped(text) if text[0] in "=+-@\t\r'" else text


def _number(cell: Cell) -> str:
    if cell is None:
        return ""
    text = repr(cell)
    return text if text[-1].isdigit() else number_text(float(cell))  # type: ignore[arg-type]


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _flag(cell: Cell) -> str:
    return "" if cell is None else ("true" if cell else "false")


_FORM: dict[str, Callable[[Cell], str]] = {
    "text": _text,
    "json": _text,
    "integer": _plain,
    "number": _number,
    "boolean": _flag,
    "date": _plain,
}


def typed(kind: str, text: str) -> Cell:
    """A cell of a kind from its plain text.

    Errors: ValueError.
    """
    if kind in ("text", "json"):
        return text
    if kind == "integer":
        return int(text)
    if kind == "number":
        return number_of(text)
    if kind == "date":
        return dt.date.fromisoformat(text)
    return {"true": True, "false": False}[text]


def _cell(column: Column, text: str, where: str, line: int) -> Cell:
    if not text:
        return None
    try:
        return typed(column.kind, unescaped(text))
    except (ValueError, KeyError):
        raise FormatError(
            f"{where}: line {line}, column '{column.name}' holds {text[:40]!r}, "
            f"which is no {column.kind}"
        ) from None
