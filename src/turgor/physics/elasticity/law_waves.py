"""Small waves on a layer that is already stretched: speeds from the law's moduli.

Bulk shear waves travel along the skin and shake across it; surface waves follow Dowaikh and
Ogden's secular equation for a half-space of incompressible, pre-stretched solid with a free
surface. Elastic and undrained by nature (shear moves no fluid); fibres' sliding and a wave's own
viscosity are not in it.
"""

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.physics.elasticity.compact_law import LayerModuli
from turgor.physics.elasticity.law_stress import (
    deformation,
    instantaneous_moduli_kpa,
    shear_wave_modulus_kpa,
)

F = NDArray[np.float64]

#: kg/m3; that of skin lies within 2 % or so of it
DENSITY = 1050.0
_ALONG, _ACROSS = np.eye(3)[0], np.eye(3)[2]


def plane_moduli_kpa(layer: LayerModuli) -> tuple[float, float, float]:
    """alpha, gamma and beta, kPa, of waves along axis 1 with depth along axis 3, at lambda0.

    alpha = A0_1313, gamma = A0_3131, 2 beta = A0_1111 + A0_3333 - 2 A0_1133 - 2 A0_1331.
    """
    m = instantaneous_moduli_kpa(deformation(layer.stretch, layer.stretch), layer)
    beta = 0.5 * (m[0, 0, 0, 0] + m[2, 2, 2, 2]) - m[0, 0, 2, 2] - m[0, 2, 2, 0]
    return float(m[0, 2, 0, 2]), float(m[2, 0, 2, 0]), float(beta)


def shear_speed_m_s(layer: LayerModuli, density_kg_m3: float = DENSITY) -> float:
    """Speed of a bulk shear wave along the stretched skin, polarised across it."""
    return float(np.sqrt(1e3 * float(stretched_shear_kpa(layer)) / density_kg_m3))


def stretched_shear_kpa(layer: LayerModuli, xp: ModuleType = np) -> F:
    """rho c^2, kPa, of that wave; written for any array module, to be differentiated."""
    gradient = deformation(layer.stretch, layer.stretch, xp)
    moduli = instantaneous_moduli_kpa(gradient, layer, xp)
    return shear_wave_modulus_kpa(moduli, _ALONG, _ACROSS, xp)


def surface_speed_m_s(layer: LayerModuli, density_kg_m3: float = DENSITY) -> float:
    """Speed of a surface wave on a half-space of the stretched layer.

    Solves gamma (alpha - r) + (2 beta + 2 gamma - r) sqrt(gamma (alpha - r)) = gamma^2 for
    r = rho c^2 by halving.

    Errors: MeasureError where the stretched solid carries no such wave.
    """
    alpha, gamma, beta = plane_moduli_kpa(layer)

    def off(r: float) -> float:
        root = float(np.sqrt(gamma * max(alpha - r, 0.0)))
        return gamma * (alpha - r) + (2.0 * beta + 2.0 * gamma - r) * root - gamma * gamma

    low, high = 0.0, min(alpha, 2.0 * (beta + gamma))
    if off(low) <= 0.0 or off(high) >= 0.0:
        raise MeasureError("surface wave: this stretched layer carries none; check its stretch")
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if off(middle) > 0.0 else (low, middle)
    return float(np.sqrt(1e3 * low / density_kg_m3))


def apparent_young_kpa(speed_m_s: float, density_kg_m3: float = DENSITY) -> float:
    """3 rho c^2, kPa: what an instrument reports that takes skin for unstretched and boundless."""
    return 3e-3 * density_kg_m3 * speed_m_s * speed_m_s
