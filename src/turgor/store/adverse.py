"""Adverse events, diary entries and escalations in a study's store."""

from sqlalchemy import select

from turgor.record.adverse_event import AdverseEvent
from turgor.record.diary import DiaryEntry
from turgor.record.escalation import Escalation
from turgor.store import schema
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database
from turgor.store.ledger import Kept, Ledger

_EVENT = ("subject", "reference", "kind", "words", "site", "side", "onset")
_ENTRY = ("subject", "date", "site", "side")
_ESCALATION = ("source", "number", "day", "rule", "rule_version")


class AdverseEvents(Ledger[AdverseEvent]):
    """The events of a study, also by the reference that the study gives them."""

    def __init__(self, database: Database) -> None:
        super().__init__(
            database, schema.adverse_event, RecordCodec(AdverseEvent), "adverse event", _EVENT
        )

    def like(self, event: AdverseEvent) -> Kept[AdverseEvent] | None:
        """The living event with this one's reference, or without one with its identity.

        Errors: StoreError.
        """
        table = schema.adverse_event
        names = ("subject", "reference") if event.reference else _EVENT
        wanted = self._codec.row(event)
        where = [table.c[name] == wanted[name] for name in names]
        with self._database.read() as connection:
            row = connection.execute(select(table).where(*where, table.c.withdrawn == "")).first()
        return None if row is None else self._kept(row._mapping)


def diary_of(database: Database) -> Ledger[DiaryEntry]:
    """The diary entries of a study."""
    return Ledger(database, schema.diary_entry, RecordCodec(DiaryEntry), "diary entry", _ENTRY)


def escalations_of(database: Database) -> Ledger[Escalation]:
    """What rules said of events and diary entries as they were entered."""
    return Ledger(database, schema.escalation, RecordCodec(Escalation), "escalation", _ESCALATION)
