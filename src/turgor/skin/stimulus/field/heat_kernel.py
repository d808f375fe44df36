"""What heat set free down a line in skin becomes later: Green's functions in closed form."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.heat.layers import ThermalLayer

FloatArray = NDArray[np.float64]

_M2_PER_UM2 = 1.0e-12
#: 1 mJ in a µm³ of tissue of 1 J/(cm³·K) warms it by this many K
_K_PER_MJ_UM3 = 1.0e9
#: a surface that gives off more heat than this, over what the tissue conducts to it, is held cold
_COLD = 1.0e6


@dataclass(frozen=True, slots=True)
class HeatDeposit:
    """Heat that one zone leaves in the skin, by slab of depth.

    edges_um (m + 1,) : slabs, µm below the surface. energy_mj (m,) : heat left in each, without
    what went off with removed tissue. radius_um : of the zone; the heat lies about its axis as
    exp(-r²/a²) with a² half the square of that radius, which keeps a disc's second moment.
    """

    edges_um: FloatArray
    energy_mj: FloatArray
    radius_um: float

    def __post_init__(self) -> None:
        """Hold slabs in order and heat that is 0 or more."""
        if self.edges_um.ndim != 1 or self.energy_mj.shape != (self.edges_um.size - 1,):
            raise InputError("a deposit needs one energy for each slab between its edges")
        if not (np.diff(self.edges_um) > 0.0).all() or not self.edges_um[0] >= 0.0:
            raise InputError("slabs of a deposit lie one under the other, from 0 µm down")
        if not (self.energy_mj >= 0.0).all() or not self.radius_um > 0.0:
            raise InputError("a deposit's heat is 0 or more, its radius above 0")

    @property
    def total_mj(self) -> float:
        """All the heat of one zone."""
        return float(self.energy_mj.sum())

    @property
    def spread_um2(self) -> float:
        """a² of the heat about the axis."""
        return 0.5 * self.radius_um**2


def depth_kernel(
    deposit: HeatDeposit,
    layer: ThermalLayer,
    depth_um: FloatArray,
    lag_s: FloatArray,
    surface_w_m2k: float = 0.0,
) -> FloatArray:
    """Warming if the heat of one zone lay evenly on 1 µm², K: (lags, depths).

    The half-space is homogeneous. surface_w_m2k : heat given off by the surface; 0 insulates it,
    inf holds it at its first temperature (Carslaw and Jaeger 1959, ch. 14.2). Perfusion takes
    heat off as exp(-w·t).
    """
    lag = np.asarray(lag_s, dtype=np.float64)
    root = np.sqrt(4.0 * layer.diffusivity_um2_s * lag)[:, None, None]
    depth = np.asarray(depth_um, dtype=np.float64)[None, :, None]
    edges = deposit.edges_um[None, None, :]
    held = _integral(depth, edges, root, _per_um(surface_w_m2k, layer))
    share = np.diff(held, axis=2) / np.diff(deposit.edges_um)
    warm = share @ deposit.energy_mj * (_K_PER_MJ_UM3 / layer.volumetric_j_cm3k)
    return np.asarray(warm * np.exp(-layer.perfusion_per_s * lag)[:, None], dtype=np.float64)


def sideways(
    away_um: FloatArray, lag_s: FloatArray, spread_um2: float, layer: ThermalLayer
) -> FloatArray:
    """How much of a zone's heat lies on 1 µm² at a distance from its axis after a time, 1/µm²."""
    width = spread_um2 + 4.0 * layer.diffusivity_um2_s * np.asarray(lag_s, dtype=np.float64)
    away = np.asarray(away_um, dtype=np.float64)
    return np.asarray(np.exp(-(away**2) / width) / (math.pi * width), dtype=np.float64)


def _per_um(surface_w_m2k: float, layer: ThermalLayer) -> float:
    if not surface_w_m2k >= 0.0:
        raise InputError(f"the surface gives off {surface_w_m2k} W/(m²·K); it is 0 or more")
    return surface_w_m2k / layer.conductivity_w_mk * math.sqrt(_M2_PER_UM2)


def _integral(depth: FloatArray, edge: FloatArray, root: FloatArray, give_off: float) -> FloatArray:
    """Depth part of the Green's function, from the surface's source down to each edge."""
    from scipy.special import erf, erfcx

    below, above = (edge - depth) / root, (edge + depth) / root
    whole = 0.5 * (erf(below) + erf(above))
    if give_off <= 0.0:
        return np.asarray(whole, dtype=np.float64)
    cold = erf(above)
    if give_off < _COLD / float(root.max()):
        # exp(H·s + H²·α·t)·erfc(s/2√(αt) + H√(αt)), written so that it can't overflow
        cold = cold + np.exp(-(above**2)) * erfcx(above + 0.5 * give_off * root)
    return np.asarray(whole - cold, dtype=np.float64)
