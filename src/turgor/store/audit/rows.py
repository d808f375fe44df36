"""Rows as SQLite holds them: their keys, their exact values as text, and their digests."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from turgor.errors import StoreError

#: one value of a row, of SQLite's own types; no table of a study holds BLOBs
Value = str | int | float | None
#: what the chain itself needs, and what the migrations keep
UNWATCHED = frozenset({"audit", "audit_pending", "alembic_version"})
_LITERAL = re.compile(r"NULL|'(?:[^']|'')*'|[^,']+")


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
        return ", ".join(f'"{name}"' for name in self.key)

    @property
    def listed(self) -> str:
        """All columns for SELECT."""
        return ", ".join(f'"{name}"' for name in self.columns)


def watched_tables(connection: Connection) -> dict[str, TableShape]:
    """Every table whose rows the chain answers for, by name."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).scalars()
    return {
        name: _shape(connection, name)
        for name in names.all()
        if name not in UNWATCHED and not name.startswith("sqlite_")
    }


def _shape(connection: Connection, name: str) -> TableShape:
    info = connection.exec_driver_sql(f'PRAGMA table_info("{name}")').all()
    keyed = sorted((row[5], row[1], row[2]) for row in info if row[5])
    return TableShape(
        name=name,
        columns=tuple(row[1] for row in info),
        key=tuple(column for _, column, _ in keyed),
        numbered=len(keyed) == 1 and keyed[0][2].upper() == "INTEGER",
    )


def key_text(key: Sequence[Value]) -> str:
    """A key as the triggers write it: a JSON array."""
    return json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))


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


def row_digest(table: str, values: Sequence[Value]) -> bytes:
    """sha256 of a row with its table's name; types count, 1 is not 1.0.

    Errors: StoreError for a text with a NUL character, which SQLite's literals would cut.
    """
    text = json.dumps([table, *values], separators=(",", ":"))
    if "\\u0000" in text:
        raise StoreError(f"a text for '{table}' holds a NUL character; remove it")
    return hashlib.sha256(text.encode("ascii")).digest()


def digest_of(digests: Sequence[bytes]) -> str:
    """One sum of many rows, in the order given."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def table_rows(connection: Connection, shape: TableShape) -> Iterator[tuple[Value, ...]]:
    """Every row of a table in order of its key, a few at a time."""
    statement = f'SELECT {shape.listed} FROM "{shape.name}" ORDER BY {shape.ordered}'
    result = connection.execution_options(stream_results=True).exec_driver_sql(statement)
    for row in result.yield_per(5000):
        yield tuple(row)


def schema_digest(connection: Connection) -> str:
    """sha256 of everything that the database says of its own shape, triggers included."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    ).all()
    pragmas = [
        connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("application_id", "user_version", "encoding")
    ]
    text = json.dumps([[list(row) for row in rows], pragmas], separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
