"""A table of filled forms of a study: a row is a form, whose it is stands beside the answers."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.finishing import printable
from turgor.formats.opening import checked_size, read_bytes
from turgor.formats.questionnaire.answer import answer_from_cell
from turgor.record.questionnaire import Answer, Instrument, Item

#: columns that say whose a form is; all others are link ids
PLACE_COLUMNS = ("subject", "visit", "site", "side", "region", "replicate", "reseated", "operator")
FACT_COLUMNS = ("rater", "language", "date", "instrument", "version")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
_LARGEST_BYTES = 50_000_000
_MOST_ROWS = 100_000
_SHOWN_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: where it stands, and its cells by column; empty cells are absent."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table's head and rows, and (line, reason) of rows that are none."""

    heads: tuple[str, ...]
    rows: tuple[FormRow, ...]
    refused: tuple[tuple[int, str], ...]


def form_heads(path: Path) -> tuple[str, ...]:
    """The head of a table that may hold forms: with columns subject and visit; else empty.

    Never raises.
    """
    if path.suffix.lower() not in SUFFIXES:
        return ()
    try:
        heads = tuple(_lines(path, most=1)[0][1])
    except Exception:
        return ()
    return heads if {"subject", "visit"} <= set(heads) else ()


def read_form_table(path: Path) -> FormTable:
    """A table of forms (CSV, TSV or the first sheet of an .xlsx), its answers not yet judged.

    Errors: FormatError for what is no table, has no head or names a column twice;
    MissingExtraError for a spreadsheet without the package that reads it. Nothing but
    TurgorError, whatever the bytes.
    """
    path = Path(path)
    with clear_errors(path, "a table of forms", "save it again as CSV"):
        lines = _lines(path, _MOST_ROWS + 2)
        heads = lines[0][1]
        doubled = [head for head in heads if head and heads.count(head) > 1]
        if doubled:
            raise FormatError(f"{path}: column '{printable(doubled[0])}' stands twice")
        if len(lines) > _MOST_ROWS + 1:
            raise FormatError(f"{path}: has more than {_MOST_ROWS} rows; split the table")
        rows: list[FormRow] = []
        refused: list[tuple[int, str]] = []
        for line, cells in lines[1:]:
            if any(cells[len(heads) :]):
                told = f"has {len(cells)} cells, the head {len(heads)}"
                refused.append((line, told))
                continue
            named = dict(zip(heads, cells, strict=False))
            unnamed = [cell for head, cell in zip(heads, cells, strict=False) if cell and not head]
            if unnamed:
                refused.append((line, f"'{printable(unnamed[0])}' stands in a column without name"))
                continue
            rows.append(FormRow(line, {head: cell for head, cell in named.items() if cell}))
        return FormTable(tuple(heads), tuple(rows), tuple(refused))


def item_heads(instrument: Instrument) -> set[str]:
    """The columns that an instrument's answers may have."""
    return {item.link_id for item in instrument.items if item.kind != "display"}


def clashing_heads(instrument: Instrument) -> list[str]:
    """Items that are called like a column of a table of forms; such a form can't come as one."""
    beside = {*PLACE_COLUMNS, *FACT_COLUMNS}
    return [item.link_id for item in instrument.items if item.link_id in beside]


def answers_of_row(
    instrument: Instrument, cells: Mapping[str, str]
) -> tuple[dict[str, Answer], list[str]]:
    """The answers in a row, and a line for each bad cell with its column and what is allowed."""
    answers: dict[str, Answer] = {}
    bad: list[str] = []
    for item in instrument.items:
        cell = cells.get(item.link_id, "")
        if not cell.strip() or item.kind == "display":
            continue
        try:
            answers[item.link_id] = answer_from_cell(item, cell, "")
        except FormatError:
            bad.append(
                f"column '{item.link_id}': '{printable(cell)}' is no answer; {allowed(item)}"
            )
    return answers, bad


def allowed(item: Item) -> str:
    """What may be answered, in words."""
    if item.kind == "choice":
        shown = [_option(option.code, option.text) for option in item.options[:_SHOWN_OPTIONS]]
        more = len(item.options) - len(shown)
        return f"allowed: {', '.join(shown)}" + (f" and {more} more" if more else "")
    if item.kind == "boolean":
        return "allowed: true or false"
    if item.kind == "text":
        return "allowed: any text"
    whole = "a whole number" if item.kind == "integer" or item.whole else "a number"
    if item.lowest is not None and item.highest is not None:
        return f"allowed: {whole} from {item.lowest:g} to {item.highest:g}"
    if item.lowest is not None:
        return f"allowed: {whole} from {item.lowest:g}"
    if item.highest is not None:
        return f"allowed: {whole} up to {item.highest:g}"
    return f"allowed: {whole} with a decimal point" if whole == "a number" else f"allowed: {whole}"


def _option(code: str, words: str) -> str:
    return code if words in ("", code) else f"{code} ({printable(words)})"


def _lines(path: Path, most: int) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, with their line numbers; the head first, its names trimmed."""
    if path.suffix.lower() == ".xlsx":
        lines = _sheet(path, most)
    else:
        lines = _text(path, most)
    if not lines:
        raise FormatError(f"{path}: is empty; a head of columns is needed")
    first, heads = lines[0]
    return [(first, [head.strip() for head in heads]), *lines[1:]]


def _sheet(path: Path, most: int) -> list[tuple[int, list[str]]]:
    from turgor.formats.spectrum.sheet_grid import read_sheets

    for _, rows in read_sheets(path, most):
        texts = [[str(cell).removesuffix(" 00:00:00") for cell in row] for row in rows]
        return [(line, row) for line, row in enumerate(texts, start=1) if any(row)]
    return []


def _text(path: Path, most: int) -> list[tuple[int, list[str]]]:
    size = checked_size(path)
    if size > _LARGEST_BYTES:
        raise FormatError(f"{path}: has {size} bytes; at most {_LARGEST_BYTES} are read, split it")
    wanted = size if most > 1 else min(size, 1 << 20)
    try:
        content = read_bytes(path, wanted).decode("utf-8-sig", "strict" if most > 1 else "ignore")
    except UnicodeDecodeError:
        raise FormatError(f"{path}: is not in UTF-8; save the table as CSV UTF-8") from None
    head = content.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=head.count)
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=mark, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((reader.line_num, [cell.strip() for cell in row]))
            if len(found) >= most:
                break
    except csv.Error as error:
        raise FormatError(f"{path}: is no table ({printable(str(error), 80)})") from None
    return found
