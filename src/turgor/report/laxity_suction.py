"""Suction on the laxity page: elevation over time, the splits of curve 1, and the R values."""

from collections.abc import Sequence

import numpy as np

from turgor.record.laxity_series import LaxityPlace, SuctionDrawing
from turgor.report.laxity_chart import Axes, Curve, Dot, Plot, plot, points_of, reach_of
from turgor.report.laxity_context import Key, KindBlock, ValueTable
from turgor.report.laxity_place import PlaceValues
from turgor.report.laxity_shown import Shown, lost_lines, shown_of, tables_of, visit_key
from turgor.report.laxity_values import Wanted, value_table
from turgor.report.numbers import number

LOAD = "suction, tens of per cent of strain"
_RULES = {"fixed-0.1s": ("m-fixed", "0.1 s"), "inflection": ("m-inflection", "inflection")}
_KEY = (
    Key("vacuum on", "window"),
    Key("split at 0.1 s", "m-fixed"),
    Key("split by inflection", "m-inflection"),
)
_SIGN = (
    "A verdict speaks of noise, not of better or worse. The sign of R0 is contested: its fall is "
    "called firmer in one trial, its rise more compliant in another (Reading the signs, below)."
)
_WHOLE = ("r0", "r2", "r8")
_SPLIT = ("r5", "r7", "r6")
_LIFT = ("lift_height", "lift_time", "lift_pressure", "lift_stiffness", "half_retraction_time")


def suction_blocks(values: PlaceValues, places: Sequence[LaxityPlace]) -> list[KindBlock]:
    """One block for each aperture; places without a drawing tell why in the first one."""
    apertures = sorted(
        {
            float(told["aperture_mm"])
            for measurand, _, _ in values.found
            if measurand.metric.startswith("suction.")
            and isinstance((told := measurand.as_mapping()).get("aperture_mm"), float)
        }
        | {d.protocol.aperture_mm for p in places for d in _drawings(p)}
    )
    blocks: list[KindBlock] = []
    for aperture in apertures or [0.0]:
        wanted = (aperture,) if blocks else (aperture, None)
        mine = [p for p in places if _aperture(p) in wanted]
        blocks.append(_block(values, mine, aperture, first=not blocks))
    return blocks


def _drawings(place: LaxityPlace) -> list[SuctionDrawing]:
    return [c.drawing for c in place.captures if isinstance(c.drawing, SuctionDrawing)]


def _aperture(place: LaxityPlace) -> float | None:
    return next((d.protocol.aperture_mm for d in _drawings(place)), None)


def _block(
    values: PlaceValues, places: Sequence[LaxityPlace], aperture: float, *, first: bool
) -> KindBlock:
    plots: list[Plot] = []
    zoomed: list[Plot] = []
    notes: list[str] = []
    reach = reach_of([d.elevation_mm for place in places for d in _drawings(place)])
    drawn = [(place, shown_of(place, values, SuctionDrawing)) for place in places]
    for place, shown in drawn:
        if not shown:
            continue
        plots.append(_series(values, place, shown, reach))
        close = _first_curve(values, place, shown, reach)
        if close is not None:
            zoomed.append(close)
        notes += [
            f"{place.side}, {one.visit}: {text}." for one in shown for text in one.drawing.broken
        ]
    only = (("aperture_mm", aperture),) if aperture else ()
    return KindBlock(
        title=f"Suction{f', {aperture:g} mm probe' if aperture else ''}",
        plots=(*plots, *zoomed),
        strips=(),
        key=(*visit_key(shown for _, shown in drawn), *_KEY) if plots else (),
        tables=(*_tables(values, only), *(_device_tables(values) if first else ())),
        notes=(*notes, _SIGN),
        lost=lost_lines(places),
    )


def _series(
    values: PlaceValues,
    place: LaxityPlace,
    shown: Sequence[Shown[SuctionDrawing]],
    reach: Sequence[float],
) -> Plot:
    curves = [
        Curve(one.visit, one.style, points_of(one.drawing.time_s, one.drawing.elevation_mm))
        for one in sorted(shown, key=lambda one: one.rank)
    ]
    tops = ", ".join(
        f"{number(float(np.nanmax(one.drawing.elevation_mm)))} mm at {one.visit}" for one in shown
    )
    title = f"{values.named(place.side)}: the series"
    alt = f"Elevation under suction over time, {title}; highest {tops}"
    axes = Axes("time from the first suction [s]", "elevation [mm]", reach=reach)
    return plot(title, alt, axes, curves, shaded=shown[-1].drawing.on_s)


def _first_curve(
    values: PlaceValues,
    place: LaxityPlace,
    shown: Sequence[Shown[SuctionDrawing]],
    reach: Sequence[float],
) -> Plot | None:
    """The first cycle of baseline and last visit, near enough to see where it is split."""
    curves: list[Curve] = []
    dots: list[Dot] = []
    told: list[str] = []
    for one in sorted(shown, key=lambda one: one.rank):
        drawing, protocol = one.drawing, one.drawing.protocol
        if one.rank == 0 or not drawing.on_s:
            continue
        end = drawing.on_s[0][0] + protocol.on_s + protocol.off_s
        part = (drawing.time_s >= -0.1) & (drawing.time_s <= end)
        points = points_of(drawing.time_s[part], drawing.elevation_mm[part])
        curves.append(Curve(one.visit, one.style, points))
        for mark in drawing.splits:
            if mark.time_s > end:
                continue
            style, rule = _RULES.get(mark.rule, ("m-fixed", mark.rule))
            phase = "release" if mark.release else "suction"
            name = f"{one.visit}: {phase} split, {rule}, at {number(mark.time_s)} s"
            dots.append(Dot(name, f"{style} {one.style}", mark.time_s, mark.elevation_mm))
            told.append(f"{one.visit} {phase} {rule} {number(mark.time_s)} s")
    if not dots:
        return None
    title = f"{values.named(place.side)}: curve 1 and its splits"
    alt = f"First cycle of suction, {title}: {', '.join(told)}"
    axes = Axes("time from the first suction [s]", "elevation [mm]", reach=reach)
    return plot(title, alt, axes, curves, dots, shown[-1].drawing.on_s[:1])


def _tables(
    values: PlaceValues, only: tuple[tuple[str, str | float], ...]
) -> tuple[ValueTable, ...]:
    later = [Wanted(f"suction.preconditioned_{r}", r.upper(), only) for r in (*_WHOLE, *_SPLIT)]
    first = [Wanted(f"suction.{r}", r.upper(), only) for r in (*_WHOLE, *_SPLIT)]
    lift = [Wanted(f"suction.{name}", "", only) for name in _LIFT]
    return tables_of(
        value_table(values, later, "Mean of curves 2 to n (preconditioned skin)", LOAD),
        value_table(values, first, "Curve 1, as vendors define R0 to R8", LOAD, folded=True),
        value_table(values, lift, "Lift under a ramp or to an elevation", LOAD),
    )


def _device_tables(values: PlaceValues) -> tuple[ValueTable, ...]:
    """The instrument's own numbers, whatever the aperture: they don't state it."""
    device = sorted(
        {
            measurand.metric
            for measurand, _, _ in values.found
            if measurand.metric.startswith("suction_device.")
        }
    )
    return tables_of(
        value_table(
            values, [Wanted(m) for m in device], "As the instrument reports them", LOAD,
            folded=True, reported=True,
        )
    )  # fmt: skip
