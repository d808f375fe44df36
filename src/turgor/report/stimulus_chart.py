"""Charts of a stimulus with depth downwards, as geometry that a template turns into SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.record.stimulus import DEPTH_UM, Spread, Stimulus
from turgor.record.tissue import LAYERS
from turgor.report.chart import Tick, nice_ticks, rounded

FloatArray = NDArray[np.float64]

WIDTH, HEIGHT = 440.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 118.0, 34.0, 18.0
#: shares below this are not drawn
_SEEN = 2e-3


@dataclass(frozen=True, slots=True)
class LayerLine:
    """A layer's lower edge in pixels and the name that stands in it, '' where it has no room."""

    y: float
    middle: float
    name: str


@dataclass(frozen=True, slots=True)
class DepthCurve:
    """One kind's median and its band of 10 to 90 %, as SVG lists of points."""

    kind: str
    band: str
    median: str
    title: str


@dataclass(frozen=True, slots=True)
class DepthChart:
    """Shares of the skin's area by depth, ready to be drawn."""

    title: str
    alt: str
    depth_ticks: tuple[Tick, ...]
    share_ticks: tuple[Tick, ...]
    layers: tuple[LayerLine, ...]
    curves: tuple[DepthCurve, ...]
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


def depth_chart(item: Stimulus) -> DepthChart | None:
    """Shares by depth down to where nothing is changed any more; None where nothing is."""
    deepest = deepest_um(item)
    if deepest <= 0.0:
        return None
    shown = deepest >= DEPTH_UM
    most = max(float(s.high[shown].max()) for s in item.profiles.values())
    depth_ticks = [depth for depth in nice_ticks(0.0, deepest) if depth <= deepest]
    share_ticks = nice_ticks(0.0, 100.0 * most)
    scale = _Scale(deepest, share_ticks[-1])
    return DepthChart(
        title="Share of the skin's area by depth",
        alt=f"{', '.join(item.profiles)} as shares of the area, down to {deepest:.0f} µm",
        depth_ticks=tuple(Tick(scale.y(v), rounded(v)) for v in depth_ticks),
        share_ticks=tuple(Tick(scale.x(v), f"{rounded(v)} %") for v in share_ticks),
        layers=layer_lines(item.stack.thickness_um, deepest, TOP, HEIGHT - BOTTOM),
        curves=tuple(_curves(item.profiles, shown, scale)),
    )


def deepest_um(item: Stimulus) -> float:
    """Depth at which the last visible share of any kind ends, with some room; 0 for none."""
    ends = [
        float(DEPTH_UM[spread.high > _SEEN].max())
        for spread in item.profiles.values()
        if (spread.high > _SEEN).any()
    ]
    return min(1.12 * max(ends) + 20.0, float(DEPTH_UM[-1])) if ends else 0.0


def layer_lines(
    thickness_um: Sequence[float], bottom_um: float, top: float, bottom: float
) -> tuple[LayerLine, ...]:
    """The layers' edges between two pixels, a name where it fits."""
    lines, start = [], 0.0
    for layer, thickness in zip(LAYERS, thickness_um, strict=True):
        end = min(start + thickness, bottom_um)
        y0, y1 = (top + (bottom - top) * d / bottom_um for d in (start, end))
        name = layer.replace("-", " ") if y1 - y0 > 11.0 else ""
        lines.append(LayerLine(y1, 0.5 * (y0 + y1) + 4.0, name))
        start = end
        if end >= bottom_um:
            break
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Scale:
    bottom_um: float
    most_pct: float

    def x(self, pct: float) -> float:
        return LEFT + (WIDTH - RIGHT - LEFT) * pct / self.most_pct

    def y(self, depth_um: float) -> float:
        return TOP + (HEIGHT - BOTTOM - TOP) * depth_um / self.bottom_um


def _curves(
    profiles: Mapping[str, Spread], shown: NDArray[np.bool_], scale: _Scale
) -> list[DepthCurve]:
    depth = DEPTH_UM[shown]
    curves = []
    for kind, spread in profiles.items():
        if not (spread.high[shown] > _SEEN).any():
            continue
        low, median, high = (
            [(scale.x(100.0 * s), scale.y(d)) for s, d in zip(values[shown], depth, strict=True)]
            for values in (spread.low, spread.median, spread.high)
        )
        surface = 100.0 * float(spread.median[0])
        curves.append(
            DepthCurve(
                kind,
                _points([*low, *reversed(high)]),
                _points(median),
                f"{kind}: {surface:.1f} % at the surface (median)",
            )
        )
    return curves


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
