"""Study tables by their exact header lines: captures, visits, subjects, allocation, sessions."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from turgor.errors import InputError, StudyError
from turgor.record.capture import CAPTURE_KINDS
from turgor.record.design import Allocation
from turgor.record.session import MODALITIES, Session
from turgor.record.site import SIDES, BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions

_CONDITIONS = tuple(item.name for item in dataclasses.fields(VisitConditions))

HEADERS: dict[str, tuple[str, ...]] = {
    "captures": (
        "path", "subject", "visit", "site", "side", "region", "replicate", "reseated", "device",
        "operator",
    ),
    "visits": ("subject", "visit", "date", *_CONDITIONS),
    "subjects": ("subject", "centre", "birth_year", "sex", "phototype"),
    "allocation": ("subject", "side", "arm"),
    "sessions": (
        "subject", "date", "site", "side", "modality", "delivered", "device", "settings",
    ),
}  # fmt: skip

#: columns that captures.csv may have besides, all of them
MORE_OF_CAPTURES = ("kind", "setup", "settings")
_MOST_BYTES = 50_000_000
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0", "")

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """What captures.csv says of one file; ``path`` is made absolute from the table's folder.

    kind : one of CAPTURE_KINDS where the file alone does not say what it is, else empty.
    setup : tells captures of one kind at one place apart; see Capture.
    settings : what is known of this capture and not said in its file, by option.
    """

    path: Path
    subject: str
    visit: str
    site: BodySite
    region: str
    replicate: int
    reseated: bool
    device: str
    operator: str
    kind: str = ""
    setup: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows(Generic[R]):
    """The rows that could be read with their line numbers, and (line, reason) of the others."""

    read: tuple[tuple[int, R], ...]
    refused: tuple[tuple[int, str], ...]


def kind_of(path: Path) -> str | None:
    """Which study table a file is by its first line, or None where it is none."""
    if path.suffix.lower() != ".csv":
        return None
    try:
        with path.open("rb") as stream:
            first = stream.readline(4096)
        line = first.decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        return None
    names = _header(line)
    return next((kind for kind, header in HEADERS.items() if names == header), None)


def _header(line: str) -> tuple[str, ...]:
    """The names of a header line, without the columns that captures.csv may have besides."""
    names = tuple(name.strip() for name in line.split(","))
    plain = names[: -len(MORE_OF_CAPTURES)]
    more = plain == HEADERS["captures"] and names[len(plain) :] == MORE_OF_CAPTURES
    return plain if more else names


def read_captures(path: Path) -> Rows[CaptureRow]:
    """captures.csv; paths are relative to the table.

    Errors: InputError where the file can't be read at all; a bad row is refused alone.
    """
    folder = path.resolve().parent

    def row(cells: Mapping[str, str]) -> CaptureRow:
        return CaptureRow(
            path=folder / _needed(cells, "path"),
            subject=_needed(cells, "subject"),
            visit=_needed(cells, "visit"),
            site=BodySite(_needed(cells, "site"), side_of(cells["side"])),
            region=cells["region"],
            replicate=_replicate(cells["replicate"]),
            reseated=_flag(cells, "reseated"),
            device=cells["device"],
            operator=cells["operator"],
            kind=_kind(cells.get("kind", "")),
            setup=cells.get("setup", ""),
            settings=_settings(cells.get("settings", "")),
        )

    return _rows(path, "captures", row)


def read_visits(path: Path) -> Rows[Visit]:
    """visits.csv; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Visit:
        return Visit(
            subject=_needed(cells, "subject"),
            label=_needed(cells, "visit"),
            date=date_of(cells["date"]),
            conditions=VisitConditions(**{name: _number(cells, name) for name in _CONDITIONS}),
        )

    return _rows(path, "visits", row)


def read_subjects(path: Path) -> Rows[Subject]:
    """subjects.csv; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Subject:
        year = cells["birth_year"]
        if year and not (year.isdecimal() and 1880 <= int(year) <= 2200):
            raise StudyError(f"birth_year is '{year}'; give a year such as 1970, or leave it empty")
        return Subject(
            id=_needed(cells, "subject"),
            centre=cells["centre"],
            birth_year=int(year) if year else None,
            sex=cells["sex"],
            phototype=cells["phototype"],
        )

    return _rows(path, "subjects", row)


def read_allocation(path: Path) -> Rows[Allocation]:
    """allocation.csv; an empty side is the whole subject; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Allocation:
        side = side_of(cells["side"]) if cells["side"] else ""
        return Allocation(_needed(cells, "subject"), _needed(cells, "arm"), side)

    return _rows(path, "allocation", row)


def read_sessions(path: Path) -> Rows[Session]:
    """sessions.csv; settings are 'key=value;key=value'; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Session:
        date = date_of(_needed(cells, "date"))
        if cells["modality"] not in MODALITIES:
            raise StudyError(f"modality is '{cells['modality']}'; allowed: {', '.join(MODALITIES)}")
        return Session(
            subject=_needed(cells, "subject"),
            date=date or dt.date.min,
            site=BodySite(_needed(cells, "site"), side_of(cells["side"])),
            modality=cells["modality"],
            delivered=_flag(cells, "delivered"),
            device=cells["device"],
            settings=_settings(cells["settings"]),
        )

    return _rows(path, "sessions", row)


def side_of(text: str) -> str:
    """A side, 'unstated' where nothing is said.

    Errors: StudyError for any other word.
    """
    side = text.strip().lower() or "unstated"
    if side not in SIDES:
        raise StudyError(f"side is '{text}'; allowed: {', '.join(SIDES)}")
    return side


def date_of(text: str) -> dt.date | None:
    """A date written 2026-03-31, None where nothing is said.

    Errors: StudyError for any other writing, because 03/04 is two dates.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise StudyError(f"date is '{text}'; write year-month-day, such as 2026-03-31") from None


def _rows(path: Path, kind: str, convert: Callable[[Mapping[str, str]], R]) -> Rows[R]:
    header = HEADERS[kind]
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than 50 MB; split the table")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text; save it as UTF-8 CSV") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    read: list[tuple[int, R]] = []
    refused: list[tuple[int, str]] = []
    try:
        header = tuple(cell.strip() for cell in next(reader, header))
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                refused.append((line, f"has {len(cells)} cells; the header has {len(header)}"))
                continue
            named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            try:
                read.append((line, convert(named)))
            except StudyError as error:
                refused.append((line, str(error)))
    except csv.Error as error:
        refused.append((reader.line_num, f"is no CSV ({error}); the rest was not read"))
    return Rows(tuple(read), tuple(refused))


def _needed(cells: Mapping[str, str], name: str) -> str:
    if not cells[name]:
        raise StudyError(f"{name} is empty; it is needed")
    return cells[name]


def _replicate(text: str) -> int:
    if not text:
        return 1
    if not text.isdecimal() or int(text) < 1:
        raise StudyError(f"replicate is '{text}'; give a whole number from 1")
    return int(text)


def _flag(cells: Mapping[str, str], name: str) -> bool:
    text = cells[name].lower()
    if text not in (*_YES, *_NO):
        raise StudyError(f"{name} is '{cells[name]}'; write yes or no")
    return text in _YES


def _kind(text: str) -> str:
    if text not in ("", *CAPTURE_KINDS):
        raise StudyError(
            f"kind is '{text}'; allowed: {', '.join(CAPTURE_KINDS)}, or leave it empty"
        )
    return text


def _number(cells: Mapping[str, str], name: str) -> float | None:
    text = cells[name]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or value in (float("inf"), float("-inf")):
        raise StudyError(f"{name} is '{text}'; give a number with a decimal point, or leave it")
    return value


def _settings(text: str) -> dict[str, str]:
    settings: dict[str, str] = {}
    for part in filter(None, (item.strip() for item in text.split(";"))):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise StudyError(f"settings hold '{part}'; write key=value;key=value")
        settings[key.strip()] = value.strip()
    return settings
