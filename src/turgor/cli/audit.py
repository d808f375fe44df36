"""``turgor audit``: whether a study's record still is what was written, and who wrote what."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors
from turgor.cli.progress import progress

if TYPE_CHECKING:
    from turgor.store.audit.replay import RowChange

app = typer.Typer(help="A study's audit chain: verify it, read who did what.", no_args_is_help=True)
_Folder = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def verify(
    folder: _Folder,
    heads: Annotated[
        list[str] | None,
        typer.Option("--head", help="A head that was kept elsewhere, '57:3f0c…'; may be repeated."),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", help="A report, export or backup (file, folder, zip)."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Hold every row, the schema, every captured file and every held head against the chain."""
    from turgor.workflow.audit import verify_study

    with one_line_errors(), progress("verifying") as step:
        report = verify_study(folder, heads or (), against or (), step)
    if as_json:
        emit_json(
            {
                "schema": "turgor.audit-verify/1",
                "holds": report.holds,
                "links": report.links,
                "head": None if report.head is None else str(report.head),
                "held": report.held,
                "findings": [{"place": f.place, "what": f.what} for f in report.findings],
                "notes": list(report.notes),
            }
        )
    else:
        for item in report.findings:
            emit_line(f"found: {item}")
        for note in report.notes:
            emit_note(f"note: {note}")
        word = "holds" if report.holds else f"does not hold, {len(report.findings)} findings"
        emit_line(f"the record {word}: {report.links} links, {report.held} heads held against it")
        emit_line(f"head {report.head or 'unknown'}")
    raise typer.Exit(exit_code(not report.holds))


@app.command()
def log(
    folder: _Folder,
    subject: Annotated[str, typer.Option("--subject", help="Only what belongs to it.")] = "",
    table: Annotated[str, typer.Option("--table", help="Only this table's rows.")] = "",
    key: Annotated[
        str, typer.Option("--key", help="Only this row of --table: '12', or 'S01 / V0'.")
    ] = "",
    who: Annotated[str, typer.Option("--who", help="Only what was done under this name.")] = "",
    since: Annotated[str, typer.Option("--since", help="From this date on, 2026-03-02.")] = "",
    as_json: _Json = False,
) -> None:
    """Tell who did what, when and why, with the old value and the new one."""
    from turgor.workflow.audit import audit_log

    with one_line_errors():
        changes = audit_log(folder, subject, table, key, who, since)
    if as_json:
        emit_json({"schema": "turgor.audit-log/1", "entries": [_entry(c) for c in changes]})
        return
    last = 0
    for change in changes:
        if change.link.seq != last:
            _tell_link(change)
            last = change.link.seq
        for line in _lines(change):
            emit_line(line)


def _entry(change: "RowChange") -> dict[str, object]:
    from turgor.store.audit.words import column_changes

    link = change.link
    return {
        "link": link.seq,
        "at": link.at,
        "who": link.who,
        "role": link.role,
        "act": link.act,
        "why": link.why,
        "note": link.note,
        "kind": change.kind,
        "table": change.table,
        "key": list(change.key),
        "last": change.last,
        "columns": [
            {"column": c.column, "old": c.old, "new": c.new} for c in column_changes(change)
        ],
    }


def _tell_link(change: "RowChange") -> None:
    link = change.link
    who = f"{link.who} ({link.role})" if link.role else link.who
    why = f"; why: {link.why}" if link.why else ""
    note = f" [{link.note}]" if link.note else ""
    emit_line(f"{link.seq}  {link.at[:19].replace('T', ' ')} UTC  {who}  {link.act}{why}{note}")


def _lines(change: "RowChange") -> list[str]:
    from turgor.store.audit.undo import key_words
    from turgor.store.audit.words import column_changes, in_words

    if not change.table:
        return ["    the chain begins here, with what was there"]
    name = f"{change.table} {key_words(change.key)}"
    if change.last is not None:
        first = int(str(change.key[0]))
        return [f"    added {change.table} {first}-{change.last} ({change.last - first + 1} rows)"]
    told = [
        in_words(c, change.kind)
        for c in column_changes(change)
        if change.kind == "changed" or (c.new or c.old) not in (None, "", "{}")
    ]
    word = "there already" if change.kind == "adopted" else change.kind
    if change.kind == "changed":
        return [f"    {word} {name}: {line}" for line in told]
    return [f"    {word} {name}: {', '.join(told)}"]
