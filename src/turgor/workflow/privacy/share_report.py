"""What a shared export says of itself: column by column what was done, and what risk stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from turgor import __version__
from turgor.exchange.deidentify.small_cells import SmallCells
from turgor.exchange.deidentify.tables import SharedTable

RESIDUAL_RISKS = (
    "Codes, not anonymity: whoever holds the key of codes and the pseudonyms can lead back; under "
    "the GDPR this is personal data still.",
    "Only age band, sex, phototype and centre are made coarse together. Numbers of visits, sites, "
    "sessions, adverse events and rare values may still single a person out for someone who knows "
    "them.",
    "Days from baseline keep the distances between visits; who knows one person's rhythm of visits "
    "may recognise it.",
    "Numbers of measurements leave as they are. A number of a person that was typed as a value "
    "would leave too.",
    "The microrelief of skin, spots and vessels is as individual as a fingerprint; who has another "
    "capture of the same skin can tell that it is the same.",
    "Whether a photograph shows a face is told by the site's word alone. Look through every "
    "photograph for tattoos, jewellery, scars and faces before it is handed on.",
    "The noise of a camera's sensor in the pixels can show that two photographs are of one camera.",
    "Inside the calibrated region of an ultrasound image, words that the scanner drew are not "
    "looked for.",
)


@dataclass(frozen=True, slots=True)
class SharedCapture:
    """One capture: the names of its new files, or why it stayed. share : of a photograph's
    pixels that can be seen, None for other kinds."""

    code: str
    kind: str
    files: tuple[str, ...] = ()
    reason: str = ""
    share: float | None = None
    zones: int = 0


def report_document(
    head: str,
    settings: Mapping[str, object],
    consent: str,
    subjects: tuple[int, int],
    cells: SmallCells,
    tables: Sequence[SharedTable],
    left_out: Sequence[tuple[str, int, str]],
    captures: Sequence[SharedCapture],
    compared: bool,
) -> dict[str, object]:
    """The report as plain data. subjects : how many leave and how many stay."""
    return {
        "schema": "turgor.deidentification/1",
        "turgor": __version__,
        "audit_head": head,
        "settings": dict(settings),
        "compared_with_vault": compared,
        "subjects": {"shared": subjects[0], "left_out": subjects[1], "consent": consent},
        "small_cells": {
            "k_wanted": cells.wanted,
            "k_reached": cells.smallest,
            "met": cells.met,
            "k_before": cells.smallest_before,
            "alone_before": cells.singled_out,
            "combinations": cells.combinations,
            "levels": dict(cells.levels),
        },
        "tables": [_table(table) for table in tables],
        "tables_left_out": [
            {"table": table, "rows": rows, "reason": why} for table, rows, why in left_out
        ],
        "captures": [_capture(item) for item in captures],
        "residual_risks": list(RESIDUAL_RISKS),
    }


def dictionary_rows(tables: Sequence[SharedTable]) -> list[dict[str, object]]:
    """One row for each column that leaves: file, column, what it means."""
    return [
        {"file": f"{table.rule.file}.csv", "column": rule.title, "meaning": rule.meaning}
        for table in tables
        for rule in table.rule.leaving
    ]


def _table(table: SharedTable) -> dict[str, object]:
    return {
        "table": table.rule.table,
        "file": f"{table.rule.file}.csv",
        "rows": len(table.rows),
        "rows_left_out": table.left_out,
        "columns_that_no_allow_list_names": list(table.unlisted),
        "columns": [
            {
                "column": rule.name,
                "shared_as": rule.title if rule.leaves else "",
                "done": rule.action,
                "reason": rule.reason,
                "counts": dict(sorted(table.tally[rule.name].items())),
            }
            for rule in table.rule.columns
        ],
    }


def _capture(item: SharedCapture) -> dict[str, object]:
    shown = {} if item.share is None else {"share_shown": round(item.share, 4), "zones": item.zones}
    return {
        "capture": item.code,
        "kind": item.kind,
        "files": list(item.files),
        "reason": item.reason,
        **shown,
    }
