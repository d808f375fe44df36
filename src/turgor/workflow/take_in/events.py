"""Adverse events, their course and diaries from their tables; each row is held to the rules."""

from collections.abc import Callable
from pathlib import Path

from turgor.exchange.event_tables import (
    CourseRow,
    read_adverse_course,
    read_adverse_events,
    read_diary,
)
from turgor.record.adverse_event import AdverseEvent
from turgor.record.diary import DiaryEntry
from turgor.store import Store
from turgor.workflow.adverse.background import Background, background_of
from turgor.workflow.adverse.enter import add_diary, add_event, add_grade, find_event
from turgor.workflow.study import Study
from turgor.workflow.take_in.report import TakeInReport
from turgor.workflow.take_in.rows import take_rows


def take_event_table(study: Study, path: Path, kind: str, report: TakeInReport) -> None:
    """Take in one such table, as one transaction; a row that is refused stops no other.

    Errors: InputError where the file can't be read at all; StoreError.
    """
    store = study.store
    part = TakeInReport(report.dry_run)
    with store.together():
        around = background_of(store)
        if kind == "adverse-events":
            events = _event_adder(store, around)
            take_rows(read_adverse_events(path), path, "adverse event", events, _event_text, part)
        elif kind == "adverse-course":
            grades = _grade_adder(store, around)
            take_rows(read_adverse_course(path), path, "course", grades, _course_text, part)
        else:
            entries = _entry_adder(store, around)
            take_rows(read_diary(path), path, "diary entry", entries, _entry_text, part)
    report.entries += part.entries
    report.refused += part.refused


def _event_adder(store: Store, around: Background) -> Callable[[AdverseEvent], str]:
    def add(event: AdverseEvent) -> str:
        return _reported(add_event(store, event, around).outcome)

    return add


def _grade_adder(store: Store, around: Background) -> Callable[[CourseRow], str]:
    def add(row: CourseRow) -> str:
        kept = find_event(store, row.subject, row.event)
        return _reported(add_grade(store, kept.id, row.date, row.grade, background=around).outcome)

    return add


def _entry_adder(store: Store, around: Background) -> Callable[[DiaryEntry], str]:
    def add(entry: DiaryEntry) -> str:
        return add_diary(store, entry, around)

    return add


def _reported(outcome: str) -> str:
    return "same" if outcome == "same" else "added"


def _event_text(event: AdverseEvent) -> str:
    words = f" ({event.words})" if event.words else ""
    return f"{event.subject} {event.kind}{words} {event.site.name} from {event.onset}"


def _course_text(row: CourseRow) -> str:
    return f"{row.subject} {row.event} grade {row.grade} on {row.date}"


def _entry_text(entry: DiaryEntry) -> str:
    return f"{entry.subject} {entry.date} {entry.site.name} {entry.site.side}"
