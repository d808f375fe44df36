"""Study tables by their exact header lines: captures, visits, subjects, allocation, sessions."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.table_rows import (
    Rows,
    date_of,
    flag,
    needed,
    number,
    pairs,
    read_rows,
    side_of,
)
from turgor.record.capture import CAPTURE_KINDS
from turgor.record.design import Allocation
from turgor.record.session import MODALITIES, Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions

__all__ = [
    "HEADERS", "MORE_COLUMNS", "MORE_OF_CAPTURES", "CaptureRow", "Rows", "date_of", "kind_of",
    "read_allocation", "read_captures", "read_sessions", "read_subjects", "read_visits", "side_of",
]  # fmt: skip

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
    "adverse-events": (
        "subject", "event", "kind", "words", "site", "side", "modality", "session", "onset",
        "peak_grade", "relatedness", "serious", "criterion", "action", "outcome", "outcome_date",
        "signs", "temperature_c", "history", "expected", "reporter", "external",
    ),
    "adverse-course": ("subject", "event", "date", "grade"),
    "diary": (
        "subject", "date", "site", "side", "scale", "symptoms", "signs", "temperature_c", "care",
        "note",
    ),
}  # fmt: skip

#: columns that captures.csv may have besides, all of them
MORE_OF_CAPTURES = ("kind", "setup", "settings")
#: columns that a table may have besides, all of them or none
MORE_COLUMNS: dict[str, tuple[str, ...]] = {
    "captures": MORE_OF_CAPTURES,
    "sessions": ("operator", "lots", "deviation"),
}


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
    """The names of a header line, without the columns that a table may have besides."""
    names = tuple(name.strip() for name in line.split(","))
    for kind, more in MORE_COLUMNS.items():
        if names == (*HEADERS[kind], *more):
            return HEADERS[kind]
    return names


def read_captures(path: Path) -> Rows[CaptureRow]:
    """captures.csv; paths are relative to the table.

    Errors: InputError where the file can't be read at all; a bad row is refused alone.
    """
    folder = path.resolve().parent

    def row(cells: Mapping[str, str]) -> CaptureRow:
        return CaptureRow(
            path=folder / needed(cells, "path"),
            subject=needed(cells, "subject"),
            visit=needed(cells, "visit"),
            site=BodySite(needed(cells, "site"), side_of(cells["side"])),
            region=cells["region"],
            replicate=_replicate(cells["replicate"]),
            reseated=flag(cells, "reseated"),
            device=cells["device"],
            operator=cells["operator"],
            kind=_kind(cells.get("kind", "")),
            setup=cells.get("setup", ""),
            settings=pairs("settings", cells.get("settings", "")),
        )

    return read_rows(path, HEADERS["captures"], row)


def read_visits(path: Path) -> Rows[Visit]:
    """visits.csv; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Visit:
        return Visit(
            subject=needed(cells, "subject"),
            label=needed(cells, "visit"),
            date=date_of(cells["date"]),
            conditions=VisitConditions(**{name: number(cells, name) for name in _CONDITIONS}),
        )

    return read_rows(path, HEADERS["visits"], row)


def read_subjects(path: Path) -> Rows[Subject]:
    """subjects.csv; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Subject:
        year = cells["birth_year"]
        if year and not (year.isdecimal() and 1880 <= int(year) <= 2200):
            raise StudyError(f"birth_year is '{year}'; give a year such as 1970, or leave it empty")
        return Subject(
            id=needed(cells, "subject"),
            centre=cells["centre"],
            birth_year=int(year) if year else None,
            sex=cells["sex"],
            phototype=cells["phototype"],
        )

    return read_rows(path, HEADERS["subjects"], row)


def read_allocation(path: Path) -> Rows[Allocation]:
    """allocation.csv; an empty side is the whole subject; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Allocation:
        side = side_of(cells["side"]) if cells["side"] else ""
        return Allocation(needed(cells, "subject"), needed(cells, "arm"), side)

    return read_rows(path, HEADERS["allocation"], row)


def read_sessions(path: Path) -> Rows[Session]:
    """sessions.csv; settings and lots are 'key=value;key=value'; errors as for read_captures."""

    def row(cells: Mapping[str, str]) -> Session:
        date = date_of(needed(cells, "date"))
        if cells["modality"] not in MODALITIES:
            raise StudyError(f"modality is '{cells['modality']}'; allowed: {', '.join(MODALITIES)}")
        return Session(
            subject=needed(cells, "subject"),
            date=date or dt.date.min,
            site=BodySite(needed(cells, "site"), side_of(cells["side"])),
            modality=cells["modality"],
            delivered=flag(cells, "delivered"),
            device=cells["device"],
            settings=pairs("settings", cells["settings"]),
            operator=cells.get("operator", ""),
            lots=pairs("lots", cells.get("lots", "")),
            deviation=cells.get("deviation", ""),
        )

    return read_rows(path, HEADERS["sessions"], row)


def _replicate(text: str) -> int:
    if not text:
        return 1
    if not text.isdecimal() or int(text) < 1:
        raise StudyError(f"replicate is '{text}'; give a whole number from 1")
    return int(text)


def _kind(text: str) -> str:
    if text not in ("", *CAPTURE_KINDS):
        raise StudyError(
            f"kind is '{text}'; allowed: {', '.join(CAPTURE_KINDS)}, or leave it empty"
        )
    return text
