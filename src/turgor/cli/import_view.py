"""What an import says: counts, changes and bad cells, as lines or as one document."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from turgor.cli.output import emit_line, emit_note

if TYPE_CHECKING:
    from turgor.workflow.import_sheet import ImportReport
    from turgor.workflow.import_sheet.report import RowOutcome

_SHOWN = 20


def import_document(report: "ImportReport") -> dict[str, object]:
    """The JSON document; everything is in it."""
    return {
        "schema": "turgor.study-import/1",
        "file": report.filename,
        "sha256": report.sha256,
        "mapping": report.mapping,
        "imported": report.imported,
        "good_rows": report.good_rows,
        "head": report.head or None,
        "counts": report.counts(),
        "rows": [
            {
                "sheet": item.sheet,
                "row": item.row,
                "target": item.target,
                "record": item.record,
                "outcome": item.outcome,
                "against": item.against or None,
                "changes": [
                    {
                        "field": change.field,
                        "cell": change.cell or None,
                        "old": _plain(change.old),
                        "new": _plain(change.new),
                    }
                    for change in item.changes
                ],
            }
            for item in report.rows
        ],
        "bad_cells": [
            {
                "cell": item.cell,
                "sheet": item.sheet,
                "row": item.row,
                "column": item.column,
                "header": item.header,
                "value": item.value,
                "reason": item.reason,
            }
            for item in report.bad_cells
        ],
        "by_column": [
            {
                "sheet": item.sheet,
                "column": item.column,
                "header": item.header,
                "count": item.count,
                "first": item.first.cell,
            }
            for item in report.by_column()
        ],
        "left_out": report.left_out,
        "notes": report.notes,
    }


def tell_import(report: "ImportReport", everything: bool) -> None:
    """Lines: changes to stdout, bad cells and notes to stderr, the count last."""
    shown: Counter[tuple[str, str]] = Counter()
    for item in report.rows:
        kind = (item.target, item.outcome)
        shown[kind] += 1
        if item.outcome in ("same", "left-out") and not everything:
            continue
        if shown[kind] <= _SHOWN or everything:
            emit_line(_line(item, report.imported))
    for (target, outcome), count in shown.items():
        if count > _SHOWN and not everything and outcome not in ("same", "left-out"):
            emit_line(f"… {target}: {count - _SHOWN} more {outcome}; --all lists them")
    for note in report.notes:
        emit_note(f"note: {note}")
    for sheet, names in report.left_out.items():
        emit_note(f"note: sheet '{sheet}': not imported: {', '.join(names)}")
    _tell_bad(report, everything)
    for target, counts in report.counts().items():
        told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
        emit_line(f"{target}: {told or 'nothing'}")
    emit_line(_end(report))


def _tell_bad(report: "ImportReport", everything: bool) -> None:
    cells = report.bad_cells
    limit = len(cells) if everything else 5 * _SHOWN
    for item in cells[:limit]:
        emit_note(f"bad: {item}")
    if len(cells) > limit:
        emit_note(f"… {len(cells) - limit} more bad cells; --all lists them; by column:")
        for column in report.by_column():
            emit_note(
                f"bad: {column.sheet}, column '{column.header}': {column.count} cells, first "
                f"{column.first}"
            )


def _line(item: "RowOutcome", imported: bool) -> str:
    words = {"added": "added" if imported else "would add", "same": "known",
             "filled": "filled" if imported else "would fill", "contradicts": "contradicts",
             "left-out": "left out"}  # fmt: skip
    line = f"{words[item.outcome]} {item.target}: {item.record} ({item.sheet}, row {item.row})"
    changes = ", ".join(
        f"{change.field} {_shown(change.old)} → {_shown(change.new)}"
        + (f" [{change.cell}]" if change.cell else "")
        for change in item.changes
    )
    if item.against:
        changes += f", against {item.against}"
    return f"{line}: {changes}" if changes else line


def _end(report: "ImportReport") -> str:
    bad, against = len(report.bad_cells), len(report.contradictions)
    trouble = f"{bad} bad cells, {against} contradictions"
    if report.imported:
        rest = f"; {trouble}, their rows left out" if not report.clean else ""
        return f"imported {report.filename}{rest}; head {report.head}"
    if report.clean:
        return "nothing was changed; --import does it"
    return f"{trouble}; nothing was changed" + (
        "" if report.good_rows else "; mend them, or take the good rows with --good-rows --import"
    )


def _shown(value: object) -> str:
    return "nothing" if value in (None, "", {}) else f"{_plain(value)}"


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): str(item) for name, item in value.items()}
    return value
