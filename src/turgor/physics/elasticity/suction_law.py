"""Skin under suction in time: the layer's law, fibres that slide, and fluid that moves.

Of the vacuum P, held by the skin at an apex elevation of x aperture radii,

P = p(x) + g M (x - q) + g eta dx/dt,     dq/dt = (x - q) / tau(x)
tau(x) = L^2 / (k M),  k = k0 f(H) exp(quickening x)

p(x) is the compact law through the surrogate; the dashpot eta is the sliding of fibres, fast;
the last term but one is pore fluid, which at first can't leave and adds M to the stiffness, then
flows until its share q has come after x. g is the aperture's linear stiffness per kPa. Both act
beside the stiffening p(x), not in series with it: when the vacuum ends, fluid that was drawn up
holds the skin where p(x) is soft, so that less comes back at once than went up at once. A linear
p(x) can't do that (superposition), whatever its relaxation.
"""

from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, MeasureError
from turgor.evidence import parameter
from turgor.physics.elasticity.compact_law import LayerModuli, LayerState
from turgor.physics.elasticity.pump import PumpCycles, pump_pressure_mbar
from turgor.physics.elasticity.suction_march import march
from turgor.physics.elasticity.suction_surrogate import (
    HIGHEST,
    SurrogatePoints,
    SurrogateRange,
    check_range,
    elevation_vacuum_kpa,
    surrogate_points,
)

F = NDArray[np.float64]

KPA_PER_MBAR = 0.1
#: nodes of the tabulated p(x) in the kernel, spaced evenly to HIGHEST
_NODES = 2001
#: halvings and Newton steps that turn p(x) round
_HALVINGS, _NEWTON = 24, 3


@dataclass(frozen=True, slots=True)
class SuctionCreep:
    """What makes suction depend on time.

    sliding_kpa_s : eta. fluid_kpa : M, 0 = no fluid. exchange_s : tau at x = 0.
    quickening : how tau falls with elevation, per aperture radius.
    """

    sliding_kpa_s: float
    fluid_kpa: float
    exchange_s: float
    quickening: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.sliding_kpa_s <= 0 or self.fluid_kpa < 0 or self.exchange_s <= 0:
            raise InputError(
                "suction creep: sliding_kpa_s and exchange_s must be above 0, fluid_kpa 0 or more"
            )


def suction_creep(state: LayerState) -> SuctionCreep:
    """Creep of a layer from its thickness and water, constants from the evidence base.

    tau = L^2 / (k0 f(H) M) with L the thickness and f(H) = H ** permeability_power, k0 stated as
    the time that the reference thickness takes.
    """
    way = state.thickness_mm / parameter("elasticity.dermis.thickness_mm")
    ease = state.water ** parameter("elasticity.creep.permeability_power")
    return SuctionCreep(
        sliding_kpa_s=1e-3 * parameter("elasticity.creep.sliding_pa_s"),
        fluid_kpa=parameter("elasticity.creep.fluid_kpa"),
        exchange_s=parameter("elasticity.creep.exchange_s") * way * way / ease,
        quickening=parameter("elasticity.creep.quickening"),
    )


def quasi_static_apex_mm(
    pressure_mbar: F, layer: LayerModuli, radius_mm: float, xp: ModuleType = np
) -> F:
    """Apex elevation, mm, long after the vacuum was set; any shape.

    Halving first, then Newton steps, so that its derivative with anything in ``layer`` is that of
    the implicit function.

    Errors: MeasureError where skin, probe or elevation lie outside the surrogate.
    """
    check_range(layer, radius_mm)
    points = surrogate_points(radius_mm, layer.thickness_mm)
    wanted = KPA_PER_MBAR * xp.asarray(pressure_mbar, dtype=np.float64)
    _check_reach(float(np.max(np.asarray(wanted), initial=0.0)), layer, points)
    return radius_mm * elevation_at_vacuum(wanted, layer, points, xp)


def elevation_at_vacuum(
    vacuum_kpa: F, layer: LayerModuli, points: SurrogatePoints, xp: ModuleType = np
) -> F:
    """x, aperture radii, at which p(x) is the vacuum; any shape; unchecked, free of branches."""
    low, high = 0.0 * vacuum_kpa, 0.0 * vacuum_kpa + HIGHEST
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        below = elevation_vacuum_kpa(middle, layer, points, xp) < vacuum_kpa
        low, high = xp.where(below, middle, low), xp.where(below, high, middle)
    x = 0.5 * (low + high)
    for _ in range(_NEWTON):
        step = 1e-5
        ahead = elevation_vacuum_kpa(x + step, layer, points, xp)
        behind = elevation_vacuum_kpa(x - step, layer, points, xp)
        value = elevation_vacuum_kpa(x, layer, points, xp)
        x = x - (value - vacuum_kpa) * (2.0 * step) / (ahead - behind)
    return x


def _check_reach(vacuum_kpa: float, layer: LayerModuli, points: SurrogatePoints) -> None:
    most = SurrogateRange().pressure_mbar[1]
    if vacuum_kpa > KPA_PER_MBAR * most * (1.0 + 1e-9):
        raise MeasureError(
            f"suction law: {vacuum_kpa / KPA_PER_MBAR:.0f} mbar lies outside the surrogate; "
            f"allowed: 0 to {most:g} mbar"
        )
    top = float(elevation_vacuum_kpa(np.array(HIGHEST), layer, points))
    if vacuum_kpa > top:
        raise MeasureError(
            f"suction law: at {vacuum_kpa / KPA_PER_MBAR:.0f} mbar this skin rises above "
            f"{HIGHEST:g} aperture radii, where the surrogate ends; give a lower pressure"
        )


def linear_stiffness(points: SurrogatePoints, xp: ModuleType = np) -> F:
    """g: vacuum per aperture radius of elevation and per kPa of shear modulus, at small x."""
    plain = LayerModuli(1.0, 0.0, 1.0, 1.0 / 3.0, 0.0, 1.0, 1.0)
    step = 1e-4
    return elevation_vacuum_kpa(xp.asarray(step), plain, points, xp) / step - points.under[0]


def creep_rates(
    x: F,
    q: F,
    vacuum_kpa: F,
    layer: LayerModuli,
    creep: SuctionCreep,
    points: SurrogatePoints,
    xp: ModuleType = np,
) -> tuple[F, F]:
    """dx/dt and dq/dt, 1/s, at elevation and fluid share in aperture radii; any shape.

    The same equations as ``suction_series_mm`` solves, for a solver of one's own.
    """
    g = linear_stiffness(points, xp)
    held = elevation_vacuum_kpa(x, layer, points, xp)
    late = x - q
    rise = (vacuum_kpa - held - g * creep.fluid_kpa * late) / (g * creep.sliding_kpa_s)
    return rise, late / creep.exchange_s * xp.exp(creep.quickening * x)


def suction_series_mm(
    pump: PumpCycles,
    layer: LayerModuli,
    creep: SuctionCreep,
    radius_mm: float,
    step_s: float = 0.001,
    linear: bool = False,
) -> tuple[F, F]:
    """Time, s, from 0 to the end of the last cycle, and the apex's elevation, mm, without noise.

    Starts at rest. ``linear`` keeps p(x) at its slope at rest: the model that can't give clinical
    recoveries, for comparison.

    Errors: MeasureError outside the surrogate, or where the skin rises out of it.
    """
    count = round((pump.start_s + pump.cycles * pump.period_s) / step_s)
    half = 0.5 * step_s * np.arange(2 * count + 1, dtype=np.float64)
    vacuum_mbar = pump_pressure_mbar(half, pump)
    apex = suction_path_mm(vacuum_mbar, step_s, layer, creep, radius_mm, linear)
    return np.asarray(half[::2], np.float64), apex


def suction_path_mm(
    vacuum_mbar: F,
    step_s: float,
    layer: LayerModuli,
    creep: SuctionCreep,
    radius_mm: float,
    linear: bool = False,
) -> F:
    """Apex elevation, mm, (n + 1,), under any vacuum, mbar, given every half step (2 n + 1,).

    Fourth-order Runge-Kutta, with as many steps within a step as the stiffest part needs.

    Errors: as ``suction_series_mm``.
    """
    check_range(layer, radius_mm)
    points = surrogate_points(radius_mm, layer.thickness_mm)
    most = float(np.max(vacuum_mbar, initial=0.0))
    g = float(linear_stiffness(points))
    nodes = np.linspace(0.0, HIGHEST, _NODES)
    held = elevation_vacuum_kpa(nodes, layer, points)
    if linear:
        held = nodes * (held[1] / nodes[1])
    else:
        _check_reach(KPA_PER_MBAR * most, layer, points)
    numbers = np.array(
        [nodes[1], g * creep.fluid_kpa, g * creep.sliding_kpa_s, creep.exchange_s, creep.quickening]
    )
    path = march(KPA_PER_MBAR * np.asarray(vacuum_mbar, np.float64), step_s, held, numbers)
    if path.size and float(path.max()) > HIGHEST:
        raise MeasureError(
            f"suction law: this skin rises above {HIGHEST:g} aperture radii, where the surrogate "
            "ends; give a lower pressure or a stiffer skin"
        )
    return radius_mm * path
