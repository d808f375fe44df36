"""Records of a file held against what is on record, and against one another, row by row."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from turgor.exchange.spreadsheet.cell import address
from turgor.exchange.spreadsheet.value import Value
from turgor.store import Store
from turgor.workflow.import_sheet.report import (
    ADDED,
    CONTRADICTS,
    FILLED,
    LEFT_OUT,
    SAME,
    FieldChange,
    RowOutcome,
)
from turgor.workflow.import_sheet.target import AnyTarget

#: a row of a sheet
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """One record as a row states it. cells : the column of each field. It may be of any target."""

    sheet: str
    row: int
    record: object
    cells: Mapping[str, int]

    @property
    def place(self) -> Place:
        """The row that it stands in."""
        return (self.sheet, self.row)


@dataclass(slots=True)
class Compared:
    """What a file's records mean: outcomes in order, and what has to be written."""

    outcomes: list[RowOutcome] = field(default_factory=list)
    added: dict[str, list[object]] = field(default_factory=dict)
    filled: dict[str, list[object]] = field(default_factory=dict)
    contradicting: set[Place] = field(default_factory=set)


def compare(
    store: Store,
    stated: Mapping[str, tuple[AnyTarget, Sequence[Stated]]],
    left_out: set[Place],
) -> Compared:
    """Hold every record against what is on record; rows in ``left_out`` change nothing.

    A row that contradicts is left out whole. What it would have added is then no longer there for
    the rows after it, so all is compared again until nothing more contradicts.

    Errors: StoreError.
    """
    known = {
        name: target.known(store, [item.record for item in records])
        for name, (target, records) in stated.items()
    }
    out = set(left_out)
    told: dict[tuple[str, str, int, str], RowOutcome] = {}
    while True:
        compared = Compared()
        for name, (target, records) in stated.items():
            _compare(target, records, known[name], out, compared)
        for item in compared.outcomes:
            if item.outcome == CONTRADICTS:
                told[item.target, item.sheet, item.row, item.record] = item
        new = compared.contradicting - out
        if not new:
            break
        out |= new
    # What was left out for saying otherwise is told as it was when that was found.
    compared.outcomes = [
        told.get((item.target, item.sheet, item.row, item.record), item)
        for item in compared.outcomes
    ]
    compared.contradicting = {(item.sheet, item.row) for item in told.values()}
    return compared


def _compare(
    target: AnyTarget,
    records: Sequence[Stated],
    known: Mapping[Hashable, object],
    out: set[Place],
    compared: Compared,
) -> None:
    now: dict[Hashable, object] = {}
    origin: dict[Hashable, Stated] = {}
    fresh: dict[Hashable, bool] = {}
    for item in records:
        key = target.key(item.record)
        old = now.get(key, known.get(key))
        words = target.words(item.record)
        outcome, changes = (ADDED, ()) if old is None else _difference(target, item, old)
        if outcome != CONTRADICTS and item.place in out:
            outcome, changes = LEFT_OUT, ()
        against = ""
        if outcome == CONTRADICTS and key in origin:
            earlier = origin[key]
            against = f"{earlier.sheet}, row {earlier.row}"
        compared.outcomes.append(
            RowOutcome(item.sheet, item.row, target.name, words, outcome, changes, against)
        )
        if outcome == CONTRADICTS:
            compared.contradicting.add(item.place)
        if outcome in (SAME, CONTRADICTS, LEFT_OUT):
            continue
        fresh.setdefault(key, old is None)
        now[key] = item.record if old is None else target.joined(old, item.record)
        origin[key] = item
    compared.added[target.name] = [record for key, record in now.items() if fresh[key]]
    compared.filled[target.name] = [record for key, record in now.items() if not fresh[key]]


def _difference(
    target: AnyTarget, item: Stated, old: object
) -> tuple[str, tuple[FieldChange, ...]]:
    """What a record says beside what is known."""
    before, after = target.told(old), target.told(item.record)
    fills: list[FieldChange] = []
    against: list[FieldChange] = []
    for name, new in after.items():
        was = before.get(name)
        if new == was or (target.fills and _empty(new)):
            continue
        change = FieldChange(name, _cell(item, name), was, new)
        (fills if target.fills and _empty(was) else against).append(change)
    if against:
        return CONTRADICTS, tuple(against)
    return (FILLED, tuple(fills)) if fills else (SAME, ())


def _empty(value: Value) -> bool:
    return value is None or value == "" or value == {}


def _cell(item: Stated, name: str) -> str:
    column = item.cells.get(name)
    return address(item.sheet, item.row, column) if column else ""
