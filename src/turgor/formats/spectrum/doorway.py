"""The doorway for spectra: recognise a file, read every spectrum in it."""

from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED
from turgor.formats.clear_errors import clear_errors
from turgor.formats.opening import checked_size, read_bytes
from turgor.formats.spectrum.build import FileFacts, spectra_from
from turgor.formats.spectrum.cells import Row
from turgor.formats.spectrum.cgats import cgats_rows, looks_like_cgats
from turgor.formats.spectrum.facts import preamble_pairs, told_facts
from turgor.formats.spectrum.locate import locate
from turgor.formats.spectrum.options import SpectrumOptions
from turgor.formats.spectrum.sheet_grid import read_sheets
from turgor.formats.spectrum.stated import colour_columns
from turgor.formats.spectrum.table import raw_tables
from turgor.formats.spectrum.text_grid import read_rows
from turgor.record.spectrum import Spectrum

DEFAULT_OPTIONS = SpectrumOptions()
_LARGEST_CGATS = 100_000_000
SHEET_SUFFIXES = (".xlsx", ".xlsm")


def read_spectra(
    path: Path, options: SpectrumOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[Spectrum, ...]:
    """Every reflectance spectrum of a table, spreadsheet or CGATS file, as fractions of white.

    refused : where given, a row that can't be a reading is left out and this takes why, in one
    line that names the file and the row; without it the file is refused. A file that has no good
    row is always refused.

    Errors: FormatError for a file without spectra, of wrong wavelengths, of an open scale, or
    far outside a reflectance; MissingExtraError where a spreadsheet needs openpyxl. Nothing
    else, whatever the bytes.
    """
    path = Path(path)
    with clear_errors(path, "a table of spectra", "export it again from the instrument"):
        return tuple(_read(path, options, refused))


def _read(path: Path, options: SpectrumOptions, refused: list[str] | None) -> list[Spectrum]:
    size = checked_size(path)
    if path.suffix.lower() in SHEET_SUFFIXES:
        return _read_book(path, options, refused)
    if size <= _LARGEST_CGATS and looks_like_cgats(read_bytes(path, 65_536).decode("latin-1")):
        rows, pairs = cgats_rows(path, read_bytes(path, size))
        found = _from_rows(path, rows, options, ("cgats", pairs), refused)
    else:
        rows = read_rows(path)
        found = _from_rows(path, rows, options, ("spectrum-table", {}), refused)
    if found is None:
        raise _nothing_found(path, rows)
    return found


def _read_book(path: Path, options: SpectrumOptions, refused: list[str] | None) -> list[Spectrum]:
    found: list[Spectrum] = []
    first: list[Row] = []
    for _, rows in read_sheets(path):
        first = first or rows
        found += _from_rows(path, rows, options, ("spectrum-sheet", {}), refused) or []
    if not found:
        raise _nothing_found(path, first)
    return found


def _from_rows(
    path: Path,
    rows: list[Row],
    options: SpectrumOptions,
    known: tuple[str, dict[str, str]],
    refused: list[str] | None,
) -> list[Spectrum] | None:
    """known : the format's id, and pairs of key and value that stood outside the rows."""
    block = locate(path, rows)
    if block is None:
        return None
    format_id, pairs = known
    pairs = {**pairs, **preamble_pairs(block.preamble)}
    flags = (NEVER_TRIED,) if format_id == "cgats" else ()
    told = FileFacts(format_id, told_facts(pairs), pairs, flags)
    tables = raw_tables(path, block, options.max_spectra, refused)
    return spectra_from(path, tables, told, options, refused)


def _nothing_found(path: Path, rows: list[Row]) -> FormatError:
    for row in rows[:50]:
        if len(colour_columns(row)) >= 3:
            return FormatError(
                f"{path}: holds L*a*b* or XYZ and no spectrum; export the spectral reflectance, "
                "400 to 700 nm, since colour alone can't be carried to another illuminant"
            )
    return FormatError(
        f"{path}: holds no spectra: five or more wavelengths in nm are needed along a row or down "
        "a column, with reflectance beside them"
    )
