"""Rows of cells as raw series of time and elevation: long and wide layouts, curve by curve."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.spectrum.cells import Row, is_gap, number
from turgor.formats.suction.heading import Heading
from turgor.formats.suction.profile import Profile

LEFT_OUT = "rows-without-numbers-left-out"
_HEADING_ROWS = 200
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RawSeries:
    """One series as its file writes it, in the file's own units.

    time, elevation, pressure : (n,) float64; pressure None where no column holds it.
    curve : (n,) numbers of the curves, None where the file counts none.
    units : quantity -> unit that its heading names. place : where it stands, for messages.
    """

    name: str
    time: Floats
    elevation: Floats
    pressure: Floats | None
    curve: NDArray[np.int64] | None
    units: dict[str, str]
    place: str
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Columns:
    """Which column of the heading row holds what."""

    headings: list[Heading]
    time: list[int] = field(default_factory=list)
    elevation: list[int] = field(default_factory=list)
    by_word: dict[str, int] = field(default_factory=dict)


def heading_row(rows: list[Row], profile: Profile) -> int | None:
    """Index of the first row that heads both time and elevation, None where there is none."""
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        columns = _columns(row, profile)
        if columns.time and columns.elevation:
            return index
    return None


def _columns(row: Row, profile: Profile) -> _Columns:
    headings = [profile.heading(cell) for cell in row]
    found = _Columns(headings)
    # 'Curve 1' beside no other height is a column of heights, 'Curve' alone one of numbers
    numbered = not any(one.word == "elevation" for one in headings)
    for index, one in enumerate(headings):
        if one.word == "time":
            found.time.append(index)
        elif one.word == "elevation" or (numbered and one.word == "curve" and one.number):
            found.elevation.append(index)
        elif one.word in ("pressure", "series", "curve"):
            found.by_word.setdefault(one.word, index)
    return found


def raw_series(path: Path, rows: list[Row], at: int, profile: Profile) -> list[RawSeries]:
    """Every series below the heading row ``at``, in the order of the file.

    Errors: FormatError where there are no numbers below it or a cell is no number.
    """
    columns = _columns(rows[at], profile)
    body, left_out = _body(path, rows[at + 1 :], columns, at + 2)
    if not body:
        raise FormatError(f"{path}: has no numbers below row {at + 1}, which heads time and height")
    flags = (LEFT_OUT,) if left_out else ()
    if len(columns.elevation) == 1:
        return _long(path, body, columns, flags)
    return _wide(path, body, columns, flags)


def _body(
    path: Path, rows: list[Row], columns: _Columns, first: int
) -> tuple[list[tuple[int, Row]], bool]:
    """Numbered rows that hold a time; blank ones are passed over."""
    found: list[tuple[int, Row]] = []
    left_out = False
    for place, row in enumerate(rows, start=first):
        if all(is_gap(cell) for cell in row):
            continue
        times = [number(row[i]) for i in columns.time if i < len(row)]
        if any(value is not None and np.isfinite(value) for value in times):
            found.append((place, row))
        else:
            left_out = True
    return found, left_out


def _cell(path: Path, place: int, row: Row, column: int) -> float:
    value = number(row[column]) if column < len(row) else np.nan
    if value is None:
        raise FormatError(
            f"{path}: row {place}, column {column + 1} holds '{row[column][:20]}', which is no "
            "number; correct it or leave it empty"
        )
    return value


def _column(path: Path, body: list[tuple[int, Row]], column: int) -> Floats:
    return np.array([_cell(path, place, row, column) for place, row in body], dtype=np.float64)


def _text(row: Row, column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _units(columns: _Columns, time: int, elevation: int) -> dict[str, str]:
    units = {
        "time": columns.headings[time].unit,
        "elevation": columns.headings[elevation].unit,
    }
    if "pressure" in columns.by_word:
        units["pressure"] = columns.headings[columns.by_word["pressure"]].unit
    return units


def _long(
    path: Path, body: list[tuple[int, Row]], columns: _Columns, flags: tuple[str, ...]
) -> list[RawSeries]:
    """Rows of one time and one elevation, told apart by a column of names."""
    groups: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for place, row in body:
        groups[_text(row, columns.by_word.get("series"))].append((place, row))
    time, elevation = columns.time[0], columns.elevation[0]
    pressure, curve = columns.by_word.get("pressure"), columns.by_word.get("curve")
    found = []
    for name, part in groups.items():
        found.append(
            RawSeries(
                name,
                _column(path, part, time),
                _column(path, part, elevation),
                None if pressure is None else _column(path, part, pressure),
                None if curve is None else _curve_numbers(path, part, curve),
                _units(columns, time, elevation),
                f"rows {part[0][0]} to {part[-1][0]}",
                flags,
            )
        )
    return found


def _curve_numbers(path: Path, body: list[tuple[int, Row]], column: int) -> NDArray[np.int64]:
    values = _column(path, body, column)
    if not np.all(np.isfinite(values)) or np.any(values != np.round(values)) or values.min() < 1:
        raise FormatError(
            f"{path}: column {column + 1} numbers curves and must hold whole numbers from 1"
        )
    return values.astype(np.int64)


def _wide(
    path: Path, body: list[tuple[int, Row]], columns: _Columns, flags: tuple[str, ...]
) -> list[RawSeries]:
    """A column for each series, or one for each curve of a single series."""
    parts: list[tuple[int | None, RawSeries]] = []
    pressure = columns.by_word.get("pressure")
    for elevation in columns.elevation:
        head = columns.headings[elevation]
        left = [one for one in columns.time if one < elevation]
        time = left[-1] if left else columns.time[0]
        times, heights = _column(path, body, time), _column(path, body, elevation)
        kept = np.isfinite(times)
        if not np.isfinite(heights[kept]).any():
            continue
        last = int(np.flatnonzero(np.isfinite(heights) & kept)[-1]) + 1
        kept[last:] = False  # a shorter column ends in blanks
        vacuum = None if pressure is None else _column(path, body, pressure)[kept]
        counted = head.number if _counts_curves(head) else None
        place = f"column {elevation + 1}"
        units = _units(columns, time, elevation)
        one = RawSeries(head.text, times[kept], heights[kept], vacuum, None, units, place, flags)
        parts.append((counted, one))
    if parts and all(counted is not None for counted, _ in parts):
        return [_joined(path, [(int(counted or 0), one) for counted, one in parts])]
    return [one for _, one in parts]


def _counts_curves(head: Heading) -> bool:
    words = ("curve", "cycle", "kurve", "zyklus", "courbe", "repetition")
    return head.number is not None and (
        head.text.isdigit() or any(word in head.text.lower() for word in words)
    )


def _joined(path: Path, parts: list[tuple[int, RawSeries]]) -> RawSeries:
    """Columns of single curves, one after another, as one series with its curves numbered."""
    counts = [counted for counted, _ in parts]
    if len(set(counts)) < len(counts):
        raise FormatError(f"{path}: two columns claim the same curve; number each curve once")
    parts = sorted(parts, key=lambda item: item[0])
    ones = [one for _, one in parts]
    numbers = [np.full(len(one.time), counted, dtype=np.int64) for counted, one in parts]
    pressures = [one.pressure for one in ones if one.pressure is not None]
    return RawSeries(
        "",
        np.concatenate([one.time for one in ones]),
        np.concatenate([one.elevation for one in ones]),
        np.concatenate(pressures) if len(pressures) == len(ones) else None,
        np.concatenate(numbers),
        ones[0].units,
        ones[0].place,
        ones[0].flags,
    )
