"""The chain read backwards for people: what each link did to which row, old value and new."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from turgor.store.audit.link import ADOPTED, Link
from turgor.store.audit.reach import Reach
from turgor.store.audit.rows import TableShape, Value, quoted_name, row_sum, watched_tables
from turgor.store.audit.withheld import PLACEHOLDER

#: rows made together that are told one by one; more are told as a range
MOST_ROWS = 20
Row = dict[str, Value]
Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a link did to a row.

    kind : 'added', 'changed', 'removed', 'adopted' (there when the chain took the study over;
    with an empty table, the taking over itself), or 'added-range': many rows made together,
    ``key`` the first and ``last`` the last number.
    before, after : the whole row, None where it was not there, or for a range.
    """

    link: Link
    table: str
    key: Key
    kind: str
    before: Row | None = None
    after: Row | None = None
    last: int | None = None


class Replay:
    """Takes links back one by one, keeping only the rows that differ from the database's."""

    def __init__(self, raw: sqlite3.Connection, reach: Reach) -> None:
        """``reach`` : the rows that are asked for."""
        self._raw, self._reach = raw, reach
        self._shapes = watched_tables(raw)
        self._then: dict[tuple[str, Key], Row | None] = {}

    def changes(self, links: Iterable[Link]) -> Iterator[RowChange]:
        """Every change of the rows asked for, newest first; links are to come newest first.

        Behind the newest link that takes a whole state over, rows can't be read any more: the
        tables had another shape then.
        """
        for link in links:
            changes = json.loads(link.changes)
            if ADOPTED in changes:
                yield from self._adopted(link)
                return
            for table in sorted(changes, reverse=True):
                shape = self._shapes.get(table)
                if shape is not None and self._reach.has_table(table):
                    yield from self._of_table(link, shape, changes[table])

    def _of_table(
        self, link: Link, shape: TableShape, told: Mapping[str, Sequence[list[object]]]
    ) -> Iterator[RowChange]:
        for item in told.get("removed", ()):
            key, before = _key(item[0]), _row(shape, item[1])
            self._then[shape.name, key] = before
            if self._reach.has_row(shape.name, key, before):
                yield RowChange(link, shape.name, key, "removed", before)
        for item in told.get("changed", ()):
            after = self._state(shape, _key(item[0]))
            key, before = _key(item[0]), _told(shape, item, after)
            self._then[shape.name, key] = before
            if self._reach.has_row(shape.name, key, before):
                yield RowChange(link, shape.name, key, "changed", before, after)
        for item in told.get("added", ()):
            yield from self._added(link, shape, item)

    def _added(self, link: Link, shape: TableShape, item: list[object]) -> Iterator[RowChange]:
        if len(item) == 2:
            yield from self._made(link, shape, _key(item[0]))
            return
        first, last = int(str(item[0])), int(str(item[1]))
        for begin, end in self._reach.runs(shape.name, first, last):
            if end - begin < MOST_ROWS:
                for number in range(begin, end + 1):
                    yield from self._made(link, shape, (number,))
            else:
                yield RowChange(link, shape.name, (begin,), "added-range", last=end)

    def _made(self, link: Link, shape: TableShape, key: Key) -> Iterator[RowChange]:
        after = self._state(shape, key)
        self._then[shape.name, key] = None
        if after is not None and self._reach.has_row(shape.name, key, after):
            yield RowChange(link, shape.name, key, "added", None, after)

    def _adopted(self, link: Link) -> Iterator[RowChange]:
        """The study as taken over; of one row, that it was there before the chain was."""
        asked = self._reach.one_row
        if self._reach.is_everything:
            yield RowChange(link, "", (), "adopted")
        elif asked is not None:
            row = self._state(self._shapes[asked[0]], asked[1])
            if row is not None:
                yield RowChange(link, asked[0], asked[1], "adopted", None, row)

    def _state(self, shape: TableShape, key: Key) -> Row | None:
        """A row as the links that were not yet taken back left it."""
        if (shape.name, key) in self._then:
            return self._then[shape.name, key]
        where = " AND ".join(f"{quoted_name(name)} = ?" for name in shape.key)
        row = self._raw.execute(
            f"SELECT {shape.listed} FROM {quoted_name(shape.name)} WHERE {where}", key
        ).fetchone()
        return None if row is None else _row(shape, row)


def read_links(raw: sqlite3.Connection, table: str = "") -> Iterator[Link]:
    """Links, newest first; with ``table`` those that may tell of it and those that adopt."""
    statement = (
        "SELECT seq, at, who, role, act, why, changes, note, previous, sha256 FROM audit "
        "WHERE ?1 = '' OR instr(changes, ?2) OR changes LIKE '{\"adopted\":%' ORDER BY seq DESC"
    )
    for row in raw.execute(statement, (table, json.dumps(table) + ":{")):
        yield Link(*row)


def _key(item: object) -> Key:
    return tuple(item) if isinstance(item, list) else (str(item),)


def _told(shape: TableShape, item: Sequence[object], after: Row | None) -> Row:
    """The old row; what a link withholds of it is what stands there now, where the sum says so."""
    before = _row(shape, item[1])
    if len(item) == 4 and after is not None:
        filled = {
            name: after[name] if value == PLACEHOLDER else value for name, value in before.items()
        }
        if row_sum(shape.name, list(filled.values())).hex() == item[3]:
            return filled
    return before


def _row(shape: TableShape, values: object) -> Row:
    if not isinstance(values, list | tuple):
        raise ValueError("a row is no list")
    return dict(zip(shape.columns, values, strict=True))
