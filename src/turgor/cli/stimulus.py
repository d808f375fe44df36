"""``turgor stimulus``: what one session does to tissue, in numbers and drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.stimulus_options import AsJson, Draws, Out, Seed, draw_page

if TYPE_CHECKING:
    from turgor.record.stimulus import Stimulus


def stimulus(
    sessions: Annotated[
        list[Path] | None, typer.Argument(metavar="SESSION.toml...", help="Sessions' files.")
    ] = None,
    as_json: AsJson = False,
    out: Out = None,
    draws: Draws = 32,
    seed: Seed = 0,
    template: Annotated[
        str, typer.Option(metavar="MODALITY", help="Print a session's file to fill in.")
    ] = "",
) -> None:
    """What a session does to tissue: by depth removed, coagulated, heat-shocked and punctured.

    And over time: ligand, particles, water, barrier. Each with its spread, sources and flags.
    """
    from turgor.cli.output import MISUSE, emit_line, emit_note, emit_refusals, exit_code
    from turgor.cli.output import one_line_errors as one_line

    if template:
        with one_line():
            from turgor.workflow.stimulus.template import session_template

            emit_line(session_template(template))
        raise typer.Exit
    if not sessions:
        emit_note("turgor: name a session's file; --template MODALITY prints one to fill in")
        raise typer.Exit(MISUSE)
    with one_line():
        found, refused = _work_out(sessions, draws, seed, as_json)
        if as_json:
            _emit(found, refused)
        else:
            emit_refusals(refused)
        draw_page(found, out)
    raise typer.Exit(exit_code(bool(refused)))


def _work_out(
    sessions: list[Path], draws: int, seed: int, quiet: bool
) -> "tuple[list[tuple[str, Stimulus]], list[tuple[str, str]]]":
    """Stimuli in order, each shown as soon as it is there, and what was refused."""
    from turgor.cli.each_file import each_file
    from turgor.cli.stimulus_view import show
    from turgor.workflow.stimulus.work_out import stimulus_of_file

    return each_file(
        sessions,
        "working out",
        lambda path, move: stimulus_of_file(path, draws, seed, move),
        None if quiet else show,
    )


def _emit(found: "list[tuple[str, Stimulus]]", refused: list[tuple[str, str]]) -> None:
    from turgor.cli.output import emit_json
    from turgor.workflow.stimulus.document import stimuli_document

    emit_json(stimuli_document(found, refused))
