"""Why numbers of stiffness stand on scales of their own, and what the compact law converts."""

from collections.abc import Mapping, Sequence

import numpy as np

from turgor.errors import ComparisonError, MeasureError
from turgor.evidence import cite, parameter
from turgor.physics.elasticity.convert import effective_shear_modulus_kpa, r0_from_wave
from turgor.physics.elasticity.convert_reading import (
    Converted,
    SuctionReading,
    Undetermined,
    WaveReading,
)
from turgor.record.laxity_series import LaxityPlace, SuctionDrawing, WaveDrawing
from turgor.record.suction import SuctionProtocol
from turgor.report.laxity_context import Scales
from turgor.report.laxity_place import PlaceKey, PlaceValues
from turgor.report.laxity_shown import D, shown_of
from turgor.report.numbers import ABSENT, interval, number
from turgor.report.page_parts import Table

#: the probe for which the published facial range of R0 is turned into a modulus, assumed
_APERTURE_MM, _PRESSURE_MBAR = 2.0, 450.0
_TEXT = (
    "A wave of micrometres sees skin at its own stretch, fibres mostly slack. Suction strains it "
    "by tens of per cent and draws fibres taut. A strip torn in a machine goes further still. Each "
    "number is true of its own load, so one is never set beside the other as it is: only a law of "
    "skin that stiffens connects them, with the interval of what one reading leaves open, or not "
    "at all."
)
_HEAD = ("Subject", "Place", "Visit", "From", "To", "Value", "Interval", "Remark")


def scales(
    values: Mapping[PlaceKey, PlaceValues], places: Mapping[PlaceKey, Sequence[LaxityPlace]]
) -> Scales:
    """The block: orders of magnitude by load, then each place's conversions or refusals."""
    rows = [row for key in places for row in _rows(values[key], places[key]) if key in values]
    return Scales(
        reasons=_reasons(),
        text=_TEXT,
        converted=Table(
            "Through the compact law: the interval is what one reading leaves open, no "
            "repeatability",
            _HEAD,
            tuple(rows),
            (5,),
        ),
        note="The effective shear modulus is of a neo-Hookean skin with the same R0 under this "
        "aperture and vacuum: no modulus of skin at rest, and none that waves measure.",
    )


def _reasons() -> Table:
    low, high = parameter("suction.r0.face_least"), parameter("suction.r0.face_most")
    thickness = parameter("elasticity.dermis.thickness_mm")
    stiff, soft = (
        effective_shear_modulus_kpa(
            SuctionReading(r0, _APERTURE_MM, _PRESSURE_MBAR, None, thickness)
        ).value
        for r0 in (low, high)
    )
    wave = (parameter("laxity.swe.least"), parameter("laxity.oce.dermis"))
    tension = (parameter("laxity.tension.initial"), parameter("laxity.tension.final"))
    for source in ("yang-swe", "feng-2022", "ni-annaidh-2012", "suction-kawalkiewicz-2020"):
        cite(source)
    return Table(
        "Young's modulus of skin by how it is loaded",
        ("By", "Order", "What is strained", "From"),
        (
            (
                "waves",
                f"{number(wave[0], 2)} to {number(wave[1], 2)} kPa",
                "micrometres, below 0.1 % of strain, on the skin's own stretch",
                "shear-wave scanners and Rayleigh-wave OCT, as their abstracts state",
            ),
            (
                "suction",
                f"{number(3.0 * soft, 2)} to {number(3.0 * stiff, 2)} kPa",
                "10 to 50 % of strain, fibres drawn taut",
                f"facial R0 of {number(high, 2)} to {number(low, 2)} mm as published, through the "
                f"compact law's surrogate with {_APERTURE_MM:g} mm, {_PRESSURE_MBAR:g} mbar and a "
                f"dermis of {thickness:g} mm (assumed); three times the effective shear modulus",
            ),
            (
                "tension",
                f"{number(tension[0] / 1e3, 2)} MPa at first, {number(tension[1] / 1e3, 2)} MPa "
                "at last",
                "cut-out strips, up to tearing",
                "excised back skin, as the abstract states",
            ),
        ),
    )


def _rows(values: PlaceValues, places: Sequence[LaxityPlace]) -> list[tuple[str, ...]]:
    """Baseline and last visit of each side with suction or a wave."""
    rows: list[tuple[str, ...]] = []
    for side in values.sides:
        suction = _by_visit(values, places, SuctionDrawing, side)
        waves = _by_visit(values, places, WaveDrawing, side)
        visits = [v for v in values.visits if v in suction or v in waves]
        for visit in dict.fromkeys([*visits[:1], *visits[-1:]]):
            where = (values.key[0], f"{values.key[1]} {side}", visit)
            drawn, wave = suction.get(visit), waves.get(visit)
            thickness = _thickness_mm(values, side, visit)
            if drawn is not None:
                rows.append(_from_suction(where, values, side, drawn.protocol, thickness))
            if wave is not None:
                protocol = None if drawn is None else drawn.protocol
                rows.append(_from_wave(where, wave, protocol, thickness))
    return rows


def _by_visit(
    values: PlaceValues, places: Sequence[LaxityPlace], kind: type[D], side: str
) -> dict[str, D]:
    found: dict[str, D] = {}
    for place in places:
        if place.side == side:
            for one in shown_of(place, values, kind):
                found.setdefault(one.visit, one.drawing)
    return found


def _thickness_mm(values: PlaceValues, side: str, visit: str) -> float | None:
    """Mean thickness of the dermis by ultrasound at the same side and visit."""
    found = values.mean_of("ultrasound.dermis_thickness", side, visit)
    return None if found is None else round(1e-3 * found, 3)


def _from_suction(
    where: tuple[str, str, str],
    values: PlaceValues,
    side: str,
    protocol: SuctionProtocol,
    thickness_mm: float | None,
) -> tuple[str, ...]:
    asked = "effective shear modulus"
    mean = values.mean_of("suction.r0", side, where[2], aperture_mm=protocol.aperture_mm)
    if mean is None:
        return (*where, "suction", asked, ABSENT, ABSENT, "no R0 was stated of this visit")
    told = f"R0 {number(mean)} mm, dermis {_mm(thickness_mm)}"
    reading = SuctionReading(
        mean, protocol.aperture_mm, protocol.pressure_mbar, protocol.on_s, thickness_mm
    )
    try:
        return (*where, told, asked, *_shown(effective_shear_modulus_kpa(reading)))
    except (ComparisonError, MeasureError) as error:
        return (*where, told, asked, ABSENT, ABSENT, str(error))


def _from_wave(
    where: tuple[str, str, str],
    wave: WaveDrawing,
    protocol: SuctionProtocol | None,
    thickness_mm: float | None,
) -> tuple[str, ...]:
    """The highest frequency with a speed: the shortest wave lies within the dermis, if any."""
    asked = "R0 of the same skin"
    known = np.flatnonzero(np.isfinite(wave.speed_m_s))
    if not known.size:
        return (*where, "wave", asked, ABSENT, ABSENT, "no phase speed was stated of this wave")
    speed, frequency = float(wave.speed_m_s[known[-1]]), float(wave.frequency_hz[known[-1]])
    told = f"{wave.wave} wave {number(speed)} m/s at {frequency:g} Hz, dermis {_mm(thickness_mm)}"
    if protocol is None:
        why = "no suction at this visit says under which probe"
        return (*where, told, asked, ABSENT, ABSENT, why)
    stretch = None if wave.stretch is None else (wave.stretch, wave.stretch)
    try:
        made = r0_from_wave(
            WaveReading(speed, frequency, wave.wave, thickness_mm),
            protocol.aperture_mm,
            protocol.pressure_mbar,
            protocol.on_s,
            Undetermined(stretch=stretch),
        )
    except (ComparisonError, MeasureError) as error:
        return (*where, told, asked, ABSENT, ABSENT, str(error))
    value, span, _ = _shown(made)
    fits = f"{made.fitted} of {made.tried} skins of the law's range fit this wave"
    return (*where, told, asked, value, span, fits)


def _mm(value: float | None) -> str:
    return "thickness not known" if value is None else f"{number(value)} mm"


def _shown(made: Converted) -> tuple[str, str, str]:
    return (
        f"{number(made.value)} {made.unit}",
        f"{interval(made.low, made.high)} {made.unit}",
        "",
    )
