"""Options that every command about stimuli has, and how what was worked out is drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turgor.record.stimulus import Stimulus

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Out = Annotated[Path | None, typer.Option("--out", help="Draw it: a page (HTML) is written here.")]
Draws = Annotated[int, typer.Option(min=2, max=1000, help="Draws of what is not known well.")]
Seed = Annotated[int, typer.Option(help="Which draws; the same seed gives the same.")]


def draw_page(found: "Sequence[tuple[str, Stimulus]]", out: Path | None) -> None:
    """Draw stimuli where a page is wanted and there is something to draw."""
    from turgor.cli.output import emit_note
    from turgor.report.stimulus_page import write_stimulus_page

    if out is not None and found:
        write_stimulus_page(found, out)
        emit_note(f"drawn in {out}")
