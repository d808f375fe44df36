"""``turgor check``: what rules say of cases and the courses that are thought of."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.rules import Library
    from turgor.workflow.check.work_out import CheckDocument

#: exit codes beside those of every command: something blocks, or a question could hold it up
BLOCKED, UNANSWERED = 3, 4


def check(
    cases: Annotated[
        list[Path] | None, typer.Argument(metavar="CASE.toml...", help="Cases' files.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    overlay: Annotated[
        list[Path] | None, typer.Option("--overlay", help="A clinic's own rules, over a pack.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="With the rules of this day; else today."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The shared decision page (HTML) of one case, with forecasts."),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Print a case to fill in.")] = False,
) -> None:
    """Blocks, warnings, open questions, care with dates, signs on which to stop; with sources.

    Exit code 0: nothing blocks; 1: a file was refused; 2: misuse; 3: something blocks or the case
    is declined; 4: a question is open whose answer could hold the treatment up.
    """
    from turgor.cli.output import MISUSE, emit_line, emit_note, emit_refusals
    from turgor.cli.output import one_line_errors as one_line

    if template:
        from turgor.workflow.check.template import CHECK_TEMPLATE

        emit_line(CHECK_TEMPLATE)
        raise typer.Exit
    if not cases:
        emit_note("turgor: name a case's file; --template prints one to fill in")
        raise typer.Exit(MISUSE)
    if out is not None and len(cases) > 1:
        emit_note(f"turgor: a page is of one case; --out is given with {len(cases)}")
        raise typer.Exit(MISUSE)
    with one_line():
        from turgor.cli.check_view import show
        from turgor.cli.each_file import each_file
        from turgor.workflow.check.work_out import check_case_file

        library = library_with(overlay or [])
        day = on.date() if on is not None else None
        found, refused = each_file(
            cases,
            "checking",
            lambda path, _: check_case_file(path, library, day),
            None if as_json else show,
        )
        if out is not None and found:
            refused += _drawn(found[0][1], out)
        if as_json:
            from turgor.cli.output import emit_json
            from turgor.workflow.check.document import checks_document

            emit_json(checks_document(found, refused))
        else:
            emit_refusals(refused)
    raise typer.Exit(_code([item for _, item in found], bool(refused)))


def library_with(overlays: list[Path]) -> "Library":
    """The rules that ship, under a clinic's own.

    Errors: RuleError naming what an overlay may not.
    """
    from turgor.exchange.toml_table import read_toml_text
    from turgor.rules.library import overlaid, standard_library

    library = standard_library()
    for path in overlays:
        library = overlaid(library, read_toml_text(path), str(path))
    return library


def _drawn(document: "CheckDocument", out: Path) -> list[tuple[str, str]]:
    """Draw the shared decision page: what rules say beside a forecast; what was refused of it."""
    from turgor.cli.output import emit_note
    from turgor.cli.progress import progress
    from turgor.errors import InputError
    from turgor.report.decision_page import write_decision_page
    from turgor.workflow.forecast.work_out import forecast_of_file
    from turgor.workflow.plan.prices import clinic_of, hold_prices

    try:
        hold_prices(document.case, document.path)
        with progress("forecasting") as move:
            forecast = forecast_of_file(Path(document.path), progress=move)
    except InputError as error:
        return [(document.path, f"no page: {str(error).removeprefix(f'{document.path}: ')}")]
    write_decision_page(document, forecast, out, clinic=clinic_of(document.case))
    emit_note(f"drawn in {out}")
    return []


def _code(found: "list[CheckDocument]", refused: bool) -> int:
    """A block wins over everything: whoever reads the code alone must not go ahead."""
    from turgor.cli.output import exit_code

    outcomes = {item.outcome for item in found}
    if outcomes & {"blocked", "declined"}:
        return BLOCKED
    if refused:
        return exit_code(refused)
    return UNANSWERED if "unanswered" in outcomes else exit_code(False)
