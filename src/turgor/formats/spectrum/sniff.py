"""Whether a file holds spectra, from its first rows alone, without mistaking other tables."""

from itertools import pairwise
from pathlib import Path

from turgor.errors import TurgorError
from turgor.formats.opening import read_bytes
from turgor.formats.spectrum.cells import Row, is_gap, number
from turgor.formats.spectrum.cgats import looks_like_cgats
from turgor.formats.spectrum.doorway import SHEET_SUFFIXES
from turgor.formats.spectrum.locate import Block, heading, locate
from turgor.formats.spectrum.sheet_grid import read_sheets
from turgor.formats.spectrum.text_grid import split_rows, text_of

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".asc", ".dat", ".cgats", ".cgt", ".ti3", ".sp", ".it8")
_HEAD_BYTES = 262_144
_SNIFFED_ROWS = 60


def is_spectrum(path: Path) -> bool:
    """True where a file shows a table of spectra in its first rows; never raises.

    Bare numbers along a row or down a column count as wavelengths only with a word or a name
    beside them, so that a grid of heights is not mistaken.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in TEXT_SUFFIXES + SHEET_SUFFIXES:
        return False
    try:
        if not path.is_file():
            return False
        if suffix in SHEET_SUFFIXES:
            return any(_holds(path, rows) for _, rows in read_sheets(path, _SNIFFED_ROWS))
        content = read_bytes(path, _HEAD_BYTES)
        text = text_of(path, content)
        if len(content) == _HEAD_BYTES:
            text = text.rpartition("\n")[0]
        if looks_like_cgats(text):
            return any(
                mark in text.upper() for mark in ("SPECTRAL_", "NM_", "SPEC_", "R_4", "NM400", "R[")
            )
        return _holds(path, split_rows(path, text)[:_SNIFFED_ROWS])
    except (TurgorError, OSError, ValueError):
        return False


def _holds(path: Path, rows: list[Row]) -> bool:
    try:
        block = locate(path, rows)
    except TurgorError:
        # wavelengths are named, and wrong: the reader says how
        return any(band.labelled for row in rows for _, band in heading(row))
    if block is None or not _covers_light(block):
        return False
    if sum(band.labelled for _, band in block.bands) * 2 > len(block.bands):
        return True
    return _named(block) or _two_columns(block)


def _covers_light(block: Block) -> bool:
    """True where the wavelengths span at least 100 nm of visible or near light."""
    nm = [band.wavelength_nm for _, band in block.bands]
    return max(nm) - min(nm) >= 100.0 and min(nm) < 1500.0 and max(nm) > 350.0


def _named(block: Block) -> bool:
    """True where words stand beside bare wavelengths, as in names of spectra."""
    taken = {column for column, _ in block.bands}
    beside = [
        cell
        for row in (block.heading, *block.rows[:5])
        for column, cell in enumerate(row)
        if column not in taken and not is_gap(cell)
    ]
    steps = [b.wavelength_nm - a.wavelength_nm for (_, a), (_, b) in pairwise(block.bands)]
    even = max(steps) - min(steps) <= 0.25 * max(abs(step) for step in steps)
    return even and any(number(cell) is None for cell in beside)


def _two_columns(block: Block) -> bool:
    """True for a bare list of wavelength and reading, from blue to red, with nothing else."""
    nm = [band.wavelength_nm for _, band in block.bands]
    return (
        block.down
        and len(block.rows) == 1
        and len(block.heading) == len(nm) >= 10
        and min(nm) <= 400.0
        and max(nm) >= 700.0
    )
