"""``turgor study stimulus``: what the sessions of a study do to its subjects' own skin."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_note, emit_refusals, exit_code, one_line_errors
from turgor.cli.stimulus_options import AsJson, Draws, Out, Seed, draw_page


def stimulus(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Only this subject.")] = "",
    as_json: AsJson = False,
    out: Out = None,
    draws: Draws = 32,
    seed: Seed = 0,
) -> None:
    """What each session does to tissue, on the subject's own skin as it was measured before it."""
    with one_line_errors():
        from turgor.cli.progress import progress
        from turgor.cli.stimulus_view import show
        from turgor.workflow.stimulus.document import stimuli_document
        from turgor.workflow.stimulus.of_study import stimuli_of_study
        from turgor.workflow.study import open_study

        with open_study(folder) as study, progress("working out") as move:
            done = stimuli_of_study(study.store, subject, draws, seed, move)
        if as_json:
            emit_json(stimuli_document(done.found, done.refused))
        else:
            for name, item in done.found:
                show(name, item)
            emit_refusals(done.refused)
            if not done.found and not done.refused:
                emit_note(
                    "no sessions yet; take them in with `turgor study add STUDY sessions.csv`"
                )
        draw_page(done.found, out)
    raise typer.Exit(exit_code(bool(done.refused)))
