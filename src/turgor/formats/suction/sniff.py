"""Whether a file holds suction curves, from its first rows, without mistaking other tables."""

import re
from pathlib import Path

from turgor.errors import TurgorError
from turgor.formats.opening import read_bytes
from turgor.formats.spectrum.cells import Row, number
from turgor.formats.spectrum.sheet_grid import read_sheets
from turgor.formats.spectrum.text_grid import split_rows, text_of
from turgor.formats.suction.heading import heading_of
from turgor.formats.suction.own import is_own
from turgor.formats.suction.profile import NO_PROFILE
from turgor.formats.suction.stated_rows import parameter_row
from turgor.formats.suction.table import heading_row
from turgor.formats.text_table import looks_like_text

_TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".asc", ".dat")
_INSTRUMENT_SUFFIXES = (".crd", ".cmf")
_SHEET_SUFFIXES = (".xlsx", ".xlsm")
_HEAD_BYTES = 65_536
_SNIFFED_ROWS = 230
#: a table with these columns is a study's table of an instrument's numbers
_STUDY_WORDS = frozenset({"subject", "visit", "patient", "participant"})


def is_suction(path: Path) -> bool:
    """True where a file shows suction curves or a vendor's R values in its first rows.

    A column of time counts only with a column of elevation beside it; bare numbers count only in
    a DermaLab .crd. Never raises.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in _TEXT_SUFFIXES + _INSTRUMENT_SUFFIXES + _SHEET_SUFFIXES:
        return False
    try:
        if not path.is_file():
            return False
        if suffix in _SHEET_SUFFIXES:
            return any(_holds(rows) for _, rows in read_sheets(path, _SNIFFED_ROWS))
        content = read_bytes(path, _HEAD_BYTES)
        if not looks_like_text(content) and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            return False
        text = text_of(path, content)
        if len(content) == _HEAD_BYTES:
            text = text.rpartition("\n")[0]
        rows = split_rows(path, text)[:_SNIFFED_ROWS]
        if suffix in _INSTRUMENT_SUFFIXES:
            return _instrument(suffix, rows)
        return _holds(rows)
    except (TurgorError, OSError, ValueError):
        return False


def _holds(rows: list[Row]) -> bool:
    if is_own(rows):
        return True
    at = heading_row(rows, NO_PROFILE)
    if at is not None:
        below = [row for row in rows[at + 1 :] if any(row)]
        return bool(below) and any(number(cell) is not None for cell in below[0] if cell)
    at = parameter_row(rows, NO_PROFILE, 3)
    if at is None:
        return False
    words = {word for cell in rows[at] for word in re.split(r"[\W_]+", cell.lower())}
    symbols = {heading_of(cell).text.upper() for cell in rows[at]
               if heading_of(cell).word == "parameter"}  # fmt: skip
    # readings that are numbered R1, R2, R3 are no parameters
    numbered = "R1" in symbols and "R0" not in symbols
    return not numbered and not words & _STUDY_WORDS


def _instrument(suffix: str, rows: list[Row]) -> bool:
    """A .crd holds rows of two numbers; a .cmf numbers beside tabulated names."""
    if suffix == ".crd":
        pairs = sum(
            len(row) >= 2 and number(row[0]) is not None and number(row[1]) is not None
            for row in rows
            if row and row[0]
        )
        return pairs >= 3
    tabbed = [row for row in rows if len(row) >= 2]
    return any(number(cell) is not None for row in tabbed for cell in row if cell)
