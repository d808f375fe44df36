"""Ways to change a study behind its audit chain's back, for benchmarks/audit_mutations.py.

Each works with SQLite's own module on a copy of a study, triggers out of the way, and knows the
chain's written form (docs/record/audit.md) but none of the code that writes or verifies it.
"""

import hashlib
import json
import math
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FIELDS = ("seq", "at", "who", "role", "act", "why", "changes", "note", "previous")
LINK = (*FIELDS, "sha256")
SEMANTIC = ("audit", "audit_pending", "alembic_version")
Attack = Callable[[random.Random, Path], str]


@contextmanager
def raw(study: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(study / "study.db", isolation_level=None)) as connection:
        yield connection


@contextmanager
def bypassed(study: Path) -> Iterator[sqlite3.Connection]:
    """Triggers away, constraints off; afterwards the triggers are what they were."""
    with raw(study) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        ).fetchall()
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


def tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not name.startswith("sqlite_")]


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


def keys(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")') if row[5]]


def filled(connection: sqlite3.Connection) -> list[str]:
    return [t for t in tables(connection) if connection.execute(f'SELECT 1 FROM "{t}"').fetchone()]


def any_row(
    rng: random.Random, connection: sqlite3.Connection, table: str
) -> tuple[int, list[object]]:
    rows = connection.execute(f'SELECT rowid, * FROM "{table}"').fetchall()
    number, *values = rng.choice(rows)
    return number, values


def other_value(rng: random.Random, value: object) -> object:
    """Something else of the same type, as little different as can be."""
    if isinstance(value, int):
        return value + rng.choice((-1, 1))
    if isinstance(value, float):
        return rng.choice((math.nextafter(value, math.inf), -value or 1.0, value * 1.01 + 1e-9))
    if value is None:
        return rng.choice((0.5, "x"))
    text = str(value)
    if not text:
        return rng.choice((" ", "x"))
    at = rng.randrange(len(text))
    return rng.choice(
        (
            text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :],
            text + " ",
            text[:at] + text[at + 1 :],
            text[:at] + "\u00e9" + text[at:],
        )
    )


def change_cell(rng: random.Random, study: Path) -> str:
    with bypassed(study) as connection:
        table = rng.choice(filled(connection))
        number, values = any_row(rng, connection, table)
        at = rng.randrange(len(values))
        column, new = columns(connection, table)[at], other_value(rng, values[at])
        try:
            connection.execute(
                f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, number)
            )
        except sqlite3.IntegrityError:  # another row has this key; say something else
            new = f"{new}{rng.random()}" if isinstance(new, str) else rng.randrange(10**6, 10**7)
            connection.execute(
                f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, number)
            )
    return f"{table}.{column}: {values[at]!r} -> {new!r}"


def change_type(rng: random.Random, study: Path) -> str:
    """The same characters as a BLOB, which SQLite shows alike in many tools."""
    with bypassed(study) as connection:
        table = rng.choice([t for t in filled(connection) if t not in ("audit_pending",)])
        number, values = any_row(rng, connection, table)
        texts = [i for i, v in enumerate(values) if isinstance(v, str)]
        column = columns(connection, table)[rng.choice(texts)]
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = CAST("{column}" AS BLOB) WHERE rowid = ?', (number,)
        )
    return f"{table}.{column} as BLOB"


def change_with_triggers(rng: random.Random, study: Path) -> str:
    """Another program that knows nothing of the chain: its triggers still note the change."""
    with raw(study) as connection:
        number = rng.choice(connection.execute("SELECT id FROM finding").fetchall())[0]
        connection.execute("UPDATE finding SET value = value + 1 WHERE id = ?", (number,))
    return f"finding {number}"


def insert_row(rng: random.Random, study: Path) -> str:
    with bypassed(study) as connection:
        table = rng.choice([t for t in filled(connection) if t != "alembic_version"])
        _, values = any_row(rng, connection, table)
        names, key = columns(connection, table), keys(connection, table)
        for name in key:
            at = names.index(name)
            values[at] = (
                connection.execute(f'SELECT max("{name}") FROM "{table}"').fetchone()[0]
                + rng.randint(1, 3)
                if isinstance(values[at], int)
                else "".join(rng.choices("0123456789abcdef", k=64))
            )
        for name in ("sha256", "metric", "method", "version", "subject"):
            if name in names and name not in key:
                values[names.index(name)] = (
                    rng.randrange(10**6) if name == "version" else f"X{rng.random()}"
                )
        marks = ", ".join("?" * len(values))
        connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', values)
    return f"{table} {[values[names.index(name)] for name in key]}"


def delete_row(rng: random.Random, study: Path) -> str:
    with bypassed(study) as connection:
        table = rng.choice(filled(connection))
        number, values = any_row(rng, connection, table)
        connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))
    return f"{table} {values[:2]}"


def swap_rows(rng: random.Random, study: Path) -> str:
    """Two findings of one measurement change values: every sum over all values stays."""
    with bypassed(study) as connection:
        (one, a), (two, b) = rng.sample(
            connection.execute("SELECT id, value FROM finding").fetchall(), 2
        )
        for number, value in ((one, b), (two, a)):
            connection.execute("UPDATE finding SET value = ? WHERE id = ?", (value, number))
    return f"finding {one} and {two}"


def swap_links(rng: random.Random, study: Path) -> str:
    with bypassed(study) as connection:
        last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
        one, two = rng.sample(range(1, last + 1), 2)
        for old, new in ((one, -1), (two, one), (-1, two)):
            connection.execute("UPDATE audit SET seq = ? WHERE seq = ?", (new, old))
    return f"links {one} and {two}"


def cut_links(rng: random.Random, study: Path) -> str:
    with bypassed(study) as connection:
        last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
        count = rng.randint(1, last)
        connection.execute("DELETE FROM audit WHERE seq > ?", (last - count,))
    return f"last {count} links, their rows left"


def drop_first_links(rng: random.Random, study: Path) -> str:
    with bypassed(study) as connection:
        last = connection.execute("SELECT max(seq) FROM audit").fetchone()[0]
        count = rng.randint(1, last - 1)
        connection.execute("DELETE FROM audit WHERE seq <= ?", (count,))
    return f"first {count} links"


def forge_adoption(rng: random.Random, study: Path) -> str:
    """Change a value, then a link behind the last that takes the whole state over as it is."""
    with bypassed(study) as connection:
        number = rng.choice(connection.execute("SELECT id FROM finding").fetchall())[0]
        connection.execute("UPDATE finding SET value = value + 1 WHERE id = ?", (number,))
        (first,) = connection.execute("SELECT changes FROM audit WHERE seq = 1").fetchone()
        state = json.loads(first)
        for table in tables(connection):
            if table in SEMANTIC:
                continue
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            sums = sorted(row_sum(table, row) for row in rows)
            state["adopted"]["tables"][table] = [
                len(sums),
                hashlib.sha256(b"".join(sums)).hexdigest(),
            ]
        last = connection.execute("SELECT * FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        link = dict(zip(LINK, last, strict=True))
        link |= {"seq": link["seq"] + 1, "previous": link["sha256"], "changes": canonical(state)}
        put_link(connection, link)
    return f"finding {number}, hidden by a whole state"


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def row_sum(table: str, row: object) -> bytes:
    text = json.dumps([table, *row], separators=(",", ":"))  # type: ignore[misc]
    return hashlib.sha256(text.encode()).digest()


def put_link(connection: sqlite3.Connection, link: dict[str, object]) -> None:
    """Write a link with a sum that is right for what it says."""
    text = canonical([link[name] for name in FIELDS])
    link["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    marks = ", ".join("?" * len(LINK))
    connection.execute(
        f"INSERT OR REPLACE INTO audit VALUES ({marks})", [link[name] for name in LINK]
    )
