"""Records that are corrected with their version named, withdrawn with a reason, never deleted."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from turgor.errors import ConflictError, StudyError
from turgor.store.audit.deed import doing
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database
from turgor.store.people import ensure_subject

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Kept(Generic[R]):
    """A record as kept: its number, how often it was changed, why it no longer counts."""

    id: int
    version: int
    record: R
    withdrawn: str = ""


class Ledger(Generic[R]):
    """One table of such records; the audit chain holds every older state with who and why.

    The table begins with ``kept_columns()`` and goes on with the record's own fields.
    """

    def __init__(
        self,
        database: Database,
        table: Table,
        codec: RecordCodec[R],
        word: str,
        identity: tuple[str, ...],
    ) -> None:
        """``word`` names a record in messages; ``identity`` : columns that tell records apart."""
        self._database, self._table, self._codec = database, table, codec
        self._word, self._identity = word, identity

    def add(self, record: R) -> tuple[str, Kept[R]]:
        """Keep a record: 'added', or 'same' where exactly this is on record.

        Errors: StudyError where its identity is on record with other content; StoreError.
        """
        values = self._codec.row(record)
        table = self._table
        with self._database.write() as connection:
            if "subject" in values:
                ensure_subject(connection, str(values["subject"]))
            where = [table.c[name] == values[name] for name in self._identity]
            row = connection.execute(select(table).where(*where, table.c.withdrawn == "")).first()
            if row is None:
                made = connection.execute(insert(table).values(values).returning(table.c.id))
                return "added", Kept(made.scalar_one(), 1, record)
            kept = self._kept(row._mapping)
            if self._codec.row(kept.record) != values:
                raise StudyError(
                    f"{self._word} {kept.id} ({self._named(values)}) is on record already with "
                    "other content; correct it by its number, with a reason"
                )
            return "same", kept

    def correct(self, number: int, version: int, record: R, why: str) -> Kept[R]:
        """Put a record in place of the one that was read as ``version``.

        Errors: ConflictError where it was changed since; StudyError without a reason, for an
        unknown number, or where another record has this identity; StoreError.
        """
        if not why.strip():
            raise StudyError(f"correcting {self._word} {number} needs a reason")
        values = self._codec.row(record)
        table = self._table
        with doing(why=why), self._database.write() as connection:
            self._hold(connection, number, version)
            where = [table.c[name] == values[name] for name in self._identity]
            other = connection.execute(
                select(table.c.id).where(*where, table.c.withdrawn == "", table.c.id != number)
            ).first()
            if other is not None:
                raise StudyError(
                    f"{self._word} {other.id} is {self._named(values)} already; correct that one, "
                    "or withdraw it"
                )
            connection.execute(
                update(table).where(table.c.id == number).values({**values, "version": version + 1})
            )
        return Kept(number, version + 1, record)

    def withdraw(self, number: int, version: int, why: str) -> Kept[R]:
        """Let a record no longer count; it stays, with the reason.

        Errors: as for ``correct``.
        """
        if not why.strip():
            raise StudyError(f"withdrawing {self._word} {number} needs a reason")
        table = self._table
        with doing(why=why), self._database.write() as connection:
            kept = self._hold(connection, number, version)
            connection.execute(
                update(table)
                .where(table.c.id == number)
                .values(withdrawn=why.strip(), version=version + 1)
            )
        return Kept(number, version + 1, kept.record, why.strip())

    def one(self, number: int) -> Kept[R]:
        """A record by its number.

        Errors: StudyError where there is none; StoreError.
        """
        with self._database.read() as connection:
            return self._one(connection, number)

    def all(self, subject: str = "", withdrawn: bool = False) -> tuple[Kept[R], ...]:
        """Every record in order of number, those of one subject where named; with ``withdrawn``
        also those that no longer count.
        """
        table = self._table
        statement = select(table).order_by(table.c.id)
        if subject:
            statement = statement.where(table.c.subject == subject)
        if not withdrawn:
            statement = statement.where(table.c.withdrawn == "")
        with self._database.read() as connection:
            return tuple(self._kept(row._mapping) for row in connection.execute(statement))

    def _hold(self, connection: Connection, number: int, version: int) -> Kept[R]:
        kept = self._one(connection, number)
        if kept.version != version:
            raise ConflictError(
                f"{self._word} {number} was changed meanwhile: it is version {kept.version}, and "
                f"this change was made on version {version}; read it again and repeat the change"
            )
        if kept.withdrawn:
            raise StudyError(f"{self._word} {number} was withdrawn ({kept.withdrawn})")
        return kept

    def _one(self, connection: Connection, number: int) -> Kept[R]:
        row = connection.execute(select(self._table).where(self._table.c.id == number)).first()
        if row is None:
            raise StudyError(f"there is no {self._word} {number} in this study")
        return self._kept(row._mapping)

    def _kept(self, row: RowMapping) -> Kept[R]:
        columns = {str(name): value for name, value in row.items()}
        record = self._codec.record(columns)
        return Kept(row["id"], row["version"], record, row["withdrawn"])

    def _named(self, values: dict[str, object]) -> str:
        return ", ".join(f"{name} {values[name]}" for name in self._identity if values[name] != "")
