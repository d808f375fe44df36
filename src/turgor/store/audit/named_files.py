"""Which files under captures/ the rows of a study name, whichever table they stand in."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from turgor.store.audit.rows import TableShape, quoted_name

#: sums whose file has always this suffix, or (None) whatever suffix it had when it was taken in
_SUFFIXES: Mapping[tuple[str, str], str | None] = MappingProxyType(
    {("instrument", "form_sha256"): ".json", ("licence_proof", "document_sha256"): None}
)
#: sums of what is no file under captures/: a text that stands in the row, a design, a rule pack,
#: or a spreadsheet of which only the cells that were taken are kept
NO_FILE = frozenset(
    {
        ("design_version", "sha256"),
        ("randomisation_list", "sha256"),
        ("imported_file", "sha256"),
        ("protocol", "sha256"),
        ("treatment_plan", "sha256"),
        ("treatment_plan", "library_sha256"),
        ("rule_override", "plan_sha256"),
        ("rule_override", "library_sha256"),
        ("rule_library", "sha256"),
    }
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a row names. suffix : None where it may have any. erased : gone on purpose."""

    table: str
    sha256: str
    suffix: str | None
    erased: bool


def named_files(raw: sqlite3.Connection, shape: TableShape) -> Iterator[NamedFile]:
    """Every file that a table's rows name.

    A pair of columns ``…sha256`` and ``…suffix`` names one, and few others do; with a column
    ``erased`` that is not empty it is gone.

    Errors: whatever a damaged file makes SQLite raise.
    """
    for column, suffix in file_columns(shape):
        erased = "erased" if "erased" in shape.columns else "''"
        suffix_column = quoted_name(suffix) if suffix in shape.columns else "NULL"
        fixed = _SUFFIXES.get((shape.name, column))
        statement = (
            f"SELECT {quoted_name(column)}, {suffix_column}, {erased} "
            f"FROM {quoted_name(shape.name)} NOT INDEXED WHERE {quoted_name(column)} != ''"
        )
        for sha256, stated, gone in raw.execute(statement):
            ending = fixed if suffix_column == "NULL" else str(stated)
            yield NamedFile(shape.name, str(sha256), ending, gone != "")


def file_columns(shape: TableShape) -> Iterator[tuple[str, str]]:
    """(column of a sum, column of its suffix) where a file is named; the suffix's may be none."""
    for column in shape.columns:
        suffix = column.removesuffix("sha256") + "suffix"
        is_pair = column.endswith("sha256") and suffix in shape.columns
        if (is_pair and (shape.name, column) not in NO_FILE) or (shape.name, column) in _SUFFIXES:
            yield column, suffix
