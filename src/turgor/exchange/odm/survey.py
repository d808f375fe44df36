"""One pass over all tables before anything is written: what the metadata must define."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from turgor.exchange.tidy.table import Cell, TidyTable, stated

#: a table's columns that a measurand's item says in one
MEASURED = ("metric", "conditions", "value", "unit")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who wrote a row, when (ISO 8601) and why, and which link of the audit chain says so."""

    who: str
    at: str
    why: str
    source: str


#: the last deed on a row, by the database's table and the row's key there
SignedOf = Callable[[str, tuple[Cell, ...]], Signed | None]


@dataclass(slots=True)
class TableSurvey:
    """What one table holds. subject, visit : where those columns stand; measured : where those of
    a measurand stand, None where the table has none. longest : of each column's texts. events :
    visits under which it has rows. subjects : in order of appearance. without_subject : whether a
    row names none, or the table has no such column.
    """

    table: TidyTable
    subject: int | None
    visit: int | None
    measured: tuple[int, ...] | None
    longest: list[int]
    events: dict[str | None, None] = field(default_factory=dict)
    subjects: dict[str, None] = field(default_factory=dict)
    without_subject: bool = False

    @property
    def clinical(self) -> bool:
        """Whether its rows belong to subjects."""
        return self.subject is not None

    def own_items(self) -> list[int]:
        """The columns that are items of their own below a subject and a visit."""
        taken = {self.subject, self.visit, *(self.measured or ())}
        return [at for at in range(len(self.table.columns)) if at not in taken]


@dataclass(slots=True)
class Survey:
    """What all tables hold together; ``measurands`` to the units that their values carry."""

    tables: list[TableSurvey] = field(default_factory=list)
    units: dict[str, None] = field(default_factory=dict)
    measurands: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    users: dict[str, None] = field(default_factory=dict)
    centres: dict[str, str] = field(default_factory=dict)


def survey(tables: Iterable[TidyTable], signed: SignedOf) -> Survey:
    """Pass over every row of every table once."""
    found = Survey()
    for table in tables:
        whole = all(name in table.names for name in (*MEASURED, "subject"))
        measured = tuple(table.names.index(name) for name in MEASURED) if whole else None
        subject = table.place("subject")
        one = TableSurvey(
            table, subject, None if subject is None else table.place("visit"), measured,
            [0] * len(table.columns),
        )  # fmt: skip
        found.tables.append(one)
        found.units.update((column.unit, None) for column in table.columns if column.unit)
        _rows(one, found, signed)
    return found


def entity_key(table: TidyTable, row: Sequence[Cell]) -> tuple[Cell, ...]:
    """A row's key in the study's database."""
    names = table.names
    return tuple("" if row[at] is None else row[at] for at in map(names.index, table.entity_key))


def _rows(one: TableSurvey, found: Survey, signed: SignedOf) -> None:
    table, longest = one.table, one.longest
    lengths = [at for at, column in enumerate(table.columns) if column.kind in ("text", "json")]
    centre = table.place("centre") if table.name == "subjects" else None
    for row in table.rows():
        for at in lengths:
            cell = row[at]
            if cell is not None and len(cell) > longest[at]:  # type: ignore[arg-type]
                longest[at] = len(cell)  # type: ignore[arg-type]
        subject = stated(row[one.subject]) if one.subject is not None else None
        if subject is None:
            one.without_subject = True
        else:
            one.subjects[str(subject)] = None
            visit = stated(row[one.visit]) if one.visit is not None else None
            one.events[None if visit is None else str(visit)] = None
            if centre is not None and stated(row[centre]) is not None:
                found.centres[str(subject)] = str(row[centre])
        if one.measured is not None:
            metric, conditions, _, unit = (row[at] for at in one.measured)
            units = found.measurands.setdefault((str(metric), str(conditions)), {})
            units[str(unit)] = None
            found.units[str(unit)] = None
        if table.entity:
            deed = signed(table.entity, entity_key(table, row))
            if deed is not None:
                found.users[deed.who] = None
