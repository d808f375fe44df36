"""Charts as typed data with their geometry worked out; a template turns them into SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.report.numbers import signed

WIDTH, LEFT, RIGHT, TOP = 440.0, 52.0, 12.0, 14.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and its text; ``row`` 1 sets it lower, clear of its neighbour."""

    at: float
    text: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline with points; ``style`` is a class name of the page's style sheet."""

    style: str
    points: tuple[tuple[float, float], ...]
    title: str

    @property
    def path(self) -> str:
        """The points as an SVG list."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Trajectories:
    """Values over days, one line for each region and a heavy one for each arm's mean."""

    label: str
    unit: str
    height: float
    plot_bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    shaded: tuple[tuple[float, float], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One subject's contrast, its noise band and its verdict."""

    y: float
    text: str
    x: float
    band_low: float | None
    band_high: float | None
    verdict: str
    title: str


@dataclass(frozen=True, slots=True)
class Forest:
    """Contrasts of all subjects about zero, and the group's mean with its interval."""

    label: str
    unit: str
    height: float
    zero: float
    x_ticks: tuple[Tick, ...]
    rows: tuple[ForestRow, ...]
    mean: tuple[float, float, float, float] | None
    axis_y: float


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that span [low, high], steps of 1, 2 or 5 times a power of ten."""
    span = high - low if high > low else max(abs(high), 1.0)
    raw = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= raw)
    first = math.floor(low / step)
    last = math.ceil(high / step)
    return [i * step for i in range(first, last + 1)]


def rounded(value: float) -> str:
    """A tick's value: round by making, so shown without padding zeros."""
    return f"{value:.6g}".replace("-", "−")


def _clear(ticks: Sequence[Tick]) -> tuple[Tick, ...]:
    """Ticks whose texts would touch the one before are set in the lower row."""
    placed: list[Tick] = []
    for tick in ticks:
        close = bool(placed) and tick.at - placed[-1].at < 4.2 * (
            len(tick.text) + len(placed[-1].text)
        )
        placed.append(Tick(tick.at, tick.text, 1 if close and placed[-1].row == 0 else 0))
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class Series:
    """One region's means by day."""

    name: str
    style: str
    points: tuple[tuple[float, float], ...]


def trajectories(
    label: str,
    unit: str,
    series: Sequence[Series],
    visits: Sequence[tuple[float, str]],
    shaded_days: Sequence[float],
    height: float = 264.0,
) -> Trajectories:
    """Lay out values over days.

    visits : (day, label) of every planned visit. shaded_days : visits inside a declared window.
    """
    days = [day for day, _ in visits]
    values = [value for item in series for _, value in item.points]
    ticks = nice_ticks(min(values), max(values)) if values else [0.0, 1.0]
    bottom = height - 50.0
    first, last = (min(days), max(days)) if days else (0.0, 1.0)
    span = (last - first) or 1.0

    def x(day: float) -> float:
        return LEFT + 10.0 + (WIDTH - LEFT - RIGHT - 20.0) * (day - first) / span

    def y(value: float) -> float:
        return bottom - (bottom - TOP) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    return Trajectories(
        label=label,
        unit=unit,
        height=height,
        plot_bottom=bottom,
        x_ticks=_clear([Tick(x(day), text) for day, text in visits]),
        y_ticks=tuple(Tick(y(value), rounded(value)) for value in ticks),
        shaded=tuple((x(day) - 9.0, 18.0) for day in shaded_days),
        lines=tuple(
            Line(s.style, tuple((x(day), y(value)) for day, value in s.points), s.name)
            for s in series
        ),
    )


@dataclass(frozen=True, slots=True)
class Contrast:
    """A subject's contrast as a forest row needs it."""

    name: str
    value: float
    threshold: float | None
    verdict: str


def forest(
    label: str,
    unit: str,
    contrasts: Sequence[Contrast],
    mean: tuple[float, float, float] | None,
) -> Forest:
    """Lay out contrasts about zero; ``mean`` is (mean, low, high) of the group."""
    reach = [0.0, *(c.value for c in contrasts), *(mean or ())]
    bands = [c.threshold for c in contrasts if c.threshold is not None]
    reach += [max(bands), -max(bands)] if bands else []
    ticks = nice_ticks(min(reach), max(reach), 4)
    left = 78.0

    def x(value: float) -> float:
        return left + (WIDTH - left - RIGHT - 14.0) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    step = 22.0
    rows = tuple(
        ForestRow(
            y=TOP + step * (index + 0.5),
            text=c.name,
            x=x(c.value),
            band_low=None if c.threshold is None else x(-c.threshold),
            band_high=None if c.threshold is None else x(c.threshold),
            verdict=c.verdict,
            title=f"{c.name}: {signed(c.value)} {unit}, {c.verdict.replace('-', ' ')}",
        )
        for index, c in enumerate(contrasts)
    )
    below = TOP + step * len(contrasts)
    drawn = None
    if mean is not None:
        drawn = (x(mean[0]), x(mean[1]), x(mean[2]), below + step * 0.5)
        below += step
    return Forest(
        label=label,
        unit=unit,
        height=below + 44.0,
        zero=x(0.0),
        x_ticks=tuple(Tick(x(value), rounded(value)) for value in ticks),
        rows=rows,
        mean=drawn,
        axis_y=below + 4.0,
    )
