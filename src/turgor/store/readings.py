"""Device-reported findings, with the table and row that said so; the table itself is kept."""

from pathlib import Path

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from turgor.errors import StudyError
from turgor.record.site import BodySite
from turgor.store import schema
from turgor.store.blobs import CaptureFolder
from turgor.store.connect import Database
from turgor.store.people import ensure_visit
from turgor.store.records import DeviceReading
from turgor.store.rows import finding_from, finding_row

#: the columns that tell readings apart
IDENTITY = (
    "subject", "visit", "site", "side", "region", "metric", "conditions", "item", "replicate",
)  # fmt: skip


class Readings:
    """The part of a store that knows what closed instruments reported."""

    def __init__(self, database: Database, folder: CaptureFolder) -> None:
        self._database = database
        self._folder = folder

    def verdict(self, reading: DeviceReading) -> str:
        """What adding would do: 'added' or 'same'; nothing is changed.

        Errors: StudyError where another value is on record; StoreError.
        """
        with self._database.read() as connection:
            return _verdict(connection, reading)

    def keep_table(self, source: Path, sha256: str, profile: str) -> None:
        """Keep the bytes of a table, then the row that names them.

        Errors: StoreError.
        """
        suffix = source.suffix.lower()
        self._folder.keep(source, sha256, suffix)
        values = {
            "sha256": sha256,
            "filename": source.name,
            "suffix": suffix,
            "profile": profile,
        }
        with self._database.write() as connection:
            connection.execute(upsert(schema.device_table).values(values).on_conflict_do_nothing())

    def add(self, reading: DeviceReading) -> str:
        """Add one reading of a kept table; 'added', or 'same' where it is known.

        Errors: StudyError where another value is on record; StoreError.
        """
        with self._database.write() as connection:
            if _verdict(connection, reading) == "same":
                return "same"
            ensure_visit(connection, reading.subject, reading.visit)
            connection.execute(insert(schema.device_reading).values(reading_row(reading)))
        return "added"

    def all(self) -> tuple[DeviceReading, ...]:
        """Every reading, in order of its identity."""
        table, origin = schema.device_reading, schema.device_table
        statement = (
            select(table, origin.c.profile)
            .join(origin, origin.c.sha256 == table.c.table_sha256)
            .where(table.c.withdrawn == "")
            .order_by(*(table.c[name] for name in IDENTITY))
        )
        with self._database.read() as connection:
            rows = connection.execute(statement).mappings().all()
        return tuple(
            DeviceReading(
                subject=row["subject"],
                visit=row["visit"],
                site=BodySite(row["site"], row["side"]),
                finding=finding_from(dict(row)),
                table_sha256=row["table_sha256"],
                row=row["row"],
                profile=row["profile"],
                date=row["date"],
            )
            for row in rows
        )


def reading_row(reading: DeviceReading) -> dict[str, object]:
    """A reading as a row."""
    return {
        "subject": reading.subject,
        "visit": reading.visit,
        "site": reading.site.name,
        "side": reading.site.side,
        "date": reading.date,
        "table_sha256": reading.table_sha256,
        "row": reading.row,
        **finding_row(reading.finding),
    }


def _verdict(connection: Connection, reading: DeviceReading) -> str:
    table = schema.device_reading
    values = reading_row(reading)
    where = [table.c[name] == values[name] for name in IDENTITY]
    row = connection.execute(select(table).where(*where, table.c.withdrawn == "")).first()
    if row is None:
        return "added"
    if row.value != reading.finding.value:
        raise StudyError(
            f"{reading.finding.metric} of {reading.subject} {reading.visit} "
            f"{reading.site.name} {reading.site.side} is {row.value} already, "
            f"not {reading.finding.value}"
        )
    return "same"
