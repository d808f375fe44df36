"""Numbers in text: header words, separator, decimal comma, gaps; the ground of .csv and .xyz."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.opening import HEAD_BYTES, checked_size, read_bytes, read_text
from turgor.record.height_map import FloatMap

SUFFIXES = (".csv", ".txt", ".asc", ".xyz")
_MOST_HEADER_LINES = 200
_SAMPLE_LINES = 20
_LONGEST_WORD_LINE = 400
_NUMBER = r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?"
_GAP_WORDS = r"nan|bad|null|none|n/a|#n/a|-{2,}|\*+"
_CELL = re.compile(rf"(?:{_NUMBER}|{_GAP_WORDS}|[+-]?inf)?", re.IGNORECASE)
_GAPS = re.compile(rb"(?<![\w#*/-])(?:bad|null|none|#?n/a|-{2,}|\*+)(?![\w*/-])", re.IGNORECASE)
_WORD = re.compile(r"[#%\s]*([A-Za-z][\w .]*?)\s*[=:]\s*(.+)$")
_ESRI = re.compile(r"(ncols|nrows|xll\w+|yll\w+|cellsize|nodata_value)\s+(\S+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of numbers with what stood above it.

    values : (lines, columns) float64, NaN where a cell is empty or says so.
    words : 'key = value' and 'key: value' lines of the header, keys in lower case.
    titles : the last header line that is no such pair; column names stand there.
    """

    values: FloatMap
    words: Mapping[str, str]
    titles: str


def looks_like_text(head: bytes) -> bool:
    """True where the first bytes hold no control characters but blanks and line ends."""
    return bool(head) and not re.search(rb"[\x00-\x08\x0e-\x1f]", head)


def read_table(path: Path, max_points: int) -> TextTable:
    """Read a rectangular table of numbers, whatever its separator and decimal sign.

    Errors: FormatError where the text holds no numbers, ragged lines, or both decimal signs.
    """
    size = checked_size(path)
    if not looks_like_text(read_bytes(path, HEAD_BYTES)):
        raise FormatError(f"{path}: is no plain text; save it as UTF-8 text")
    content = read_text(path, size)
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    words, titles, start = _header(content)
    body = content[start:]
    sample = body[:100_000].decode("latin-1").splitlines()[:_SAMPLE_LINES]
    if not sample:
        raise FormatError(f"{path}: holds no table of numbers; give heights as rows of numbers")
    separator, decimal_comma = _dialect(path, sample)
    lines = body.count(b"\n") + 1
    if lines * len(_cells(sample[0], separator)) > max_points + lines:
        raise FormatError(f"{path}: holds more than {max_points} numbers; crop it first")
    if "lines" in words and not content.endswith(b"\n"):
        raise FormatError(f"{path}: its last line is cut off; copy it again")
    values = _numbers(path, body, separator, decimal_comma)
    announced = words.get("lines")
    if announced is not None and _float(path, "lines", announced) != len(values):
        raise FormatError(
            f"{path}: announces {printable(announced)} lines and holds {len(values)}; copy it again"
        )
    nodata = words.get("nodata_value")
    if nodata is not None:
        values[values == _float(path, "nodata_value", nodata)] = np.nan
    return TextTable(values, words, titles)


def word_number(path: Path, table: TextTable, name: str) -> float | None:
    """A number from the header, None where it is not there.

    Errors: FormatError where it is no number.
    """
    text = table.words.get(name)
    return None if text is None else _float(path, name, text)


def _float(path: Path, name: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise FormatError(
            f"{path}: header word '{name}' is '{printable(text)}'; it must be a number"
        ) from None


def _header(content: bytes) -> tuple[dict[str, str], str, int]:
    """Header words, the line of titles and the offset of the first line of numbers."""
    words: dict[str, str] = {}
    titles = ""
    start = 0
    for _ in range(_MOST_HEADER_LINES):
        end = content.find(b"\n", start)
        raw = content[start : end if end >= 0 else len(content)]
        line = _decoded(raw).strip()
        if line and _is_numbers(line):
            return words, titles, start
        line = line[:_LONGEST_WORD_LINE]
        esri, pair = _ESRI.match(line), _WORD.match(line)
        if esri:
            words[esri.group(1).lower()] = esri.group(2)
        elif pair:
            words.setdefault(pair.group(1).strip().lower(), pair.group(2).strip())
        elif line:
            titles = line.lstrip("#% \t")
        if end < 0:
            break
        start = end + 1
    return words, titles, len(content)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _is_numbers(line: str) -> bool:
    cells = [cell.strip() for cell in re.split(r"[;\t, ]", line)]
    return bool(re.search(r"\d|nan|bad", line, re.IGNORECASE)) and all(
        _CELL.fullmatch(cell) for cell in cells
    )


def _dialect(path: Path, sample: list[str]) -> tuple[str | None, bool]:
    """The separator (None for blanks) and whether the comma is the decimal sign."""
    text = "\n".join(line.strip() for line in sample)
    comma_inside = re.search(r"\d,\d", text) is not None
    separator: str | None = None
    if ";" in text:
        separator = ";"
    elif "\t" in text:
        separator = "\t"
    elif "," in text and not re.search(r"\d,\d+[ ]+[+-]?\d", text):
        return ",", False
    if comma_inside and re.search(r"\d\.\d", text):
        raise FormatError(
            f"{path}: uses both '.' and ',' inside numbers; write plain numbers without "
            "thousands separators"
        )
    return separator, comma_inside


def _cells(line: str, separator: str | None) -> list[str]:
    return line.strip().split(separator)


def _numbers(path: Path, body: bytes, separator: str | None, decimal_comma: bool) -> FloatMap:
    """The whole table through NumPy's own text reader."""
    if decimal_comma:
        body = body.replace(b",", b".")
    body = _GAPS.sub(b"nan", body)
    if separator is not None:
        mark = re.escape(separator.encode())
        body = re.sub(rb"(?<=" + mark + rb")[ ]+(?=[\r\n]|" + mark + rb"|$)", b"", body)
        lines = body[:100_000].splitlines()[:_SAMPLE_LINES]
        if lines and all(line.rstrip(b"\r").endswith(separator.encode()) for line in lines):
            body = re.sub(mark + rb"\r?(?=\n|$)", b"", body)
        body = re.sub(rb"(?<=" + mark + rb")(?=[\r\n]|" + mark + rb"|$)", b"nan", body)
        body = re.sub(rb"(?m)^(?=" + mark + rb")", b"nan", body)
    try:
        table = np.loadtxt(
            io.BytesIO(body), dtype=np.float64, delimiter=separator, ndmin=2, comments="#"
        )
    except ValueError as error:
        reason = printable(str(error).split("\n")[0].split(";")[0], 90)
        raise FormatError(
            f"{path}: its numbers can't be read ({reason}); every line needs as many numbers"
        ) from None
    if table.size == 0:
        raise FormatError(f"{path}: holds no table of numbers; give heights as rows of numbers")
    return np.asarray(table, dtype=np.float64)
