"""Rows of a device's table into device-reported findings; what can't be read is named by line."""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.errors import InputError, MetricError, StudyError, TurgorError
from turgor.exchange.device_table.finding import Reported, device_finding
from turgor.exchange.device_table.grid import Grid, read_grid
from turgor.exchange.device_table.profile import Column, Profile
from turgor.exchange.study_tables import side_of
from turgor.metrics import find_metric
from turgor.record.finding import Finding
from turgor.record.site import BodySite

_WITH_UNIT = re.compile(r"(?P<metric>[^\s\[\]]+)\s*(?:\[(?P<unit>[^\[\]]*)\])?")


@dataclass(frozen=True, slots=True)
class TableReading:
    """One number of the table: whose, when, where, and the line that says so."""

    line: int
    subject: str
    visit: str
    site: BodySite
    date: dt.date | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class TableRefusal:
    """A line, or one column of it, that can't be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]
    subject: str
    visit: str
    site: BodySite
    date: dt.date | None
    replicate: int


def read_device_table(
    path: Path, profile: Profile, sha256: str
) -> tuple[tuple[TableReading, ...], tuple[TableRefusal, ...]]:
    """Every reading of a table, and every line that was refused.

    Errors: InputError where the file can't be read or lacks the columns that the profile needs.
    """
    grid = read_grid(path, profile.delimiter, profile.encoding, profile.decimal)
    lacking = [name for name in profile.needed_headers() if name not in grid.header]
    if lacking:
        raise InputError(
            f"{path}: lacks column {', '.join(map(repr, lacking))}, which profile "
            f"'{profile.name}' needs; it has {', '.join(map(repr, filter(None, grid.header)))}"
        )
    columns = _columns(grid, profile)
    if not columns:
        raise InputError(
            f"{path}: has no column that profile '{profile.name}' knows; name them in a profile of "
            "your own"
        )
    readings: list[TableReading] = []
    refused: list[TableRefusal] = []
    counts: Counter[tuple[object, ...]] = Counter()
    for line, cells in grid.rows:
        try:
            row = _row(grid, line, cells, profile, counts)
        except TurgorError as error:
            refused.append(TableRefusal(line, str(error)))
            continue
        for name, text, column in _values(row, columns, profile):
            try:
                if column is None:
                    raise StudyError(f"'{name}' is not in profile '{profile.name}'")
                readings.append(_reading(row, text, column, profile, grid.decimal, sha256))
            except TurgorError as error:
                refused.append(TableRefusal(line, f"{name}: {error}"))
    return tuple(readings), tuple(refused)


def _columns(grid: Grid, profile: Profile) -> dict[str, Column]:
    """Their names, as they stand in the table, to what they mean."""
    declared = {column.header: column for column in profile.columns}
    if profile.layout == "long":
        return declared
    known: dict[str, Column] = {}
    for name in grid.header:
        for column in profile.columns:
            told = column.fits(name)
            if told is not None:
                known[name] = _placed(column, name, told, profile)
                break
    if profile.columns_are_metric_ids:
        for name in grid.header:
            match = _WITH_UNIT.fullmatch(name)
            if name in known or match is None or "." not in match["metric"]:
                continue
            unit = match["unit"]
            if unit is None:
                try:
                    unit = find_metric(match["metric"]).unit
                except MetricError:
                    unit = ""
            known[name] = Column(name, match["metric"], unit)
    return known


def _placed(column: Column, name: str, told: Mapping[str, str], profile: Profile) -> Column:
    """A column as it stands in the table, with visit and side as its own header says them."""
    side = column.side
    if "side" in told:
        side = side_of(profile.sides.get(told["side"], told["side"]))
    return replace(column, header=name, visit=told.get("visit", column.visit), side=side)


def _row(
    grid: Grid,
    line: int,
    cells: tuple[str, ...],
    profile: Profile,
    counts: Counter[tuple[object, ...]],
) -> _Row:
    if len(cells) > len(grid.header) and any(cells[len(grid.header) :]):
        raise StudyError(f"has {len(cells)} cells; the header has {len(grid.header)}")
    named = dict(zip(grid.header, cells, strict=False))

    def cell(word: str) -> str:
        return named.get(profile.identity.get(word, ""), "")

    for word in ("subject", "visit"):
        if word in profile.identity and not cell(word):
            raise StudyError(f"{profile.identity[word]} is empty; it is needed")
    site = cell("site") or profile.site
    if not site:
        raise StudyError("site is empty; it is needed")
    side = side_of(profile.sides.get(cell("side"), cell("side")))
    place = (cell("subject"), cell("visit"), site, side)
    # A long table has a row for each metric, so the same place on many rows is no replicate.
    counted = (*place, named.get(profile.long.get("name", ""), ""))
    counts[counted] += 1
    number = cell("replicate")
    if number and (not number.isdecimal() or int(number) < 1):
        raise StudyError(f"replicate is '{number}'; give a whole number from 1")
    replicate = int(number) if number else counts[counted] if profile.count_replicates else 1
    return _Row(
        line=line,
        cells=named,
        subject=place[0],
        visit=place[1],
        site=BodySite(site, side),
        date=_date(cell("date"), profile.date_format),
        replicate=replicate,
    )


def _date(text: str, written: str) -> dt.date | None:
    if not text:
        return None
    for form in (written, "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise StudyError(f"date is '{text}'; the profile says it is written {written}")


def _values(
    row: _Row, columns: Mapping[str, Column], profile: Profile
) -> Iterator[tuple[str, str, Column | None]]:
    """(their name, text, what it means) of each value in a row that is not empty."""
    if profile.layout == "wide":
        for name, column in columns.items():
            if row.cells.get(name, ""):
                yield name, row.cells[name], column
        return
    name = row.cells.get(profile.long["name"], "")
    text = row.cells.get(profile.long["value"], "")
    if not text:
        return
    found = columns.get(name)
    unit = row.cells.get(profile.long.get("unit", ""), "")
    if found is not None and unit:
        found = replace(found, unit=unit)
    yield name, text, found


def _reading(
    row: _Row, text: str, column: Column, profile: Profile, decimal: str, sha256: str
) -> TableReading:
    stated = {
        **profile.conditions,
        **{name: row.cells.get(header, "") for name, header in profile.condition_columns.items()},
        **column.conditions,
    }
    reported = Reported(
        method=f"device-table-{profile.name}",
        method_version="1",
        sha256=sha256,
        device=profile.device,
        flags=profile.flags,
    )
    value = _number(text, decimal)
    finding = device_finding(column.metric, column.unit, stated, value, reported, row.replicate)
    site = BodySite(row.site.name, column.side) if column.side else row.site
    visit = column.visit or row.visit
    return TableReading(row.line, row.subject, visit, site, row.date, finding)


def _number(text: str, decimal: str) -> float:
    """A number in one writing only: a thousands mark would make 1.234 two numbers."""
    plain = text.replace(" ", "").replace("\u00a0", "")
    other = "." if decimal == "," else ","
    try:
        if other in plain:
            raise ValueError
        value = float(plain.replace(decimal, "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise StudyError(f"'{text}' is no number with a decimal '{decimal}'")
    return value
