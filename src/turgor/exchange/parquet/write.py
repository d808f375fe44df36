"""Write a table as Parquet: 64-bit floats and integers, dates, booleans, text, and nulls."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import cast

from turgor.errors import MissingExtraError
from turgor.exchange.tidy.table import Cell, Column, TidyTable
from turgor.exchange.ucum import ucum_code

#: keys of the metadata of columns and of the file
KIND, UNIT, UCUM, MEANING, ALLOWED = "kind", "unit", "ucum", "meaning", "allowed"
PREFIX = "turgor."
_ROWS_A_GROUP = 65_536


class ParquetTable:
    """A table on its way to Parquet, some rows at a time.

    facts : what the file says of itself beside its columns, such as study, head and version.

    Errors: MissingExtraError without pyarrow.
    """

    def __init__(self, path: Path, table: TidyTable, facts: Mapping[str, str]) -> None:
        self._arrow = arrow()
        from pyarrow import parquet

        told = {f"{PREFIX}{key}": text for key, text in facts.items()}
        told |= {f"{PREFIX}table": table.name, f"{PREFIX}meaning": table.meaning}
        self._columns = table.columns
        self._schema = self._arrow.schema(
            [self._field(column) for column in table.columns], metadata=told
        )
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._held: list[Sequence[Cell]] = []

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Take these rows; they are written by the group."""
        self._held.extend(rows)
        if len(self._held) >= _ROWS_A_GROUP:
            self._write()

    def close(self) -> None:
        """Write what is left, and the footer."""
        if self._held:
            self._write()
        self._writer.close()

    def _write(self) -> None:
        arrays = [
            self._arrow.array(
                [None if cell == "" else cell for cell in cells], type=self._schema.field(at).type
            )
            for at, cells in enumerate(zip(*self._held, strict=True))
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._held.clear()

    def _field(self, column: Column) -> object:
        kinds = {
            "integer": self._arrow.int64(),
            "number": self._arrow.float64(),
            "boolean": self._arrow.bool_(),
            "date": self._arrow.date32(),
        }
        told = {KIND: column.kind, MEANING: column.meaning}
        if column.unit:
            told |= {UNIT: column.unit, UCUM: ucum_code(column.unit) or ""}
        if column.allowed:
            told[ALLOWED] = ";".join(column.allowed)
        kind = kinds.get(column.kind, self._arrow.string())
        return self._arrow.field(column.name, kind, metadata=told)


def arrow() -> ModuleType:
    """pyarrow.

    Errors: MissingExtraError with the command that adds it.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError(
            "Parquet needs pyarrow; add it with: pip install 'turgor[exchange]'"
        ) from error
    return cast(ModuleType, pyarrow)
