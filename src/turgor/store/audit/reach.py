"""Which rows are asked for: a table's, one row, or everything that belongs to a subject."""

import sqlite3
from collections.abc import Iterator, Mapping

from turgor.errors import InputError
from turgor.store.audit.intervals import Intervals
from turgor.store.audit.rows import TableShape, Value, quoted_name, watched_tables

Key = tuple[Value, ...]


class Reach:
    """Rows belong to a subject by a column ``subject``, or by the rows that they name."""

    def __init__(
        self, raw: sqlite3.Connection, table: str = "", key: str = "", subject: str = ""
    ) -> None:
        """Each narrows; empty is everything.

        Errors: InputError for an unknown table, a key without a table, a key of another form, an
        unknown subject.
        """
        self._shapes = watched_tables(raw)
        if table and table not in self._shapes:
            known = ", ".join(sorted(self._shapes))
            raise InputError(f"there is no table '{table}'; there are {known}")
        if key and not table:
            raise InputError("a key is looked for in a table; name it with --table")
        self._table = table
        self.one_row = (table, parse_key(self._shapes[table], key)) if key else None
        self._subject = subject
        self._parents = {name: _parents(raw, name) for name in self._shapes}
        self._keys: dict[str, set[Key]] = {}
        self._numbers: dict[str, Intervals] = {}
        if subject:
            self._gather(raw)

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows what is asked for."""
        return not (self._table or self._subject)

    def has_table(self, table: str) -> bool:
        """Whether a table's rows may be asked for."""
        if self._subject:
            # Any may be the way to a row that is; what is shown is sieved by ``has_row``.
            return table in self._keys or table in self._numbers
        return self._table in ("", table)

    def has_row(self, table: str, key: Key, values: Mapping[str, Value]) -> bool:
        """Whether a row is asked for, as it was or is."""
        if self._table not in ("", table) or (self.one_row and self.one_row != (table, key)):
            return False
        if not self._subject or self._owns(table, key):
            return True
        own = values.get("id") if table == "subject" else values.get("subject")
        if own is not None:
            return own == self._subject
        return any(
            self._owns(parent, tuple(values[name] for name in columns))
            for columns, parent in self._parents[table]
        )

    def runs(self, table: str, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The parts of a range of numbered rows that are asked for."""
        if self._table not in ("", table):
            return
        if self.one_row is not None:
            number = self.one_row[1][0]
            if isinstance(number, int) and first <= number <= last:
                yield number, number
        elif not self._subject:
            yield first, last
        else:
            yield from self._numbers.get(table, Intervals()).within(first, last)

    def _owns(self, table: str, key: Key) -> bool:
        numbers = self._numbers.get(table)
        if numbers is not None:
            return len(key) == 1 and isinstance(key[0], int) and key[0] in numbers
        return key in self._keys.get(table, ())

    def _gather(self, raw: sqlite3.Connection) -> None:
        """The keys of every row that belongs to the subject now, parents before children."""
        known = raw.execute("SELECT 1 FROM subject WHERE id = ?", (self._subject,)).fetchone()
        if known is None:
            raise InputError(f"there is no subject '{self._subject}' in this study")
        for name, shape in self._shapes.items():
            route = self._route(name, ())
            if route is None:
                continue
            joins, owner = route
            columns = ", ".join(f"t0.{quoted_name(part)}" for part in shape.key)
            rows = raw.execute(
                f"SELECT {columns} FROM {quoted_name(name)} AS t0 {joins} WHERE {owner} = ?",
                (self._subject,),
            )
            if shape.numbered:
                numbers = self._numbers[name] = Intervals()
                for (number,) in sorted(rows):
                    numbers.add(number)
            else:
                self._keys[name] = {tuple(row) for row in rows}

    def _route(self, table: str, seen: tuple[str, ...]) -> tuple[str, str] | None:
        """Joins from a table to the one that names the subject, and that column."""
        alias = f"t{len(seen)}"
        if table == "subject":
            return "", f"{alias}.id"
        if "subject" in self._shapes[table].columns:
            return "", f"{alias}.subject"
        for columns, parent in self._parents[table]:
            if parent in seen or parent == table:
                continue
            rest = self._route(parent, (*seen, table))
            if rest is None:
                continue
            above = f"t{len(seen) + 1}"
            on = " AND ".join(
                f"{above}.{quoted_name(theirs)} = {alias}.{quoted_name(ours)}"
                for ours, theirs in zip(columns, self._shapes[parent].key, strict=True)
            )
            return f"JOIN {quoted_name(parent)} AS {above} ON {on} {rest[0]}", rest[1]
        return None


def parse_key(shape: TableShape, text: str) -> Key:
    """A key as people type it: '12', or 'S01 / V0' where it has two parts.

    Errors: InputError where it is not of the table's form.
    """
    parts = [part.strip() for part in text.split("/")] if len(shape.key) > 1 else [text.strip()]
    if len(parts) != len(shape.key):
        raise InputError(f"a key of '{shape.name}' reads '{' / '.join(shape.key)}', not '{text}'")
    if not shape.numbered:
        return tuple(parts)
    if not parts[0].isdecimal() or len(parts[0]) > 18:
        raise InputError(f"a key of '{shape.name}' is a whole number, not '{text}'")
    return (int(parts[0]),)


def _parents(raw: sqlite3.Connection, table: str) -> list[tuple[tuple[str, ...], str]]:
    """(columns, parent table) of each foreign key onto a parent's whole key."""
    found: dict[int, tuple[list[str], str]] = {}
    for row in raw.execute(f"PRAGMA foreign_key_list({quoted_name(table)})").fetchall():
        found.setdefault(row[0], ([], row[2]))[0].append(row[3])
    return [(tuple(columns), parent) for columns, parent in found.values()]
