"""The cells of one worksheet as its XML is walked through."""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.spreadsheet.cell import (
    ACROSS,
    DATE,
    ERROR,
    FLAG,
    FORMULA,
    MERGED,
    NUMBER,
    TEXT,
    TIME,
    Cell,
    column_number,
    tidy,
)
from turgor.exchange.spreadsheet.number_format import (
    AS_PERCENT,
    AS_TIME,
    PLAIN,
    moment_of_serial,
)
from turgor.exchange.spreadsheet.package import unescaped
from turgor.exchange.spreadsheet.sheet import Sheet

_MOST_CELLS = 3_000_000
_MOST_ROW, _MOST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


class SheetCells:
    """Collects cells; ``start`` and ``end`` are called by the walk."""

    def __init__(
        self,
        path: Path,
        name: str,
        texts: Sequence[str],
        formats: Sequence[str],
        since_1904: bool,
    ) -> None:
        self._path, self._name = path, name
        self._texts, self._formats, self._since_1904 = texts, formats, since_1904
        self._rows: dict[int, dict[int, Cell]] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = self._count = 0
        self._cells: dict[int, Cell] = {}
        self._type, self._style, self._formula = "n", PLAIN, False
        self._value: str | None = None
        self._inline: list[str] = []
        self._aside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._aside = True
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _whole(attributes.get("min", "")), _whole(attributes.get("max", ""))
            self._hidden_columns.update(range(first, min(last, _MOST_COLUMN) + 1))
        elif name == "mergeCell":
            match = _RANGE.fullmatch(attributes.get("ref", ""))
            if match:
                self._merged.append(
                    (int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))
                )

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "v":
            self._value = text
        elif name == "t" and not self._aside:
            self._inline.append(text)
        elif name == "rPh":
            self._aside = False
        elif name == "c":
            cell = self._cell()
            if cell is not None:
                self._cells[self._column] = cell
                self._count += 1
                if self._count > _MOST_CELLS:
                    raise InputError(
                        f"{self._path}: sheet '{self._name}' has more than {_MOST_CELLS} cells; "
                        "split it"
                    )

    def sheet(self, hidden: bool) -> Sheet:
        """What was collected; each merged cell stands in all of its rows and columns."""
        rows = {number: cells for number, cells in self._rows.items() if cells}
        for top, left, bottom, right in self._merged:
            first = rows.get(top, {}).get(left)
            if first is None or (bottom - top + 1) * (right - left + 1) > _MOST_CELLS // 10:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) == (top, left):
                        continue
                    kind = MERGED if column == left else ACROSS
                    if first.kind in (ERROR, FORMULA):
                        kind = first.kind
                    rows.setdefault(row, {})[column] = Cell(kind, first.value, first.percent)
        filled = {column for cells in rows.values() for column in cells}
        return Sheet(
            name=self._name,
            rows=dict(sorted(rows.items())),
            hidden=hidden,
            hidden_rows=frozenset(self._hidden_rows & rows.keys()),
            hidden_columns=frozenset(self._hidden_columns & filled),
            merged=len(self._merged),
        )

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        stated = attributes.get("r", "")
        self._row = int(stated) if stated.isdecimal() and len(stated) < 8 else self._row + 1
        self._column = 0
        if not 1 <= self._row <= _MOST_ROW:
            raise InputError(f"{self._path}: sheet '{self._name}' has a row {stated}; save it anew")
        self._cells = self._rows.setdefault(self._row, {})
        if attributes.get("hidden") in ("1", "true"):
            self._hidden_rows.add(self._row)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        match = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = column_number(match[1]) if match else self._column + 1
        if self._column > _MOST_COLUMN:
            raise InputError(f"{self._path}: sheet '{self._name}' is too wide; save it anew")
        self._type = attributes.get("t", "n")
        style = attributes.get("s")
        index = _whole(style) if style else 0
        self._style = self._formats[index] if index < len(self._formats) else PLAIN
        self._formula = False
        self._value = None
        self._inline = []

    def _cell(self) -> Cell | None:
        kind, value = self._type, self._value
        if kind == "inlineStr":
            return _text(unescaped("".join(self._inline)))
        if not value:
            # A formula that gives an empty text is saved as a text; any other without a value was
            # never worked out.
            return Cell(FORMULA, "") if self._formula and kind != "str" else None
        if kind == "s":
            index = _whole(value)
            return _text(self._texts[index]) if index < len(self._texts) else Cell(ERROR, "#REF!")
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return Cell(FLAG, value.strip() in ("1", "true"))
        if kind == "e":
            return Cell(ERROR, value)
        if kind == "d":
            try:
                return Cell(DATE, dt.datetime.fromisoformat(value).replace(tzinfo=None))
            except ValueError:
                return Cell(ERROR, value)
        return _text(unescaped(value))

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return Cell(ERROR, text)
        if not math.isfinite(number):
            return Cell(ERROR, text)
        if self._style == PLAIN:
            return Cell(NUMBER, number)
        if self._style == AS_PERCENT:
            return Cell(NUMBER, number, True)
        moment = moment_of_serial(number, self._since_1904)
        if moment is None:
            return Cell(ERROR, "########")
        return Cell(TIME if self._style == AS_TIME and number < 1 else DATE, moment)


def _text(text: str) -> Cell | None:
    plain = tidy(text)
    return Cell(TEXT, plain) if plain else None


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 1 << 30
