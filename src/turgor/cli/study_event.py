"""``turgor study event``: enter adverse events, their course, their end, answers to escalations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.dates import date_option, day_of
from turgor.cli.output import emit_json, emit_line, one_line_errors

if TYPE_CHECKING:
    from turgor.record.adverse_event import AdverseEvent
    from turgor.workflow.adverse.enter import Entered

app = typer.Typer(
    help="Adverse events by hand: add one, its course, its end, an answer.", no_args_is_help=True
)

_Study = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
_Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the event.")]
_Signs = Annotated[
    list[str] | None,
    typer.Option("--sign", metavar="NAME=yes|no", help="A sign that is there or not; repeat it."),
]
_Temperature = Annotated[float | None, typer.Option(help="Body temperature, °C.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("add")
def add(
    folder: _Study,
    subject: Annotated[str, typer.Option(help="Whose event.")],
    kind: Annotated[str, typer.Option(help="erythema, oedema, ... or other.")],
    site: Annotated[str, typer.Option(help="Body site, in the study's word.")],
    onset: Annotated[str, typer.Option(metavar="DATE", help="Day on which it began.")],
    side: Annotated[str, typer.Option(help="left, right, midline.")] = "",
    words: Annotated[str, typer.Option(help="What it is, in words.")] = "",
    reference: Annotated[str, typer.Option(help="The study's own name for it.")] = "",
    modality: Annotated[str, typer.Option(help="Treatment that it follows.")] = "",
    session: Annotated[str, typer.Option(metavar="DATE", help="Day of that session.")] = "",
    grade: Annotated[int | None, typer.Option(help="Grade on --on, 0 to 4.")] = None,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Day of it; else onset.")] = "",
    peak: Annotated[int | None, typer.Option(help="Worst grade, where no course is known.")] = None,
    related: Annotated[str, typer.Option(help="unrelated ... definite.")] = "not-assessed",
    serious: Annotated[str, typer.Option(help="yes or no; else not assessed.")] = "",
    criterion: Annotated[str, typer.Option(help="What makes it serious.")] = "",
    expected: Annotated[str, typer.Option(help="By the protocol: yes or no.")] = "",
    sign: _Signs = None,
    temperature_c: _Temperature = None,
    history: Annotated[str, typer.Option(help="'keloid;poor_healing', or none.")] = "",
    action: Annotated[str, typer.Option(help="What was done.")] = "",
    reporter: Annotated[str, typer.Option(help="Who reports it.")] = "",
    external: Annotated[str, typer.Option(help="'system=..;version=..;value=..'")] = "",
    as_json: _Json = False,
) -> None:
    """Enter an adverse event; what is not known is left out."""
    with one_line_errors():
        from turgor.exchange.event_tables import external_of, history_of, signs_of
        from turgor.exchange.table_rows import side_of, truth
        from turgor.record.adverse_event import AdverseEvent, with_grade
        from turgor.record.site import BodySite

        event = AdverseEvent(
            subject=subject,
            kind=kind,
            onset=day_of(onset, "--onset"),
            site=BodySite(site, side_of(side)),
            words=words,
            reference=reference,
            modality=modality,
            session=date_option(session, "--session"),
            peak_grade=peak,
            relatedness=related,
            serious=truth("--serious", serious),
            criterion=criterion,
            action=action,
            outcome="ongoing",
            signs=signs_of(";".join(sign or [])),
            temperature_c=temperature_c,
            history=history_of(history),
            expected=truth("--expected", expected),
            reporter=reporter,
            external=external_of(external),
        )
        if grade is not None:
            event = with_grade(event, date_option(on, "--on") or event.onset, grade)
        _tell(_enter(folder, event), as_json)


@app.command("course")
def course(
    folder: _Study,
    number: _Number,
    grade: Annotated[int, typer.Option(help="Grade, 0 to 4.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Day of it; else today.")] = "",
    sign: _Signs = None,
    temperature_c: _Temperature = None,
    as_json: _Json = False,
) -> None:
    """Enter the grade of an event on a day, with the signs seen then."""
    with one_line_errors():
        from turgor.exchange.event_tables import signs_of
        from turgor.workflow.adverse.enter import add_grade
        from turgor.workflow.study import open_study

        signs = signs_of(";".join(sign or []))
        with open_study(folder) as study:
            entered = add_grade(
                study.store, number, day_of(on, "--on"), grade, signs, temperature_c
            )
        _tell(entered, as_json)


@app.command("resolve")
def resolve(
    folder: _Study,
    number: _Number,
    outcome: Annotated[
        str,
        typer.Option(
            help="resolved, resolved-with-sequelae, not-resolved, ongoing, unknown, fatal."
        ),
    ] = "resolved",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Day of it; else today.")] = "",
    action: Annotated[str, typer.Option(help="What was done.")] = "",
    as_json: _Json = False,
) -> None:
    """Enter how an event ended, or on which day it was last seen."""
    with one_line_errors():
        from turgor.workflow.adverse.enter import resolve_event
        from turgor.workflow.study import open_study

        with open_study(folder) as study:
            entered = resolve_event(study.store, number, outcome, day_of(on, "--on"), action)
        _tell(entered, as_json)


@app.command("answer")
def answer(
    folder: _Study,
    escalation: Annotated[int, typer.Argument(metavar="ESCALATION", help="Its number.")],
    text: Annotated[str, typer.Option(help="What was done about it.")],
    by: Annotated[str, typer.Option(help="Who answers.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When; else today.")] = "",
    as_json: _Json = False,
) -> None:
    """Answer an escalation; what the rule said stays as it was."""
    with one_line_errors():
        from turgor.cli.study_events import escalation_line
        from turgor.workflow.adverse.documents import told_document
        from turgor.workflow.adverse.enter import answer_escalation
        from turgor.workflow.adverse.overview import Told
        from turgor.workflow.study import open_study

        with open_study(folder) as study:
            kept = answer_escalation(study.store, escalation, day_of(on, "--on"), by, text)
        told = Told(kept.id, kept.version, kept.record, "answered")
        if as_json:
            emit_json({"schema": "turgor.study-escalation/1", **told_document(told)})
            return
        emit_line(escalation_line(told))


def _enter(folder: Path, event: "AdverseEvent") -> "Entered":
    from turgor.workflow.adverse.enter import add_event
    from turgor.workflow.study import open_study

    with open_study(folder) as study:
        return add_event(study.store, event)


def _tell(entered: "Entered", as_json: bool) -> None:
    if as_json:
        from turgor.workflow.adverse.documents import entered_document

        emit_json(entered_document(entered))
        return
    event = entered.event
    emit_line(
        f"{entered.outcome}: event {entered.number}, {event.subject} {event.kind}, "
        f"{event.site.name} {event.site.side} from {event.onset}, version {entered.version}"
    )
    for item in entered.escalations:
        emit_line(f"{item.severity} {item.rule_key} ({item.status}): {item.text}")
