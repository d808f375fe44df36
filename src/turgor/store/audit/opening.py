"""A study's database opened to be looked at, and never changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from turgor.errors import NoStudyError, StoreError
from turgor.store.faults import database_faults, file_faults

_BEGIN = (
    "PRAGMA query_only = ON",
    # A forged schema may not run functions, and a damaged page is told instead of followed.
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "BEGIN",
    "SELECT count(*) FROM sqlite_master",
)


@contextmanager
def looking_at(database: Path, busy_timeout_s: float = 10.0) -> Iterator[sqlite3.Connection]:
    """One consistent state of a database for the whole block; damaged text comes as it is.

    A disk that may only be read, or is full, is read too, unless writes wait in its log that
    reading can't bring in.

    Errors: StoreError where the file is missing, may not be read or is held by another program;
    sqlite3.Error where it is damaged.
    """
    if not database.is_file():
        raise NoStudyError(f"{database}: there is no study here; name a study's folder")
    with file_faults(database), database.open("rb") as stream:
        stream.read(1)
    try:
        raw = _opened(database, busy_timeout_s)
    except sqlite3.OperationalError as error:
        told = str(error)
        if not any(word in told for word in ("locked", "unable to open", "readonly")):
            raise
        with database_faults(database):
            raise
    with closing(raw):
        yield raw


def lenient(text: bytes) -> str:
    """A text whose bytes are no UTF-8, with each byte kept."""
    return text.decode("utf-8", "surrogateescape")


def _opened(database: Path, busy_timeout_s: float) -> sqlite3.Connection:
    try:
        return _begun(database, "mode=rw", busy_timeout_s)
    except sqlite3.OperationalError as error:
        if not _may_only_be_read(error):
            raise
    try:
        return _begun(database, "mode=ro", busy_timeout_s)
    except sqlite3.OperationalError as error:
        log = database.with_name(database.name + "-wal")
        if log.is_file() and log.stat().st_size > 0:
            raise StoreError(
                f"{database}: may not be written here and has writes waiting in its log; copy "
                "the folder to where it may be written"
            ) from error
    return _begun(database, "immutable=1", busy_timeout_s)


def _may_only_be_read(error: sqlite3.OperationalError) -> bool:
    """Whether what failed was writing: no right to it, or no room for the log's shared index."""
    told, code = str(error), error.sqlite_errorname
    no_room = code == "SQLITE_FULL" or code.startswith("SQLITE_IOERR_SHM")
    return no_room or "unable to open" in told or "readonly" in told


def _begun(database: Path, mode: str, busy_timeout_s: float) -> sqlite3.Connection:
    raw = sqlite3.connect(
        f"{database.resolve().as_uri()}?{mode}",
        uri=True,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for statement in _BEGIN:
            raw.execute(statement).fetchall()
    except BaseException:
        raw.close()
        raise
    return raw
