"""The database as a whole: sound pages and indexes, the schema it had, nothing left unsigned."""

import sqlite3
from collections.abc import Mapping

from turgor.store.audit.link import Link
from turgor.store.audit.report import MOST_LINES, Collected
from turgor.store.audit.rows import schema_digest

DATABASE = "study.db"


def hold_soundness(raw: sqlite3.Connection, found: Collected) -> None:
    """SQLite's own checks: pages, indexes, constraints, and rows that name others."""
    with found.guarded(DATABASE, "checking its pages"):
        for (told,) in raw.execute(f"PRAGMA integrity_check({MOST_LINES + 1})"):
            for line in str(told).splitlines():
                if line != "ok":
                    found.fault(DATABASE, line, kind="damaged pages")
    with found.guarded(DATABASE, "checking which rows name others"):
        for table, number, parent, _ in raw.execute("PRAGMA foreign_key_check"):
            what = f"names a row of '{parent}' that is not there"
            found.fault(f"{table} (row {number})", what, kind="dangling rows")


def hold_schema(
    raw: sqlite3.Connection, state: Mapping[str, object], link: Link, found: Collected
) -> None:
    """The schema and its revision against what the newest upgrade left behind."""
    with found.guarded("schema", "reading it"):
        rows = raw.execute("SELECT version_num FROM alembic_version NOT INDEXED").fetchall()
        if rows != [(state["revision"],)]:
            told = ", ".join(str(row[0]) for row in rows) or "nothing"
            what = f"its revision reads {told}, and link {link.seq} left {state['revision']}"
            found.fault("alembic_version", what)
    with found.guarded("schema", "reading it"):
        if schema_digest(raw) != state["schema"]:
            when = f"link {link.seq} left it {link.at[:19].replace('T', ' ')} UTC"
            found.fault("schema", f"tables, indexes, triggers or views are not as {when}")
            _name_differences(raw, str(state["revision"]), found)


def hold_unsigned(raw: sqlite3.Connection, found: Collected) -> None:
    """Changes that were noted and never became a link: another program made them."""
    if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_pending'").fetchone() is None:
        return  # the schema's sum says so, or there is no chain at all
    with found.guarded("audit_pending", "reading it"):
        for entity, op, key in raw.execute(
            "SELECT entity, op, key FROM audit_pending NOT INDEXED ORDER BY id"
        ):
            word = {"I": "added", "U": "changed", "D": "removed"}.get(str(op), "touched")
            what = f"{key} was {word} by another program, and no link tells of it"
            found.fault(str(entity), what, kind="unsigned changes")


def _name_differences(raw: sqlite3.Connection, revision: str, found: Collected) -> None:
    """Which parts of the schema differ from a new study's, where this version knows that."""
    from turgor.store.schema import HEAD

    if revision != HEAD:
        return
    with found.guarded("schema", "holding it against a new study's"):
        wanted, is_there = _new_schema(), _parts(raw)
        for part in sorted({*wanted, *is_there}):
            if wanted.get(part) == is_there.get(part):
                continue
            word = "is missing" if part not in is_there else "was added"
            word = "was changed" if part in is_there and part in wanted else word
            found.fault(" ".join(part), f"{word}, against a new study", kind="schema")


def _new_schema() -> dict[tuple[str, str], object]:
    from contextlib import closing
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from turgor.store.migrate import create

    with TemporaryDirectory(prefix="turgor-schema-") as place:
        path = Path(place) / DATABASE
        create(path)
        with closing(sqlite3.connect(path)) as raw:
            return _parts(raw)


def _parts(raw: sqlite3.Connection) -> dict[tuple[str, str], object]:
    rows = raw.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    parts: dict[tuple[str, str], object] = {(str(t), str(name)): sql for t, name, sql in rows}
    for pragma in ("application_id", "user_version", "encoding"):
        parts["pragma", pragma] = raw.execute(f"PRAGMA {pragma}").fetchone()[0]
    return parts
