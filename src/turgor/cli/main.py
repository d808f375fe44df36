"""The command line's root: what each command is called, and how every error ends."""

import os
import warnings

import typer

from turgor.cli.audit import app as audit_app
from turgor.cli.calibrate import calibrate
from turgor.cli.check import check
from turgor.cli.demo import demo
from turgor.cli.evidence import app as evidence_app
from turgor.cli.follow import follow
from turgor.cli.forecast import forecast
from turgor.cli.measure import measure
from turgor.cli.metrics import metrics
from turgor.cli.plan import plan
from turgor.cli.rules import rules
from turgor.cli.stimulus import stimulus
from turgor.cli.study import app as study_app
from turgor.cli.validate import validate
from turgor.cli.vault import app as vault_app

app = typer.Typer(
    name="turgor",
    help="An open workbench for dermal rejuvenation: measure, follow, report. "
    "Supports research and clinicians; not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(demo)
app.command()(measure)
app.command()(metrics)
app.command()(stimulus)
app.command()(forecast)
app.command()(check)
app.command()(plan)
app.command()(rules)
app.command()(validate)
app.command()(calibrate)
app.add_typer(study_app, name="study")
app.command()(follow)
app.add_typer(evidence_app, name="evidence")
app.add_typer(vault_app, name="vault")
app.add_typer(audit_app, name="audit")


def _version(wanted: bool) -> None:
    if wanted:
        from turgor import __version__
        from turgor.cli.output import emit_line

        emit_line(__version__)
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_version, is_eager=True
    ),
    who: str = typer.Option(
        "", "--as", metavar="NAME", help="Who is at work; else TURGOR_ACTOR, else your login."
    ),
    why: str = typer.Option("", "--why", help="The reason, kept in the audit chain."),
) -> None:
    """Turgor measures skin from raw captures and follows it over visits."""
    if who or why:
        from turgor.store.audit.deed import doing

        context.with_resource(doing(who=who, why=why))


def main() -> None:
    """Run the command line.

    Captures and strips of rows already fill every core; a linear-algebra library that starts
    threads of its own beside them only makes each wait for the others.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    warnings.formatwarning = _one_line
    app()


def _one_line(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,
) -> str:
    """A warning as a note to whoever works, without its place in the code."""
    return f"note: {message}\n"
