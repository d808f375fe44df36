"""``turgor study backup`` and ``restore``."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors


def backup(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    out: Annotated[
        Path,
        typer.Option("--out", help="A folder, which grows by what is new, or a new file ….zip."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Back a study up while others work: database, captures, study.toml and what it names."""
    with one_line_errors():
        from turgor.workflow.custody.backing_up import backup_study

        report, outside = backup_study(folder, out)
    made = report.manifest
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-backup/1",
                "backup": str(report.place),
                "head": made.head,
                "revision": made.revision,
                "made_at": made.made_at,
                "files": len(made.files),
                "bytes": sum(item.size for item in made.files),
                "copied_files": report.copied_files,
                "copied_bytes": report.copied_bytes,
                "missing": [{"path": path, "reason": why} for path, why in made.missing],
                "outside": list(outside),
            }
        )
    else:
        emit_line(f"backed up to {report.place}: {len(made.files)} files at head {made.head}")
        emit_line(
            f"{report.copied_files} copied ({report.copied_bytes / 1e6:.1f} MB), "
            f"{report.kept_files} there already; keep the head elsewhere too"
        )
    for path, why in made.missing:
        emit_note(f"missing: {path}: {why}")
    for line in outside:
        emit_note(f"note: {line}")
    raise typer.Exit(exit_code(bool(made.missing)))


def restore(
    place: Annotated[Path, typer.Argument(metavar="BACKUP", help="A backup's folder or zip.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder.")],
    salvage: Annotated[
        bool, typer.Option("--salvage", help="Restore what is right of a damaged backup.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Restore a backup into a new folder; every sum and the chain's head are checked first."""
    with one_line_errors():
        from turgor.workflow.custody.backing_up import restore_study

        done = restore_study(place, folder, salvage)
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-restore/1",
                "study": str(done.folder),
                "head": done.manifest.head,
                "revision": done.manifest.revision,
                "made_at": done.manifest.made_at,
                "files": done.files,
                "older": done.older,
                "damaged": list(done.damaged),
                "missing": [{"path": path, "reason": why} for path, why in done.manifest.missing],
            }
        )
    else:
        emit_line(f"restored {done.files} files into {done.folder} at head {done.manifest.head}")
        if done.older:
            emit_line(
                f"it is of the older schema '{done.manifest.revision}' and is brought up to date "
                "when it is opened"
            )
    for line in done.damaged:
        emit_note(f"damaged: {line}")
    for path, why in done.manifest.missing:
        emit_note(f"missing: {path}: {why} when the backup was made")
    raise typer.Exit(exit_code(bool(done.damaged)))
