"""A forecast as text: each endpoint at each visit, courses side by side, then what can go wrong."""

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from turgor.predict.forecast.outlook import (
        CourseOutlook,
        EndpointOutlook,
        Forecast,
        StudyOutlook,
    )
    from turgor.skin.hazard.downtime import DayBand

_NAME = 28
_CELL = 26


def show(path: str, item: "Forecast") -> None:
    """Print one forecast."""
    from turgor.cli.output import emit_line

    place = item.case.place
    whose = [place.site, f"{place.age_years:g} years" if place.age_years else "", place.sex]
    whose.append(f"phototype {place.phototype}" if place.phototype else "")
    emit_line(f"{path}{f': {item.case.title}' if item.case.title else ''}")
    emit_line(f"  {', '.join(filter(None, whose))}; parameter set {item.parameter_set}")
    for flag in item.flags:
        emit_line(f"  ! {flag.code}: {flag.text}")
    _update(item)
    for index, endpoint in enumerate(item.courses[0].endpoints):
        _endpoint(item, index, endpoint)
    for flag in item.shared_flags():
        emit_line(f"  ! all courses: {flag.code}: {flag.text}")
    for course in item.courses[1:]:
        _hazards(item, course)
    emit_line(
        f"  median and 80 % band of one person, {item.people} people drawn; "
        f"{len(item.parameters)} literature values, {100 * item.assumed_share:.0f} % of them "
        f"assumed; {len(item.sources)} sources"
    )
    emit_line("  Supports research and clinicians; not a medical device.")
    emit_line()


def _update(item: "Forecast") -> None:
    from turgor.cli.output import emit_line

    if item.update is None:
        return
    emit_line(f"  learned from {len(item.update.used)} later findings")
    for name, reason in item.update.unused:
        emit_line(f"    not used: {name}: {reason}")
    if not item.update.used:
        return
    for name, before in item.update.gains_before.items():
        after = item.update.gains_after[name]
        emit_line(
            f"    {name:<14} {after[1]:.2f} ({after[0]:.2f} to {after[2]:.2f}), "
            f"was {before[1]:.2f} ({before[0]:.2f} to {before[2]:.2f})"
        )
    if item.update.misfit > 3.0:
        emit_line("    ! these findings contradict each other or the model")


def _endpoint(item: "Forecast", index: int, first: "EndpointOutlook") -> None:
    from turgor.cli.output import emit_line

    unit = "%" if first.relative else ("" if first.unit == "1" else first.unit)
    said = f", change in {unit}" if unit else ", change"
    emit_line(f"  {first.meaning}{said} [{first.outcome_class}]")
    if first.baseline is not None:
        base = first.baseline
        whose = "found" if base.origin == "finding" else "usual for such skin"
        printed = "" if base.unit == "1" else f" {base.unit}"
        emit_line(f"    before: {base.value:.4g}{printed} ({whose})")
    days = np.array(item.visit_days)
    emit_line(f"    {'day':<{_NAME}}{''.join(f'{day:>{_CELL}g}' for day in days)}")
    for course in item.courses:
        endpoint = course.endpoints[index]
        emit_line(f"    {course.course.name[: _NAME - 2]:<{_NAME}}{_cells(endpoint, days)}")
        if endpoint.study is not None and not endpoint.shown:
            study = endpoint.study
            told = {day: _of_study(study, i) for i, day in enumerate(study.days)}
            cells = [told.get(day, "too early") for day in days]
            said = f"  studies, {study.unit}"
            emit_line(f"    {said:<{_NAME}}{''.join(f'{cell:>{_CELL}}' for cell in cells)}")
    for reason in item.reasons(index):
        emit_line(f"    ! {reason}")


def _cells(
    endpoint: "EndpointOutlook", days: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> str:
    if not endpoint.shown:
        return f"{'not shown':>{_CELL}}"
    low, high = endpoint.change.band(0.8)
    at = [int(np.searchsorted(endpoint.days, day)) for day in days]
    cells = [_band(low[i], endpoint.change.median[i], high[i]) for i in at]
    return "".join(f"{cell:>{_CELL}}" for cell in cells)


def _of_study(study: "StudyOutlook", at: int) -> str:
    """A share of people has no sign; a change has."""
    said = _band(*(float(value) for value in study.quantiles[:, at]))
    return said.replace("+", "") if "people" in study.unit else said


def _band(low: float, middle: float, high: float) -> str:
    return f"{_signed(middle)} ({_signed(low)} to {_signed(high)})"


def _signed(value: float) -> str:
    """Three digits, none of them beyond the second decimal: less is nothing."""
    decimals = 2 if abs(value) < 1.0 else max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:+.{decimals}f}"
    return "0" if float(text) == 0.0 else text


def _weighed(band: "DayBand") -> str:
    if band.published is None:
        return ""
    studies = "1 study" if band.published == 1 else f"{band.published or 'no'} studies"
    return f" (halfway between the skin and prints; {studies} of this very treatment)"


def _hazards(whole: "Forecast", item: "CourseOutlook") -> None:
    from turgor.cli.output import emit_line

    emit_line(f"  {item.course.name}: what can go wrong")
    for flag in whole.own_flags(item):
        emit_line(f"    ! {flag.code}: {flag.text}")
    if item.calendar is not None:
        for session in item.calendar.sessions:
            signs = ", ".join(
                f"{name} {_days(band)}" for name, band in session.signs.items() if band.ever > 0.0
            )
            emit_line(
                f"    day {session.session_day:g}: not presentable {_days(session.downtime)}"
                f"{f'; {signs}' if signs else ''}{_weighed(session.downtime)}"
            )
    if item.pih is not None:
        risk = item.pih
        emit_line(
            f"    hyperpigmentation: {100 * risk.median:.2g} % ({100 * risk.low80:.2g} to "
            f"{100 * risk.high80:.2g} %) of such people; {risk.note}"
        )
    for rate in item.rates:
        emit_line(
            f"    {rate.event.replace('-', ' ')}: {100 * rate.median:.2g} % "
            f"({100 * rate.low80:.2g} to {100 * rate.high80:.2g} %) of {rate.per}; rate from "
            f"{rate.n_studies} studies, {rate.events} of {rate.n}"
        )


def _days(band: "DayBand") -> str:
    from turgor.report.numbers import days_figure

    if not math.isfinite(band.median):
        return "beyond the horizon"
    high = days_figure(band.high80) if math.isfinite(band.high80) else "beyond the horizon"
    return f"{days_figure(band.median)} d ({days_figure(band.low80)} to {high})"
