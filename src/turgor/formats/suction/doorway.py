"""The doorway for suction curves: recognise the layout of a file, read every series in it."""

from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED
from turgor.formats.clear_errors import clear_errors
from turgor.formats.opening import HEAD_BYTES, checked_size, read_bytes
from turgor.formats.spectrum.cells import Row, number
from turgor.formats.spectrum.sheet_grid import read_sheets
from turgor.formats.spectrum.text_grid import split_rows, text_of
from turgor.formats.suction.build import FileFacts, recording_from
from turgor.formats.suction.facts import preamble_pairs, told_facts
from turgor.formats.suction.options import SuctionOptions
from turgor.formats.suction.own import is_own, read_own
from turgor.formats.suction.profile import NO_PROFILE, Profile, load_profile
from turgor.formats.suction.stated_rows import from_pairs, from_table, parameter_row
from turgor.formats.suction.table import heading_row, raw_series
from turgor.formats.text_table import looks_like_text
from turgor.record.suction import SuctionRecording

DEFAULT_OPTIONS = SuctionOptions()
SHEET_SUFFIXES = (".xlsx", ".xlsm")
_LARGEST_BYTES = 200_000_000
_FORMAT_IDS = {".crd": "dermalab-crd", ".cmf": "dermalab-cmf"}


def read_suction(
    path: Path, options: SuctionOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[SuctionRecording, ...]:
    """Every series of suction curves of a file, in s, mm and mbar.

    A table without curves gives recordings whose arrays are empty and whose ``stated`` holds the
    instrument's own numbers.

    refused : where given, a series that can't be read is left out and this takes why, in one line
    that names the file and the place; without it the file is refused. A file without any good
    series is always refused.

    Errors: FormatError for a file without curves, without units or without its protocol;
    InputError for a profile that is none; MissingExtraError where a spreadsheet needs openpyxl.
    Nothing else, whatever the bytes.
    """
    path = Path(path)
    with clear_errors(path, "a table of suction curves", "export it again from the instrument"):
        return tuple(_read(path, options, refused))


def _read(path: Path, options: SuctionOptions, refused: list[str] | None) -> list[SuctionRecording]:
    size = checked_size(path)
    profile = NO_PROFILE if options.profile is None else load_profile(options.profile)
    if path.suffix.lower() in SHEET_SUFFIXES:
        found: list[SuctionRecording] = []
        for _, rows in read_sheets(path):
            found += _from_rows(path, rows, "suction-sheet", profile, options, refused) or []
    else:
        rows = rows_of(path, size)
        if is_own(rows):
            return [read_own(path, rows, options)]
        format_id = _FORMAT_IDS.get(path.suffix.lower(), "suction-table")
        found = _from_rows(path, rows, format_id, profile, options, refused) or []
    if not found:
        raise FormatError(
            f"{path}: holds no suction curves: a column of time and one of elevation are needed "
            "under headings that say so, or a mapping profile that names them (profile)"
        )
    return found


def rows_of(path: Path, size: int) -> list[Row]:
    """Every line of a text file as cells.

    Errors: FormatError where it is no text or too large for curves.
    """
    if size > _LARGEST_BYTES:
        raise FormatError(
            f"{path}: is a text of {size} bytes; at most {_LARGEST_BYTES} are read as curves, "
            "split it by subjects"
        )
    head = read_bytes(path, HEAD_BYTES)
    if not looks_like_text(head) and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError(f"{path}: is no plain text; export the curves as CSV, TSV or .crd")
    return split_rows(path, text_of(path, read_bytes(path, size)))


def _from_rows(
    path: Path,
    rows: list[Row],
    format_id: str,
    profile: Profile,
    options: SuctionOptions,
    refused: list[str] | None,
) -> list[SuctionRecording]:
    at = heading_row(rows, profile)
    if at is None and format_id == "dermalab-crd":
        rows, at = _headed(path, rows)
    if at is not None:
        told = _told(rows[:at], format_id, profile)
        return _curves(path, rows, at, told, options, refused)
    least = 1 if profile.name else 2
    at = parameter_row(rows, profile, least)
    told = _told(rows[:at] if at is not None else [], format_id, profile)
    if at is not None:
        return from_table(path, rows, at, told, options)
    return from_pairs(path, rows, told, options) if format_id == "dermalab-cmf" else []


def _told(rows: list[Row], format_id: str, profile: Profile) -> FileFacts:
    pairs = preamble_pairs(rows)
    flags = (NEVER_TRIED,) if format_id.startswith("dermalab") else ()
    return FileFacts(format_id, told_facts(pairs), pairs, profile, flags)


def _curves(
    path: Path,
    rows: list[Row],
    at: int,
    told: FileFacts,
    options: SuctionOptions,
    refused: list[str] | None,
) -> list[SuctionRecording]:
    found: list[SuctionRecording] = []
    samples = 0
    for raw in raw_series(path, rows, at, told.profile):
        samples += len(raw.time)
        if samples > options.max_samples:
            raise FormatError(
                f"{path}: holds more than {options.max_samples} samples; split it or raise "
                "max_samples"
            )
        try:
            found.append(recording_from(path, raw, told, options))
        except FormatError as error:
            if refused is None:
                raise
            refused.append(str(error))
    if not found and refused:
        raise FormatError(refused[0])
    return found


def _headed(path: Path, rows: list[Row]) -> tuple[list[Row], int]:
    """Rows of bare pairs of numbers with our headings put above them.

    Errors: FormatError where no row holds two numbers.
    """
    for index, row in enumerate(rows):
        values = [number(cell) for cell in row[:2]]
        if len(values) == 2 and all(value is not None and np.isfinite(value) for value in values):
            return [*rows[:index], ["time", "elevation"], *rows[index:]], index
    raise FormatError(f"{path}: holds no rows of time and elevation; export the curve again")
