"""``turgor study add``: take captures, tables and device exports into a study."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors
from turgor.cli.progress import progress

if TYPE_CHECKING:
    from turgor.workflow.take_in import TakeInReport


def add(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    paths: Annotated[list[Path], typer.Argument(help="Captures, tables, or folders of them.")],
    map_file: Annotated[
        str | None,
        typer.Option("--map", help="Mapping profile of device tables: a file or a saved name."),
    ] = None,
    instrument: Annotated[
        str, typer.Option(help="Which form tables of answers answer: NAME or NAME@VERSION.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show exactly what would change; change nothing.")
    ] = False,
    patterns: Annotated[
        list[str] | None,
        typer.Option("--pattern", help="What folders and names say: '{subject}/{visit}_{side}'."),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option("--word", help="Translate a word of names: 'side:L=left'."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Take captures, study tables and device tables in; what is refused stops nothing else."""
    from turgor.workflow.study import open_study
    from turgor.workflow.take_in import add_paths
    from turgor.workflow.take_in.names import name_rules

    with (
        one_line_errors(),
        open_study(folder) as study,
        progress("taking in") as step,
    ):
        names = name_rules(study, patterns or (), words or ())
        report = add_paths(study, paths, map_file, dry_run, step, instrument, names)
    emit_report(report, as_json, bool(names.patterns))
    raise typer.Exit(exit_code(bool(report.refused)))


def emit_report(report: "TakeInReport", as_json: bool, by_name: bool = False) -> None:
    """Write what taking in did to stdout, and what was refused to stderr."""
    if as_json:
        emit_json(_document(report))
    else:
        _tell(report, by_name)


def _document(report: "TakeInReport") -> dict[str, object]:
    return {
        "schema": "turgor.study-add/1",
        "dry_run": report.dry_run,
        "entries": [
            {
                "path": entry.path,
                "line": entry.line,
                "kind": entry.kind,
                "outcome": entry.outcome,
                "detail": entry.detail,
                **({"identity": dict(entry.identity)} if entry.identity else {}),
            }
            for entry in report.entries
        ],
        "refused": [
            {"path": item.path, "line": item.line, "reason": item.reason} for item in report.refused
        ],
        "notes": report.notes,
    }


def _tell(report: "TakeInReport", as_table: bool) -> None:
    word = {"added": "would add" if report.dry_run else "added", "same": "known"}
    shown = [entry for entry in report.entries if as_table and report.dry_run and entry.identity]
    if shown:
        _table([{"": word[entry.outcome], **entry.identity} for entry in shown])
    for entry in report.entries:
        if entry in shown:
            continue
        emit_line(f"{word[entry.outcome]} {entry.kind}: {entry.detail}")
    for note in report.notes:
        emit_note(f"note: {note}")
    for item in report.refused:
        line = f":{item.line}" if item.line is not None else ""
        told = item.reason.removeprefix(f"{item.path}: ")
        emit_note(f"refused: {item.path}{line}: {told}")
    emit_line(
        f"{report.count('added')} {word['added']}, {report.count('same')} known already, "
        f"{len(report.refused)} refused" + ("; nothing was changed" if report.dry_run else "")
    )


def _table(rows: list[dict[str, str]]) -> None:
    """Aligned columns; one that is empty throughout is left out."""
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in names}
    for row in [{name: name for name in names}, *rows]:
        emit_line("  ".join(row[name].ljust(widths[name]) for name in names).rstrip())
