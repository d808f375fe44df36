"""``turgor calibrate``: the virtual skin's free parameters fitted to published outcomes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.workflow.virtual_skin.calibrate import CalibrationRun


def calibrate(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the parameter set is written.")
    ] = Path("parameter_set.json"),
    check: Annotated[
        bool,
        typer.Option("--check", help="Also walk through the posterior, arms simulated."),
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--page", help="Draw the predictive checks: a page (HTML).")
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Fit nothing: draw the shipped set (needs --page).")
    ] = False,
) -> None:
    """Fit the free parameters to the shipped outcomes and write a parameter set.

    Prints prior and posterior of each, and their ratio: small is learned, near 1 is the prior
    returned. What was stopped goes on from the last step.
    """
    from turgor.cli.output import MISUSE, emit_note, one_line_errors
    from turgor.cli.progress import progress

    if shipped and page is None:
        emit_note("turgor: --shipped draws the shipped set; say where with --page FILE.html")
        raise typer.Exit(MISUSE)
    with one_line_errors():
        from turgor.predict.calibrate.parameter_set import shipped_parameter_set
        from turgor.report.calibration_page import write_calibration_page
        from turgor.workflow.virtual_skin.calibrate import calibrate_to, shipped_rows

        if shipped and page is not None:
            write_calibration_page(shipped_parameter_set(), shipped_rows(), page)
        else:
            with progress("calibrating") as move:
                run = calibrate_to(out, check, move)
            _show(run)
            if page is not None:
                write_calibration_page(run.held, run.rows, page)
        if page is not None:
            emit_note(f"drawn in {page}")


def _show(run: "CalibrationRun") -> None:
    from turgor.cli.output import emit_line

    held = run.held
    emit_line(
        f"{'parameter':<34}{'prior':>10}{'log sd':>8}{'posterior':>11}{'log sd':>8}{'ratio':>7}"
    )
    posterior = held.medians()
    for one, value, ratio in zip(held.free, posterior, held.ratios, strict=True):
        emit_line(
            f"{one.name:<34}{one.median:>10.4g}{one.log_sd:>8.2f}{value:>11.4g}"
            f"{ratio * one.log_sd:>8.2f}{ratio:>7.2f}"
        )
    emit_line()
    emit_line("80 % bands hold (in-sample), by prior and posterior predictive")
    for name, item in run.predictive.items():
        emit_line(f"{name or 'overall':<14}{item.rows:>5}{item.prior:>7.2f}{item.posterior:>7.2f}")
    for name, value in held.checks.items():
        if not name.startswith("coverage"):
            emit_line(f"{name:<28}{value:>8.3g}")
    state = "at the mode" if run.settled else "not settled yet"
    emit_line(f"{len(held.rows)} rows, {run.steps} steps, {state}; written to {run.path}")
