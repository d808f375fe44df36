"""``turgor study queries`` and ``query``: what the record asks, and what people say to it."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors
from turgor.errors import InputError

if TYPE_CHECKING:
    from turgor.record.query import Query
    from turgor.store.ledger import Kept

app = typer.Typer(help="Raise, answer and close queries.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
Name = Annotated[str, typer.Argument(metavar="QUERY", help="Its number, or C-… of a found one.")]
Text = Annotated[str, typer.Option("--text", help="The words.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="As of this day; today if left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def queries(
    folder: Folder,
    on: On = "",
    closed: Annotated[bool, typer.Option("--closed", help="Show closed ones as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what the record asks: windows, gaps, consent, sessions, odd values; and raised ones."""
    from turgor.record.query import CLOSED
    from turgor.workflow.conduct.queries import study_queries
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        found = study_queries(study, day_of(on))
        name = study.design.id
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-queries/1",
                "study": name,
                "on": found.on.isoformat(),
                "open": found.open_count(),
                "found": [
                    {
                        "id": item.id,
                        "kind": item.kind,
                        "subject": item.subject,
                        "visit": item.visit,
                        "place": item.place,
                        "text": item.text,
                        "days": item.days,
                        "said": None if said is None else _document(said),
                    }
                    for item, said in found.found
                ],
                "raised": [_document(item) for item in found.raised],
            }
        )
        return
    for item, said in found.found:
        state = "open" if said is None else said.record.state
        if state != CLOSED or closed:
            who = " ".join(filter(None, (item.subject, item.visit)))
            emit_line(f"{item.id}  {state}  {item.kind}  {who or 'study'}: {item.text}")
            if said is not None and said.record.answer:
                emit_line(f"            {said.record.answered_by}: {said.record.answer}")
    for raised in found.raised:
        if raised.record.state != CLOSED or closed:
            emit_line(_told(raised))
    emit_line(f"{found.open_count()} open as of {found.on}")


@app.command()
def add(
    folder: Folder,
    subject: Annotated[str, typer.Option(help="Whom it is about.")],
    text: Text = "",
    visit: Annotated[str, typer.Option(help="Which visit.")] = "",
    about: Annotated[str, typer.Option(help="What: a capture's sum, a form, a value.")] = "",
    as_json: AsJson = False,
) -> None:
    """Raise a query."""
    from turgor.workflow.conduct.queries import raise_query
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        kept = raise_query(study, subject, visit, about, text)
    _tell(kept, as_json)


@app.command()
def answer(
    folder: Folder, name: Name, text: Text = "", on: On = "", as_json: AsJson = False
) -> None:
    """Answer a query; a found one keeps the answer beside it."""
    from turgor.workflow.conduct.queries import answer_query
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        kept = answer_query(study, name, text, day_of(on))
    _tell(kept, as_json)


@app.command()
def close(folder: Folder, name: Name, on: On = "", as_json: AsJson = False) -> None:
    """Close a query; it stays on record."""
    from turgor.workflow.conduct.queries import close_query
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        kept = close_query(study, name, day_of(on))
    _tell(kept, as_json)


def day_of(text: str) -> dt.date:
    """A day as it was typed, today where nothing was.

    Errors: InputError for any other writing than year-month-day.
    """
    if not text:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no date; write year-month-day, such as 2026-03-31") from None


def _tell(kept: "Kept[Query]", as_json: bool) -> None:
    if as_json:
        emit_json({"schema": "turgor.study-query/1", "query": _document(kept)})
    else:
        emit_line(_told(kept))


def _told(kept: "Kept[Query]") -> str:
    own = kept.record
    who = " ".join(filter(None, (own.subject, own.visit, own.about)))
    said = f" -> {own.answered_by}: {own.answer}" if own.answer else ""
    return f"query {kept.id}  {own.state}  {who}: {own.question} ({own.raised_by}){said}"


def _document(kept: "Kept[Query]") -> dict[str, object]:
    import dataclasses

    return {"id": kept.id, "version": kept.version, **dataclasses.asdict(kept.record)}
