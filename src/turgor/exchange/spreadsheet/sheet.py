"""A sheet as cells by row and column, and a book of them, whatever file they came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.exchange.spreadsheet.cell import Cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells that are not empty, by row and column, both counted from 1.

    hidden : the sheet itself is hidden. hidden_rows, hidden_columns : those that are, of what is
    filled. merged : how many merged cells there are. notes : what was odd while reading.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file in their order. typed : its cells know numbers and dates from text."""

    filename: str
    sheets: tuple[Sheet, ...]
    typed: bool
    since_1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """A sheet by its name, whatever its case; None where there is none."""
        for candidate in self.sheets:
            if candidate.name == name:
                return candidate
        wanted = name.strip().casefold()
        for candidate in self.sheets:
            if candidate.name.strip().casefold() == wanted:
                return candidate
        return None
