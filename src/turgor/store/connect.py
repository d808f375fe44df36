"""One SQLite file: write-ahead log, full sync, foreign keys, and real transactions."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from turgor.errors import StoreError
from turgor.store.audit.link import seal, seal_outside
from turgor.store.audit.rows import driver
from turgor.store.faults import database_faults
from turgor.store.turns import begin_writing, turn_to_write

BUSY_TIMEOUT_S = 10.0


class Database:
    """Connections to one study database; each transaction is committed whole or not at all."""

    def __init__(
        self, path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S, foreign_keys: bool = True
    ) -> None:
        """``foreign_keys=False`` is for migrations, which rebuild tables and check at the end."""
        self.path = path
        #: called once, before the first write, in a transaction of its own
        self.before_writing: Callable[[], object] | None = None
        self._busy_timeout_s = busy_timeout_s
        self._engine = _engine(path, busy_timeout_s, foreign_keys)
        self._joined: ContextVar[Connection | None] = ContextVar("turgor_joined", default=None)
        self._steady: ContextVar[Connection | None] = ContextVar("turgor_steady", default=None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state.

        Errors: StoreError.
        """
        joined = self._joined.get() or self._steady.get()
        if joined is not None:
            with database_faults(self.path):
                yield joined
            return
        with database_faults(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Every ``read`` within the block sees the state at its beginning, whatever others write.

        Only for the thread that opened it.

        Errors: StoreError.
        """
        with self.read() as connection:
            # SQLite takes its snapshot at the first row that is read, not at BEGIN.
            connection.exec_driver_sql("SELECT name FROM sqlite_master LIMIT 1").all()
            token = self._steady.set(connection)
            try:
                yield
            finally:
                self._steady.reset(token)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose work is durable once the block has ended without an error.

        The link of the audit chain that tells of the work is written in the same transaction.

        Errors: StoreError; after any error nothing of the block is kept.
        """
        joined = self._joined.get()
        if joined is not None:
            with database_faults(self.path), joined.begin_nested():
                yield joined
            return
        if self.before_writing is not None:
            due, self.before_writing = self.before_writing, None
            try:
                due()
            except BaseException:
                self.before_writing = due
                raise
        with self.unsealed() as connection:
            seal_outside(connection)
            yield connection
            seal(connection)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Every ``write`` within the block belongs to one transaction and one link of the chain.

        A write that fails takes back its own work alone; an error that leaves the block takes
        back everything. Only for the thread that opened it.

        Errors: StoreError.
        """
        if self._joined.get() is not None:
            yield
            return
        with self.write() as connection:
            token = self._joined.set(connection)
            try:
                yield
            finally:
                self._joined.reset(token)

    @contextmanager
    def unsealed(self) -> Iterator[Connection]:
        """A writing transaction without a link; for upgrades, which write one of their own.

        Errors: StoreError; after any error nothing of the block is kept.
        """
        with (
            database_faults(self.path),
            turn_to_write(self.path, self._busy_timeout_s),
            self._engine.connect() as connection,
        ):
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
        # A row that REPLACE pushes out is noted only by triggers that fire within triggers' reach.
        connection.execute("PRAGMA recursive_triggers = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("turgor_write", False):
            begin_writing(driver(connection), busy_timeout_s)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine
