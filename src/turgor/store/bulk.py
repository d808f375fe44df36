"""Many rows at once: what an import of thousands of rows writes, one statement a table."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import schema
from turgor.store.connect import Database
from turgor.store.readings import IDENTITY, reading_row
from turgor.store.records import DeviceReading
from turgor.store.rows import conditions_json

_SUBJECTS_A_QUESTION = 500

#: a device reading's identity as its columns hold it
ReadingKey = tuple[object, ...]


class Bulk:
    """Writes records that were already held against what is on record in the same transaction.

    Only inside ``Store.together()``, after reading there what is known: nothing is checked again,
    but for what the database itself holds (keys, unique identities).
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def subjects(self, new: Sequence[Subject], filled: Sequence[Subject]) -> None:
        """Insert subjects that are not known, and put filled ones in their place.

        Errors: StoreError.
        """
        table = schema.subject
        with self._database.write() as connection:
            _insert(connection, table, [dataclasses.asdict(item) for item in new])
            for item in filled:
                values = {**dataclasses.asdict(item), "version": table.c.version + 1}
                connection.execute(update(table).where(table.c.id == item.id).values(values))

    def visits(self, new: Sequence[Visit], filled: Sequence[Visit]) -> None:
        """As ``subjects``; the subjects of new visits are made where there are none.

        Errors: StoreError.
        """
        table = schema.visit
        with self._database.write() as connection:
            _ensure_subjects(connection, (item.subject for item in new))
            _insert(connection, table, [_visit_row(item) for item in new])
            for item in filled:
                values = {**_visit_row(item), "version": table.c.version + 1}
                where = (table.c.subject == item.subject) & (table.c.label == item.label)
                connection.execute(update(table).where(where).values(values))

    def readings(self, new: Sequence[DeviceReading]) -> None:
        """Insert readings; their subjects and visits are made where there are none.

        Errors: StoreError.
        """
        with self._database.write() as connection:
            _ensure_subjects(connection, (item.subject for item in new))
            pairs = dict.fromkeys((item.subject, item.visit) for item in new)
            rows = [{"subject": subject, "label": label} for subject, label in pairs]
            if rows:
                connection.execute(upsert(schema.visit).on_conflict_do_nothing(), rows)
            _insert(connection, schema.device_reading, [reading_row(item) for item in new])

    def known_readings(self, subjects: Iterable[str]) -> Mapping[ReadingKey, float | None]:
        """The value of every reading of these subjects, by its identity.

        Errors: StoreError.
        """
        table = schema.device_reading
        columns = [table.c[name] for name in IDENTITY]
        wanted = sorted(set(subjects))
        found: dict[ReadingKey, float | None] = {}
        with self._database.read() as connection:
            for first in range(0, len(wanted), _SUBJECTS_A_QUESTION):
                some = wanted[first : first + _SUBJECTS_A_QUESTION]
                statement = select(*columns, table.c.value).where(
                    table.c.subject.in_(some), table.c.withdrawn == ""
                )
                for *key, value in connection.execute(statement):
                    found[tuple(key)] = value
        return found


def reading_key(reading: DeviceReading) -> ReadingKey:
    """The identity of a reading, as ``known_readings`` gives it."""
    finding, site = reading.finding, reading.site
    return (
        reading.subject, reading.visit, site.name, site.side, finding.region, finding.metric,
        conditions_json(finding.measurand), finding.item, finding.replicate,
    )  # fmt: skip


def _ensure_subjects(connection: Connection, subjects: Iterable[str]) -> None:
    rows = [dataclasses.asdict(Subject(name)) for name in dict.fromkeys(subjects)]
    if rows:
        connection.execute(upsert(schema.subject).on_conflict_do_nothing(), rows)


def _insert(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _visit_row(visit: Visit) -> dict[str, object]:
    return {
        "subject": visit.subject,
        "label": visit.label,
        "date": visit.date,
        **dataclasses.asdict(visit.conditions),
    }
