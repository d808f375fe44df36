"""A tidy table on its way out: its columns with types, units and meanings, its rows as a stream."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

#: what a cell holds; an empty text and None are one thing, "not stated"
Cell = str | int | float | bool | dt.date | None
#: types of columns: 'json' is a text that holds JSON, 'integer' a whole number
KINDS = ("text", "json", "integer", "number", "boolean", "date")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. unit : as printed, empty for what has none; allowed : the closed vocabulary of
    a text, empty where it is open.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold the type."""
        if self.kind not in KINDS:
            raise ValueError(f"column '{self.name}' is of kind '{self.kind}', none of {KINDS}")


@dataclass(frozen=True, slots=True)
class TidyTable:
    """A table by its columns; ``rows`` begins the stream anew each time that it is called.

    key : columns that tell its rows apart and are never empty; none where there are no such ones.
    entity, entity_key : the table of the study's database that a row stands for, and the columns
    that hold its key there, so that the audit chain can say who wrote it; empty where a row is no
    single one.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Sequence[Cell]]]
    key: tuple[str, ...] = ()
    entity: str = ""
    entity_key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)

    def place(self, name: str) -> int | None:
        """Where a column stands, None where there is none of this name."""
        return self.names.index(name) if name in self.names else None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as read back from an export: every cell of its column's type, None where empty."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def stated(cell: Cell) -> Cell:
    """A cell as every format means it: an empty text is None."""
    return None if cell == "" else cell


def same_rows(first: Iterable[Sequence[Cell]], second: Iterable[Sequence[Cell]]) -> str:
    """Where two tables differ first, empty where they hold the same; floats bit for bit."""
    ours, theirs = list(first), list(second)
    if len(ours) != len(theirs):
        return f"{len(ours)} rows against {len(theirs)}"
    for line, (a, b) in enumerate(zip(ours, theirs, strict=True), start=1):
        if len(a) != len(b):
            return f"row {line}: {len(a)} cells against {len(b)}"
        for place, (x, y) in enumerate(zip(a, b, strict=True)):
            if _exact(stated(x)) != _exact(stated(y)):
                return f"row {line}, cell {place + 1}: {x!r} against {y!r}"
    return ""


def _exact(cell: Cell) -> tuple[str, str]:
    return type(cell).__name__, cell.hex() if isinstance(cell, float) else str(cell)
