"""Make a new study database, bring an older one up to date, refuse a foreign or newer one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from turgor.errors import StoreError
from turgor.store.audit.link import adopt, seal_outside
from turgor.store.audit.triggers import install_triggers, remove_triggers
from turgor.store.connect import Database
from turgor.store.faults import database_faults, file_faults
from turgor.store.schema import APPLICATION_ID, HEAD

if TYPE_CHECKING:
    from alembic.config import Config

#: from this revision on a study has an audit chain
FIRST_WITH_CHAIN = "0004"


def create(path: Path) -> None:
    """Make a new database; a half-made one is removed again.

    Errors: StoreError where the file is there already or the disk refuses.
    """
    with file_faults(path):
        if path.exists():
            raise StoreError(f"{path}: is there already; use it, or name another folder")
        path.touch(exist_ok=False)
    try:
        _journal(path)
        _upgrade(path)
    except BaseException:
        for leftover in (path, *(path.with_name(path.name + s) for s in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        raise


def require_current(path: Path) -> None:
    """Hold an existing file against this version, upgrading an older study in one transaction.

    Errors: StoreError where the file is missing, foreign, newer or closed to this user.
    """
    if not path.is_file():
        raise StoreError(f"{path}: there is no study here; make one with `turgor study init`")
    with file_faults(path), path.open("rb") as stream:
        head = stream.read(16)
    if head != b"SQLite format 3\0":
        raise StoreError(f"{path}: it is no study database; restore it from a copy")
    database = Database(path)
    try:
        with database.read() as connection:
            owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
            revision = _revision(connection) if owner == APPLICATION_ID else None
    finally:
        database.close()
    if owner != APPLICATION_ID:
        raise StoreError(f"{path}: belongs to another program; name a folder made by Turgor")
    if revision == HEAD:
        return
    if revision not in known_revisions():
        raise StoreError(
            f"{path}: was written by a newer Turgor (revision '{revision}', this one knows "
            f"'{HEAD}'); update Turgor to open it"
        )
    _upgrade(path)


def _journal(path: Path) -> None:
    """Write-ahead logging is a property of the file, and so is whose it is."""
    with (
        database_faults(path),
        file_faults(path),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise StoreError(f"{path}: can't be made ({error}); check the disk") from error


def _upgrade(path: Path) -> None:
    from alembic import command

    # A rebuilt table is dropped and renamed, which enforced foreign keys would refuse half-way;
    # they are checked as a whole before anything becomes durable.
    database = Database(path, foreign_keys=False)
    try:
        with database.unsealed() as connection:
            config = _config()
            config.attributes["connection"] = connection
            before = _revision(connection)
            if before == HEAD:
                return  # another program was faster
            if before is not None and before >= FIRST_WITH_CHAIN:
                seal_outside(connection)
            remove_triggers(connection)
            command.upgrade(config, "head")
            install_triggers(connection)
            adopt(connection, HEAD)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise StoreError(
                    f"{path}: rows would name others that don't exist; nothing was changed, "
                    "restore the study from a copy"
                )
    finally:
        database.close()


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def known_revisions() -> set[str]:
    """Every revision that this version can open, bringing it up to date."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    return {script.revision for script in scripts.walk_revisions()}


def _revision(connection: Connection) -> str | None:
    rows = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
    ).all()
    if not rows:
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found is not None else None
