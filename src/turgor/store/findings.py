"""Findings: a capture's whole measurement in one transaction, done once for its key."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from turgor.errors import StoreError
from turgor.store import schema
from turgor.store.connect import Database
from turgor.store.records import MeasuredFinding, Measurement, WorkKey
from turgor.store.rows import capture_from, finding_from, finding_row

#: begins the settings of a measurement that no longer belongs to where its capture is now
SUPERSEDED = "superseded:"
_KEY = ("capture", "method", "method_version", "settings", "region_version")


class Findings:
    """The part of a store that knows what was measured."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, measurement: Measurement) -> bool:
        """Keep one measurement with all its findings; False where its key is done already.

        A refusal of the same capture no longer stands afterwards.

        Errors: StoreError; then nothing of it is kept.
        """
        try:
            with self._database.write() as connection:
                table = schema.measurement
                values = {name: getattr(measurement.key, name) for name in _KEY}
                where = [table.c[name] == value for name, value in values.items()]
                if connection.execute(select(table.c.id).where(*where)).first() is not None:
                    return False
                made = connection.execute(insert(table).values(values).returning(table.c.id))
                number = made.scalar_one()
                rows = [
                    {"measurement": number, **finding_row(finding)}
                    for finding in measurement.findings
                ]
                if rows:
                    connection.execute(insert(schema.finding), rows)
                gone = schema.refusal.c.capture == measurement.key.capture
                connection.execute(delete(schema.refusal).where(gone))
        except IntegrityError as error:
            raise StoreError(
                f"capture {measurement.key.capture[:12]}: its findings contradict one another "
                f"({error.orig}); nothing of it was kept"
            ) from error
        return True

    def done(self) -> frozenset[WorkKey]:
        """The keys of everything that was measured."""
        with self._database.read() as connection:
            rows = connection.execute(select(*[schema.measurement.c[name] for name in _KEY])).all()
        return frozenset(WorkKey(*row) for row in rows)

    def of_keys(self, keys: Iterable[WorkKey]) -> tuple[MeasuredFinding, ...]:
        """The findings of these keys, ordered by capture, metric, conditions and item."""
        wanted = set(keys)
        capture, measurement, finding = schema.capture, schema.measurement, schema.finding
        statement = (
            select(capture, measurement, finding)
            .join(measurement, measurement.c.capture == capture.c.sha256)
            .join(finding, finding.c.measurement == measurement.c.id)
            .where(capture.c.withdrawn == "")
            .order_by(
                *(capture.c[name] for name in ("subject", "site", "side", "region", "visit")),
                *(capture.c.replicate, capture.c.kind, capture.c.setup, measurement.c.id),
                *(finding.c.metric, finding.c.item, finding.c.conditions),
            )
        )
        found: list[MeasuredFinding] = []
        with self._database.read() as connection:
            for row in connection.execute(statement):
                mapping = row._mapping
                key = WorkKey(*(mapping[measurement.c[name]] for name in _KEY))
                if key not in wanted:
                    continue
                own = {column.name: mapping[column] for column in finding.c}
                found.append(
                    MeasuredFinding(
                        capture=capture_from({c.name: mapping[c] for c in capture.c}),
                        finding=finding_from(own),
                        region_version=key.region_version,
                    )
                )
        return tuple(found)

    def latest_keys(self) -> frozenset[WorkKey]:
        """The keys that may be held against one another: for each place, those of its last work.

        A place's captures are compared only where all were measured by the same version and
        settings in the same version of the region; what was measured before that is kept and
        left out here until it is measured again.
        """
        capture, table = schema.capture, schema.measurement
        place = [capture.c[name] for name in ("subject", "site", "side", "region", "kind", "setup")]
        statement = (
            select(*place, *[table.c[name] for name in _KEY])
            .join(capture, capture.c.sha256 == table.c.capture)
            .where(capture.c.withdrawn == "", table.c.settings.not_like(f"{SUPERSEDED}%"))
            .order_by(table.c.id)
        )
        last: dict[tuple[str, ...], list[WorkKey]] = {}
        with self._database.read() as connection:
            for row in connection.execute(statement):
                key = WorkKey(*row[len(place) :])
                group = last.setdefault((*row[: len(place)], key.method), [])
                if group and _work(group[-1]) != _work(key):
                    group.clear()
                group.append(key)
        return frozenset(key for group in last.values() for key in group)


def _work(key: WorkKey) -> tuple[str, str, int]:
    return key.method_version, key.settings, key.region_version
