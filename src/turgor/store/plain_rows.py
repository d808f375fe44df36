"""Every table's rows as they are kept, for what has to look at all of them alike."""

from turgor.errors import StoreError
from turgor.store.audit.rows import Value, table_rows, watched_tables
from turgor.store.connect import Database

_WITHDRAWN = "withdrawn"


class PlainRows:
    """The tables of a study by name, without the audit chain, whatever kind of record they hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tables(self) -> tuple[str, ...]:
        """Their names, in order."""
        with self._database.read() as connection:
            return tuple(watched_tables(connection))

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of one table.

        Errors: StoreError where there is none of this name.
        """
        with self._database.read() as connection:
            shapes = watched_tables(connection)
        if table not in shapes:
            raise StoreError(f"there is no table '{table}' in a study of this version")
        return shapes[table].columns

    def rows(self, table: str, withdrawn: bool = True) -> list[dict[str, Value]]:
        """The rows of one table in order of its key; dates are texts, structures JSON.

        withdrawn : False leaves out what no longer counts.

        Errors: StoreError where there is no table of this name.
        """
        columns = self.columns(table)
        with self._database.read() as connection:
            shape = watched_tables(connection)[table]
            rows = [dict(zip(columns, row, strict=True)) for row in table_rows(connection, shape)]
        if withdrawn or _WITHDRAWN not in columns:
            return rows
        return [row for row in rows if row[_WITHDRAWN] == ""]
