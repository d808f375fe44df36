"""Every way a disk or a database can refuse, as one clear line."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from turgor.errors import StoreError

_DATABASE = (
    ("database or disk is full", "the disk is full; free some space and run it again"),
    ("readonly database", "the file or its folder is read-only; allow writing to it"),
    ("unable to open database", "it can't be opened; is its folder there, and may it be written?"),
    ("is locked", "another program holds it; wait until that is done and run it again"),
    ("not a database", "it is no study database; restore it from a copy or name another folder"),
    ("malformed", "it is damaged; restore it from a copy"),
    ("disk i/o error", "the disk refused to read or write (full or failing?); check it"),
)

_FILES = {
    errno.ENOSPC: "the disk is full; free some space and run it again",
    errno.EDQUOT: "the disk quota is used up; free some space and run it again",
    errno.EROFS: "the disk is read-only; allow writing to it",
    errno.EACCES: "it may not be written by this user; change its permissions",
    errno.EPERM: "it may not be written by this user; change its permissions",
    errno.EIO: "the disk refused to read or write; check it",
}


@contextmanager
def database_faults(database: Path) -> Iterator[None]:
    """Turn what SQLite refuses into a StoreError; a transaction inside has been rolled back.

    Errors: StoreError; IntegrityError passes, because it is the caller's to word.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, sqlite3.Error) as error:
        told = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        for part, advice in _DATABASE:
            if part in told.lower():
                raise StoreError(f"{database}: {advice}; nothing half-written was kept") from error
        raise StoreError(f"{database}: refused ({told}); nothing half-written was kept") from error


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into a StoreError."""
    try:
        yield
    except OSError as error:
        advice = _FILES.get(error.errno or 0, (error.strerror or str(error)).lower())
        raise StoreError(f"{path}: {advice}; nothing half-written was kept") from error
