"""Read a Parquet file of an export back as a table with its columns' meanings."""

from collections.abc import Mapping
from pathlib import Path

from turgor.errors import FormatError
from turgor.exchange.parquet.write import ALLOWED, KIND, MEANING, PREFIX, UNIT, arrow
from turgor.exchange.tidy.table import KINDS, Column, ReadTable


def read_parquet(path: Path) -> tuple[ReadTable, dict[str, str]]:
    """A table and what its file says of itself (study, head, turgor, table, meaning).

    Errors: FormatError for a file that is no Parquet file of ours; MissingExtraError.
    """
    pyarrow = arrow()
    from pyarrow import parquet

    try:
        read = parquet.read_table(path)
    except (OSError, pyarrow.ArrowException) as error:
        raise FormatError(f"{path}: can't be read as Parquet ({error})") from error
    facts = {
        name.removeprefix(PREFIX): text
        for name, text in _texts(read.schema.metadata).items()
        if name.startswith(PREFIX)
    }
    columns = []
    for field in read.schema:
        told = _texts(field.metadata)
        if told.get(KIND) not in KINDS:
            raise FormatError(f"{path}: column '{field.name}' does not say what kind it is")
        allowed = tuple(filter(None, told.get(ALLOWED, "").split(";")))
        columns.append(
            Column(field.name, told[KIND], told.get(MEANING, ""), told.get(UNIT, ""), allowed)
        )
    cells = [column.to_pylist() for column in read.columns]
    rows = tuple(zip(*cells, strict=True)) if cells else ()
    return ReadTable(facts.get("table", path.stem), tuple(columns), rows), facts


def _texts(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {key.decode(): text.decode() for key, text in (metadata or {}).items()}
