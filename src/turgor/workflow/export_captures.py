"""Captures with what became of them, and those that could not be measured, as tidy tables."""

from collections.abc import Sequence

from turgor.exchange.tidy import Cell, Column, RecordPlan, TidyTable, record_tables
from turgor.exchange.tidy.words import table_words
from turgor.record.capture import Capture
from turgor.store import Store

_CAPTURES = RecordPlan(
    "captures", Capture, lead=(("withdrawn", "text"), ("erased", "text"), ("bytes", "integer")),
    key=("sha256",), entity="capture", entity_key=("sha256",),
)  # fmt: skip


def captures_table(store: Store) -> TidyTable:
    """Every capture, withdrawn and erased ones with the reason."""
    items: list[tuple[Sequence[Cell], object]] = []
    for item in store.outgoing.captures():
        file = store.outgoing.file(item.capture.sha256, item.suffix)
        size = file.stat().st_size if file.is_file() else None
        items.append(((item.withdrawn, item.erased, size), item.capture))
    return record_tables(_CAPTURES, items)[0]


def refusals_table(store: Store) -> TidyTable:
    """What could not be measured, beside whose and which capture it is."""
    words = table_words("refusals")
    captures = {item.capture.sha256: item.capture for item in store.outgoing.captures()}
    rows: list[tuple[Cell, ...]] = []
    for sha256, refusal in store.captures.refusals().items():
        own = captures[sha256]
        rows.append(
            (own.subject, own.visit, own.site.name, own.site.side, own.kind, own.filename,
             sha256, refusal.stage, refusal.reason)
        )  # fmt: skip
    names = (
        "subject", "visit", "site", "side", "kind", "filename", "capture", "stage", "reason",
    )  # fmt: skip
    columns = tuple(
        Column(name, "text", words.of(name).meaning, "", words.of(name).allowed) for name in names
    )
    return TidyTable("refusals", words.meaning, columns, lambda: rows, ("capture",))
