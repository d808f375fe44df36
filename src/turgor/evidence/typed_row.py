"""Rows of the evidence base's tables: every cell is of its column's type, or is refused by name."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from turgor.errors import EvidenceError
from turgor.evidence.data_file import data_text

Cell = str | float | None | tuple[str, ...] | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: 'word' (one of ``allowed``, or any), 'number', 'words', 'numbers'.

    words and numbers stand in one cell with ';' between them. least, most : what a number can be.
    """

    name: str
    kind: str = "word"
    allowed: tuple[str, ...] = ()
    needed: bool = False
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row: its cells by column, and where it stands for messages."""

    cells: Mapping[str, Cell]
    where: str

    def word(self, name: str) -> str:
        """A cell of words, '' where it is empty."""
        value = self.cells[name]
        return value if isinstance(value, str) else ""

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a cell, none where it is empty."""
        value = self.cells[name]
        if not isinstance(value, tuple):
            return ()
        return tuple(part for part in value if isinstance(part, str))

    def number(self, name: str) -> float | None:
        """A number, None where the cell is empty."""
        value = self.cells[name]
        return value if isinstance(value, float) else None

    def refuse(self, field: str, reason: str) -> EvidenceError:
        """An error that names file, line and field."""
        return EvidenceError(f"{self.where}, field '{field}': {reason}")


def data_folder(name: str) -> Traversable:
    """A folder of the evidence base's data."""
    return files("turgor.evidence") / "data" / name


def read_rows(file: Traversable | Path, columns: Sequence[Column]) -> Iterator[TypedRow]:
    """Every row of a CSV whose header is exactly these columns, in order.

    Errors: EvidenceError naming file, line, field and what is allowed.
    """
    names = [column.name for column in columns]
    lines = list(csv.reader(data_text(file).splitlines()))
    if not lines or lines[0] != names:
        raise EvidenceError(f"{file.name}, line 1: the columns must be {','.join(names)}")
    for number, cells in enumerate(lines[1:], start=2):
        where = f"{file.name}, line {number}"
        if len(cells) != len(columns):
            raise EvidenceError(f"{where}: {len(cells)} cells; {len(columns)} are needed")
        read = {c.name: _cell(text, c, where) for c, text in zip(columns, cells, strict=True)}
        yield TypedRow(read, where)


def _cell(text: str, column: Column, where: str) -> Cell:
    def refuse(reason: str) -> EvidenceError:
        return EvidenceError(f"{where}, field '{column.name}': {reason}")

    if text != text.strip():
        raise refuse("has blanks at an end")
    if not text:
        if column.needed:
            raise refuse("is empty, but needed")
        return {"word": "", "number": None, "words": (), "numbers": ()}[column.kind]
    if column.kind == "number":
        return _number(text, column, refuse)
    if column.kind == "numbers":
        return tuple(_number(part, column, refuse) for part in text.split(";"))
    parts = tuple(text.split(";")) if column.kind == "words" else (text,)
    for part in parts:
        if column.allowed and part not in column.allowed:
            raise refuse(f"is '{part[:60]}'; allowed: {', '.join(filter(None, column.allowed))}")
    return parts if column.kind == "words" else text


def _number(text: str, column: Column, refuse: Callable[[str], EvidenceError]) -> float:
    try:
        value = float(text)
    except ValueError:
        raise refuse(f"is '{text[:60]}'; a number is needed") from None
    low = column.least is not None and not value >= column.least
    high = column.most is not None and not value <= column.most
    if low or high or value != value:
        raise refuse(f"is {text}; allowed: {column.least} to {column.most}")
    return value
