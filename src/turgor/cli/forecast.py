"""``turgor forecast``: what a case's courses are expected to do, beside doing nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.predict.forecast.outlook import Forecast


def forecast(
    cases: Annotated[
        list[Path] | None, typer.Argument(metavar="CASE.toml...", help="Cases' files.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Draw it: a page (HTML) is written here.")
    ] = None,
    people: Annotated[
        int, typer.Option(min=32, max=20000, help="People drawn who could be this one.")
    ] = 256,
    seed: Annotated[
        int, typer.Option(min=0, help="Which people; the same seed gives the same.")
    ] = 0,
    template: Annotated[bool, typer.Option("--template", help="Print a case to fill in.")] = False,
) -> None:
    """Distributions over time of what would be measured, for each course and for nothing.

    With downtime, pigment's risk and published rates; later findings update the person.
    """
    from turgor.cli.output import MISUSE, emit_line, emit_note, emit_refusals, exit_code
    from turgor.cli.output import one_line_errors as one_line

    if template:
        from turgor.workflow.forecast.template import CASE_TEMPLATE

        emit_line(CASE_TEMPLATE)
        raise typer.Exit
    if not cases:
        emit_note("turgor: name a case's file; --template prints one to fill in")
        raise typer.Exit(MISUSE)
    with one_line():
        found, refused = _work_out(cases, people, seed, as_json)
        if as_json:
            _emit(found, refused)
        else:
            emit_refusals(refused)
        if out is not None and found:
            from turgor.report.forecast_page import write_forecast_page

            write_forecast_page(found, out)
            emit_note(f"drawn in {out}")
    raise typer.Exit(exit_code(bool(refused)))


def _work_out(
    cases: list[Path], people: int, seed: int, quiet: bool
) -> "tuple[list[tuple[str, Forecast]], list[tuple[str, str]]]":
    """Forecasts in order, each shown as soon as it is there, and what was refused."""
    from turgor.cli.each_file import each_file

    with _rare_collections():
        from turgor.cli.forecast_view import show
        from turgor.workflow.forecast.work_out import forecast_of_file

        return each_file(
            cases,
            "forecasting",
            lambda path, move: forecast_of_file(path, people, seed, move),
            None if quiet else show,
        )


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Python looks for garbage less often: what is read and imported stays, and looking takes a
    tenth of a first forecast."""
    import gc

    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _emit(found: "list[tuple[str, Forecast]]", refused: list[tuple[str, str]]) -> None:
    from turgor.cli.output import emit_json
    from turgor.workflow.forecast.document import forecasts_document

    emit_json(forecasts_document(found, refused))
