"""Waves, OCT strain and scanners' own numbers on the laxity page."""

from collections.abc import Sequence

import numpy as np

from turgor.record.laxity_series import (
    ElastogramDrawing,
    LaxityPlace,
    OctDrawing,
    WaveDrawing,
)
from turgor.report.laxity_chart import Axes, Curve, Dot, Plot, plot, points_of, reach_of
from turgor.report.laxity_context import Key, KindBlock, Shot, Strip
from turgor.report.laxity_place import PlaceValues
from turgor.report.laxity_shown import Shown, lost_lines, shown_of, tables_of, visit_key
from turgor.report.laxity_values import Wanted, value_table
from turgor.report.numbers import number
from turgor.report.photo_picture import map_picture

WAVE_LOAD = "micrometres of motion, small strain"
OCT_LOAD = "a small quasi-static load"
SCANNER_LOAD = "as the scanner's maker has it"
_MODELS = (
    "shear_modulus", "instantaneous_shear_modulus", "shear_viscosity", "relaxation_time",
)  # fmt: skip
_MAP = np.array([[20, 24, 82], [38, 92, 150], [72, 158, 150], [190, 206, 110], [250, 230, 60]])
#: more frequencies than this are folded away
_MOST_OPEN = 10
_QUANTITIES = {
    "modulus_kpa": "kPa",
    "speed_m_s": "m/s",
    "dispersion_slope_m_s_khz": "m/s per kHz",
}


def wave_blocks(values: PlaceValues, places: Sequence[LaxityPlace]) -> list[KindBlock]:
    """Phase speed over frequency on each side, then group speed, stiffness and models."""
    plots: list[Plot] = []
    notes: list[str] = []
    drawn = [(place, shown_of(place, values, WaveDrawing)) for place in places]
    reach = reach_of([one.drawing.speed_m_s for _, shown in drawn for one in shown])
    for place, shown in drawn:
        if not shown:
            continue
        plots.append(_dispersion(values, place, shown, reach))
        notes += [
            f"{place.side}, {one.visit}: {text}."
            for one in shown
            for text in (one.drawing.fit_text, *one.drawing.refused)
            if text
        ]
        fitted = [one.drawing for one in shown if len(one.drawing.fit_hz)]
        if any(drawing.wave != "shear" or drawing.stretch for drawing in fitted):
            notes.append(
                f"{place.side}: the model is of speeds as in unbounded, unstretched tissue, so "
                "its line may run beside the points."
            )
    group = [Wanted("wave.group_speed"), Wanted("wave.dispersion_slope")]
    group += [Wanted(f"wave.{name}") for name in _MODELS]
    apparent = [Wanted("wave.apparent_shear_modulus")]
    phase = [Wanted("wave.phase_speed")]
    return [
        KindBlock(
            title="Waves",
            plots=tuple(made for made in plots if made.shows),
            strips=(),
            key=(*visit_key(shown for _, shown in drawn), Key("fitted model", "c-fit"))
            if plots
            else (),
            tables=tables_of(
                value_table(values, group, "Speed and its model", WAVE_LOAD),
                value_table(
                    values, apparent, "Apparent shear modulus, with its frequency", WAVE_LOAD,
                    folded=len(values.measurands("wave.apparent_shear_modulus")) > _MOST_OPEN,
                ),
                value_table(values, phase, "Phase speed", WAVE_LOAD, folded=True),
            ),
            notes=tuple(dict.fromkeys(notes)),
            lost=lost_lines(places),
        )
    ]  # fmt: skip


def _dispersion(
    values: PlaceValues,
    place: LaxityPlace,
    shown: Sequence[Shown[WaveDrawing]],
    reach: Sequence[float],
) -> Plot:
    curves: list[Curve] = []
    dots: list[Dot] = []
    told: list[str] = []
    for one in sorted(shown, key=lambda one: one.rank):
        made = one.drawing
        known = np.isfinite(made.speed_m_s)
        for f, c, u in zip(
            made.frequency_hz[known], made.speed_m_s[known], made.u_m_s[known], strict=True
        ):
            half = 1.96 * float(u) if np.isfinite(u) else 0.0
            name = f"{one.visit}: {number(float(c))} m/s at {f:g} Hz"
            dots.append(
                Dot(
                    name, f"m-dot {one.style}", float(f), float(c), float(c) - half, float(c) + half
                )
            )
        if len(made.fit_hz):
            fit = points_of(made.fit_hz, made.fit_m_s)
            curves.append(Curve(f"{one.visit}: {made.fit_text}", f"c-fit {one.style}", fit))
        if known.any():
            low, high = made.speed_m_s[known][[0, -1]]
            told.append(f"{one.visit} {number(float(low))} to {number(float(high))} m/s")
    title = f"{values.named(place.side)}: phase speed"
    alt = f"Phase speed over frequency, {title}; {'; '.join(told) or 'none could be stated'}"
    return plot(
        title, alt, Axes("frequency [Hz]", "phase speed [m/s]", reach=reach, pad=True), curves, dots
    )


def oct_blocks(values: PlaceValues, places: Sequence[LaxityPlace]) -> list[KindBlock]:
    """Strain over depth on each side with the layers' means, then layer by layer."""
    plots: list[Plot] = []
    loads: list[str] = []
    drawn = [(place, shown_of(place, values, OctDrawing)) for place in places]
    reach = reach_of([100.0 * one.drawing.strain for _, shown in drawn for one in shown])
    for place, shown in drawn:
        if shown:
            plots.append(_strain(values, place, shown, reach))
            loads += [one.drawing.load for one in shown]
    load = ", ".join(dict.fromkeys(loads))
    return [
        KindBlock(
            title="Strain by OCT",
            plots=tuple(made for made in plots if made.shows),
            strips=(),
            key=(*visit_key(shown for _, shown in drawn), Key("mean of a layer", "c-layer"))
            if plots
            else (),
            tables=tables_of(
                value_table(
                    values, [Wanted("oct.layer_strain"), Wanted("oct.stiffness_ratio")],
                    "Strain layer by layer", OCT_LOAD,
                )
            ),
            notes=(
                (f"Load between the scans, as stated: {load}. Strain holds for this load alone, "
                 "and a ratio of stiffness only where layers bear equal stress.",)
                if load
                else ()
            ),
            lost=lost_lines(places),
        )
    ]  # fmt: skip


def _strain(
    values: PlaceValues,
    place: LaxityPlace,
    shown: Sequence[Shown[OctDrawing]],
    reach: Sequence[float],
) -> Plot:
    curves: list[Curve] = []
    told: list[str] = []
    for one in sorted(shown, key=lambda one: one.rank):
        made = one.drawing
        curves.append(Curve(one.visit, one.style, points_of(made.depth_um, 100.0 * made.strain)))
        for layer in made.layers:
            if np.isfinite(layer.strain):
                percent = 100.0 * layer.strain
                name = f"{one.visit}, {layer.name}: {number(percent)} %"
                told.append(name)
                span = ((layer.from_um, percent), (layer.to_um, percent))
                curves.append(Curve(name, f"c-layer {one.style}", span))
    title = f"{values.named(place.side)}: axial strain"
    alt = f"Strain over depth, {title}; {'; '.join(told) or 'no layer could be stated'}"
    return plot(
        title, alt, Axes("depth [µm]", "strain [%], lengthening positive", reach=reach), curves
    )


def elastogram_blocks(values: PlaceValues, places: Sequence[LaxityPlace]) -> list[KindBlock]:
    """Maps where there are any, and the scanner's own numbers, marked as such."""
    strips = []
    for place in places:
        shown = [
            one
            for one in shown_of(place, values, ElastogramDrawing)
            if one.drawing.values is not None
        ]
        known = [
            one.drawing.values[np.isfinite(one.drawing.values)]
            for one in shown
            if one.drawing.values is not None
        ]
        every = np.concatenate(known) if known else np.empty(0)
        if every.size:
            limits = (float(every.min()), float(every.max()))
            shots = tuple(_map(values, place, one, limits) for one in shown)
            strips.append(Strip(f"{values.named(place.side)}, the scanner's map", shots))
    names = ("reported_modulus", "reported_speed", "reported_dispersion_slope")
    table = value_table(
        values, [Wanted(f"elastography.{name}") for name in names],
        "As the scanner reports them", SCANNER_LOAD, reported=True,
    )  # fmt: skip
    return [
        KindBlock(
            title="Elastograms",
            plots=(),
            strips=tuple(strips),
            key=(),
            tables=tables_of(table),
            notes=(
                "Device-reported: Turgor did not measure these numbers and never merges them "
                "with its own.",
            ),
            lost=lost_lines(places),
        )
    ]


def _map(
    values: PlaceValues,
    place: LaxityPlace,
    one: Shown[ElastogramDrawing],
    limits: tuple[float, float],
) -> Shot:
    made = one.drawing.values if one.drawing.values is not None else np.empty((0, 0))
    unit = _QUANTITIES.get(one.drawing.quantity, "")
    alt = f"scanner's map of {' '.join(values.key).strip()} {place.side} at {one.visit}"
    picture = map_picture(one.visit, alt, made, np.isfinite(made), limits, _MAP, None)
    half = one.drawing.half_width
    error = f", read from the colour bar within ±{number(half, 2)} {unit}" if half else ""
    return Shot(picture, (f"{number(limits[0])} (dark) to {number(limits[1])} {unit}{error}",))
