"""One SQLite file: write-ahead log, full sync, foreign keys, and real transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from turgor.errors import StoreError
from turgor.store.faults import database_faults

BUSY_TIMEOUT_S = 10.0


class Database:
    """Connections to one study database; each transaction is committed whole or not at all."""

    def __init__(
        self, path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S, foreign_keys: bool = True
    ) -> None:
        """``foreign_keys=False`` is for migrations, which rebuild tables and check at the end."""
        self.path = path
        self._engine = _engine(path, busy_timeout_s, foreign_keys)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state.

        Errors: StoreError.
        """
        with database_faults(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose work is durable once the block has ended without an error.

        Errors: StoreError; after any error nothing of the block is kept.
        """
        with database_faults(self.path), self._engine.connect() as connection:
            connection = connection.execution_options(turgor_write=True)
            with connection.begin():
                yield connection

    def copy_to(self, target: Path) -> None:
        """Copy one consistent state of the whole database to a new file.

        Errors: StoreError.
        """
        with database_faults(self.path), self._engine.connect() as connection:
            source = connection.connection.driver_connection
            if not isinstance(source, sqlite3.Connection):
                raise StoreError(f"{self.path}: is not open as an SQLite file")
            with closing(sqlite3.connect(target)) as copy:
                source.backup(copy)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _engine(path: Path, busy_timeout_s: float, foreign_keys: bool) -> Engine:
    # One connection for each transaction: threads never share one, and nothing keeps a lock.
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"timeout": busy_timeout_s},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Python's driver would begin transactions late and commit around DDL on its own.
        connection.isolation_level = None
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("turgor_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
