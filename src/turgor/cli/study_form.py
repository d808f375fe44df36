"""``turgor study form``: an instrument as a page to fill or print."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def form(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    instrument: Annotated[str, typer.Argument(metavar="INSTRUMENT", help="NAME or NAME@VERSION.")],
    out: Annotated[Path, typer.Option("--out", help="The page to write (HTML).")],
    subject: Annotated[str, typer.Option(help="Filled in already.")] = "",
    visit: Annotated[str, typer.Option(help="Filled in already.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write a form as one offline page; what it saves is taken in with `turgor study add`."""
    from turgor.workflow.forms.form_page import write_form_page
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        page = write_form_page(study, instrument, out, subject, visit)
    own = page.instrument
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-form/1",
                "page": str(out),
                "instrument": own.id,
                "version": own.version,
                "items": sum(item.kind != "display" for item in own.items),
            }
        )
        return
    emit_line(f"{own.id} version {own.version} written to {out}")
