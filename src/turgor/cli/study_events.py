"""``turgor study events``: what went wrong, how it goes on, and what the rules say of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.dates import day_of
from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors

if TYPE_CHECKING:
    from turgor.workflow.adverse.overview import EntryView, EventView, StudyEvents, Told


def events(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Only this subject.")] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="As of this day; else today.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List adverse events, their course, escalations (overdue ones first) and open questions."""
    with one_line_errors():
        from turgor.workflow.adverse.documents import events_document
        from turgor.workflow.adverse.overview import study_events
        from turgor.workflow.study import open_study

        day = day_of(on, "--on")
        with open_study(folder) as study:
            found = study_events(study.store, day, subject)
        if as_json:
            emit_json(events_document(found))
            return
        _tell(found)


def _tell(found: "StudyEvents") -> None:
    for told in found.escalations:
        emit_line(escalation_line(told))
    for view in found.events:
        _tell_event(view)
    for entry in found.entries:
        _tell_entry(entry)
    if not found.rules_in_force:
        emit_note(f"note: no rule was in force on {found.on}; nothing could fire")
    drafts = {item.escalation.status for item in found.escalations} & {"draft"}
    if drafts:
        emit_note("note: rules marked draft have not been reviewed by a clinician")
    emit_line(
        f"{len(found.events)} events on {found.on}; escalations: {found.count('overdue')} overdue, "
        f"{found.count('due') + found.count('open')} open, {found.count('over')} of events that "
        f"ended, {found.count('answered')} answered"
    )


def escalation_line(told: "Told") -> str:
    """One escalation in one line."""
    item = told.escalation
    name = f"escalation {told.number}" if told.number is not None else "by passing time"
    due = f", due {item.due}" if item.due is not None and told.state in ("overdue", "due") else ""
    answer = f", answered {item.answered} by {item.answered_by}" if item.answered else ""
    source = f" [{item.citation}]" if item.citation else " [assumed]"
    return (
        f"{told.state}: {item.subject} {item.source} {item.number}, {name} of {item.day}{due}"
        f"{answer}: {item.severity} {item.rule_key} ({item.status}): {item.text}{source}"
    )


def _tell_event(view: "EventView") -> None:
    event = view.kept.record
    words = f" ({event.words})" if event.words else ""
    reference = f" {event.reference}" if event.reference else ""
    grade = "unknown" if view.grade is None else view.grade
    peak = "unknown" if event.peak is None else event.peak
    end = f" {event.outcome_date}" if event.outcome_date else ""
    if event.serious is None:
        serious = "seriousness not assessed"
    else:
        serious = f"serious: {event.criterion}" if event.serious else "not serious"
    emit_line(
        f"event {view.kept.id}{reference}: {event.subject} {event.kind}{words}, {event.site.name} "
        f"{event.site.side}, onset {event.onset}, day {view.day}, grade last seen {grade}, peak "
        f"{peak}, {event.relatedness}, {serious}, {event.outcome}{end}"
    )
    before = view.before
    if before.date is not None:
        known = "stated" if not before.taken_from_record else "the last on record"
        emit_line(f"  after {before.modality or 'a session'} of {before.date} ({known})")
    if event.course:
        course = ", ".join(f"day {point.day}: {point.grade}" for point in event.course)
        emit_line(f"  course: {course}")
    if view.verdict is not None:
        for question in view.verdict.questions:
            emit_line(f"  ask ({question.severity}): {question.text}")


def _tell_entry(view: "EntryView") -> None:
    entry = view.kept.record
    grades = ", ".join(f"{name} {grade}" for name, grade in entry.symptoms.items())
    signs = ", ".join(name for name, seen in entry.signs.items() if seen)
    told = "; ".join(part for part in (grades, signs) if part)
    rules = ", ".join(item.rule.key for item in view.verdict.fired)
    emit_line(
        f"diary {view.kept.id}: {entry.subject} {entry.date} {entry.site.name} {entry.site.side}: "
        f"{told} (0 to {entry.scale}): {rules}"
    )
