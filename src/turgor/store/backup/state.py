"""A database file on its own: whether it is sound, its chain's head, and what it names."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from turgor.errors import StoreError
from turgor.store.audit.link import link_sha256

_LINK = ("seq", "at", "who", "role", "act", "why", "changes", "note", "previous", "sha256")


#: (table, column of the sum, column of the suffix or of a name that ends in it, or a suffix)
KEPT_FILES = (
    ("capture", "sha256", "suffix"),
    ("device_table", "sha256", "suffix"),
    ("imported_file", "kept_sha256", "kept_suffix"),
    ("instrument", "form_sha256", ".json"),
    ("instrument", "scoring_sha256", "scoring_suffix"),
    ("licence_proof", "document_sha256", "document_name"),
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that the database names, by sum and suffix."""

    sha256: str
    suffix: str

    @property
    def path(self) -> str:
        """Its place in a study's folder."""
        return f"captures/{self.sha256[:2]}/{self.sha256}{self.suffix}"


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What a study's database says of itself; head and first are empty where it has no chain."""

    revision: str
    head: str
    first: str
    files: tuple[NamedFile, ...]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that nobody else has open, read without leaving anything beside it.

    Errors: StoreError where it can't be read, whatever its bytes make of the reading.
    """
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.text_factory = _lenient
            yield connection
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
        raise StoreError(f"{path.name}: can't be read ({error})") from error


def _lenient(text: bytes) -> str:
    """Bytes of a damaged page are no UTF-8, and still something to talk about."""
    return text.decode("utf-8", "backslashreplace")


def state_of(path: Path) -> DatabaseState:
    """Revision, head and named files.

    Errors: StoreError where it is no study's database.
    """
    with opened(path) as connection:
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        files = sorted(_named(connection), key=lambda item: item.path)
        head = first = ""
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone():
            last = connection.execute("SELECT seq, sha256 FROM audit ORDER BY seq DESC").fetchone()
            begun = connection.execute("SELECT sha256 FROM audit ORDER BY seq").fetchone()
            head = f"{last[0]}:{last[1]}" if last else ""
            first = str(begun[0]) if begun else ""
    return DatabaseState(
        "" if revision is None else str(revision[0]),
        head,
        first,
        tuple(files),
    )


def _named(connection: sqlite3.Connection) -> set[NamedFile]:
    """Every file that a table names, less what was erased; older schemas lack some tables."""
    found: set[NamedFile] = set()
    for table, total, suffix in KEPT_FILES:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if not columns:
            continue
        ending = f"'{suffix}'" if suffix.startswith(".") else f'"{suffix}"'
        erased = " AND erased = ''" if "erased" in columns else ""
        for sha256, text in connection.execute(
            f"SELECT {total}, {ending} FROM {table} WHERE {total} != ''{erased}"
        ):
            own = PurePath(str(text)).suffix.lower() if suffix == "document_name" else str(text)
            found.add(NamedFile(str(sha256), own))
    return found


def faults_of(path: Path) -> tuple[str, ...]:
    """What is wrong with a database: its pages, its keys, its chain's links; nothing where sound.

    Rows are not held against the chain here; `turgor audit verify` does.
    """
    try:
        with opened(path) as connection:
            told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            faults = [f"study.db: {line}" for line in told if line != "ok"]
            if not faults and connection.execute("PRAGMA foreign_key_check").fetchone():
                faults.append("study.db: rows name others that don't exist")
            return (*faults, *_broken_link(connection)) if not faults else tuple(faults)
    except StoreError as error:
        return (str(error),)


def chain_holds(path: Path, head: str) -> bool:
    """True where a database's chain has this head.

    Errors: StoreError.
    """
    seq, _, sha256 = head.partition(":")
    with opened(path) as connection:
        row = connection.execute(
            "SELECT sha256 FROM audit WHERE seq = ?", (int(seq or 0),)
        ).fetchone()
    return row is not None and row[0] == sha256


def _broken_link(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The first link that does not follow from the one before."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone():
        return ()
    previous, expected = "", 1
    listed = ", ".join(_LINK)
    for row in connection.execute(f"SELECT {listed} FROM audit ORDER BY seq"):
        link = dict(zip(_LINK, row, strict=True))
        right = link["seq"] == expected and link["previous"] == previous
        if not right or link["sha256"] != link_sha256(link):
            return (f"study.db: link {link['seq']} of the audit chain is broken",)
        previous, expected = str(link["sha256"]), expected + 1
    return ()
