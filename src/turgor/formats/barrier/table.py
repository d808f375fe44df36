"""From rows of cells to placements: time and value of each, with what stands beside them."""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.barrier.heading import Heading
from turgor.formats.barrier.profile import Profile
from turgor.formats.spectrum.cells import Row, is_gap, number

F = NDArray[np.float64]
_HEADING_ROWS = 200
_MOST_PLACEMENTS = 5_000
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d(?:[.,]\d+)?)")
VALUE_WORDS = ("tewl", "capacitance", "value")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table's columns are: index of each word, and of every value column."""

    row: int
    headings: tuple[Heading, ...]
    time: int
    values: tuple[int, ...]
    beside: dict[str, int]


@dataclass(slots=True)
class Placement:
    """Raw numbers of one placement; time in the column's own unit, or seconds for clock times."""

    name: str
    heading: Heading
    first_row: int
    time: list[float] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    beside: dict[str, list[float]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    clock: bool = False


def find_columns(rows: list[Row], profile: Profile) -> Columns | None:
    """The first row that heads a time and a value with numbers below, None where there is none."""
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        headings = tuple(profile.heading(cell) for cell in row)
        words = [heading.word for heading in headings]
        values = tuple(i for i, word in enumerate(words) if word in ("tewl", "capacitance"))
        values = values or tuple(i for i, word in enumerate(words) if word == "value")
        if "time" not in words or not values:
            continue
        time = words.index("time")
        below = next((r for r in rows[index + 1 :] if any(not is_gap(c) for c in r)), None)
        if below is None or time >= len(below) or _time(below[time]) is None:
            continue
        beside = {w: i for i, w in reversed(list(enumerate(words))) if w and w not in VALUE_WORDS}
        return Columns(index, headings, time, values, beside)
    return None


def placements(path: Path, rows: list[Row], columns: Columns) -> list[Placement]:
    """Every placement of a table: by its name column, and by value column where several are.

    Errors: FormatError for text among the numbers, or too many placements.
    """
    found: dict[tuple[str, int], Placement] = {}
    named = columns.beside.get("name")
    for index in range(columns.row + 1, len(rows)):
        row = rows[index]
        if all(is_gap(cell) for cell in row):
            continue
        name = row[named].strip() if named is not None and named < len(row) else ""
        time = _time(_cell(row, columns.time))
        if time is None:
            raise FormatError(
                f"{path}: row {index + 1}: '{_cell(row, columns.time)[:20]}' is no time; give "
                "seconds, or hours, minutes and seconds as 00:01:15"
            )
        for column in columns.values:
            key = (name, column)
            if key not in found:
                if len(found) >= _MOST_PLACEMENTS:
                    raise FormatError(
                        f"{path}: holds more than {_MOST_PLACEMENTS} placements; split the table"
                    )
                label = _label(name, columns, column)
                found[key] = Placement(label, columns.headings[column], index + 1)
            _add(path, found[key], columns, column, time, (index, row))
    return list(found.values())


def _add(
    path: Path,
    placement: Placement,
    columns: Columns,
    column: int,
    time: tuple[float, bool],
    numbered: tuple[int, Row],
) -> None:
    index, row = numbered
    value = number(_cell(row, column))
    if value is None:
        raise FormatError(
            f"{path}: row {index + 1}: '{_cell(row, column)[:20]}' is no number; leave a missing "
            "reading empty"
        )
    placement.time.append(time[0])
    placement.clock = placement.clock or time[1]
    placement.value.append(value)
    placement.rows.append(index + 1)
    for word, place in columns.beside.items():
        if word in ("time", "name"):
            continue
        side = number(_cell(row, place))
        placement.beside.setdefault(word, []).append(math.nan if side is None else side)


def _label(name: str, columns: Columns, column: int) -> str:
    """The placement's name; a value column's own words besides where several stand in a row."""
    if len(columns.values) < 2:
        return name
    return f"{name} {columns.headings[column].text}".strip()


def _cell(row: Row, index: int) -> str:
    return row[index] if index < len(row) else ""


def _time(cell: str) -> tuple[float, bool] | None:
    """A time and whether it was a clock's; None for other text, NaN for a gap."""
    clock = _CLOCK.fullmatch(cell.strip())
    if clock is not None:
        hours, minutes = int(clock[1]), int(clock[2])
        return 3600.0 * hours + 60.0 * minutes + float(clock[3].replace(",", ".")), True
    value = number(cell)
    return None if value is None else (value, False)
