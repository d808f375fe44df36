"""Barrier on the laxity page: values over the visits, and placements with their steady part."""

from collections.abc import Sequence

import numpy as np

from turgor.metrics import Measurand, find_metric
from turgor.record.laxity_series import BarrierDrawing, LaxityCapture, LaxityPlace
from turgor.report.laxity_chart import Axes, Curve, Dot, Plot, plot, points_of, reach_of
from turgor.report.laxity_context import Key, KindBlock
from turgor.report.laxity_place import PlaceValues
from turgor.report.laxity_shown import lost_lines, tables_of
from turgor.report.laxity_values import Wanted, value_table
from turgor.report.numbers import number
from turgor.stats.repeatability import detectable_change

LOAD = "a probe at rest on the skin"
_SIDE_STYLES = ("treated", "control")
_METRICS = {"tewl": "barrier.tewl", "capacitance": "barrier.capacitance"}
_NAMES = {"tewl": "Water loss", "capacitance": "Capacitance"}
_UNITS = {"tewl": "g/(m²·h)", "capacitance": "device units"}
_BARS = (
    "Bars are the 95 % interval of a visit's mean by re-seated readings; without bars the "
    "repeatability is not settled."
)
_SMALL = (300.0, 190.0)


def barrier_blocks(
    values: PlaceValues, places: Sequence[LaxityPlace], days: dict[str, float]
) -> list[KindBlock]:
    """One block for the place: a chart over the visits for each quantity, then placements."""
    plots = [
        made for quantity in _METRICS if (made := _over_visits(values, quantity, days)) is not None
    ]
    small = [made for quantity in _METRICS for made in _all_placements(values, quantity, places)]
    wanted = [
        Wanted(f"barrier.{name}")
        for name in ("tewl", "time_to_steady", "capacitance", "occlusion_drift")
    ]
    table = value_table(values, wanted, "Water loss and capacitance", LOAD)
    sides = values.sides
    key = [Key(values.named(side), _style(values, side)) for side in sides] if plots else []
    if plots:
        key += [Key("one placement", "m-one"), Key("95 % of a visit's mean by re-seating", "m-bar")]
    key += [Key("steady part, or moment of reading", "c-steady")] if small else []
    return [
        KindBlock(
            title="Barrier and hydration",
            plots=tuple(plots),
            strips=(),
            key=tuple(key),
            tables=tables_of(table),
            notes=(*_rooms(places, values), *((_BARS,) if plots else ())),
            small_plots=tuple(made for made in small if made.shows),
            lost=lost_lines(places),
        )
    ]


def _style(values: PlaceValues, side: str) -> str:
    if values.controlled():
        return "control" if values.arms.get(side) == "control" else "treated"
    return _SIDE_STYLES[min(values.sides.index(side), 1)]


def _over_visits(values: PlaceValues, quantity: str, days: dict[str, float]) -> Plot | None:
    measurand = _most_seen(values, _METRICS[quantity])
    if measurand is None:
        return None
    metric = find_metric(measurand.metric)
    curves: list[Curve] = []
    dots: list[Dot] = []
    told: list[str] = []
    for side in values.sides:
        style = _style(values, side)
        each = {v: own for v, own in values.each(measurand, side).items() if v in days}
        means = {visit: sum(own) / len(own) for visit, own in each.items()}
        points = sorted((days[visit], mean) for visit, mean in means.items())
        curves.append(Curve(values.named(side), f"{style}-mean", tuple(points)))
        for visit, mean in means.items():
            own = each[visit]
            shift = _shift(values, side, days)
            dots += [Dot(f"{side} {visit}", f"m-one {style}", days[visit] + shift, v) for v in own]
            half = _half_width(values, measurand, len(own))
            low, high = (None, None) if half is None else (mean - half, mean + half)
            name = f"{side} {visit}: mean {number(mean)} {metric.unit}"
            dots.append(Dot(name, f"m-mean {style}", days[visit], mean, low, high))
        told.append(f"{side} " + ", ".join(f"{number(m)} at {v}" for v, m in means.items()))
    if not dots:
        return None
    rule = measurand.as_mapping().get("rule")
    title = _NAMES[quantity] + (f", {str(rule).replace('-', ' ')}" if rule else "")
    alt = f"{title} by visit, {_UNITS[quantity]}: {'; '.join(told)}"
    ticks = tuple((days[v], v) for v in values.visits if v in days)
    axes = Axes("", f"{metric.symbol} [{_UNITS[quantity]}]", ticks)
    return plot(title, alt, axes, curves, dots)


def _most_seen(values: PlaceValues, metric: str) -> Measurand | None:
    """The measurand with the most values; a steady window before the other rules."""
    seen: dict[Measurand, int] = {}
    for measurand, side, item in values.found:
        if measurand.metric == metric:
            count = sum(len(v) for v in values.each(measurand, side, item).values())
            seen[measurand] = seen.get(measurand, 0) + count

    def order(m: Measurand) -> tuple[bool, int]:
        return (m.as_mapping().get("rule") == "steady-window", seen[m])

    return max((m for m, count in seen.items() if count), key=order, default=None)


def _shift(values: PlaceValues, side: str, days: dict[str, float]) -> float:
    """Replicates stand a little beside their mean, the two sides on either hand of it."""
    reach = (max(days.values()) - min(days.values())) or 1.0
    return (-0.012 if values.sides.index(side) == 0 else 0.012) * reach


def _half_width(values: PlaceValues, measurand: Measurand, count: int) -> float | None:
    """Half of the 95 % interval of a mean of so many re-seated readings; None where not settled."""
    noise = values.noise.get(measurand)
    if noise is None or noise.sem is None or not noise.settles or count == 0:
        return None
    pair = detectable_change(noise.sem, noise.df_effective, 1, 1, noise.carrying_share)
    return float(pair / np.sqrt(2.0 * count))


def _all_placements(
    values: PlaceValues, quantity: str, places: Sequence[LaxityPlace]
) -> list[Plot]:
    """Baseline and last visit of each side, all on one scale from zero."""
    mine = [
        (place, capture.drawing)
        for place in places
        for capture in place.captures
        if isinstance(capture.drawing, BarrierDrawing) and capture.drawing.quantity == quantity
    ]
    reach = (0.0, *reach_of([drawing.value for _, drawing in mine]))
    return [
        made
        for place in {id(place): place for place, _ in mine}.values()
        for visit in _first_and_last(values, place)
        if (made := _placements(place, visit, reach)) is not None
    ]


def _first_and_last(values: PlaceValues, place: LaxityPlace) -> list[str]:
    there = {c.visit for c in place.captures if c.drawing is not None}
    order = [visit for visit in values.visits if visit in there]
    return list(dict.fromkeys([*order[:1], *order[-1:]]))


def _placements(place: LaxityPlace, visit: str, reach: Sequence[float]) -> Plot | None:
    """Every placement of one visit, its steady part heavy."""
    curves: list[Curve] = []
    dots: list[Dot] = []
    told: list[str] = []
    quantity = ""
    for capture in place.captures:
        drawing = capture.drawing
        if capture.visit != visit or not isinstance(drawing, BarrierDrawing):
            continue
        quantity = drawing.quantity
        name = f"replicate {capture.replicate}"
        curves.append(Curve(name, "c-other", points_of(drawing.time_s, drawing.value)))
        if len(drawing.time_s) == 1:
            at, value = float(drawing.time_s[0]), float(drawing.value[0])
            dots.append(Dot(f"{name}: one reading, {number(value)}", "m-dot c-last", at, value))
        curves += _steady(capture, drawing)
        told.append(f"{name} {_steady_text(drawing)}")
    if not curves:
        return None
    title = f"{_NAMES[quantity]}, {place.side}, {visit}"
    axes = Axes("time from contact [s]", f"[{_UNITS[quantity]}]", None, *_SMALL, reach)
    return plot(title, f"{title}, placements over time: {'; '.join(told)}", axes, curves, dots)


def _steady(capture: LaxityCapture, drawing: BarrierDrawing) -> list[Curve]:
    if drawing.steady_s is None or drawing.steady_value is None:
        return []
    (start, end), value = drawing.steady_s, drawing.steady_value
    reach = float(drawing.time_s[-1] - drawing.time_s[0]) if len(drawing.time_s) else 1.0
    if end - start < 0.04 * reach:
        start, end = start - 0.02 * reach, end + 0.02 * reach
    name = f"replicate {capture.replicate}: {_steady_text(drawing)}"
    return [Curve(name, "c-steady", ((start, value), (end, value)))]


def _steady_text(drawing: BarrierDrawing) -> str:
    if drawing.steady_s is None:
        return drawing.unsteady or "no steady part"
    start, end = drawing.steady_s
    when = f"{start:g} s" if start == end else f"{start:g} to {end:g} s"
    return f"{number(drawing.steady_value)} at {when}"


def _rooms(places: Sequence[LaxityPlace], values: PlaceValues) -> list[str]:
    """The room at each visit, and where a placement never settled."""
    rooms: dict[str, list[tuple[float | None, float | None]]] = {}
    for place in places:
        for capture in place.captures:
            if isinstance(capture.drawing, BarrierDrawing):
                drawing = capture.drawing
                rooms.setdefault(capture.visit, []).append(
                    (drawing.temperature_c, drawing.relative_humidity_pct)
                )
    told = [
        f"{visit} {_span([t for t, _ in rooms[visit]], '°C')}, "
        f"{_span([h for _, h in rooms[visit]], '% RH')}"
        for visit in values.visits
        if visit in rooms
    ]
    notes = [f"Room: {'; '.join(told)}."] if told else []
    return [*notes, *_unsteady(places)]


def _unsteady(places: Sequence[LaxityPlace]) -> list[str]:
    return [
        f"{_NAMES[drawing.quantity]}, {place.side}, {capture.visit}, replicate "
        f"{capture.replicate}: {drawing.unsteady}."
        for place in places
        for capture in place.captures
        if isinstance(drawing := capture.drawing, BarrierDrawing) and drawing.unsteady
    ]


def _span(values: Sequence[float | None], unit: str) -> str:
    told = sorted({v for v in values if v is not None})
    if not told:
        return f"{unit} not stated"
    text = f"{told[0]:g}" if len(told) == 1 else f"{told[0]:g} to {told[-1]:g}"
    return f"{text} {unit}"
