"""Rows as SQLite holds them: their keys, their exact values as text, and their digests."""

import hashlib
import json
import math
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from turgor.errors import StoreError

#: one value of a row, of SQLite's own types; no table of a study holds BLOBs
Value = str | int | float | None
#: what the chain itself needs, and what the migrations keep
UNWATCHED = frozenset({"audit", "audit_pending", "alembic_version"})
#: a connection of the store, or SQLite's own
Handle = Connection | sqlite3.Connection
_LITERAL = re.compile(r"NULL|'(?:[^']|'')*'|[^,']+")
_SCHEMA_PRAGMAS = ("application_id", "user_version", "encoding")


def _odd(value: object) -> object:
    """A value that no writer of ours leaves behind still gets a sum, and never one of ours."""
    return {"blob": value.hex()} if isinstance(value, bytes) else {"odd": repr(value)}


_encode = json.JSONEncoder(separators=(",", ":"), default=_odd).encode


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table's columns in order, and those of its primary key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    #: True where the key is one whole number, so that rows made together are a range
    numbered: bool

    @property
    def ordered(self) -> str:
        """The key's columns for ORDER BY."""
        return ", ".join(map(quoted_name, self.key))

    @property
    def listed(self) -> str:
        """All columns for SELECT."""
        return ", ".join(map(quoted_name, self.columns))


def driver(handle: Handle) -> sqlite3.Connection:
    """SQLite's own connection beneath the store's: the same transaction, rows without wrapping."""
    if isinstance(handle, sqlite3.Connection):
        return handle
    raw = handle.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise StoreError("this database is not open as an SQLite file")
    return raw


def watched_tables(handle: Handle) -> dict[str, TableShape]:
    """Every table whose rows the chain answers for, by name."""
    raw = driver(handle)
    names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: table_shape(raw, name)
        for (name,) in names.fetchall()
        if name not in UNWATCHED and not name.startswith("sqlite_")
    }


def table_shape(handle: Handle, name: str) -> TableShape:
    """The shape of one table."""
    raw = driver(handle)
    info = raw.execute(f"PRAGMA table_info({quoted_name(name)})").fetchall()
    keyed = sorted((row[5], row[1], row[2]) for row in info if row[5])
    return TableShape(
        name=name,
        columns=tuple(row[1] for row in info),
        key=tuple(column for _, column, _ in keyed),
        numbered=len(keyed) == 1 and keyed[0][2].upper() == "INTEGER",
    )


def quoted_name(name: str) -> str:
    """A name of a table or column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def key_of(text: str) -> tuple[Value, ...]:
    """A key from its JSON array."""
    return tuple(json.loads(text))


def values_of(quoted: str) -> list[Value]:
    """The values of a row from SQLite's own literals, which keep every bit of a number."""
    found: list[Value] = []
    for literal in _LITERAL.findall(quoted):
        if literal == "NULL":
            found.append(None)
        elif literal.startswith("'"):
            found.append(literal[1:-1].replace("''", "'"))
        elif re.fullmatch(r"-?\d+", literal):
            found.append(int(literal))
        else:
            found.append(float(literal))
    return found


def row_sum(table: str, values: Sequence[object]) -> bytes:
    """sha256 of a row with its table's name, whatever it holds; types count, 1 is not 1.0."""
    return hashlib.sha256(_encode([table, *values]).encode("ascii")).digest()


def row_digest(table: str, values: Sequence[Value]) -> bytes:
    """The sum of a row that is being written.

    Errors: StoreError for what SQLite's literals or JSON can't keep exactly: a text with a NUL
    character, a number that is not finite.
    """
    text = _encode([table, *values])
    if "\\u0000" in text and any(isinstance(value, str) and "\0" in value for value in values):
        raise StoreError(f"a text for '{table}' holds a NUL character; remove it")
    if "Infinity" in text or "NaN" in text:
        for value in values:
            if isinstance(value, float) and not math.isfinite(value):
                raise StoreError(f"a number for '{table}' is {value}; give a finite one, or none")
    return hashlib.sha256(text.encode("ascii")).digest()


def digest_of(digests: Sequence[bytes]) -> str:
    """One sum of many rows, in the order given."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def table_rows(handle: Handle, shape: TableShape) -> Iterator[tuple[Value, ...]]:
    """Every row of a table in order of its key."""
    yield from driver(handle).execute(
        f"SELECT {shape.listed} FROM {quoted_name(shape.name)} ORDER BY {shape.ordered}"
    )


def schema_digest(handle: Handle) -> str:
    """sha256 of everything that the database says of its own shape, triggers included.

    The query planner's statistics (``sqlite_stat…``) are left out: they change no value.
    """
    raw = driver(handle)
    rows = raw.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY type, name"
    ).fetchall()
    pragmas = [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in _SCHEMA_PRAGMAS]
    return hashlib.sha256(_encode([[list(row) for row in rows], pragmas]).encode()).hexdigest()
