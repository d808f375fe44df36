"""What a store tells of its audit chain: whether it holds, what was done, what a row was."""

from collections.abc import Iterable
from pathlib import Path

from turgor.errors import InputError
from turgor.store.audit.heads import HeldHead
from turgor.store.audit.link import Link
from turgor.store.audit.reach import Reach
from turgor.store.audit.replay import Replay, RowChange, read_links
from turgor.store.audit.report import AuditReport, Step
from turgor.store.audit.rows import driver
from turgor.store.audit.verify import verify
from turgor.store.connect import Database


class AuditTrail:
    """The audit chain of one study, to be read and held against everything else."""

    def __init__(self, database: Database, captures: Path) -> None:
        """``captures`` : the folder of captured files."""
        self._database, self._captures = database, captures

    def verify(self, heads: Iterable[HeldHead] = (), step: Step | None = None) -> AuditReport:
        """Hold every row, the schema, every captured file and every held head against the chain.

        Errors: StoreError where the database may not be read.
        """
        return verify(self._database.path, self._captures, heads, step)

    def links(self, after: int = 0) -> tuple[Link, ...]:
        """Every link whose number is beyond ``after``, oldest first.

        Errors: StoreError.
        """
        with self._database.read() as connection:
            rows = driver(connection).execute(
                "SELECT seq, at, who, role, act, why, changes, note, previous, sha256 "
                "FROM audit WHERE seq > ? ORDER BY seq",
                (after,),
            )
            return tuple(Link(*row) for row in rows)

    def history(self, table: str, key: str | int) -> tuple[RowChange, ...]:
        """Every state of one row, oldest first, with the link that made it.

        key : as people read it, '12' or 'S01 / V0'.

        Errors: InputError for an unknown table or a key of another form; StoreError.
        """
        return self.log(table=table, key=str(key))

    def log(
        self,
        subject: str = "",
        table: str = "",
        key: str = "",
        who: str = "",
        since: str = "",
    ) -> tuple[RowChange, ...]:
        """Who did what, when and why, oldest first; each argument narrows.

        subject : rows that belong to it now, or did. since : a date as '2026-03-02'.

        Errors: InputError for an unknown subject or table, or a key of another form; StoreError.
        """
        with self._database.read() as connection:
            raw = driver(connection)
            reach = Reach(raw, table, key, subject)
            changes = Replay(raw, reach).changes(read_links(raw, table))
            if key:
                changes = iter(_one_row(changes, table, key))
            found = [
                change
                for change in changes
                if who in ("", change.link.who) and change.link.at >= since
            ]
        return tuple(reversed(found))


def _one_row(changes: Iterable[RowChange], table: str, key: str) -> list[RowChange]:
    found = list(changes)
    if not found:
        raise InputError(f"there is no row '{key}' in '{table}', and never was")
    return found
