"""What an import did, or would do: row by row, field by field, cell by cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from turgor.exchange.spreadsheet import BadCell
from turgor.exchange.spreadsheet.value import Value

ADDED, SAME, FILLED, CONTRADICTS = "added", "same", "filled", "contradicts"
#: nothing is wrong with this record itself, but with another cell of its row
LEFT_OUT = "left-out"
OUTCOMES = (ADDED, SAME, FILLED, CONTRADICTS, LEFT_OUT)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: the cell that says so, what is on record, what the sheet says."""

    field: str
    cell: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What one row means for one record; ``outcome`` is one of OUTCOMES.

    against : the row of this file that says otherwise, empty where it is the study's record.
    """

    sheet: str
    row: int
    target: str
    record: str
    outcome: str
    changes: tuple[FieldChange, ...] = ()
    against: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """The bad cells of one column: how many, the first one, and what is wrong with it."""

    sheet: str
    column: int
    header: str
    count: int
    first: BadCell


@dataclass(slots=True)
class ImportReport:
    """The whole of one import.

    imported : True where it was done. left_out : columns that no target takes, by sheet. good_rows
    : bad rows were left out, not the whole file.
    """

    filename: str
    sha256: str
    mapping: str
    imported: bool = False
    good_rows: bool = False
    rows: list[RowOutcome] = field(default_factory=list)
    bad_cells: list[BadCell] = field(default_factory=list)
    rows_read: dict[tuple[str, str], int] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    head: str = ""

    @property
    def contradictions(self) -> list[RowOutcome]:
        """Rows that say otherwise than the record."""
        return [item for item in self.rows if item.outcome == CONTRADICTS]

    @property
    def clean(self) -> bool:
        """True where nothing stands against taking all of it."""
        return not self.bad_cells and not self.contradictions

    def counts(self) -> dict[str, dict[str, int]]:
        """Target to outcome to number."""
        found = Counter((item.target, item.outcome) for item in self.rows)
        names = dict.fromkeys([target for _, target in self.rows_read])
        return {name: {outcome: found[name, outcome] for outcome in OUTCOMES} for name in names}

    def by_column(self) -> list[ColumnSummary]:
        """Bad cells by column, most first."""
        groups: dict[tuple[str, int, str], list[BadCell]] = {}
        for item in self.bad_cells:
            groups.setdefault((item.sheet, item.column, item.header), []).append(item)
        return [
            ColumnSummary(sheet, column, header, len(cells), cells[0])
            for (sheet, column, header), cells in sorted(
                groups.items(), key=lambda pair: -len(pair[1])
            )
        ]


def bad_rows(cells: Sequence[BadCell]) -> set[tuple[str, int]]:
    """The rows that hold a bad cell."""
    return {(item.sheet, item.row) for item in cells}
