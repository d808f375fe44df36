"""Water vapour in a closed chamber: density from humidity and temperature, flux from its rise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.barrier.noise import neighbour_correlation

F = NDArray[np.float64]
#: molar mass of water over the gas constant, g K / J
_M_R = 18.01528 / 8.314462618
_FEWEST = 6


def saturation_pressure_pa(temperature_c: F) -> F:
    """Vapour pressure over liquid water, Pa: Murphy and Koop 2005, valid 123 to 332 K."""
    k = temperature_c + 273.15
    bent = np.tanh(0.0415 * (k - 218.8))
    pressure: F = np.exp(
        54.842763
        - 6763.22 / k
        - 4.21 * np.log(k)
        + 0.000367 * k
        + bent * (53.878 - 1331.22 / k - 9.44523 * np.log(k) + 0.014025 * k)
    )
    return pressure


def vapour_density_g_m3(temperature_c: F, relative_humidity_pct: F) -> F:
    """Mass of water vapour in a cubic metre of air, as an ideal gas."""
    pressure = relative_humidity_pct / 100.0 * saturation_pressure_pa(temperature_c)
    density: F = pressure * _M_R / (temperature_c + 273.15)
    return density


@dataclass(frozen=True, slots=True)
class Rise:
    """Initial rise of vapour density in a chamber, g/(m³ s), and the water loss that it means."""

    slope_g_m3_s: float
    tewl_g_m2_h: float
    u_g_m2_h: float
    start_s: float
    end_s: float


def initial_rise(
    time_s: F, density_g_m3: F, depth_mm: float, from_s: float, window_s: float
) -> tuple[Rise | None, str]:
    """Water loss when the chamber closed: depth times the slope at ``from_s`` of a parabola.

    The rise bends because a filling chamber holds water back; the parabola's own slope at the
    beginning is not lowered by that to first order.
    """
    good = np.isfinite(density_g_m3) & (time_s >= from_s) & (time_s <= from_s + window_s)
    t, y = time_s[good] - from_s, density_g_m3[good]
    if t.size < _FEWEST or t[-1] - t[0] < 0.7 * window_s:
        return None, (
            f"{t.size} readings of humidity in the first {window_s:g} s; {_FEWEST} over most of it "
            "are needed"
        )
    design = np.stack([np.ones_like(t), t, t * t], axis=1)
    fit, *_ = np.linalg.lstsq(design, y, rcond=None)
    left = y - design @ fit
    rho = neighbour_correlation(left, 3)
    noise = float(left @ left) / max(t.size - 3, 1) * (1.0 + rho) / (1.0 - rho)
    spread = np.sqrt(noise * np.linalg.inv(design.T @ design)[1, 1])
    to_loss = depth_mm / 1000.0 * 3600.0
    slope = float(fit[1])
    rise = Rise(
        slope, slope * to_loss, float(spread) * to_loss, float(t[0] + from_s), float(t[-1] + from_s)
    )
    return rise, ""
