"""Asking a large study: one subject's findings, or one metric over everybody, without the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Row, Select, bindparam, select

from turgor.store import schema
from turgor.store.connect import Database
from turgor.store.records import MeasuredFinding
from turgor.store.rows import capture_from, finding_from

#: captures that are compared with one another share these and the method
_PLACE = ("subject", "site", "side", "region", "kind", "setup")
_WORK = ("method_version", "settings", "region_version")


@dataclass(frozen=True, slots=True)
class CohortValue:
    """One value of one metric in one capture, light enough for a hundred thousand of them.

    conditions : canonical JSON, as stored; only equal ones may be compared. value : in the
    metric's unit, None where it is not identified.
    """

    subject: str
    visit: str
    site: str
    side: str
    region: str
    item: str
    replicate: int
    conditions: str
    value: float | None


class Lookup:
    """The part of a store that answers narrow questions by its indexes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_subject(self, subject: str) -> tuple[MeasuredFinding, ...]:
        """The current findings of one subject, in order of place, visit, metric and item.

        Errors: StoreError.
        """
        capture, finding = schema.capture, schema.finding
        with self._database.read() as connection:
            works = connection.execute(_works().where(capture.c.subject == subject)).all()
            captures = {
                row["sha256"]: capture_from(dict(row))
                for row in connection.execute(
                    select(capture).where(capture.c.subject == subject)
                ).mappings()
            }
            latest = {row.id: row for row in _latest(works)}
            rows = connection.execute(
                select(finding).where(finding.c.measurement.in_(bindparam("ids", expanding=True))),
                {"ids": list(latest)},
            ).mappings()
            found = [
                MeasuredFinding(
                    capture=captures[latest[row["measurement"]].capture],
                    finding=finding_from(dict(row)),
                    region_version=latest[row["measurement"]].region_version,
                )
                for row in rows
            ]
        found.sort(key=_order)
        return tuple(found)

    def of_metric(self, metric: str) -> tuple[CohortValue, ...]:
        """The current values of one metric over every subject.

        Errors: StoreError.
        """
        capture, finding = schema.capture, schema.finding
        table = schema.measurement
        wanted = (
            select(
                table.c.id,
                *(capture.c[name] for name in ("subject", "visit", "site", "side", "replicate")),
                *(finding.c[name] for name in ("region", "item", "conditions", "value")),
            )
            .join(table, table.c.id == finding.c.measurement)
            .join(capture, capture.c.sha256 == table.c.capture)
            .where(finding.c.metric == metric, capture.c.withdrawn == "")
        )
        with self._database.read() as connection:
            latest = {row.id for row in _latest(connection.execute(_works()).all())}
            rows = connection.execute(wanted).all()
        return tuple(
            CohortValue(
                subject=row.subject,
                visit=row.visit,
                site=row.site,
                side=row.side,
                region=row.region,
                item=row.item,
                replicate=row.replicate,
                conditions=row.conditions,
                value=row.value,
            )
            for row in rows
            if row.id in latest
        )

    def metrics(self) -> Mapping[str, int]:
        """Every metric that was measured, with how many values it has, superseded ones too."""
        from sqlalchemy import func

        finding = schema.finding
        statement = select(finding.c.metric, func.count()).group_by(finding.c.metric)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(statement)}


def _works() -> Select[tuple[object, ...]]:
    """Every measurement with the place of its capture, oldest first."""
    capture, table = schema.capture, schema.measurement
    return (
        select(
            table.c.id,
            table.c.capture,
            table.c.method,
            *(table.c[name] for name in _WORK),
            *(capture.c[name] for name in _PLACE),
        )
        .join(capture, capture.c.sha256 == table.c.capture)
        .where(capture.c.withdrawn == "")
        .order_by(table.c.id)
    )


def _latest(rows: Iterable[Row[tuple[object, ...]]]) -> list[Row[tuple[object, ...]]]:
    """Of each place and method, what was measured by its last version in its last region.

    The same choice as ``Findings.latest_keys`` makes for a whole study; a test holds both together.
    """
    last: dict[tuple[object, ...], list[Row[tuple[object, ...]]]] = {}
    for row in rows:
        place = (*row[6:], row.method)
        group = last.setdefault(place, [])
        if group and tuple(group[-1][3:6]) != tuple(row[3:6]):
            group.clear()
        group.append(row)
    return [row for group in last.values() for row in group]


def _order(item: MeasuredFinding) -> tuple[str, ...]:
    capture, finding = item.capture, item.finding
    return (
        capture.site.name,
        capture.site.side,
        capture.region,
        capture.visit,
        f"{capture.replicate:06d}",
        capture.kind,
        capture.setup,
        finding.metric,
        finding.region,
        finding.item,
    )
