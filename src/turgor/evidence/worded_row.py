"""Rows of the evidence base's tables as words, each with where it stands for messages."""

import csv
from collections.abc import Iterator, Sequence

from turgor.errors import EvidenceError


def worded_rows(
    text: str, where: str, columns: Sequence[str] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of a table's text, with file and line; ``where`` names the file.

    columns : that the header must be, in order; None takes it as it is.
    Errors: EvidenceError for another header, or a row with another number of cells.
    """
    reader = csv.DictReader(text.splitlines())
    if columns is not None and tuple(reader.fieldnames or ()) != tuple(columns):
        raise EvidenceError(f"{where}: has columns {reader.fieldnames}; allowed: {list(columns)}")
    for row in reader:
        at = f"{where}, line {reader.line_num}"
        if None in row or None in row.values():
            raise EvidenceError(f"{at}: has another number of cells than the header")
        yield at, row
