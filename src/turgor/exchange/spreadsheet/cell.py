"""One cell of a sheet: what kind of thing stands in it, what it is worth, and where it is."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

TEXT, NUMBER, DATE, TIME, FLAG = "text", "number", "date", "time", "flag"
#: an error such as #N/A; a formula whose result was never saved; a part of a merged cell below its
#: first cell, or beside it
ERROR, FORMULA, MERGED, ACROSS = "error", "formula", "merged", "across"

_SPACES = re.compile("[\\s\u00a0\u2007\u202f\u200b\ufeff]+")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*", re.ASCII)
_ESCAPED = re.compile(r"'(?=[=+\-@\d])")

CellValue = str | float | bool | dt.datetime


class Cell(NamedTuple):
    """What stands in a cell.

    value : text, a number, True or False, or a date with its time; for MERGED and
    ACROSS what stands in the merged cell's first cell. percent : shown as a percentage, so that
    0.45 is 45 %.
    """

    kind: str
    value: CellValue
    percent: bool = False

    @property
    def shown(self) -> str:
        """The value as a person sees it, for messages; one printable line."""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, float):
            return f"{self.value * 100:.15g} %" if self.percent else f"{self.value:.15g}"
        if isinstance(self.value, dt.datetime):
            if self.kind == TIME:
                return self.value.strftime("%H:%M:%S")
            return self.value.isoformat(sep=" ").removesuffix(" 00:00:00")
        text = "".join(
            letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in self.value
        )
        return text if len(text) <= 80 else f"{text[:77]}..."


def tidy(text: str) -> str:
    """A text without spaces at its ends, every run of spaces of any kind as one.

    A leading apostrophe that keeps a spreadsheet program from reading a formula or number is no
    part of it.
    """
    plain = _SPACES.sub(" ", text).strip()
    return plain[1:] if _ESCAPED.match(plain) else plain


def column_letters(column: int) -> str:
    """'A' for 1, 'AA' for 27."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=32_768)
def column_number(letters: str) -> int:
    """1 for 'A', 27 for 'AA'; 0 where it is no column."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def address(sheet: str, row: int, column: int) -> str:
    """'Visits!C17', the sheet in quotes where a formula would need them."""
    name = sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{column_letters(column)}{row}"
