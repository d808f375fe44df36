"""Fans of a forecast: one panel for each course on shared axes, as geometry for a template."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.forecast.bands import Bands
from turgor.report.chart import Tick, nice_ticks, rounded

FloatArray = NDArray[np.float64]

WIDTH, HEIGHT = 320.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 10.0, 26.0, 34.0
_SHARES = (0.95, 0.8, 0.5)


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading or what studies report: place in pixels, ends of its bar, what it says."""

    style: str
    x: float
    y: float
    low: float | None
    high: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Fan:
    """One panel: bands from wide to narrow, median, doing nothing's median, sessions, marks.

    closed : pixels from and to between which nothing can be read, since the surface is open.
    """

    title: str
    alt: str
    bands: tuple[tuple[str, str], ...]
    median: str
    beside: str
    sessions: tuple[float, ...]
    marks: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float | None
    closed: tuple[tuple[float, float], ...]
    x_label: str
    y_label: str
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Reading:
    """A point in data coordinates with its bar."""

    style: str
    day: float
    value: float
    low: float | None
    high: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What one panel draws. bands None : nothing but the readings, where the skin isn't shown."""

    title: str
    bands: Bands | None
    session_days: tuple[float, ...]
    readings: tuple[Reading, ...] = ()
    open_spans: tuple[tuple[float, float], ...] = ()


def fans(
    panels: Sequence[Panel],
    days: FloatArray,
    beside: FloatArray | None,
    y_label: str,
    alt: str,
    reach: Sequence[float] = (0.0,),
) -> tuple[Fan, ...]:
    """Panels on the same axes. beside (V,) : a median to draw in each. reach : y values to hold."""
    lows = [float(p.bands.band(0.8)[0].min()) for p in panels if p.bands is not None]
    highs = [float(p.bands.band(0.8)[1].max()) for p in panels if p.bands is not None]
    for panel in panels:
        for reading in panel.readings:
            lows.append(reading.value if reading.low is None else reading.low)
            highs.append(reading.value if reading.high is None else reading.high)
    low, high = min([*lows, *reach]), max([*highs, *reach])
    ticks = nice_ticks(low, high if high > low else low + 1.0)
    scale = _Scale(float(days[-1]), ticks[0], ticks[-1])
    return tuple(_fan(panel, days, beside, scale, ticks, y_label, alt) for panel in panels)


@dataclass(frozen=True, slots=True)
class _Scale:
    last: float
    low: float
    high: float

    def x(self, day: float) -> float:
        return LEFT + (WIDTH - RIGHT - LEFT) * day / self.last

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share


def _fan(
    panel: Panel,
    days: FloatArray,
    beside: FloatArray | None,
    scale: _Scale,
    ticks: Sequence[float],
    y_label: str,
    alt: str,
) -> Fan:
    bands, median = [], ""
    if panel.bands is not None:
        for share in _SHARES:
            low, high = panel.bands.band(share)
            upper = list(zip(days, high, strict=True))
            lower = list(zip(days, low, strict=True))[::-1]
            bands.append((f"fan-{round(100 * share)}", _path([*upper, *lower], scale)))
        median = _path(list(zip(days, panel.bands.median, strict=True)), scale)
    return Fan(
        title=panel.title,
        alt=f"{alt}: {panel.title}",
        bands=tuple(bands),
        median=median,
        beside="" if beside is None else _path(list(zip(days, beside, strict=True)), scale),
        sessions=tuple(scale.x(day) for day in panel.session_days if day <= scale.last),
        marks=tuple(_mark(reading, scale) for reading in panel.readings),
        x_ticks=tuple(
            Tick(scale.x(day), f"{day:g}")
            for day in nice_ticks(0.0, scale.last)
            if day <= scale.last
        ),
        y_ticks=tuple(Tick(scale.y(value), rounded(value)) for value in ticks),
        zero=scale.y(0.0) if scale.low <= 0.0 <= scale.high else None,
        closed=tuple(
            (scale.x(start), scale.x(min(stop, scale.last)))
            for start, stop in panel.open_spans
            if start < scale.last
        ),
        x_label="days",
        y_label=y_label,
    )


def _mark(reading: Reading, scale: _Scale) -> Mark:
    return Mark(
        reading.style,
        scale.x(reading.day),
        scale.y(reading.value),
        None if reading.low is None else scale.y(reading.low),
        None if reading.high is None else scale.y(reading.high),
        reading.title,
    )


def _path(points: Sequence[tuple[float, float]], scale: _Scale) -> str:
    return " ".join(f"{scale.x(float(x)):.1f},{scale.y(float(y)):.1f}" for x, y in points)
