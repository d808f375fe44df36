"""Entries in the shape of the command line's contract."""

from collections.abc import Sequence

from turgor.workflow.evidence_base.entry import Entry
from turgor.workflow.evidence_base.find import Found


def found_document(found: Found, limit: int) -> dict[str, object]:
    """What was found, the first ``limit`` of it (0 for all)."""
    shown = found.entries[:limit] if limit else found.entries
    return {
        "schema": "turgor.evidence/1",
        "total": len(found.entries),
        "entries": [_entry(entry) for entry in shown],
        "nearest": list(found.nearest),
    }


def shown_document(entries: Sequence[Entry]) -> dict[str, object]:
    """Entries with every field."""
    return {
        "schema": "turgor.evidence/1",
        "total": len(entries),
        "entries": [{**_entry(entry), "details": dict(entry.details)} for entry in entries],
        "nearest": [],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "summary": entry.summary,
        "source": entry.source,
        "citation": entry.citation,
        "seen": entry.seen,
        "mapped": entry.mapped,
        "observable": entry.observable,
        "reason": entry.reason,
        "modalities": list(entry.modalities),
        "endpoints": list(entry.endpoints),
        "class": entry.outcome_class,
        "sites": list(entry.sites),
        "species": entry.species,
        "studies": list(entry.studies),
    }
