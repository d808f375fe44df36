"""Cells of a table as text, and the numbers in them: decimal comma, gaps, both kinds of blank."""

import math
import re

GAPS = frozenset({"", "-", "--", "n/a", "na", "#n/a", "nan", "null", "none", "***", "bad"})
_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?")

Row = list[str]


def number(cell: str) -> float | None:
    """The number in a cell, NaN for a gap, None for other text; '12,5' is 12.5."""
    text = cell.strip()
    if text.lower() in GAPS:
        return math.nan
    text = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def is_gap(cell: str) -> bool:
    """True where a cell holds nothing."""
    return cell.strip().lower() in GAPS
