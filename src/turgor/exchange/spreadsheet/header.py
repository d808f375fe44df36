"""The header of a sheet: where it stands, what each column is called, which rule means which."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.exchange.spreadsheet.cell import MERGED, column_letters, column_number, tidy
from turgor.exchange.spreadsheet.rule import ColumnRule
from turgor.exchange.spreadsheet.sheet import Sheet

_SEARCHED_ROWS = 50
_LETTERS = re.compile(r"#([A-Za-z]{1,3})")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns' names by column, and the first and last row that they stand in."""

    names: Mapping[int, str]
    first_row: int
    last_row: int


def find_header(sheet: Sheet, rules: Iterable[ColumnRule], row: int, height: int) -> Header:
    """The header of a sheet; with ``row`` 0 the first row that holds the columns that are named.

    Errors: StudyError naming the columns that are lacking, and those that are there.
    """
    wanted = list(rules)
    if row:
        header = header_at(sheet, row, height)
        _need(sheet, header, wanted)
        return header
    best: Header | None = None
    most = -1
    for number in list(sheet.rows)[:_SEARCHED_ROWS]:
        header = header_at(sheet, number, height)
        found = sum(bool(_columns(header, rule)) for rule in wanted)
        if found == len(wanted):
            return header
        if found > most:
            best, most = header, found
    if best is None:
        raise StudyError(f"sheet '{sheet.name}' is empty; name another one")
    _need(sheet, best, wanted)
    return best


def header_at(sheet: Sheet, row: int, height: int = 1) -> Header:
    """The header that begins in a row; the names of several rows are joined by a space.

    A name that is merged over columns names each of them; one that is merged over rows counts once.
    """
    parts: dict[int, list[str]] = defaultdict(list)
    for number in range(row, row + height):
        for column, cell in sheet.rows.get(number, {}).items():
            name = tidy(cell.shown)
            if name and cell.kind != MERGED:
                parts[column].append(name)
    names = {column: " ".join(words) for column, words in sorted(parts.items())}
    return Header(names, row, row + height - 1)


def columns_of(sheet: Sheet, header: Header, rule: ColumnRule) -> dict[int, dict[str, str]]:
    """The columns that a rule means, each with what its own header says.

    Errors: StudyError where one name stands over several columns.
    """
    found = _columns(header, rule)
    seen: dict[tuple[str, ...], int] = {}
    for column, told in found.items():
        key = tuple(told.values())
        if key in seen:
            raise StudyError(
                f"sheet '{sheet.name}': column '{header.names[column]}' stands twice "
                f"({column_letters(seen[key])} and {column_letters(column)}); rename one, or name "
                f"it by its letter, '#{column_letters(column)}'"
            )
        seen[key] = column
    return found


def _columns(header: Header, rule: ColumnRule) -> dict[int, dict[str, str]]:
    letters = _LETTERS.fullmatch(rule.header)
    if letters:
        return {column_number(letters[1]): {}}
    found: dict[int, dict[str, str]] = {}
    for column, name in header.names.items():
        told = rule.fits(name)
        if told is not None:
            found[column] = told
    return found


def _need(sheet: Sheet, header: Header, rules: Iterable[ColumnRule]) -> None:
    lacking = [rule.header for rule in rules if not _columns(header, rule)]
    if lacking:
        there = ", ".join(f"'{name}'" for name in list(header.names.values())[:40])
        raise StudyError(
            f"sheet '{sheet.name}' lacks column {', '.join(map(repr, lacking))}; row "
            f"{header.first_row} has {there or 'nothing'}"
        )
