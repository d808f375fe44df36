"""What an export reads of a study: all captures with their state, findings in portions, links."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, select

from turgor.record.capture import Capture
from turgor.record.session import Session
from turgor.store import schema
from turgor.store.audit.link import Link
from turgor.store.blobs import CaptureFolder
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database
from turgor.store.deeds import Deeds, read_deeds
from turgor.store.ledger import Kept, Ledger
from turgor.store.records import WorkKey
from turgor.store.rows import capture_from

#: the columns of a finding as an export takes them, in the order of ``FindingRow``
_FINDING = (
    "region", "item", "metric", "conditions", "value", "unit", "u", "u_kind", "u_reason",
    "method", "method_version", "device", "flags",
)  # fmt: skip
_AT_ONCE = 400
_KEY = ("capture", "method", "method_version", "settings", "region_version")

#: cells of one finding; conditions and flags are JSON as stored
FindingRow = Sequence[str | float | None]


@dataclass(frozen=True, slots=True)
class CaptureState:
    """A capture with what became of it. suffix : of the kept file; withdrawn, erased : why, empty
    where it counts and is kept.
    """

    capture: Capture
    suffix: str
    withdrawn: str
    erased: str


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A closed instrument's table as kept."""

    sha256: str
    filename: str
    suffix: str
    profile: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement that may be compared: its number, and what was measured by what."""

    id: int
    key: WorkKey


class Outgoing:
    """The part of a store that reads everything for an export; it changes nothing."""

    def __init__(self, database: Database, folder: CaptureFolder) -> None:
        self._database = database
        self._folder = folder
        self._sessions = Ledger(database, schema.session, RecordCodec(Session), "session", ())

    def sessions(self) -> tuple[Kept[Session], ...]:
        """Every session, withdrawn ones too, in order of number."""
        return self._sessions.all(withdrawn=True)

    def captures(self) -> tuple[CaptureState, ...]:
        """Every capture, withdrawn and erased ones too, in order of its identity."""
        table = schema.capture
        order = ("subject", "site", "side", "region", "visit", "replicate", "kind", "setup")
        statement = select(table).order_by(*(table.c[name] for name in order), table.c.sha256)
        with self._database.read() as connection:
            rows = connection.execute(statement).mappings().all()
        return tuple(
            CaptureState(capture_from(dict(row)), row["suffix"], row["withdrawn"], row["erased"])
            for row in rows
        )

    def file(self, sha256: str, suffix: str) -> Path:
        """Where a kept file lies; it may be gone, and its sum is the caller's to check."""
        return self._folder.path(sha256, suffix)

    def device_tables(self) -> tuple[KeptTable, ...]:
        """Every kept table of a closed instrument, in order of its sum."""
        table = schema.device_table
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.sha256)).all()
        return tuple(KeptTable(r.sha256, r.filename, r.suffix, r.profile) for r in rows)

    def links(self) -> Iterator[Link]:
        """The audit chain from its first link on."""
        with self._database.read() as connection:
            statement = select(schema.audit).order_by(schema.audit.c.seq)
            for row in connection.execute(statement.execution_options(yield_per=_AT_ONCE)):
                yield Link(**row._mapping)

    def deeds(self) -> Deeds:
        """Who last changed each row, by the audit chain."""
        with self._database.read() as connection:
            return read_deeds(connection)

    def measured(self, keys: Iterable[WorkKey]) -> tuple[Measured, ...]:
        """The measurements of these keys, in the order in which they were made."""
        table = schema.measurement
        wanted = set(keys)
        statement = select(table.c.id, *(table.c[name] for name in _KEY)).order_by(table.c.id)
        with self._database.read() as connection:
            found = [(row[0], WorkKey(*row[1:])) for row in connection.execute(statement)]
        return tuple(Measured(number, key) for number, key in found if key in wanted)

    def findings(self, measurements: Sequence[int]) -> dict[int, list[FindingRow]]:
        """The findings of these measurements by measurement, in order of metric and item."""
        table = schema.finding
        order = (table.c.metric, table.c.item, table.c.conditions)
        columns = [table.c.measurement, *(table.c[name] for name in _FINDING)]
        found: dict[int, list[FindingRow]] = {number: [] for number in measurements}
        with self._database.read() as connection:
            for start in range(0, len(measurements), _AT_ONCE):
                part = measurements[start : start + _AT_ONCE]
                statement = select(*columns).where(table.c.measurement.in_(part)).order_by(*order)
                rows: Iterable[Row[tuple[object, ...]]] = connection.execute(statement)
                for row in rows:
                    found[int(str(row[0]))].append(row[1:])
        return found
