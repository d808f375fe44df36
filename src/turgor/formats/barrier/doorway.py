"""The doorway for barrier readings: read every placement in a table or spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

from turgor.errors import FormatError, TurgorError
from turgor.formats.barrier.build import series_from
from turgor.formats.barrier.facts import preamble_pairs, told_facts
from turgor.formats.barrier.options import BarrierOptions
from turgor.formats.barrier.profile import NO_PROFILE, Profile, load_profile
from turgor.formats.barrier.table import Columns, find_columns, placements
from turgor.formats.base import NEVER_TRIED
from turgor.formats.clear_errors import clear_errors
from turgor.formats.spectrum.cells import Row
from turgor.formats.spectrum.sheet_grid import read_sheets
from turgor.formats.spectrum.text_grid import read_rows
from turgor.record.barrier import BarrierSeries

DEFAULT_OPTIONS = BarrierOptions()
SHEET_SUFFIXES = (".xlsx", ".xlsm")


def read_barrier(
    path: Path, options: BarrierOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[BarrierSeries, ...]:
    """Every placement of a barrier table (.csv, .tsv, .txt, .xlsx), in the file's order.

    refused : where given, a placement that can't be a reading is left out and this takes why, in
    one line; without it the file is refused. A file without a good placement is always refused.

    Errors: FormatError or UnitError for a file without readings, without units, or with times
    that don't rise; MissingExtraError where a spreadsheet needs openpyxl. Nothing but TurgorError,
    whatever the bytes.
    """
    path = Path(path)
    with clear_errors(path, "a table of barrier readings", "export it again from the instrument"):
        return tuple(_read(path, options, refused))


def _read(path: Path, options: BarrierOptions, refused: list[str] | None) -> list[BarrierSeries]:
    profile = load_profile(options.profile) if options.profile is not None else NO_PROFILE
    good: list[BarrierSeries] = []
    found = False
    bad: list[TurgorError] = []
    for format_id, rows in _grids(path):
        columns = find_columns(rows, profile)
        if columns is None:
            continue
        found = True
        good += _of_table(path, rows, columns, (profile, options, format_id), bad)
    if bad and (refused is None or not good):
        raise bad[0]
    if refused is not None:
        refused.extend(str(error) for error in bad)
    if not found:
        raise FormatError(
            f"{path}: holds no barrier readings: a column of time and one of TEWL or capacitance "
            "are needed, each with its unit, as in 'Time [s]' and 'TEWL [g/m²h]'"
        )
    if not good:
        raise FormatError(f"{path}: its table of barrier readings is empty; export it again")
    return good


def _grids(path: Path) -> Iterator[tuple[str, list[Row]]]:
    if path.suffix.lower() in SHEET_SUFFIXES:
        for _, rows in read_sheets(path):
            yield "barrier-sheet", rows
    else:
        yield "barrier-table", read_rows(path)


def _of_table(
    path: Path,
    rows: list[Row],
    columns: Columns,
    how: tuple[Profile, BarrierOptions, str],
    bad: list[TurgorError],
) -> list[BarrierSeries]:
    profile, options, format_id = how
    pairs = preamble_pairs(rows[: columns.row])
    facts, flags = told_facts(pairs)
    facts = {**profile.stated, **facts}
    if profile.name and not profile.seen_in_real_export:
        flags = (*flags, NEVER_TRIED)
    units = {word: columns.headings[i].unit for word, i in columns.beside.items()}
    good: list[BarrierSeries] = []
    for placement in placements(path, rows, columns):
        try:
            known = (format_id, flags, pairs)
            good.append(series_from(path, placement, units, facts, options, known))
        except TurgorError as error:
            bad.append(error)
    return good
