"""``turgor study export``: tidy findings with their dictionary."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def export(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to; STUDY/exports by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write every finding as tidy CSV and JSON, with a dictionary of columns and metrics."""
    from turgor.workflow.export import export_study
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        written = export_study(study, out)
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-export/1",
                "findings": written.findings,
                "files": [str(path) for path in written.files],
            }
        )
        return
    emit_line(f"{written.findings} findings")
    for path in written.files:
        emit_line(str(path))
