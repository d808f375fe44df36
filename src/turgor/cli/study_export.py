"""``turgor study export``: everything of a study as tidy tables, as RO-Crate or as ODM."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def export(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to; STUDY/exports by default.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="csv, parquet or both.")
    ] = "csv",
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin CSV with the mark by which Excel knows UTF-8.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write every table of a study with one dictionary of columns and metrics."""
    from turgor.workflow.export import export_study
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        written = export_study(study, out, format, excel)
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-export/1",
                "findings": written.findings,
                "files": [str(path) for path in written.files],
                "head": written.head,
                "tables": [{"table": name, "rows": n} for name, n in written.rows.items()],
            }
        )
        return
    emit_line(f"{written.findings} findings")
    for path in written.files:
        emit_line(str(path))
