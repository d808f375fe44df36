"""Tables of the literature, such as an absorption spectrum: columns of numbers with one source."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from turgor.errors import EvidenceError
from turgor.evidence.citing import cite, note_read
from turgor.evidence.library import all_sources

BASES = ("measured", "derived", "fitted", "assumed", "defined")
_REQUIRED = ("source", "locator", "basis")


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """One published table.

    columns : by their heading (with unit, for example 'wavelength_nm'), each (n,) float64; the
        arrays can't be written to.
    basis : one of BASES; 'defined' for what a standard lays down.
    """

    id: str
    source: str
    locator: str
    basis: str
    note: str
    columns: Mapping[str, NDArray[np.float64]]

    def column(self, name: str) -> NDArray[np.float64]:
        """One column.

        Errors: EvidenceError naming the columns that there are.
        """
        try:
            return self.columns[name]
        except KeyError:
            raise EvidenceError(
                f"table '{self.id}' has no column '{name}'; allowed: {', '.join(self.columns)}"
            ) from None


def evidence_table(table_id: str) -> EvidenceTable:
    """One table by its id, noted in the run's bibliography.

    It lies in ``evidence/data/tables/<id>.csv``: lines ``# key: value`` for source, locator,
    basis and note, then a header and numbers.

    Errors: EvidenceError where the table is unknown, unsourced or malformed.
    """
    table = _read(table_id)
    cite(table.source)
    note_read(f"evidence/data/tables/{table_id}.csv")
    return table


@cache
def _read(table_id: str) -> EvidenceTable:
    entry = files("turgor.evidence") / "data" / "tables" / f"{table_id}.csv"
    if not entry.is_file():
        raise EvidenceError(f"table '{table_id}' is not in the evidence base")
    lines = entry.read_text(encoding="utf-8").splitlines()
    said: dict[str, str] = {}
    for line in lines:
        if line.startswith("#"):
            key, _, text = line[1:].partition(":")
            said[key.strip()] = text.strip()
    missing = [key for key in _REQUIRED if not said.get(key)]
    if missing:
        raise EvidenceError(f"table '{table_id}' lacks {', '.join(missing)}")
    if said["source"] not in all_sources():
        raise EvidenceError(f"table '{table_id}' names source '{said['source']}', which is unknown")
    if said["basis"] not in BASES:
        raise EvidenceError(f"table '{table_id}' has basis '{said['basis']}'; allowed: {BASES}")
    rows = list(csv.reader(line for line in lines if line and not line.startswith("#")))
    try:
        numbers = np.array(rows[1:], dtype=np.float64)
        head = rows[0]
        columns = {name.strip(): numbers[:, i].copy() for i, name in enumerate(head)}
    except (ValueError, IndexError) as error:
        raise EvidenceError(f"table '{table_id}' is malformed: {error}") from error
    for column in columns.values():
        column.setflags(write=False)
    return EvidenceTable(
        table_id, said["source"], said["locator"], said["basis"], said.get("note", ""), columns
    )
