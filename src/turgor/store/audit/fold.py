"""What a transaction changed, as one plain document: the old values, and sums of the new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from turgor.store.audit.rows import (
    TableShape,
    Value,
    digest_of,
    key_of,
    row_digest,
    values_of,
    watched_tables,
)

#: table -> 'added' [first, last, sum] or [key, sum]; 'changed' [key, old row, sum]; 'removed'
#: [key, old row]
Changes = dict[str, dict[str, list[list[object]]]]


@dataclass(slots=True)
class _Net:
    """What became of one row between the beginning and the end of the transaction."""

    was_there: bool
    before: str | None
    is_there: bool


def fold_pending(connection: Connection) -> Changes:
    """The net changes since the transaction began; the notes themselves are cleared."""
    rows = connection.exec_driver_sql(
        "SELECT entity, op, key, before FROM audit_pending ORDER BY id"
    ).all()
    if not rows:
        return {}
    net: dict[str, dict[str, _Net]] = {}
    for entity, op, key, before in rows:
        of_table = net.setdefault(entity, {})
        if key in of_table:
            of_table[key].is_there = op != "D"
        else:
            of_table[key] = _Net(op != "I", before, op != "D")
    shapes = watched_tables(connection)
    changes: Changes = {}
    for entity in sorted(net):
        told = _of_table(connection, shapes[entity], net[entity])
        if told:
            changes[entity] = told
    connection.exec_driver_sql("DELETE FROM audit_pending")
    return changes


def _of_table(
    connection: Connection, shape: TableShape, net: dict[str, _Net]
) -> dict[str, list[list[object]]]:
    added = [key_of(key) for key, row in net.items() if not row.was_there and row.is_there]
    found: dict[str, list[list[object]]] = {}
    if added:
        found["added"] = _added(connection, shape, added)
    for text, row in net.items():
        if not row.was_there:
            continue
        key, before = key_of(text), values_of(row.before or "")
        if not row.is_there:
            found.setdefault("removed", []).append([list(key), before])
            continue
        now = _row(connection, shape, key)
        if now != before:
            digest = row_digest(shape.name, now).hex()
            found.setdefault("changed", []).append([list(key), before, digest])
    return found


def _added(
    connection: Connection, shape: TableShape, keys: Sequence[tuple[Value, ...]]
) -> list[list[object]]:
    if not shape.numbered:
        return [
            [list(key), row_digest(shape.name, _row(connection, shape, key)).hex()] for key in keys
        ]
    told: list[list[object]] = []
    for first, last in _runs(sorted(int(str(key[0])) for key in keys)):
        rows = connection.exec_driver_sql(
            f'SELECT {shape.listed} FROM "{shape.name}" '
            f"WHERE {shape.ordered} BETWEEN ? AND ? ORDER BY {shape.ordered}",
            (first, last),
        )
        told.append([first, last, digest_of([row_digest(shape.name, tuple(row)) for row in rows])])
    return told


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Whole numbers that follow one another, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _row(connection: Connection, shape: TableShape, key: tuple[Value, ...]) -> list[Value]:
    where = " AND ".join(f'"{name}" = ?' for name in shape.key)
    row = connection.exec_driver_sql(
        f'SELECT {shape.listed} FROM "{shape.name}" WHERE {where}',
        key,
    ).one()
    return list(row)
