"""Charts of the laxity page with their geometry worked out; a template turns them into SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.report.chart import Tick, nice_ticks, rounded

LEFT, RIGHT, TOP, BOTTOM = 56.0, 14.0, 20.0, 40.0
#: a chart needs no more points than pixels; of each column the extremes are kept
_COLUMNS = 360

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line in data coordinates; NaN breaks it. style : a class of the style sheet."""

    name: str
    style: str
    points: Points


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in data coordinates, with the ends of its error bar where it has one."""

    name: str
    style: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes say; ``x_ticks`` are (value, text), None = round numbers.

    reach : values that the y axis holds besides, so that two charts stand on one scale. pad :
    leave room beside the first and the last point.
    """

    x_label: str
    y_label: str
    x_ticks: Sequence[tuple[float, str]] | None = None
    width: float = 440.0
    height: float = 250.0
    reach: Sequence[float] = ()
    pad: bool = False


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A polyline as an SVG list of points."""

    style: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class PlotMark:
    """A point in pixels, with its bar."""

    style: str
    x: float
    y: float
    low: float | None
    high: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart ready to be drawn; ``alt`` says in words what it shows."""

    title: str
    alt: str
    width: float
    height: float
    left: float
    right: float
    bottom: float
    top: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_label: str
    y_label: str
    shaded: tuple[tuple[float, float], ...]
    lines: tuple[PlotLine, ...]
    marks: tuple[PlotMark, ...]

    @property
    def shows(self) -> bool:
        """Whether anything is drawn on its axes."""
        return bool(self.lines or self.marks)


@dataclass(frozen=True, slots=True)
class _Scale:
    x0: float
    x1: float
    y0: float
    y1: float
    axes: Axes

    def x(self, value: float) -> float:
        span = (self.x1 - self.x0) or 1.0
        return LEFT + (self.axes.width - LEFT - RIGHT) * (value - self.x0) / span

    def y(self, value: float) -> float:
        bottom = self.axes.height - BOTTOM
        return bottom - (bottom - TOP) * (value - self.y0) / (self.y1 - self.y0)


def plot(
    title: str,
    alt: str,
    axes: Axes,
    curves: Sequence[Curve] = (),
    dots: Sequence[Dot] = (),
    shaded: Sequence[tuple[float, float]] = (),
) -> Plot:
    """Lay out curves and points on round axes.

    shaded : (from, to) along x. The y axis holds ``axes.reach`` besides all that is drawn.
    """
    xs = [x for c in curves for x, y in c.points if math.isfinite(y)] + [d.x for d in dots]
    ys = [y for c in curves for _, y in c.points if math.isfinite(y)]
    ys += [v for d in dots for v in (d.y, d.low, d.high) if v is not None]
    ys += axes.reach
    xs += [x for x, _ in axes.x_ticks or ()]
    low, high = (min(ys), max(ys)) if ys else (0.0, 1.0)
    if -0.06 * high < low < 0.0:
        low = 0.0  # noise about zero is no reason for an axis below it
    if high - low < 1e-9 * max(abs(high), 1.0):
        # one value, or equal ones: a range about it
        low, high = low - 0.1 * (abs(low) or 1.0), high + 0.1 * (abs(high) or 1.0)
    y_ticks = nice_ticks(low, high)
    x0, x1 = (min(xs), max(xs)) if xs else (0.0, 1.0)
    if axes.x_ticks is not None or axes.pad:
        pad = 0.06 * ((x1 - x0) or 1.0)
        x0, x1 = x0 - pad, x1 + pad
    scale = _Scale(x0, x1, y_ticks[0], y_ticks[-1], axes)
    inside = axes.x_ticks
    if inside is None:
        inside = [(v, rounded(v)) for v in nice_ticks(x0, x1) if x0 - 1e-9 <= v <= x1 + 1e-9]
    return Plot(
        title=title,
        alt=alt,
        width=axes.width,
        height=axes.height,
        left=LEFT,
        right=axes.width - RIGHT,
        bottom=axes.height - BOTTOM,
        top=TOP,
        x_ticks=_apart([Tick(scale.x(at), text) for at, text in inside]),
        y_ticks=tuple(Tick(scale.y(v), rounded(v)) for v in y_ticks),
        x_label=axes.x_label,
        y_label=axes.y_label,
        shaded=tuple(
            (scale.x(max(a, x0)), scale.x(min(b, x1)) - scale.x(max(a, x0)))
            for a, b in shaded
            if a < x1 and b > x0
        ),
        lines=tuple(line for c in curves for line in _lines(c, scale)),
        marks=tuple(_mark(dot, scale) for dot in dots),
    )


def reach_of(drawn: Sequence[NDArray[np.float64]]) -> tuple[float, ...]:
    """Least and greatest of several series, for the axes of charts side by side."""
    known = [values[np.isfinite(values)] for values in drawn]
    ends = [(float(v.min()), float(v.max())) for v in known if v.size]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else ()


def points_of(
    x: NDArray[np.float64], y: NDArray[np.float64], columns: int = _COLUMNS
) -> tuple[tuple[float, float], ...]:
    """(x, y) of a series, thinned to the extremes of each column, in order."""
    if len(x) <= 2 * columns:
        return tuple(zip(x.tolist(), y.tolist(), strict=True))
    kept: list[int] = [0]
    for part in np.array_split(np.arange(len(x)), columns):
        known = part[np.isfinite(y[part])]
        if known.size == 0:
            kept.append(int(part[0]))
            continue
        kept += sorted({int(known[np.argmin(y[known])]), int(known[np.argmax(y[known])])})
    kept.append(len(x) - 1)
    return tuple((float(x[i]), float(y[i])) for i in dict.fromkeys(kept))


def _lines(curve: Curve, scale: _Scale) -> list[PlotLine]:
    """One polyline for each unbroken stretch."""
    runs: list[list[str]] = [[]]
    for x, y in curve.points:
        if math.isfinite(y):
            runs[-1].append(f"{scale.x(x):.1f},{scale.y(y):.1f}")
        elif runs[-1]:
            runs.append([])
    return [PlotLine(curve.style, " ".join(run), curve.name) for run in runs if len(run) > 1]


def _mark(dot: Dot, scale: _Scale) -> PlotMark:
    return PlotMark(
        dot.style,
        scale.x(dot.x),
        scale.y(dot.y),
        None if dot.low is None else scale.y(dot.low),
        None if dot.high is None else scale.y(dot.high),
        dot.name,
    )


def _apart(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """Ticks whose texts would touch the one before stand a row lower, or go without a text."""
    placed: list[Tick] = []
    ends = [-math.inf, -math.inf]
    for tick in ticks:
        half = 4.0 * len(tick.text)
        row = next((r for r, end in enumerate(ends) if tick.at - half > end), None)
        placed.append(Tick(tick.at, "" if row is None else tick.text, row or 0))
        if row is not None:
            ends[row] = tick.at + half
    return tuple(placed)
