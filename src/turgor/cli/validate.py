"""``turgor validate``: published outcomes forecast and scored beside a naive distribution."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.predict.validate.report import ValidationReport


def validate(
    table: Annotated[
        Path, typer.Argument(metavar="OUTCOMES.csv", help="A table with the columns of outcomes.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Forecast each outcome of a table and score it: overall and by class.

    Beside each forecast stands what a naive distribution says (modality, class and time of the
    calibration rows); a row that is declined is scored as naive.
    """
    from turgor.cli.output import emit_json, emit_note, emit_refusals, exit_code, one_line_errors

    with one_line_errors():
        from turgor.workflow.virtual_skin.validate import (
            notes,
            validate_file,
            validation_document,
        )

        read, report = validate_file(table)
        for note in notes(report):
            emit_note(f"turgor: {note}")
        if as_json:
            emit_json(validation_document(read, report))
        else:
            _show(report)
        emit_refusals((f"line {item.line}", item.reason) for item in read.refused)
    raise typer.Exit(exit_code(bool(read.refused)))


def _show(report: "ValidationReport") -> None:
    """The scores as a table, then the rows."""
    from turgor.cli.output import emit_line, printable

    emit_line(
        f"{'class':<12}{'rows':>5}{'studies':>8}{'expressed':>10}{'cover':>7}{'WIS':>9}"
        f"{'naive':>9}{'skill':>7}{'MAE':>9}{'naive':>9}{'sign':>6}"
    )
    for name, score in [*report.classes.items(), ("overall", report.overall)]:
        emit_line(
            f"{name:<12}{score.rows:>5}{score.studies:>8}{_figure(score.expressed_share, 10)}"
            f"{_figure(score.coverage_80, 7)}{_figure(score.wis, 9)}{_figure(score.naive_wis, 9)}"
            f"{_figure(score.skill, 7)}{_figure(score.mae, 9)}{_figure(score.naive_mae, 9)}"
            f"{_figure(score.sign, 6)}"
        )
    emit_line()
    for item in report.rows:
        row = item.row
        told = f"{row.observed:g}" if row.observed is not None else row.outcome.direction or "-"
        shown = item.predicted or item.naive
        band = " ".join(f"{value:.3g}" for value in shown)
        emit_line(
            f"{printable(row.study)} {printable(row.outcome.endpoint)} [{row.outcome_class}] "
            f"{told} | {item.basis} {band}"
            + (f" | declined: {item.unmapped_reason}" if item.unmapped_reason else "")
        )


def _figure(value: float | None, width: int) -> str:
    if value is None:
        return f"{'-':>{width}}"
    return f"{value:>{width}.2f}" if abs(value) < 1e5 else f"{value:>{width}.2g}"
