"""Subjects, visits, allocations and sessions from their tables into a study."""

from collections.abc import Callable
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.study_tables import (
    read_allocation,
    read_sessions,
    read_subjects,
    read_visits,
)
from turgor.record.design import Allocation
from turgor.record.session import Session
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.workflow.conduct.sealing import is_sealed
from turgor.workflow.study import Study
from turgor.workflow.take_in.events import take_event_table
from turgor.workflow.take_in.report import Refused, TakeInReport
from turgor.workflow.take_in.rows import take_rows
from turgor.workflow.take_in.sessions import SessionTaking


def take_table(study: Study, path: Path, kind: str, report: TakeInReport) -> None:
    """Take in one table of people and what happened to them; each row stands alone."""
    people = study.store.people
    try:
        if kind == "subjects":
            rows = read_subjects(path)
            take_rows(rows, path, "subject", people.add_subject, _subject_text, report)
        elif kind == "visits":
            visits = read_visits(path)
            take_rows(visits, path, "visit", _checked_visit(study), _visit_text, report)
        elif kind == "allocation":
            given = read_allocation(path)
            take_rows(given, path, "allocation", _checked_arm(study), _allocation_text, report)
        elif kind == "sessions":
            taken = SessionTaking(study.store)
            take_rows(read_sessions(path), path, "session", taken.add, _session_text, report)
            report.notes += [f"{path}: {line}" for line in taken.notes()]
        else:
            take_event_table(study, path, kind, report)
    except TurgorError as error:
        report.refused.append(Refused(str(path), None, str(error)))


def need_visit(study: Study, label: str) -> None:
    """Hold a visit's label against the design.

    Errors: StudyError naming the visits that are declared.
    """
    labels = [visit.label for visit in study.design.visits]
    if label not in labels:
        raise StudyError(
            f"visit '{label}' is not in the design; allowed: {', '.join(labels)}; declare it in "
            "study.toml if it is right"
        )


def _checked_visit(study: Study) -> Callable[[Visit], str]:
    def add(visit: Visit) -> str:
        need_visit(study, visit.label)
        return study.store.people.add_visit(visit)

    return add


def _checked_arm(study: Study) -> Callable[[Allocation], str]:
    arms = study.design.allocated
    split = study.design.kind == "split-face"
    sealed = is_sealed(study.store, study.design)

    def add(allocation: Allocation) -> str:
        if sealed:
            raise StudyError(
                "this study is blinded, so an allocation is not taken in; it comes from the list "
                "with `turgor study randomise unblind`"
            )
        if allocation.arm not in arms:
            what = "sequence" if study.design.kind == "crossover" else "arm"
            raise StudyError(
                f"{what} '{allocation.arm}' is not in the design; allowed: {', '.join(arms)}"
            )
        if study.design.kind == "crossover" and allocation.side:
            raise StudyError("a crossover allocates subjects to sequences; leave the side empty")
        if split and allocation.side not in ("left", "right"):
            raise StudyError("a split-face study allocates sides; write left or right")
        return study.store.people.add_allocation(allocation)

    return add


def _subject_text(subject: Subject) -> str:
    return subject.id


def _visit_text(visit: Visit) -> str:
    return f"{visit.subject} {visit.label}" + (f" on {visit.date}" if visit.date else "")


def _allocation_text(allocation: Allocation) -> str:
    return f"{allocation.subject} {allocation.side}".strip() + f": {allocation.arm}"


def _session_text(session: Session) -> str:
    return f"{session.subject} {session.date} {session.modality} {session.site.name}"
