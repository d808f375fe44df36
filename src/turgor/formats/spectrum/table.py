"""From a block of cells to arrays: wavelengths checked, readings as numbers, gaps as NaN."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.spectrum.band import LONGEST_NM, SHORTEST_NM, Band
from turgor.formats.spectrum.cells import Row, is_gap, number
from turgor.formats.spectrum.facts import meaning_of
from turgor.formats.spectrum.locate import Block

REVERSED = "wavelengths-reversed"
FROM_UM = "wavelengths-converted-from-um"


@dataclass(frozen=True, slots=True)
class RawTable:
    """Spectra of one set of bands, one a row, before scale and words are judged.

    wavelength_nm : (n,) rising. values : (m, n), NaN = blank. words : what tells this set from
    another of the same rows. titles, identity : headings and cells beside the readings.
    percent : True where a heading or a row of units says '%'.
    """

    wavelength_nm: NDArray[np.float64]
    values: NDArray[np.float64]
    words: str
    titles: list[str]
    identity: list[Row]
    places: list[str]
    percent: bool
    flags: tuple[str, ...]


def raw_tables(
    path: Path, block: Block, max_spectra: int, refused: list[str] | None = None
) -> list[RawTable]:
    """One table for each set of bands in a block; rows without a reading are left out.

    refused : where given, takes why a row with text among its readings is left out.

    Errors: FormatError for wavelengths that no order or unit explains, text among the readings,
    a cut-off file, too many spectra or none.
    """
    groups = sorted({band.words for _, band in block.bands})
    if len(block.rows) * len(groups) > max_spectra + len(block.heading):
        raise FormatError(
            f"{path}: holds about {len(block.rows) * len(groups)} spectra; at most {max_spectra} "
            "are read, raise max_spectra if that is real"
        )
    _refuse_cut_off(path, block)
    tables = [_one(path, block, words, refused) for words in groups]
    if not any(len(table.values) for table in tables):
        if refused:
            raise FormatError(refused[0])
        raise FormatError(f"{path}: has headings of wavelengths and no reading below them")
    if sum(len(table.values) for table in tables) > max_spectra:
        raise FormatError(
            f"{path}: holds more than {max_spectra} spectra; raise max_spectra if that is real"
        )
    return [table for table in tables if len(table.values)]


def _one(path: Path, block: Block, words: str, refused: list[str] | None) -> RawTable:
    bands = [(column, band) for column, band in block.bands if band.words == words]
    order, flags = _order(path, [band for _, band in bands])
    columns = [bands[index][0] for index in order]
    wavelength_nm = np.array([bands[index][1].wavelength_nm for index in order])
    taken = {column for column, _ in block.bands}
    width = max(len(block.heading), max((len(row) for row in block.rows), default=0))
    beside = [column for column in range(width) if column not in taken]
    percent = any("%" in _cell(block.heading, column) for column in columns)
    values: list[list[float]] = []
    identity: list[Row] = []
    places: list[str] = []
    for row, place in zip(block.rows, block.places, strict=True):
        cells = [_cell(row, column) for column in columns]
        if all(is_gap(cell) for cell in cells):
            continue
        if not values and all(number(cell) is None or is_gap(cell) for cell in cells):
            percent = percent or any("%" in cell or "percent" in cell.lower() for cell in cells)
            continue  # a row of units
        try:
            values.append(_numbers(path, cells, place, wavelength_nm))
        except FormatError as error:
            if refused is None:
                raise
            refused.append(str(error))
            continue
        identity.append([_cell(row, column) for column in beside])
        places.append(place)
    return RawTable(
        wavelength_nm,
        np.array(values, dtype=np.float64).reshape(len(values), len(columns)),
        words,
        _titles(block, beside),
        identity,
        places,
        percent,
        (*block.flags, *flags),
    )


def _titles(block: Block, beside: list[int]) -> list[str]:
    """Headings of what stands beside the readings; titles over columns are only counted."""
    told = [_cell(block.heading, column) for column in beside]
    if not block.down:
        return told
    return [text if meaning_of(text) else f"title {i + 1}" for i, text in enumerate(told)]


def _order(path: Path, bands: list[Band]) -> tuple[list[int], tuple[str, ...]]:
    """Indices that make the wavelengths rise, with the flags that this needs."""
    nm = np.array([band.wavelength_nm for band in bands])
    low, high = float(nm.min()), float(nm.max())
    if low < SHORTEST_NM or high > LONGEST_NM:
        hint = "; if they are µm, say so in their heading" if high < 10.0 else ""
        hint = "; if they are Ångström, divide them by 10" if low > LONGEST_NM else hint
        raise FormatError(
            f"{path}: wavelengths run from {low:g} to {high:g}; {SHORTEST_NM:g} to "
            f"{LONGEST_NM:g} nm are read{hint}"
        )
    steps = np.diff(nm)
    flags = (FROM_UM,) if any(band.from_um for band in bands) else ()
    if np.all(steps > 0):
        return list(range(len(nm))), flags
    if np.all(steps < 0):
        return list(range(len(nm)))[::-1], (*flags, REVERSED)
    twice = nm[1:][steps == 0]
    worst = int(np.flatnonzero(steps <= 0 if steps.sum() > 0 else steps >= 0)[0])
    told = (
        f"{twice[0]:g} nm stands twice"
        if len(twice)
        else f"{nm[worst + 1]:g} nm follows {nm[worst]:g} nm"
    )
    raise FormatError(f"{path}: wavelengths are out of order: {told}; sort them, one reading each")


def _numbers(path: Path, cells: Row, place: str, wavelength_nm: NDArray[np.float64]) -> list[float]:
    values = [number(cell) for cell in cells]
    wrong = next((i for i, value in enumerate(values) if value is None), None)
    if wrong is not None:
        raise FormatError(
            f"{path}: {place}: '{printable(cells[wrong])}' at {wavelength_nm[wrong]:g} nm is no "
            "number; leave a cell blank where nothing was recorded"
        )
    return [value for value in values if value is not None]


def _refuse_cut_off(path: Path, block: Block) -> None:
    """Refuse a file whose last row ends before the others do."""
    if block.down:
        return  # every wavelength is a line; what is missing shows as blanks at its end
    width = max(column for column, _ in block.bands) + 1
    filled = [row for row in block.rows if any(not is_gap(cell) for cell in row)]
    if len(filled) > 1 and len(filled[-1]) < width <= min(len(row) for row in filled[:-1]):
        raise FormatError(
            f"{path}: the last row has {len(filled[-1])} cells and the others {width} or more; "
            "the file is cut off, copy it again from the instrument"
        )


def _cell(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""
