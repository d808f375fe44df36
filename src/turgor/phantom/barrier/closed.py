"""A closed chamber: water leaves the skin into a small volume, which fills and slows it down."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.barrier.spec import BarrierSpec

F = NDArray[np.float64]

#: air right at the skin, as warm as skin and full of water: where the loss would come to a stop
_SKIN_C = 32.0
_DEPTH_MM = 10.0
_GAS_J_KG_K = 461.5
_HUMIDITY_NOISE_PCT = 0.02


@dataclass(frozen=True, slots=True)
class ClosedChamber:
    """flux : (n,) g/(m² h) as it falls. humidity_pct : (n,) in the chamber. tau_s : of both."""

    flux: F
    humidity_pct: F
    tau_s: float


def closed_chamber(
    spec: BarrierSpec, steady: float, time: F, rng: np.random.Generator
) -> ClosedChamber:
    """How flux and humidity run, the flux in proportion to what the air can still take up.

    steady : loss into the room's air, which the chamber has only at first, g/(m² h).
    """
    room = 0.01 * spec.relative_humidity_pct * saturated_g_m3(spec.temperature_c)
    room_for = saturated_g_m3(_SKIN_C) - room
    depth_mm = spec.chamber_depth_mm or _DEPTH_MM
    tau_s = 1e-3 * depth_mm * room_for * 3600.0 / steady
    gone = -np.expm1(-time / tau_s)
    density = room + room_for * gone
    humidity = 100.0 * density / saturated_g_m3(spec.temperature_c)
    # a sensor in the room's cool wall is wet at 100 %, however much water comes after
    noisy = humidity + _HUMIDITY_NOISE_PCT * rng.standard_normal(len(time))
    return ClosedChamber(steady * (1.0 - gone), np.clip(noisy, 0.0, 100.0), tau_s)


def saturated_g_m3(celsius: float) -> float:
    """Mass of water in saturated air by the Magnus formula, coefficients of the WMO guide."""
    pressure_pa = 611.2 * math.exp(17.62 * celsius / (243.12 + celsius))
    return 1000.0 * pressure_pa / (_GAS_J_KG_K * (celsius + 273.15))
