"""``turgor study chart``: point out the chart in a photograph where it is not found by itself."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def chart(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    photograph: Annotated[
        str, typer.Argument(metavar="PHOTOGRAPH", help="Its file name, or its sha256.")
    ],
    corners: Annotated[
        str,
        typer.Option(
            help="'x y; x y; x y; x y' px of the upright photograph: outer corners of the corner "
            "patches, from the chart's own top left clockwise."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Say where a photograph's chart lies; the next `study measure` uses it."""
    with one_line_errors():
        from turgor.workflow.chart import point_out_chart
        from turgor.workflow.study import open_study

        with open_study(folder) as study:
            capture, delta_e = point_out_chart(study, photograph, corners)
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-chart/1",
                "capture": capture.sha256,
                "filename": capture.filename,
                "chart_delta_e_mean": delta_e,
            }
        )
        return
    emit_line(f"{capture.filename}: chart kept, mean ΔE2000 left on it {delta_e:.2f}")
