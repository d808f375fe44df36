"""The findings of a study as a stream of tidy rows in a fixed order, one place at a time."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import cast

from turgor.exchange.tidy import Cell, TidyTable, finding_columns
from turgor.exchange.tidy.words import table_words
from turgor.record.capture import Capture
from turgor.record.design import StudyDesign
from turgor.record.visit import Visit, VisitConditions
from turgor.store import DeviceReading, Store
from turgor.store.outgoing import FindingRow
from turgor.store.rows import conditions_json
from turgor.workflow.conduct.sealing import shown_allocations

#: how many places' findings are fetched at once
_AT_ONCE = 200
_CONDITIONS = tuple(item.name for item in dataclasses.fields(VisitConditions))

Row = tuple[Cell, ...]
_Order = tuple[int, float, str]


@dataclass(slots=True)
class _Place:
    """What stands together in the order of rows: captures by measurement, then readings."""

    measured: list[tuple[int, int, Capture]]
    readings: list[DeviceReading]


class FindingRows:
    """Every current finding and device reading of a store, streamed; ``rows`` begins anew.

    What tells rows apart by place is read at once; the findings follow a few hundred captures at
    a time, so that memory does not grow with their number.
    """

    def __init__(self, store: Store, design: StudyDesign) -> None:
        self._store = store
        people = store.people
        self._visits = {(visit.subject, visit.label): visit for visit in people.visits()}
        self._arms = {
            (item.subject, item.side): item.arm for item in shown_allocations(store, design)
        }
        self._places = self._by_place()

    def rows(self) -> Iterator[Row]:
        """The rows, by subject, site, side, visit, kind, setup, replicate, metric and item."""
        order = iter(sorted(self._places))
        while part := [self._places[key] for key in islice(order, _AT_ONCE)]:
            numbers = [number for place in part for number, _, _ in place.measured]
            found = self._store.outgoing.findings(numbers)
            for place in part:
                yield from self._of_place(place, found)

    def _by_place(self) -> dict[tuple[_Order, ...], _Place]:
        store = self._store
        captures = {item.capture.sha256: item.capture for item in store.outgoing.captures()}
        places: dict[tuple[_Order, ...], _Place] = {}
        for item in store.outgoing.measured(store.findings.latest_keys()):
            capture = captures[item.key.capture]
            one = (item.id, item.key.region_version, capture)
            _place(places, _capture_order(capture)).measured.append(one)
        for place in places.values():
            place.measured.sort(key=lambda one: (one[2].region, one[0]))
        for reading in store.readings.all():
            _place(places, _reading_order(reading)).readings.append(reading)
        return places

    def _of_place(self, place: _Place, found: Mapping[int, Iterable[FindingRow]]) -> Iterator[Row]:
        rows: list[tuple[tuple[_Order, ...], Row]] = []
        for number, version, capture in place.measured:
            before, between, after = self._capture_parts(capture, version)
            for finding in found[number]:
                rows.append((_finding_order(finding), _row(before, between, after, finding)))
        for reading in place.readings:
            cells = _reading_cells(reading)
            before, between, after = self._reading_parts(reading)
            rows.append((_finding_order(cells), _row(before, between, after, cells)))
        rows.sort(key=lambda row: row[0])
        return (row for _, row in rows)

    def _capture_parts(self, capture: Capture, version: int) -> tuple[Row, Row, Row]:
        """The cells that all findings of a capture share."""
        visit = self._visits.get((capture.subject, capture.visit))
        site = capture.site
        before = (capture.subject, capture.visit, None if visit is None else visit.date,
                  site.name, site.side, self._arm(capture.subject, site.side))  # fmt: skip
        between = (version, capture.kind, capture.setup, capture.settings.get("time_of_day", ""),
                   capture.replicate, capture.reseated)  # fmt: skip
        return before, between, (capture.device, False, capture.sha256, None, *_conditions(visit))

    def _reading_parts(self, reading: DeviceReading) -> tuple[Row, Row, Row]:
        visit = self._visits.get((reading.subject, reading.visit))
        date: dt.date | None = None if visit is None else visit.date
        site = reading.site
        before = (reading.subject, reading.visit, reading.date if date is None else date,
                  site.name, site.side, self._arm(reading.subject, site.side))  # fmt: skip
        between = (None, "", "", "", reading.finding.replicate, None)
        after = (reading.finding.device, True, reading.table_sha256, reading.row)
        return before, between, (*after, *_conditions(visit))

    def _arm(self, subject: str, side: str) -> str:
        return self._arms.get((subject, side), self._arms.get((subject, ""), ""))


def findings_table(store: Store, design: StudyDesign) -> TidyTable:
    """Every current finding and every device reading."""
    return TidyTable(
        "findings",
        table_words("findings").meaning,
        finding_columns(),
        FindingRows(store, design).rows,
    )


def _row(before: Row, between: Row, after: Row, finding: FindingRow) -> Row:
    """One finding's row from its capture's shared cells and its own; see ``finding_columns``."""
    region, item, metric, conditions, value, unit, u, u_kind, u_reason, method, version = finding[
        :11
    ]
    own_device, flags = finding[11], cast(str, finding[12])
    return (
        *before, region, *between, item, metric, conditions, value, unit, u, u_kind, u_reason,
        method, version, own_device or after[0], *after[1:4],
        "" if flags == "[]" else ";".join(json.loads(flags)), *after[4:],
    )  # fmt: skip


def _reading_cells(reading: DeviceReading) -> FindingRow:
    finding = reading.finding
    return (
        finding.region, finding.item, finding.metric, conditions_json(finding.measurand),
        finding.value, finding.unit, finding.u, finding.u_kind, finding.u_reason, finding.method,
        finding.method_version, finding.device, json.dumps(list(finding.flags)),
    )  # fmt: skip


def _conditions(visit: Visit | None) -> Row:
    conditions = VisitConditions() if visit is None else visit.conditions
    return tuple(getattr(conditions, name) for name in _CONDITIONS)


def _place(places: dict[tuple[_Order, ...], _Place], key: tuple[_Order, ...]) -> _Place:
    return places.setdefault(key, _Place([], []))


def _capture_order(capture: Capture) -> tuple[_Order, ...]:
    site = capture.site
    parts = (capture.subject, site.name, site.side, capture.visit, capture.kind, capture.setup)
    return (*map(_sortable, parts), _sortable(str(capture.replicate)))


def _reading_order(reading: DeviceReading) -> tuple[_Order, ...]:
    site = reading.site
    parts = (reading.subject, site.name, site.side, reading.visit, "", "")
    return (*map(_sortable, parts), _sortable(str(reading.finding.replicate)))


def _finding_order(finding: FindingRow) -> tuple[_Order, ...]:
    return (
        _sortable(cast(str, finding[2])), _sortable(cast(str, finding[1])),
        _sortable(cast(str, finding[3])),
    )  # fmt: skip


@lru_cache(maxsize=1 << 16)
def _sortable(text: str) -> _Order:
    """Numbers by size, then texts; wrinkle 10 comes after wrinkle 9, and no two texts are equal."""
    return (0, float(text), text) if text.isdecimal() else (1, 0.0, text)
