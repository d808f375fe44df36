"""``turgor study answer``: one form answered by hand."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import exit_code, one_line_errors
from turgor.cli.study_add import emit_report


def answer(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    answers: Annotated[
        list[str], typer.Argument(metavar="ITEM=ANSWER...", help="Answers, such as itching=3.")
    ],
    instrument: Annotated[str, typer.Option(help="The form: NAME or NAME@VERSION.")],
    subject: Annotated[str, typer.Option(help="Whose answers.")],
    visit: Annotated[str, typer.Option(help="At which visit.")],
    site: Annotated[str, typer.Option(help="Which skin; empty = the whole person.")] = "",
    side: Annotated[str, typer.Option(help="left, right or midline.")] = "",
    rater: Annotated[str, typer.Option(help="person, clinician or proxy.")] = "",
    language: Annotated[str, typer.Option(help="Of the answers, such as da.")] = "",
    date: Annotated[str, typer.Option(help="Day of the answers, 2026-01-31.")] = "",
    replicate: Annotated[str, typer.Option(help="Which filling at this visit, from 1.")] = "",
    reseated: Annotated[
        bool, typer.Option("--reseated", help="Filled anew, without the earlier answers in view.")
    ] = False,
    operator: Annotated[str, typer.Option(help="Name or code of the one who rated.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show exactly what would change; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Take one filled form in, typed here."""
    cells = {
        "subject": subject,
        "visit": visit,
        "site": site,
        "side": side,
        "rater": rater,
        "language": language,
        "date": date,
        "replicate": replicate,
        "reseated": "yes" if reseated else "",
        "operator": operator,
    }
    from turgor.workflow.forms.answer import answers_from_words, take_answer
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        study.store.people.one(subject)
        report = take_answer(study, instrument, cells, answers_from_words(answers), dry_run)
    emit_report(report, as_json)
    raise typer.Exit(exit_code(bool(report.refused)))
