"""From a layer's law to the vacuum that holds its apex at a height: a few points stand for all.

A finite-element run of one skin takes seconds. Here a handful of points, each deformed in
proportion to the apex's elevation x (in aperture radii), stand for the whole layer:

F_i(x) = [[exp(e x), 0, d x], [0, exp(g x), 0], [s x, 0, (exp(-g x) + d s x^2) exp(-e x)]]

on top of the pre-stretch, so that volume is kept. Their energy by the compact law, weighted with
V_i, gives the vacuum as its derivative with x, to which the hypodermis adds h1 x + h3 x^3. V, e,
g, d, s, h1 and h3 depend on thickness over radius and were fitted to runs
(benchmarks/suction_surrogate.py); the law's constants enter through the law alone.
"""

from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.evidence import evidence_table
from turgor.physics.elasticity.compact_law import LayerModuli, fibre_energy_kpa

F = NDArray[np.float64]

TABLE = "suction-surrogate-points"
RADII_MM = (1.0, 3.0)
#: highest elevation in radii
HIGHEST = 0.5


@dataclass(frozen=True, slots=True)
class SurrogatePoints:
    """One aperture's points at one thickness: arrays (points,), and the hypodermis' two terms."""

    weight: F
    radial: F
    hoop: F
    bend: F
    slope: F
    under: tuple[F, F]


@dataclass(frozen=True, slots=True)
class SurrogateRange:
    """Where the surrogate was held against runs; outside it refuses."""

    thickness_mm: tuple[float, float] = (0.8, 2.2)
    ground_kpa: tuple[float, float] = (3.0, 80.0)
    fibre_kpa: tuple[float, float] = (0.0, 8000.0)
    k2: tuple[float, float] = (1.0, 200.0)
    kappa: tuple[float, float] = (0.2, 1.0 / 3.0)
    stretch: tuple[float, float] = (1.0, 1.15)
    left_slack: tuple[float, float] = (-0.01, 0.08)
    pressure_mbar: tuple[float, float] = (0.0, 500.0)


def slack_left(layer: LayerModuli) -> float:
    """What of the slack e0 the pre-stretch leaves; negative where fibres are taut at rest."""
    square = layer.stretch**2
    i1 = 2.0 * square + square**-2 - 3.0
    return layer.slack - layer.kappa * i1 - (1.0 - 3.0 * layer.kappa) * (square - 1.0)


def check_range(layer: LayerModuli, radius_mm: float) -> None:
    """Refuse a skin or probe that the surrogate was not held against.

    Errors: MeasureError naming the value and what is allowed.
    """
    if not any(abs(radius_mm - known) < 1e-6 for known in RADII_MM):
        allowed = " or ".join(f"{2 * known:g}" for known in RADII_MM)
        raise MeasureError(
            f"suction law: aperture of {2 * radius_mm:g} mm has no surrogate; allowed: {allowed} mm"
        )
    limits = SurrogateRange()
    values = {
        name: getattr(layer, name)
        for name in ("thickness_mm", "ground_kpa", "fibre_kpa", "k2", "kappa", "stretch")
    }
    values["left_slack"] = slack_left(layer)
    for name, value in values.items():
        if name in ("k2", "kappa", "left_slack") and layer.fibre_kpa == 0.0:
            continue
        least, most = getattr(limits, name)
        if not least * (1 - 1e-9) - 1e-9 <= value <= most * (1 + 1e-9) + 1e-9:
            raise MeasureError(
                f"suction law: {name} = {value:.4g} lies outside the surrogate; "
                f"allowed: {least:.4g} to {most:.4g}"
            )


@cache
def _columns(radius_mm: float) -> dict[str, F]:
    table = evidence_table(TABLE)
    rows = np.abs(table.column("radius_mm") - radius_mm) < 1e-6
    return {name: column[rows] for name, column in table.columns.items()}


def surrogate_points(radius_mm: float, thickness_mm: float, xp: ModuleType = np) -> SurrogatePoints:
    """The points of a probe at a thickness; each coefficient a power of thickness over radius."""
    c = _columns(radius_mm)
    log_t = xp.log(xp.asarray(thickness_mm) / radius_mm)

    def at(name: str) -> F:
        value: F = c[name] * xp.exp(c[f"{name}_power"] * log_t)
        return value

    return SurrogatePoints(
        at("weight"), at("radial"), at("hoop"), at("bend"), at("slope"),
        (at("under_1")[0], at("under_3")[0]),
    )  # fmt: skip


def elevation_vacuum_kpa(
    x: F, layer: LayerModuli, points: SurrogatePoints, xp: ModuleType = np
) -> F:
    """Vacuum, kPa, that holds the apex at ``x`` aperture radii; any shape, 0 at 0, rising."""
    x = xp.asarray(x)
    pull = _pull(x[..., None], layer, points, xp) - _pull(0.0 * x[..., None], layer, points, xp)
    first, third = points.under
    vacuum: F = (pull * points.weight).sum(axis=-1) + first * x + third * x**3
    return vacuum


def _pull(x: F, layer: LayerModuli, points: SurrogatePoints, xp: ModuleType) -> F:
    """dW/dx at every point (last axis)."""
    e, g, d, s = points.radial, points.hoop, points.bend, points.slope
    flat, thin = layer.stretch**2, layer.stretch**-4
    radial, hoop = xp.exp(2.0 * e * x), xp.exp(2.0 * g * x)
    up = (xp.exp(-g * x) + d * s * x * x) * xp.exp(-e * x)
    up_rate = (2.0 * d * s * x - g * xp.exp(-g * x)) * xp.exp(-e * x) - e * up
    plane = flat * (radial + s * s * x * x + hoop)
    plane_rate = flat * 2.0 * (e * radial + s * s * x + g * hoop)
    across = thin * (up * up + d * d * x * x)
    across_rate = thin * 2.0 * (up * up_rate + d * d * x)
    spread = 0.5 * (1.0 - 3.0 * layer.kappa)
    i1_rate = plane_rate + across_rate
    strain = layer.kappa * (plane + across - 3.0) + spread * (plane - 2.0) - layer.slack
    _, first, _ = fibre_energy_kpa(strain, layer, xp)
    of_fibres = first * (layer.kappa * i1_rate + spread * plane_rate)
    whole: F = 0.5 * layer.ground_kpa * i1_rate + of_fibres
    return whole
