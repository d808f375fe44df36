"""What of an imported file is kept: the whole of it, or only the cells that the mapping names."""

import csv
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.exchange.spreadsheet import TableRows
from turgor.store.imported import MAPPED_CELLS, WHOLE

_IDENTITY = re.compile(
    r"\b(name|surname|forename|lastname|firstname|initials|birth ?date|date of birth|dob|address|"
    r"street|phone|mobile|telephone|e-?mail|mail|ssn|nhs|mrn|insurance|passport|"
    r"vorname|nachname|geburtsdatum|adresse|telefon)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """Where the bytes to keep lie, their sum, and whether they are the whole file."""

    path: Path
    sha256: str
    suffix: str
    kept_as: str


def looks_like_identity(header: str) -> bool:
    """True for a header under which one would expect who somebody is."""
    return bool(_IDENTITY.search(header.replace("_", " ")))


@contextmanager
def kept_copy(
    path: Path, sha256: str, keep: str, tables: Sequence[TableRows], identities: Collection[str]
) -> Iterator[KeptCopy]:
    """The bytes to keep; a copy of the mapped cells is gone after the block.

    keep : as in a mapping; where it says nothing, a file with columns that look like identities is
    kept as its mapped cells.
    """
    whole = keep == WHOLE or (not keep and not identities)
    if whole:
        yield KeptCopy(path, sha256, path.suffix.lower(), WHOLE)
        return
    with TemporaryDirectory(prefix="turgor-import-") as folder:
        copy = Path(folder) / f"{path.stem}-mapped-cells.csv"
        _write(copy, tables)
        yield KeptCopy(copy, hashlib.sha256(copy.read_bytes()).hexdigest(), ".csv", MAPPED_CELLS)


def _write(copy: Path, tables: Sequence[TableRows]) -> None:
    """Sheet, row, column's letter and header, and what stands there: the same bytes each time."""
    used: dict[str, tuple[TableRows, set[int]]] = {}
    for table in tables:
        used.setdefault(table.sheet.name, (table, set()))[1].update(table.used)
    with copy.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("sheet", "row", "column", "header", "value"))
        for name, (table, columns) in used.items():
            for number, cells in table.sheet.rows.items():
                if number <= table.header.last_row:
                    continue
                for column in sorted(columns & cells.keys()):
                    header = table.header.names.get(column, "")
                    writer.writerow((name, number, column, header, cells[column].shown))
