"""Which rows a link of the audit chain tells of, and whose they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Table

from turgor.store.audit.rows import Value
from turgor.store.schema.base import metadata

#: of one table: 'added', 'changed' and 'removed' entries, see ``audit.fold``
Told = Mapping[str, Sequence[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows of one table: whole numbers made together, single keys, and rows as they were before."""

    ranges: tuple[tuple[int, int], ...]
    keys: tuple[tuple[Value, ...], ...]
    before: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class _Hop:
    """From a row to the row of another table that it names."""

    own: tuple[str, ...]
    table: str
    theirs: tuple[str, ...]


def touched_rows(told: Told) -> Touched:
    """The rows that one table's part of a link tells of."""
    ranges: list[tuple[int, int]] = []
    keys: list[tuple[Value, ...]] = []
    before: list[tuple[Value, ...]] = []
    for entry in told.get("added", ()):
        if len(entry) == 3:
            ranges.append((int(str(entry[0])), int(str(entry[1]))))
        else:
            keys.append(_values(entry[0]))
    for entry in (*told.get("changed", ()), *told.get("removed", ())):
        keys.append(_values(entry[0]))
        before.append(_values(entry[1]))
    return Touched(tuple(ranges), tuple(keys), tuple(before))


def subject_touched(connection: Connection, table: str, told: Told, subject: str) -> bool:
    """True where a row of this subject, as it was or as it is, is among those told of.

    A table whose rows name nobody, directly or through others, touches no subject.
    """
    known = metadata.tables.get(table)
    path = _path(table)
    if known is None or path is None:
        return False
    touched = touched_rows(told)
    columns = [column.name for column in known.columns]
    for row in touched.before:
        if _is_of(connection, dict(zip(columns, row, strict=False)), path, table, subject):
            return True
    key = [column.name for column in known.primary_key.columns]
    source, last = _joined(table, path)
    whose = f'{last}."{_subject_column(path[-1].table if path else table)}" = ?'
    for where, values in _conditions(key, touched):
        found = connection.exec_driver_sql(
            f"SELECT 1 FROM {source} WHERE {where} AND {whose} LIMIT 1", (*values, subject)
        ).first()
        if found is not None:
            return True
    return False


def _conditions(key: Sequence[str], touched: Touched) -> Iterator[tuple[str, tuple[Value, ...]]]:
    for first, last in touched.ranges:
        yield f't0."{key[0]}" BETWEEN ? AND ?', (first, last)
    for values in touched.keys:
        yield " AND ".join(f't0."{name}" = ?' for name in key), values


def _is_of(
    connection: Connection,
    row: Mapping[str, Value],
    path: Sequence[_Hop],
    table: str,
    subject: str,
) -> bool:
    if not path:
        return row.get(_subject_column(table)) == subject
    first, rest = path[0], path[1:]
    source, last = _joined(first.table, rest)
    where = " AND ".join(f't0."{name}" = ?' for name in first.theirs)
    column = _subject_column(path[-1].table)
    values = tuple(row.get(name) for name in first.own)
    found = connection.exec_driver_sql(
        f'SELECT 1 FROM {source} WHERE {where} AND {last}."{column}" = ?', (*values, subject)
    ).first()
    return found is not None


def _joined(table: str, path: Sequence[_Hop]) -> tuple[str, str]:
    """FROM text from a table along the path, and the last table's alias."""
    text, alias = f'"{table}" AS t0', "t0"
    for number, hop in enumerate(path, start=1):
        on = " AND ".join(
            f't{number}."{theirs}" = {alias}."{own}"'
            for own, theirs in zip(hop.own, hop.theirs, strict=True)
        )
        alias = f"t{number}"
        text += f' JOIN "{hop.table}" AS {alias} ON {on}'
    return text, alias


@cache
def _path(table: str) -> tuple[_Hop, ...] | None:
    """The shortest way along foreign keys to a table that says whose a row is."""
    waiting: list[tuple[str, tuple[_Hop, ...]]] = [(table, ())]
    seen: set[str] = set()
    while waiting:
        name, path = waiting.pop(0)
        known = metadata.tables.get(name)
        if known is None or name in seen:
            continue
        seen.add(name)
        if name == "subject" or "subject" in known.columns:
            return path
        waiting += [(hop.table, (*path, hop)) for hop in _hops(known)]
    return None


def _hops(table: Table) -> Iterator[_Hop]:
    for key in sorted(table.foreign_key_constraints, key=lambda item: str(item.column_keys)):
        theirs = tuple(element.target_fullname.split(".")[1] for element in key.elements)
        yield _Hop(tuple(key.column_keys), key.elements[0].target_fullname.split(".")[0], theirs)


def _subject_column(table: str) -> str:
    return "id" if table == "subject" else "subject"


def _values(listed: object) -> tuple[Value, ...]:
    return tuple(listed) if isinstance(listed, list | tuple) else ()
