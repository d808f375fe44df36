"""Tables of what goes wrong: adverse events, their course by day, and subjects' diaries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import StudyError
from turgor.exchange.study_tables import HEADERS
from turgor.exchange.table_rows import (
    Rows,
    date_of,
    needed,
    number,
    pairs,
    read_rows,
    side_of,
    truth,
    whole,
)
from turgor.record.adverse_event import AdverseEvent, ExternalGrade
from turgor.record.diary import DiaryEntry
from turgor.record.site import BodySite

_EXTERNAL = ("system", "version", "value")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One grade of one event; ``event`` is the study's reference of it, or '#' and its number."""

    subject: str
    event: str
    date: dt.date
    grade: int


def read_adverse_events(path: Path) -> Rows[AdverseEvent]:
    """adverse_events.csv; the course stands in a table of its own.

    Errors: InputError where the file can't be read at all; a bad row is refused alone.
    """

    def row(cells: Mapping[str, str]) -> AdverseEvent:
        return AdverseEvent(
            subject=needed(cells, "subject"),
            kind=needed(cells, "kind"),
            onset=_date(cells, "onset"),
            site=BodySite(needed(cells, "site"), side_of(cells["side"])),
            words=cells["words"],
            reference=cells["event"],
            modality=cells["modality"],
            session=_day(cells, "session"),
            peak_grade=whole("peak_grade", cells["peak_grade"]),
            relatedness=cells["relatedness"] or "not-assessed",
            serious=truth("serious", cells["serious"]),
            criterion=cells["criterion"],
            action=cells["action"],
            outcome=cells["outcome"] or "unknown",
            outcome_date=_day(cells, "outcome_date"),
            signs=signs_of(cells["signs"]),
            temperature_c=number(cells, "temperature_c"),
            history=history_of(cells["history"]),
            expected=truth("expected", cells["expected"]),
            reporter=cells["reporter"],
            external=external_of(cells["external"]),
        )

    return read_rows(path, HEADERS["adverse-events"], row)


def read_adverse_course(path: Path) -> Rows[CourseRow]:
    """adverse_course.csv: a grade by date for an event; errors as for read_adverse_events."""

    def row(cells: Mapping[str, str]) -> CourseRow:
        grade = whole("grade", needed(cells, "grade"))
        return CourseRow(
            needed(cells, "subject"), needed(cells, "event"), _date(cells, "date"), grade or 0
        )

    return read_rows(path, HEADERS["adverse-course"], row)


def read_diary(path: Path) -> Rows[DiaryEntry]:
    """diary.csv: a day of a place; errors as for read_adverse_events."""

    def row(cells: Mapping[str, str]) -> DiaryEntry:
        scale = whole("scale", cells["scale"])
        return DiaryEntry(
            subject=needed(cells, "subject"),
            date=_date(cells, "date"),
            site=BodySite(needed(cells, "site"), side_of(cells["side"])),
            symptoms=symptoms_of(cells["symptoms"]),
            scale=4 if scale is None else scale,
            signs=signs_of(cells["signs"]),
            temperature_c=number(cells, "temperature_c"),
            care=cells["care"],
            note=cells["note"],
        )

    return read_rows(path, HEADERS["diary"], row)


def signs_of(text: str) -> dict[str, bool]:
    """'pus=yes;fever=no' as signs; one that is unknown is left out.

    Errors: StudyError.
    """
    stated = {name: truth(name, word) for name, word in pairs("signs", text).items()}
    return {name: value for name, value in stated.items() if value is not None}


def symptoms_of(text: str) -> dict[str, int]:
    """'pain=2;itch=0' as grades; one without a number is left out.

    Errors: StudyError.
    """
    stated = {name: whole(name, grade) for name, grade in pairs("symptoms", text).items()}
    return {name: grade for name, grade in stated.items() if grade is not None}


def history_of(text: str) -> tuple[str, ...] | None:
    """'keloid;poor_healing', 'none' for none of it, None where nothing is said."""
    words = tuple(dict.fromkeys(filter(None, (word.strip() for word in text.split(";")))))
    if not words:
        return None
    return () if words == ("none",) else words


def external_of(text: str) -> ExternalGrade | None:
    """'system=...;version=...;value=...' as a grade on another scale, None where nothing is said.

    Errors: StudyError.
    """
    stated = pairs("external", text)
    if not stated:
        return None
    if set(stated) != set(_EXTERNAL) or not all(stated.values()):
        raise StudyError(f"external is '{text}'; write system=...;version=...;value=...")
    return ExternalGrade(*(stated[name] for name in _EXTERNAL))


def _day(cells: Mapping[str, str], name: str) -> dt.date | None:
    try:
        return date_of(cells[name])
    except StudyError as error:
        raise StudyError(f"{name}: {error}") from None


def _date(cells: Mapping[str, str], name: str) -> dt.date:
    needed(cells, name)
    return _day(cells, name) or dt.date.min
