"""Numbers that closed instruments reported, retyped or exported into a sheet, as a target."""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from functools import cache

from turgor.errors import MetricError
from turgor.exchange.device_table import Reported, device_finding
from turgor.exchange.spreadsheet import Field, FieldError
from turgor.exchange.spreadsheet import field as kind
from turgor.exchange.spreadsheet.value import Value
from turgor.metrics import all_metrics, find_metric
from turgor.record.design import StudyDesign
from turgor.record.site import BodySite
from turgor.store import DeviceReading, Store
from turgor.store.bulk import reading_key
from turgor.workflow.import_sheet.people_targets import SUBJECT, side_field, visit_field, word
from turgor.workflow.import_sheet.target import Origin, Target


@cache
def reading_conditions() -> tuple[str, ...]:
    """Every condition under which a device reports something."""
    names = {
        condition.name
        for metric in all_metrics().values()
        if metric.device_reported
        for condition in metric.conditions
    }
    return tuple(sorted(names))


class ReadingTarget(Target[DeviceReading]):
    """One number a record, by its metric's id; each instrument's number keeps an id of its own."""

    name, title = "reading", "Readings"

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Whose, where, what, how much, and under which conditions."""
        return (
            SUBJECT,
            visit_field(design),
            Field("site", needed=True, key=True),
            side_field(),
            Field("region", key=True),
            Field("replicate", kind.WHOLE, least=1, most=10_000, key=True, note="empty is 1"),
            Field("date", kind.DATE),
            Field("metric", needed=True, key=True, note="`turgor metrics` lists them"),
            Field("value", kind.NUMBER, needed=True, carries=True),
            Field("unit", key=True, note="empty is the metric's own"),
            Field("device", key=True),
            *(Field(name, key=True) for name in reading_conditions()),
        )

    def record(
        self, design: StudyDesign, values: Mapping[str, Value], origin: Origin
    ) -> DeviceReading:
        """A reading, in its metric's own unit."""
        metric = word(values, "metric")
        try:
            unit = word(values, "unit") or find_metric(metric).unit
        except MetricError as error:
            raise FieldError("metric", str(error)) from error
        number, replicate, date = values["value"], values.get("replicate"), values.get("date")
        stated = {name: word(values, name) for name in reading_conditions() if values.get(name)}
        reported = Reported(
            method=f"sheet-{origin.mapping}",
            method_version=str(origin.revision),
            sha256=origin.sha256,
            device=word(values, "device"),
            u_reason="the sheet states no uncertainty",
        )
        finding = device_finding(
            metric,
            unit,
            stated,
            float(number) if isinstance(number, int | float) else float("nan"),
            reported,
            int(str(replicate)) if replicate is not None else 1,
            word(values, "region"),
        )
        return DeviceReading(
            subject=word(values, "subject"),
            visit=word(values, "visit"),
            site=BodySite(word(values, "site"), word(values, "side") or "unstated"),
            finding=finding,
            table_sha256=origin.sha256,
            row=origin.row,
            profile=f"sheet-{origin.mapping}",
            date=date if isinstance(date, dt.date) else None,
        )

    def key(self, record: DeviceReading) -> Hashable:
        """As the store tells readings apart."""
        return reading_key(record)

    def words(self, record: DeviceReading) -> str:
        """Whose, where, what."""
        finding, site = record.finding, record.site
        return (
            f"{record.subject} {record.visit} {site.name} {site.side} replicate "
            f"{finding.replicate}: {finding.metric}"
        )

    def told(self, record: DeviceReading) -> Mapping[str, Value]:
        """The number in its metric's own unit."""
        return {"value": record.finding.value}

    def known(
        self, store: Store, records: Sequence[DeviceReading]
    ) -> Mapping[Hashable, DeviceReading]:
        """Those of the same subjects."""
        wanted = {reading_key(record): record for record in records}
        values = store.bulk.known_readings(record.subject for record in records)
        return {key: _with_value(wanted[key], values[key]) for key in wanted.keys() & values.keys()}

    def keep(
        self, store: Store, added: Sequence[DeviceReading], filled: Sequence[DeviceReading]
    ) -> None:
        """All at once."""
        store.bulk.readings(added)


def _with_value(reading: DeviceReading, value: float | None) -> DeviceReading:
    from dataclasses import replace

    return replace(reading, finding=replace(reading.finding, value=value))
