"""Whether a file holds barrier readings over time, from its first rows, without claiming others."""

from pathlib import Path

from turgor.errors import TurgorError
from turgor.formats.barrier.doorway import SHEET_SUFFIXES
from turgor.formats.barrier.facts import preamble_pairs, told_facts
from turgor.formats.barrier.profile import NO_PROFILE
from turgor.formats.barrier.table import find_columns
from turgor.formats.barrier.unit import time_unit, value_unit
from turgor.formats.opening import read_bytes
from turgor.formats.spectrum.cells import Row
from turgor.formats.spectrum.sheet_grid import read_sheets
from turgor.formats.spectrum.text_grid import split_rows, text_of

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
_HEAD_BYTES = 65_536
_SNIFFED_ROWS = 220


def is_barrier(path: Path) -> bool:
    """True where a table heads a time and a TEWL or capacitance, one of them with its unit.

    One number a row without a time column is a closed instrument's table and none of ours; so is
    a table by subjects whose time is an hour of the day. Never raises.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in TEXT_SUFFIXES + SHEET_SUFFIXES:
        return False
    try:
        if not path.is_file():
            return False
        if suffix in SHEET_SUFFIXES:
            return any(_holds(rows) for _, rows in read_sheets(path, _SNIFFED_ROWS))
        content = read_bytes(path, _HEAD_BYTES)
        text = text_of(path, content)
        if len(content) == _HEAD_BYTES:
            text = text.rpartition("\n")[0]
        return _holds(split_rows(path, text)[:_SNIFFED_ROWS])
    except (TurgorError, OSError, ValueError):
        return False


def _holds(rows: list[Row]) -> bool:
    columns = find_columns(rows, NO_PROFILE)
    if columns is None:
        return False
    heads = [columns.headings[i] for i in columns.values]
    timed = bool(time_unit(columns.headings[columns.time].unit))
    facts, _ = told_facts(preamble_pairs(rows[: columns.row]))
    timed = timed or bool(time_unit(facts.get("time_unit", "")))
    if all(head.word == "value" for head in heads):
        return timed and any(value_unit(head.unit) not in ("", "a.u.") for head in heads)
    subject = any(h.text.lower() in ("subject", "visit", "proband") for h in columns.headings)
    return timed or (not subject and any(value_unit(head.unit) for head in heads))
