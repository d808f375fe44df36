"""Changes of a study's schema and files, and flips of single bytes of its database."""

import random
from pathlib import Path

from audit_attacks import raw


def change_schema(rng: random.Random, study: Path) -> str:
    with raw(study) as connection:
        names = connection.execute(
            "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
        triggers = [n for t, n in names if t == "trigger"]
        indexes = [n for t, n in names if t == "index"]
        tables = [n for t, n in names if t == "table"]
        table = rng.choice([t for t in tables if t != "alembic_version"])
        choice = rng.choice(
            (
                f'DROP TRIGGER "{rng.choice(triggers)}"',
                f'DROP INDEX "{rng.choice(indexes)}"',
                f'ALTER TABLE "{table}" ADD COLUMN extra TEXT',
                f"CREATE TABLE extra{rng.randrange(99)} (id INTEGER PRIMARY KEY, a)",
                f'CREATE INDEX extra{rng.randrange(99)} ON "{table}" (rowid)',
                f'CREATE VIEW extra{rng.randrange(99)} AS SELECT * FROM "{table}"',
                f'CREATE TRIGGER extra AFTER INSERT ON "{table}" BEGIN SELECT 1; END',
                f"PRAGMA user_version = {rng.randrange(1, 10**6)}",
                f"PRAGMA application_id = {rng.randrange(1, 10**6)}",
                "CHECK",
            )
        )
        if choice != "CHECK":
            if choice.startswith("CREATE INDEX"):
                choice = choice.replace("(rowid)", f'("{_column(connection, table)}")')
            connection.execute(choice)
            return choice
        connection.execute("PRAGMA writable_schema = ON")
        old, new = rng.choice(
            (("'midline', ", ""), ("replicate > 0", "replicate > -9"), ("= 64", ">= 6"))
        )
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'capture'", (old, new)
        )
    return f"CHECK of capture: {old!r} -> {new!r}"


def _column(connection, table: str) -> str:
    return connection.execute(f'PRAGMA table_info("{table}")').fetchone()[1]


def flip_byte(rng: random.Random, study: Path) -> str:
    path = study / "study.db"
    content = bytearray(path.read_bytes())
    at, flip = (
        rng.randrange(len(content)),
        rng.choice((1 << rng.randrange(8), rng.randrange(1, 256))),
    )
    content[at] ^= flip
    path.write_bytes(content)
    return f"byte {at} ^ {flip:#04x}"


def change_file(rng: random.Random, study: Path) -> str:
    files = sorted(p for p in (study / "captures").rglob("*") if p.is_file())
    path, other = rng.sample(files, 2)
    content = bytearray(path.read_bytes())
    word = rng.choice(("flip", "truncate", "remove", "replace", "swap", "append", "rename"))
    path.chmod(0o644)
    other.chmod(0o644)
    if word == "flip":
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        path.write_bytes(content)
    elif word == "truncate":
        path.write_bytes(content[: rng.randrange(len(content))])
    elif word == "remove":
        path.unlink()
    elif word == "replace":
        path.write_bytes(rng.randbytes(len(content)))
    elif word == "append":
        path.write_bytes(content + b"\0")
    elif word == "rename":
        path.rename(path.with_suffix(".old"))
    else:
        theirs = other.read_bytes()
        other.write_bytes(content)
        path.write_bytes(theirs)
    return f"{word} {path.name[:12]}"


def restore_erased(rng: random.Random, study: Path) -> str:
    with raw(study) as connection:
        ((sha256, suffix),) = connection.execute(
            "SELECT sha256, suffix FROM capture WHERE erased != ''"
        ).fetchall()
    path = study / "captures" / sha256[:2] / f"{sha256}{suffix}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(rng.randbytes(rng.randrange(1, 100)))
    return f"a file where {sha256[:12]} was erased"
