"""The page of forecasts: fans of each endpoint, downtime, risks, what findings taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turgor.predict.forecast.outlook import CourseOutlook, EndpointOutlook, Forecast
from turgor.report.forecast_chart import Fan, Panel, Reading, fans
from turgor.report.forecast_tables import (
    calendar_table,
    gain_table,
    protocol_lines,
    rate_table,
    visit_table,
)
from turgor.report.numbers import number
from turgor.report.page_frame import BlockPage, FlagLine, block_page, flag_lines, values_used
from turgor.report.page_parts import Table
from turgor.report.render import page_html, write_page

_SAID = (
    "A forecast is what a model, held to published studies, expects of people like this one; it "
    "is no promise and no recommendation."
)
#: signs are drawn for so long after the first session
_SIGN_DAYS = 28.0


@dataclass(frozen=True, slots=True)
class EndpointBlock:
    """One endpoint: its panels, its numbers at the visits, and what to know of it."""

    title: str
    outcome_class: str
    said: str
    reasons: tuple[str, ...]
    panels: tuple[Fan, ...]
    visits: Table


@dataclass(frozen=True, slots=True)
class CourseBlock:
    """One course: what is done, and what may go wrong."""

    title: str
    lines: tuple[str, ...]
    flags: tuple[FlagLine, ...]
    signs: tuple[Fan, ...]
    calendar: Table | None
    pigment: str
    rates: Table | None


@dataclass(frozen=True, slots=True)
class ForecastBlock:
    """One case on the page."""

    key: str
    title: str
    link: str
    whose: str
    path: str
    flags: tuple[FlagLine, ...]
    shared: tuple[FlagLine, ...]
    endpoints: tuple[EndpointBlock, ...]
    courses: tuple[CourseBlock, ...]
    gains: Table | None
    unused: tuple[tuple[str, str], ...]
    misfit: bool
    foot: str


def write_forecast_page(found: Sequence[tuple[str, Forecast]], path: Path) -> None:
    """Write the page of one or more forecasts, by the path of their cases.

    Errors: StoreError where it can't be written.
    """
    write_page(page_html("forecast", forecast_page(found)), path)


def forecast_page(found: Sequence[tuple[str, Forecast]]) -> BlockPage[ForecastBlock]:
    """The page's context."""
    blocks = (_block(f"f{i}", path, item) for i, (path, item) in enumerate(found, 1))
    return block_page("Forecast", _SAID, "Cases", blocks, [item for _, item in found])


def _block(key: str, path: str, item: Forecast) -> ForecastBlock:
    place, update = item.case.place, item.update
    whose = [place.site, f"{place.age_years:g} years" if place.age_years else "", place.sex]
    whose.append(f"phototype {place.phototype}" if place.phototype else "")
    return ForecastBlock(
        key=key,
        title=item.case.title or path,
        link=item.case.title or path,
        whose=", ".join(filter(None, whose)),
        path=path,
        flags=flag_lines(item.flags),
        endpoints=tuple(_endpoint(item, i) for i in range(len(item.courses[0].endpoints))),
        shared=flag_lines(item.shared_flags()),
        courses=tuple(_course(course, item) for course in item.courses[1:]),
        gains=None if update is None or not update.used else gain_table(update),
        unused=() if update is None else update.unused,
        misfit=update is not None and update.misfit > 3.0,
        foot=(
            f"Bands: what would be found in one person, 50, 80 and 95 % of {item.people} people "
            f"drawn who could be this one, noise of measurement included. Parameter set "
            f"{item.parameter_set}. {values_used(item)}"
        ),
    )


def _endpoint(item: Forecast, index: int) -> EndpointBlock:
    first = item.courses[0].endpoints[index]
    unit = "%" if first.relative else ("" if first.unit == "1" else first.unit)
    panels = [_panel(course, course.endpoints[index], item) for course in item.courses]
    nothing = first.change.median if first.shown else None
    y_label = f"change, {unit}" if unit else "change"
    study = next((p.endpoints[index].study for p in item.courses if p.endpoints[index].study), None)
    if study is not None and not first.shown:
        y_label = study.unit
    said = ""
    if first.baseline is not None:
        base = first.baseline
        origin = "found before" if base.origin == "finding" else "usual for such skin"
        printed = "" if base.unit == "1" else f" {base.unit}"
        said = f"{number(base.value)}{printed} {origin}. "
    if first.noise > 0.0 and any(course.endpoints[index].shown for course in item.courses):
        said += f"Noise of one reading {f'{number(first.noise, 2)} {unit}'.strip()}."
    return EndpointBlock(
        title=first.meaning[0].upper() + first.meaning[1:],
        outcome_class=first.outcome_class,
        said=said,
        reasons=tuple(f"{reason[0].upper()}{reason[1:]}." for reason in item.reasons(index)),
        panels=fans(panels, first.days, nothing, y_label, first.meaning),
        visits=visit_table(item, index, unit),
    )


def _panel(course: CourseOutlook, endpoint: EndpointOutlook, item: Forecast) -> Panel:
    readings = []
    study = endpoint.study
    same_unit = study is not None and endpoint.relative and study.unit == "%"
    if study is not None and (same_unit or not endpoint.shown):
        for day, (low, middle, high) in zip(study.days, study.quantiles.T, strict=True):
            said = f"studies, day {day:g}: {middle:.3g} ({low:.3g} to {high:.3g}) {study.unit}"
            readings.append(
                Reading("study", float(day), float(middle), float(low), float(high), said)
            )
    if course.course.name == item.case.followed:
        readings += _found(endpoint, item)
    return Panel(
        course.course.name,
        endpoint.change if endpoint.shown else None,
        tuple(session.day for session in course.course.sessions),
        tuple(readings),
        endpoint.open_spans,
    )


def _found(endpoint: EndpointOutlook, item: Forecast) -> list[Reading]:
    """Later findings of the endpoint's metrics, as changes from their baseline."""
    found = []
    for finding in item.case.later:
        base = item.case.baseline(finding.metric)
        if finding.metric in endpoint.metrics and base is not None and base.value != 0.0:
            scale = 100.0 / abs(base.value) if endpoint.relative else 1.0
            change = scale * (finding.value - base.value)
            bar = None if finding.u is None else scale * finding.u
            found.append(
                Reading(
                    "found",
                    finding.day,
                    change,
                    None if bar is None else change - bar,
                    None if bar is None else change + bar,
                    f"found on day {finding.day:g}: {finding.value:g}",
                )
            )
    return found


def _course(item: CourseOutlook, whole: Forecast) -> CourseBlock:
    pigment = ""
    if item.pih is not None:
        risk = item.pih
        pigment = (
            f"Hyperpigmentation: {100.0 * risk.median:.2g} % of such people "
            f"({100.0 * risk.low80:.2g} to {100.0 * risk.high80:.2g} %); {risk.note}."
        )
    return CourseBlock(
        title=item.course.name,
        lines=protocol_lines(item.course),
        flags=flag_lines(whole.own_flags(item)),
        signs=_sign_fans(item),
        calendar=None if item.calendar is None else calendar_table(item.calendar),
        pigment=pigment,
        rates=rate_table(item.rates) if item.rates else None,
    )


def _sign_fans(item: CourseOutlook) -> tuple[Fan, ...]:
    """Each sign over the weeks after the first session, where there is one."""
    if not item.course.sessions:
        return ()
    first = item.course.sessions[0].day
    inside = (item.sign_days >= first) & (item.sign_days <= first + _SIGN_DAYS)
    if int(inside.sum()) < 2:
        return ()
    days = item.sign_days[inside] - first
    panels = [
        Panel(name, type(bands)(bands.quantiles[:, inside]), ())
        for name, bands in item.signs.items()
        if float(np.max(bands.quantiles[:, inside])) > 0.05
    ]
    if not panels:
        return ()
    return fans(panels, days, None, "grade, 0 to 4", "signs after the first session", (0.0, 4.0))
