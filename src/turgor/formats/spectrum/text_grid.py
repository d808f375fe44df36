"""A text file as rows of cells: encoding, separator, size limits."""

import csv
import io
import re
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.opening import checked_size, read_bytes
from turgor.formats.spectrum.cells import Row, number

_LARGEST_BYTES = 100_000_000
_MOST_CELLS = 20_000_000
_SEPARATORS = ("\t", ";", "|", ",")
_SAMPLE_LINES = 60


def read_rows(path: Path) -> list[Row]:
    """Every line of a text file as cells.

    Errors: FormatError where the file is no text, too large, or can't be read.
    """
    size = checked_size(path)
    if size > _LARGEST_BYTES:
        raise FormatError(
            f"{path}: is a text of {size} bytes; at most {_LARGEST_BYTES} are read as spectra, "
            "split the table"
        )
    return split_rows(path, text_of(path, read_bytes(path, size)))


def text_of(path: Path, content: bytes) -> str:
    """Decoded text: UTF-8 or UTF-16 by their marks, else UTF-8, else Windows-1252.

    Errors: FormatError where there are control characters that no text holds.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        plain = content.removeprefix(b"\xef\xbb\xbf")
        try:
            text = plain.decode("utf-8")
        except UnicodeDecodeError:
            text = plain.decode("cp1252", errors="replace")
    if re.search(r"[\x00-\x08\x0e-\x1b]", text):
        raise FormatError(f"{path}: is no plain text; export the spectra as CSV, TSV or CGATS")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split_rows(path: Path, text: str) -> list[Row]:
    """Cells of every line, by the separator that the lines agree on.

    Errors: FormatError where there are too many cells or a line can't be split.
    """
    lines = text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]
    if lines and lines[0].lower().startswith("sep="):
        text = text.partition("\n")[2]
        lines = lines[1:]
    separator = _separator(lines)
    if text.count(separator or " ") + text.count("\n") > _MOST_CELLS:
        raise FormatError(
            f"{path}: holds more than {_MOST_CELLS} cells; split the table by subjects or bands"
        )
    if not separator:
        return [line.split() for line in text.split("\n")]
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise FormatError(f"{path}: is no table that can be read ({error})") from None


def _separator(lines: list[str]) -> str:
    """The separator most lines hold; '' where blanks stand between the cells."""
    filled = [line for line in lines if line.strip()]
    held = {mark: sum(mark in line for line in filled) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: (held[mark], -_SEPARATORS.index(mark)))
    if not held[best]:
        return ""
    if best == ",":
        by_blanks = [line.split() for line in filled]
        spaced = [row for row in by_blanks if len(row) > 1 and all(_is_number(c) for c in row)]
        if 2 * len(spaced) > len(filled):
            return ""  # '400 12,5': the comma is the decimal sign
    return best


def _is_number(cell: str) -> bool:
    return number(cell) is not None
