"""From suction to waves and back, through the compact law alone, with an interval or not at all.

Numbers of suction and of waves are never set side by side as they are: a wave of micrometres
sees the skin at its own stretch, fibres mostly slack; suction strains it by tens of percent and
draws fibres taut; a strip torn in a machine goes further still. Only a law that stiffens connects
them, and one reading can't settle it. So the law's scale is fitted to the reading, over and over,
for every corner and centre of what the reading leaves open (pre-stretch, slack, ratio of fibres to
matrix, thickness, fluid); what the fitted skins predict for the other instrument spans the
interval. Where a thing is missing without which this means nothing, the answer is a refusal.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from turgor.errors import ComparisonError, MeasureError
from turgor.physics.elasticity.compact_law import (
    LayerModuli,
    law_constants,
    layer_moduli,
    reference_state,
)
from turgor.physics.elasticity.convert_reading import (
    WAVE_KINDS,
    Converted,
    SuctionReading,
    Undetermined,
    WaveReading,
)
from turgor.physics.elasticity.law_waves import shear_speed_m_s, surface_speed_m_s
from turgor.physics.elasticity.pump import PumpCycles
from turgor.physics.elasticity.suction_law import (
    KPA_PER_MBAR,
    SuctionCreep,
    suction_creep,
    suction_series_mm,
)
from turgor.physics.elasticity.suction_surrogate import (
    HIGHEST,
    elevation_vacuum_kpa,
    slack_left,
    surrogate_points,
)

#: relative error of the surrogate's apex, held-out rms (docs/science/compact-law.md)
SURROGATE_ERROR = 0.06
SUCTION_REGIME = "suction: strains of 10 to 50 %, quasi-static, fibres taut"
WAVE_REGIME = "wave: strains below 0.1 % on the skin's own stretch, fibres mostly slack"
_STEP_S, _SCALE = 0.002, (0.02, 50.0)


def effective_shear_modulus_kpa(reading: SuctionReading, thickness_share: float = 0.1) -> Converted:
    """Shear modulus of the neo-Hookean skin with the same R0: a number of this aperture and load.

    In closed form: at a given elevation the surrogate's vacuum is linear in it. Its interval
    comes from the surrogate's own error and thickness off by ``thickness_share``. It is no
    modulus of skin at rest and meets none measured by waves.

    Errors: ComparisonError where aperture, pressure or thickness is missing; MeasureError where
    the surrogate doesn't reach.
    """
    aperture, pressure, thickness = _needed(reading)

    def modulus(r0_mm: float, thickness_mm: float) -> float:
        points = surrogate_points(0.5 * aperture, thickness_mm)
        x = np.array(r0_mm / (0.5 * aperture))
        plain = LayerModuli(1.0, 0.0, 1.0, 1.0 / 3.0, 0.0, thickness_mm, 1.0)
        under = float(points.under[0] * x + points.under[1] * x**3)
        alone = float(elevation_vacuum_kpa(x, plain, points)) - under
        return (KPA_PER_MBAR * pressure - under) / alone

    if not 0.0 < reading.r0_mm <= HIGHEST * 0.5 * aperture:
        raise MeasureError(
            f"R0 of {reading.r0_mm:g} mm lies outside the suction law; allowed: above 0 to "
            f"{HIGHEST * 0.5 * aperture:g} mm under this aperture"
        )
    value = modulus(reading.r0_mm, thickness)
    around = [
        modulus(reading.r0_mm * (1.0 + a * SURROGATE_ERROR), thickness * (1.0 + b))
        for a in (-1.0, 1.0)
        for b in (-thickness_share, thickness_share)
    ]
    return Converted(value, min(around), max(around), "kPa", SUCTION_REGIME, 5, 5)


def wave_speed_from_suction(
    reading: SuctionReading, kind: str, frequency_hz: float | None, open_: Undetermined
) -> Converted:
    """Speed of a wave in the dermis at its own stretch, m/s, that goes with an R0.

    Errors: ComparisonError saying what is missing, or that no skin within what is left open
    gives this R0; MeasureError outside the surrogate.
    """
    aperture, pressure, thickness = _needed(reading)
    if reading.on_s is None:
        raise ComparisonError("suction to wave: state on_s, how long the suction lasted")
    on_s = reading.on_s
    speed = _speed_law(kind, frequency_hz, thickness)
    skins = _skins(thickness, open_)

    def rise(layer: LayerModuli, creep: SuctionCreep) -> float:
        return _r0_mm(layer, creep, aperture, pressure, on_s)

    found = _spanned(skins, rise, reading.r0_mm, False, lambda layer, _: speed(layer), "m/s")
    _one_layer(found.value, frequency_hz or math.nan, thickness)
    return found


def r0_from_wave(
    reading: WaveReading,
    aperture_mm: float,
    pressure_mbar: float,
    on_s: float,
    open_: Undetermined,
) -> Converted:
    """R0, mm, under a probe that goes with a wave's speed in the dermis.

    Errors: as ``wave_speed_from_suction``.
    """
    if reading.thickness_mm is None:
        raise ComparisonError("wave to suction: state thickness_mm of the dermis")
    speed = _speed_law(reading.kind, reading.frequency_hz, reading.thickness_mm)
    _one_layer(reading.speed_m_s, reading.frequency_hz or math.nan, reading.thickness_mm)
    skins = _skins(reading.thickness_mm, open_)

    def other(layer: LayerModuli, creep: SuctionCreep) -> float:
        return _r0_mm(layer, creep, aperture_mm, pressure_mbar, on_s)

    return _spanned(skins, lambda layer, _: speed(layer), reading.speed_m_s, True, other, "mm")


def _needed(reading: SuctionReading) -> tuple[float, float, float]:
    needed = {
        "aperture_mm": reading.aperture_mm,
        "pressure_mbar": reading.pressure_mbar,
        "thickness_mm (of the dermis)": reading.thickness_mm,
    }
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        raise ComparisonError(f"suction can't be converted without {', '.join(missing)}; state it")
    return (
        float(reading.aperture_mm or 0.0),
        float(reading.pressure_mbar or 0.0),
        float(reading.thickness_mm or 0.0),
    )


def _speed_law(
    kind: str, frequency_hz: float | None, thickness_mm: float
) -> Callable[[LayerModuli], float]:
    if kind not in WAVE_KINDS:
        raise ComparisonError(
            f"waves of kind '{kind or 'unknown'}' can't be converted; allowed: "
            f"{', '.join(WAVE_KINDS)} (a guided wave or a mixture of layers has no single modulus)"
        )
    if frequency_hz is None:
        raise ComparisonError("waves can't be converted without frequency_hz; state it")
    law = shear_speed_m_s if kind == "shear" else surface_speed_m_s

    def speed(layer: LayerModuli) -> float:
        return law(layer)

    return speed


def _one_layer(speed_m_s: float, frequency_hz: float, thickness_mm: float) -> None:
    """Refuse a wave that is too long to lie within the dermis."""
    length_mm = 1e3 * speed_m_s / frequency_hz
    if length_mm > 2.0 * thickness_mm:
        raise ComparisonError(
            f"a wave of {length_mm:.1f} mm reaches through a dermis of {thickness_mm:g} mm: its "
            "speed is an apparent one of several layers; use a higher frequency"
        )


def _skins(thickness_mm: float, open_: Undetermined) -> list[tuple[LayerModuli, SuctionCreep]]:
    """The centre, then every corner, of what the reading leaves open."""
    if open_.stretch is None:
        raise ComparisonError(
            "suction and waves can't be converted without the skin's pre-stretch: state a range of "
            "lambda0, for example 1.02 to 1.10"
        )
    state = replace(reference_state(), thickness_mm=thickness_mm)
    reference, creep = layer_moduli(state, law_constants()), suction_creep(state)
    ranges = (open_.stretch, open_.left_slack, open_.fibre, open_.thickness, open_.exchange)
    centre = tuple(
        0.5 * (low + high) if i < 2 else math.sqrt(low * high)
        for i, (low, high) in enumerate(ranges)
    )
    skins = []
    for stretch, left, fibre, thick, exchange in [centre, *itertools.product(*ranges)]:
        layer = replace(
            reference,
            stretch=stretch,
            fibre_kpa=reference.fibre_kpa * fibre,
            thickness_mm=thickness_mm * thick,
        )
        layer = replace(layer, slack=layer.slack - slack_left(layer) + left)
        skins.append((layer, replace(creep, exchange_s=creep.exchange_s * exchange)))
    return skins


def _r0_mm(
    layer: LayerModuli, creep: SuctionCreep, aperture_mm: float, pressure_mbar: float, on_s: float
) -> float:
    pump = PumpCycles(pressure_mbar, on_s, 0.0)
    _, apex = suction_series_mm(pump, layer, creep, 0.5 * aperture_mm, _STEP_S)
    return float(apex[-1])


Property = Callable[[LayerModuli, SuctionCreep], float]


def _spanned(
    skins: list[tuple[LayerModuli, SuctionCreep]],
    fitted: Property,
    wanted: float,
    rises: bool,
    asked: Property,
    unit: str,
) -> Converted:
    """Fit each skin's scale so that ``fitted`` is ``wanted``; collect what is ``asked``."""
    values: list[float | None] = []
    for layer, creep in skins:
        try:
            scaled = _scaled_to(layer, creep, fitted, wanted, rises)
            values.append(None if scaled is None else asked(scaled, creep))
        except MeasureError:
            values.append(None)
    known = [value for value in values if value is not None]
    if 3 * len(known) < len(skins):
        raise ComparisonError(
            f"no skin of the compact law's range fits this reading ({wanted:g}), or too few "
            f"({len(known)} of {len(skins)}); check it, its thickness and the stated pre-stretch"
        )
    regime = WAVE_REGIME if unit == "m/s" else SUCTION_REGIME
    middle = float(np.median(known))
    return Converted(middle, min(known), max(known), unit, regime, len(known), len(skins))


def _scaled_to(
    layer: LayerModuli, creep: SuctionCreep, fitted: Property, wanted: float, rises: bool
) -> LayerModuli | None:
    """The layer with matrix and fibres multiplied so that ``fitted`` is ``wanted``, or None."""

    def at(log_scale: float) -> tuple[LayerModuli, float | None]:
        scale = math.exp(log_scale)
        made = replace(
            layer, ground_kpa=layer.ground_kpa * scale, fibre_kpa=layer.fibre_kpa * scale
        )
        try:
            return made, fitted(made, creep)
        except MeasureError:
            return made, None

    low, high = math.log(_SCALE[0]), math.log(_SCALE[1])
    for _ in range(16):
        middle = 0.5 * (low + high)
        _, value = at(middle)
        # outside the surrogate: softer than its range rises too far, stiffer not enough
        stiff = middle > 0.0 if value is None else (value > wanted) == rises
        low, high = (low, middle) if stiff else (middle, high)
    made, value = at(0.5 * (low + high))
    if value is None or abs(value - wanted) > 1e-3 * wanted:
        return None
    return made
