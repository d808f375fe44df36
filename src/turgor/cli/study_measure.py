"""``turgor study measure``: measure what was not measured yet."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_refusals, exit_code, one_line_errors
from turgor.cli.progress import progress

if TYPE_CHECKING:
    from turgor.workflow.measure_study import Measured, MeasureReport


def measure(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure every capture once; safe to stop at any time and to run again."""
    from turgor.workflow.measure_study import measure_study
    from turgor.workflow.study import open_study

    def tell(measured: "Measured") -> None:
        emit_line(f"measured {measured.label}: {measured.findings} findings")

    with one_line_errors(), open_study(folder) as study, progress("measuring") as step:
        report = measure_study(study, progress=step, on_measured=None if as_json else tell)
    if as_json:
        emit_json(_document(report))
    else:
        emit_refusals((f"{item.filename}", reason) for item, reason in report.refused)
        emit_line(
            f"{len(report.measured)} measured, {report.already} done before, "
            f"{len(report.refused)} refused"
        )
    raise typer.Exit(exit_code(bool(report.refused)))


def _document(report: "MeasureReport") -> dict[str, object]:
    return {
        "schema": "turgor.study-measure/1",
        "measured": [
            {
                "capture": item.capture.sha256,
                "subject": item.capture.subject,
                "visit": item.capture.visit,
                "site": item.capture.site.name,
                "side": item.capture.site.side,
                "region": item.capture.region,
                "replicate": item.capture.replicate,
                "findings": item.findings,
            }
            for item in report.measured
        ],
        "already": report.already,
        "refused": [
            {"path": item.filename, "capture": item.sha256, "reason": reason}
            for item, reason in report.refused
        ],
    }
