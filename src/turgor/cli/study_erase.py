"""``turgor study erase``: a subject's pixels go, the numbers and a tombstone stay."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors


def erase(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Whose captures to erase.")],
    why: Annotated[str, typer.Option("--why", help="The reason; it stays on record.")] = "",
    kinds: Annotated[
        str, typer.Option(help="Only these, e.g. photograph,surface; all where left out.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be erased; erase nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Erase the captured files of a subject for good; findings stay. A rerun finishes it."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.store.audit import current_deed
        from turgor.workflow.custody.erasing import erase_captures

        with Store(folder) as store:
            wanted = tuple(filter(None, (item.strip() for item in kinds.split(","))))
            reason = why or current_deed().why
            done = erase_captures(store, subject, reason, wanted, dry_run)
    left = () if dry_run else done.left
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-erase/1",
                "subject": subject,
                "dry_run": dry_run,
                "erased": [item.sha256 for item in done.captures],
                "removed": [str(path) for path in done.removed],
                "left": [str(path) for path in left],
                "exports": [str(path) for path in done.exports],
                "parts": [str(path) for path in done.parts],
            }
        )
        raise typer.Exit(exit_code(bool(left)))
    word = "would be erased" if dry_run else "erased"
    emit_line(f"{len(done.captures)} captures of {subject} {word}; {len(done.removed)} files gone")
    for path in left:
        emit_note(f"left: {path}: a device table of the study has the same bytes")
    emit_note("out of reach: backups and copies made earlier, and reports written elsewhere")
    for path in done.exports:
        emit_note(f"written earlier, look at it: {path}")
    for path in done.parts:
        emit_note(f"left by an interrupted run, nobody's: {path}")
    raise typer.Exit(exit_code(bool(left)))
