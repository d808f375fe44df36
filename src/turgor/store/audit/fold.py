"""What a transaction changed, as one plain document: the old values, and sums of the new ones."""

import hashlib
import sqlite3
from dataclasses import dataclass

from turgor.store.audit.intervals import Intervals
from turgor.store.audit.rows import (
    Handle,
    TableShape,
    Value,
    driver,
    key_of,
    quoted_name,
    row_digest,
    table_shape,
    values_of,
)
from turgor.store.audit.withheld import withheld

#: table -> 'added' [first, last, sum] or [key, sum]; 'changed' [key, old row, sum], and the old
#: row's own sum where a part of it is withheld; 'removed' [key, old row]
Changes = dict[str, dict[str, list[list[object]]]]


@dataclass(slots=True)
class _Net:
    """What became of one row between the beginning and the end of the transaction."""

    was_there: bool
    before: str | None
    is_there: bool


class _TableNotes:
    """The notes about one table, folded as they come; rows that were only added stay runs."""

    def __init__(self, shape: TableShape) -> None:
        self.shape = shape
        self.numbers = Intervals()
        self.net: dict[str, _Net] = {}

    def take(self, op: str, key: str, before: str | None) -> None:
        """One note: 'I', 'U' or 'D'."""
        known = self.net.get(key)
        if known is not None:
            known.is_there = op != "D"
            return
        if self.shape.numbered:
            number = int(key[1:-1])
            if op == "I":
                self.numbers.add(number)
                return
            if number in self.numbers:  # made in this very transaction
                if op == "D":
                    self.numbers.discard(number)
                return
        self.net[key] = _Net(op != "I", before, op != "D")


def is_pending(handle: Handle) -> bool:
    """Whether there are notes that no link tells of yet."""
    return driver(handle).execute("SELECT 1 FROM audit_pending LIMIT 1").fetchone() is not None


def fold_pending(handle: Handle) -> Changes:
    """The net changes since the transaction began; the notes themselves are cleared.

    Errors: StoreError where a value can't be kept exactly.
    """
    raw = driver(handle)
    if not is_pending(raw):
        return {}
    notes: dict[str, _TableNotes] = {}
    for entity, op, key, before in raw.execute(
        "SELECT entity, op, key, before FROM audit_pending ORDER BY id"
    ):
        if entity not in notes:
            notes[entity] = _TableNotes(table_shape(raw, entity))
        notes[entity].take(op, key, before)
    changes: Changes = {}
    for entity in sorted(notes):
        told = _of_table(raw, notes[entity])
        if told:
            changes[entity] = told
    raw.execute("DELETE FROM audit_pending")
    return changes


def _of_table(raw: sqlite3.Connection, notes: _TableNotes) -> dict[str, list[list[object]]]:
    shape = notes.shape
    found: dict[str, list[list[object]]] = {}
    added = [[first, last, _range_sum(raw, shape, first, last)] for first, last in notes.numbers]
    for text, row in notes.net.items():
        key = key_of(text)
        if not row.was_there:
            if row.is_there:
                now = _row(raw, shape, key)
                added.append([list(key), row_digest(shape.name, now).hex()])
            continue
        before = values_of(row.before or "")
        if not row.is_there:
            found.setdefault("removed", []).append([list(key), before])
            continue
        now = _row(raw, shape, key)
        if now != before:
            digest = row_digest(shape.name, now).hex()
            found.setdefault("changed", []).append(_changed(shape, key, before, digest))
    if added:
        found["added"] = added
    return found


def _changed(
    shape: TableShape, key: tuple[Value, ...], before: list[Value], digest: str
) -> list[object]:
    """Key, old row and new sum; where a part of the old row is left out, its sum too."""
    told = withheld(shape, before)
    if told is None:
        return [list(key), before, digest]
    return [list(key), told, digest, row_digest(shape.name, before).hex()]


def _range_sum(raw: sqlite3.Connection, shape: TableShape, first: int, last: int) -> str:
    rows = raw.execute(
        f"SELECT {shape.listed} FROM {quoted_name(shape.name)} "
        f"WHERE {shape.ordered} BETWEEN ? AND ? ORDER BY {shape.ordered}",
        (first, last),
    )
    total = hashlib.sha256()
    for row in rows:
        total.update(row_digest(shape.name, row))
    return total.hexdigest()


def _row(raw: sqlite3.Connection, shape: TableShape, key: tuple[Value, ...]) -> list[Value]:
    where = " AND ".join(f"{quoted_name(name)} = ?" for name in shape.key)
    row = raw.execute(
        f"SELECT {shape.listed} FROM {quoted_name(shape.name)} WHERE {where}", key
    ).fetchone()
    return list(row)
