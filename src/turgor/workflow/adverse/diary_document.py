"""Diaries and how steadily they were kept, as the plain document that ``--json`` prints."""

from collections.abc import Iterable

from turgor.follow.adherence import Adherence
from turgor.record.diary import DiaryEntry
from turgor.store.ledger import Kept


def diary_document(
    kept: Iterable[Kept[DiaryEntry]], adherence: Iterable[Adherence]
) -> dict[str, object]:
    """Diaries in the shape of the command line's contract."""
    return {
        "schema": "turgor.study-diary/1",
        "adherence": [
            {
                "subject": item.subject,
                "first": item.first.isoformat(),
                "last": item.last.isoformat(),
                "days": item.days,
                "days_with_entry": item.days_with_entry,
                "share": item.share,
                "entries": item.entries,
                "longest_gap_d": item.longest_gap_d,
            }
            for item in adherence
        ],
        "entries": [
            {
                "number": item.id,
                "subject": item.record.subject,
                "date": item.record.date.isoformat(),
                "site": item.record.site.name,
                "side": item.record.site.side,
                "scale": item.record.scale,
                "symptoms": dict(item.record.symptoms),
                "signs": dict(item.record.signs),
                "temperature_c": item.record.temperature_c,
                "care": item.record.care,
                "note": item.record.note,
            }
            for item in kept
        ],
    }
