"""Texts that a person has looked at: written out for review, and read back with what may leave."""

import csv
import io
from collections.abc import Iterable, Mapping

from turgor.errors import InputError
from turgor.exchange.deidentify.likeness import direct_identifiers, looks_like_identity
from turgor.exchange.tidy.csv_file import csv_text, unescaped
from turgor.record.identity import Identity

COLUMNS = ("table", "column", "text", "keep", "instead")
_LONGEST = 4000


def review_sheet(texts: Iterable[tuple[str, str, str]]) -> str:
    """A table of (table, column, text) to fill in; it holds what must not leave, so it stays."""
    rows: list[Mapping[str, object]] = [
        {"table": table, "column": column, "text": text, "keep": "", "instead": ""}
        for table, column, text in sorted(set(texts))
    ]
    return csv_text(COLUMNS, rows)


def reviewed_texts(
    content: bytes, where: str, identities: Iterable[Identity] = ()
) -> dict[tuple[str, str, str], str]:
    """(table, column, text) -> what may leave in its place, for the rows marked 'yes'.

    Errors: InputError naming the line where the table is malformed, or a text that is to leave
    tells, or looks as if it told, who somebody is; the content is never repeated.
    """
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        if tuple(next(reader, ())) != COLUMNS:
            raise InputError(f"{where}: the first line must be {','.join(COLUMNS)}")
        rows = [(reader.line_num, row) for row in reader if row]
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{where}: is no CSV in UTF-8; write it with --review-sheet") from None
    known = tuple(identities)
    found: dict[tuple[str, str, str], str] = {}
    for line, row in rows:
        if len(row) != len(COLUMNS):
            raise InputError(f"{where} line {line}: has {len(row)} cells, not {len(COLUMNS)}")
        table, column, text, keep, instead = row
        if keep.strip().lower() not in ("yes", "no", ""):
            raise InputError(f"{where} line {line}: keep is neither yes nor no")
        if keep.strip().lower() != "yes":
            continue
        leaves = instead.strip() or unescaped(text)
        if len(leaves) > _LONGEST or not leaves.replace("\n", " ").isprintable():
            raise InputError(f"{where} line {line}: is no plain text of at most {_LONGEST} letters")
        told = (*looks_like_identity(leaves, known), *direct_identifiers(leaves))
        if told:
            raise InputError(
                f"{where} line {line}: tells, or looks as if it told, a {', '.join(told)}; put "
                "what may leave into 'instead', or keep it back"
            )
        found[table, column, unescaped(text)] = leaves
    return found
