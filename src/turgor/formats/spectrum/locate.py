"""Where in a grid of cells the spectra stand: wavelengths along a row, or down a column."""

from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.spectrum.band import Band, band_from, in_micrometres, names_wavelength
from turgor.formats.spectrum.cells import Row, is_gap, number

#: fewer wavelengths than this are no spectrum
LEAST_BANDS = 5
_HEADING_ROWS = 200
LATER_HEADING = "rows-before-the-last-heading-left-out"


@dataclass(frozen=True, slots=True)
class Block:
    """A table with one spectrum a row.

    bands : column and band of each wavelength. heading : the row of titles. rows : what stands
    below it. places : where each row stands in the file, for messages. preamble : what stands
    above. down : True where the file has its wavelengths down a column.
    """

    bands: list[tuple[int, Band]]
    heading: Row
    rows: list[Row]
    places: list[str]
    preamble: list[Row]
    down: bool
    flags: tuple[str, ...] = ()


def locate(path: Path, rows: list[Row]) -> Block | None:
    """The table of spectra in a grid, or None where there is none.

    Errors: FormatError where two tables disagree or a column of wavelengths breaks off.
    """
    titled = _titled_column(rows)
    if titled is not None:
        return _down(path, rows, *titled)
    across = _across(path, rows)
    if across is not None:
        return across
    untitled = _untitled_column(rows)
    return None if untitled is None else _down(path, rows, *untitled)


def _across(path: Path, rows: list[Row]) -> Block | None:
    found = [(i, bands) for i, row in enumerate(rows[:_HEADING_ROWS]) if (bands := heading(row))]
    if not found:
        return None
    first, bands = found[0]
    same = [i for i, other in found if _nm(other) == _nm(bands)]
    if len(same) < len(found):
        raise FormatError(
            f"{path}: holds several tables with other wavelengths each; save one table to a file"
        )
    last = same[-1]
    between = any(not is_gap(cell) for row in rows[first + 1 : last] for cell in row)
    return Block(
        bands=found[-1][1],
        heading=rows[last],
        rows=rows[last + 1 :],
        places=[f"row {i + 1}" for i in range(last + 1, len(rows))],
        preamble=rows[:first],
        down=False,
        flags=(LATER_HEADING,) if between else (),
    )


def heading(row: Row) -> list[tuple[int, Band]]:
    """Columns and bands of a row of titles; empty where the row is none."""
    if sum(any(letter.isdigit() for letter in cell) for cell in row) < LEAST_BANDS:
        return []
    bands = [(column, band) for column, cell in enumerate(row) if (band := band_from(cell))]
    labelled = [item for item in bands if item[1].labelled]
    if len(labelled) >= LEAST_BANDS:
        return labelled
    if len(bands) >= LEAST_BANDS and _one_run(row, bands) and _mostly_one_way(_nm(bands)):
        return bands
    if any(in_micrometres(cell) for cell in row):
        micro = [
            (column, Band(value * 1000.0, True, "", from_um=True))
            for column, cell in enumerate(row)
            if (value := number(cell)) is not None and 0.2 <= value <= 3.0
        ]
        if len(micro) >= LEAST_BANDS and _mostly_one_way(_nm(micro)):
            return micro
    return []


def _nm(bands: list[tuple[int, Band]]) -> list[float]:
    return [band.wavelength_nm for _, band in bands]


def _one_run(row: Row, bands: list[tuple[int, Band]]) -> bool:
    """True where nothing but blanks stands between bare numbers."""
    return all(is_gap(cell) for (a, _), (b, _) in pairwise(bands) for cell in row[a + 1 : b])


def _mostly_one_way(values: list[float]) -> bool:
    """True for headings, which rise or fall but for slips; readings wander."""
    rising = sum(b > a for a, b in pairwise(values))
    falling = sum(b < a for a, b in pairwise(values))
    return max(rising, falling) >= 0.8 * (len(values) - 1)


def _titled_column(rows: list[Row]) -> tuple[int, int] | None:
    """(column, first row) of wavelengths under a title that says so.

    A row that labels bands itself is no row of such titles: 'peak wavelength' is a fact there.
    """
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        if sum(band.labelled for _, band in heading(row)) >= LEAST_BANDS:
            continue
        for column, cell in enumerate(row):
            if cell and names_wavelength(cell) and band_from(cell) is None:
                below = [_at(later, column) for later in rows[index + 1 : index + 1 + LEAST_BANDS]]
                if len(below) == LEAST_BANDS and all(_is_wavelength(c, cell) for c in below):
                    return column, index + 1
    return None


def _untitled_column(rows: list[Row]) -> tuple[int, int] | None:
    """(0, first row) of bare wavelengths down the first column."""
    for index in range(min(len(rows), _HEADING_ROWS)):
        first = [_at(row, 0) for row in rows[index : index + 2 * LEAST_BANDS]]
        bands = [band_from(cell) for cell in first]
        if len(bands) < LEAST_BANDS or any(band is None for band in bands[:LEAST_BANDS]):
            continue
        if _mostly_one_way([band.wavelength_nm for band in bands if band]):
            while index > 0 and (number(_at(rows[index - 1], 0)) or 0.0) > 0.0:
                index -= 1  # numbers below 200 belong to the column, and are judged with it
            return 0, index
    return None


def _is_wavelength(cell: str, title: str) -> bool:
    if in_micrometres(title):
        return number(cell) is not None
    return band_from(cell) is not None or (number(cell) or 0.0) > 0.0


def _down(path: Path, rows: list[Row], column: int, start: int) -> Block:
    """The block of a column of wavelengths, turned so that each spectrum is a row."""
    title = _at(rows[start - 1], column) if start else ""
    end = start
    while end < len(rows) and _is_wavelength(_at(rows[end], column), title):
        end += 1
    if any(band_from(_at(row, column)) for row in rows[end:]):
        raise FormatError(
            f"{path}: row {end + 1}: the column of wavelengths breaks off and goes on below; "
            "fill the row in or save one table to a file"
        )
    top = _first_title_row(rows, column, start)
    turned = [list(cells) for cells in zip_longest(*rows[top:end], fillvalue="")]
    offset = start - top
    bands = [
        (offset + i, _band_down(cell, title)) for i, cell in enumerate(turned[column][offset:])
    ]
    kept = [
        index
        for index in range(len(turned))
        if index != column and any(not is_gap(cell) for cell in turned[index][offset:])
    ]
    return Block(
        bands=bands,
        heading=turned[column],
        rows=_filled_on([turned[index] for index in kept], offset),
        places=[f"column {index + 1}" for index in kept],
        preamble=rows[:top],
        down=True,
    )


def _band_down(cell: str, title: str) -> Band:
    band = band_from(cell)
    if band is not None and not in_micrometres(title):
        return band
    factor = 1000.0 if in_micrometres(title) else 1.0
    return Band((number(cell) or 0.0) * factor, True, "", from_um=factor > 1.0)


def _first_title_row(rows: list[Row], column: int, start: int) -> int:
    """The row at which the titles of the spectra begin; what stands higher is preamble."""
    top = start
    while top > 0:
        others = sum(not is_gap(c) for i, c in enumerate(rows[top - 1]) if i != column)
        if others >= 3 or (top == start and others >= 1):
            top -= 1
        else:
            break
    return top


def _filled_on(rows: list[Row], titles: int) -> list[Row]:
    """Titles over several columns, written once, carried on to the columns that they cover."""
    for level in range(titles - 1):
        if not all(not is_gap(row[titles - 1]) for row in rows):
            break
        told = ""
        for row in rows:
            told = told if is_gap(row[level]) else row[level]
            row[level] = told
    return rows


def _at(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""
