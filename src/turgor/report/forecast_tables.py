"""Tables of a forecast's page."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from turgor.predict.forecast.outlook import Forecast, PersonUpdate
from turgor.predict.rates.published import Rate
from turgor.record.course import Course
from turgor.report.numbers import days_figure, number
from turgor.report.page_parts import Table
from turgor.skin.hazard.downtime import DayBand, DowntimeCalendar
from turgor.skin.stimulus.doors import MODELLED
from turgor.workflow.stimulus.setting_words import setting_words

_BASIS = {
    "skin": "the virtual skin",
    "literature": "pooled studies",
    "weighed": "skin and studies, weighed",
    "naive": "the naive distribution",
    "class": "the class's distribution",
}


def visit_table(item: Forecast, index: int, unit: str) -> Table:
    """Median and 80 % of one person, and what a study would report, by course and visit."""
    studies = [course.endpoints[index].study for course in item.courses]
    units = dict.fromkeys(study.unit for study in studies if study is not None)
    rows = []
    for course in item.courses:
        endpoint = course.endpoints[index]
        low, high = endpoint.change.band(0.8)
        for day in item.visit_days:
            at = int(np.searchsorted(endpoint.days, day))
            own = _band(low[at], endpoint.change.median[at], high[at]) if endpoint.shown else "–"
            told, basis, naive = "–", "", "–"
            study = endpoint.study
            if study is not None and day in study.days:
                k = int(np.searchsorted(study.days, day))
                told = _band(*study.quantiles[:, k])
                naive = "–" if study.naive is None else _band(*study.naive[:, k])
                basis = _basis(study.basis[k])
            rows.append((course.course.name, f"{day:g}", own, told, basis, naive))
    said = f" [{unit}]" if unit else ""
    of_study = f" [{', '.join(units)}]" if units else ""
    return Table(
        "At the visits: median and 80 %",
        ("course", "day", f"one person{said}", f"a study{of_study}", "from", "naive"),
        tuple(rows),
        (1, 2, 3, 5),
    )


def _basis(name: str) -> str:
    """What is shown, in words: a source, or half of it and half of the class's distribution."""
    first, comma, drawn = name.partition(", ")
    return f"{_BASIS.get(first, first)}{comma}{drawn}"


def calendar_table(item: DowntimeCalendar) -> Table:
    """Days with each sign after each session."""
    names = list(item.sessions[0].signs)
    rows = tuple(
        (
            f"{session.session_day:g}",
            _days(session.downtime),
            *(_days(session.signs[name]) for name in names),
        )
        for session in item.sessions
    )
    return Table(
        f"Days after each session until it is over: median and 80 %{_weighed(item)}",
        ("session of day", "presentable again", *names),
        rows,
        tuple(range(len(names) + 2)),
    )


def _weighed(item: DowntimeCalendar) -> str:
    """How many studies printed days out after such sessions, where these are weighed in."""
    counts = sorted({one.downtime.published for one in item.sessions} - {None}, key=str)
    if not counts:
        return ""
    said = " or ".join(str(count) if count else "no" for count in counts)
    return (
        f"; redness, swelling, crusts and all of them halfway between the skin and what is "
        f"published ({said} studies of days out after this very treatment)"
    )


def rate_table(rates: Sequence[Rate]) -> Table:
    """Published rates, which know nothing of this person."""
    rows = tuple(
        (
            rate.event.replace("-", " "),
            _percent(rate.median),
            f"{_percent(rate.low80)} to {_percent(rate.high80)}",
            rate.per,
            f"{rate.events} of {rate.n} in {rate.n_studies} studies",
            {"variant": "this treatment", "family": "its kind", "all": "any treatment"}[rate.level],
        )
        for rate in rates
    )
    return Table(
        "Published rates: what happened to others, no mechanism",
        ("event", "rate", "80 % of settings like this", "of", "counted", "after"),
        rows,
        (1, 2),
    )


def gain_table(update: PersonUpdate) -> Table:
    """What the findings taught: gains before and after."""
    rows = tuple(
        (name, _gain(before), _gain(update.gains_after[name]))
        for name, before in update.gains_before.items()
    )
    return Table(
        f"Learned from {', '.join(update.used)}: gains, median and 80 % (1 is usual)",
        ("sensitivity", "before", "after"),
        rows,
        (1, 2),
    )


def protocol_lines(course: Course) -> tuple[str, ...]:
    """What is done, a line for each treatment with its days."""
    lines: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for session in course.sessions:
        said = _setting_words(session.modality, session.settings)
        key = (session.modality, session.device, said)
        lines.setdefault(key, []).append(f"{session.day:g}")
    found = [
        f"day {', '.join(days)}: {modality}{f', {device}' if device else ''}: {', '.join(said)}"
        for (modality, device, said), days in lines.items()
    ]
    for use in course.uses:
        used = ", ".join(_setting_words(use.kind, use.settings))
        until = "" if use.stop_day >= 3650.0 else f" to {use.stop_day:g}"
        found.append(f"from day {use.start_day:g}{until}: {use.kind}{f': {used}' if used else ''}")
    return tuple(found)


def _setting_words(modality: str, settings: Mapping[str, float | str | bool]) -> tuple[str, ...]:
    if modality in MODELLED:
        return setting_words(modality, settings)
    said = {k: f"{v:g}" if isinstance(v, float) else str(v) for k, v in settings.items()}
    return tuple(f"{name.replace('_', ' ')} {value}" for name, value in said.items())


def _gain(gain: tuple[float, float, float]) -> str:
    return f"{gain[1]:.2f} ({gain[0]:.2f} to {gain[2]:.2f})"


def _days(band: DayBand) -> str:
    if band.ever == 0.0:
        return "none"
    if not math.isfinite(band.median):
        return "beyond what was looked at"
    high = days_figure(band.high80) if math.isfinite(band.high80) else "beyond"
    return f"{days_figure(band.median)} ({days_figure(band.low80)} to {high})"


def _band(low: float, middle: float, high: float) -> str:
    return f"{_number(middle)} ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    """Three digits, none of them beyond the second decimal: less is nothing."""
    return number(0.0 if abs(value) < 0.005 else round(value, 2))


def _percent(share: float) -> str:
    return f"{100.0 * share:.2g} %"
