"""Stress and small-on-large moduli of the compact law, in closed form.

Incompressible: stress is known up to a pressure, which a free surface (axis 3) settles. Axes 1
and 2 lie in the skin's plane, the two fibre families at plus and minus ``angle_rad`` to axis 1,
each with half the collagen, so that stretching along the axes makes no shear.
"""

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from turgor.physics.elasticity.compact_law import (
    LayerModuli,
    fibre_energy_kpa,
    fibre_strain,
    strain_energy_kpa,
)

F = NDArray[np.float64]

#: Newton steps to the lateral stretch of a strip; 1e-12 is reached in fewer from 0.7 to 2
_STEPS = 12


def invariants(stretch_1: F, stretch_2: F, layer: LayerModuli, xp: ModuleType = np) -> tuple[F, F]:
    """I1 and I4 of both families at in-plane principal stretches, volume kept."""
    a, b = stretch_1 * stretch_1, stretch_2 * stretch_2
    along = xp.cos(layer.angle_rad) ** 2
    return a + b + 1.0 / (a * b), a * along + b * (1.0 - along)


def plane_energy_kpa(stretch_1: F, stretch_2: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """W, kPa, at in-plane principal stretches, volume kept."""
    i1, i4 = invariants(stretch_1, stretch_2, layer, xp)
    return strain_energy_kpa(i1, i4, layer, xp)


def plane_stress_kpa(
    stretch_1: F, stretch_2: F, layer: LayerModuli, xp: ModuleType = np
) -> tuple[F, F]:
    """Cauchy stresses along axes 1 and 2, kPa, with the surface (axis 3) free; any shape.

    sigma_1 = 2 W_1 (l1^2 - l3^2) + 2 W_4 l1^2 cos^2, sigma_2 likewise with sin^2. Equal stretches
    give the equibiaxial case.
    """
    i1, i4 = invariants(stretch_1, stretch_2, layer, xp)
    _, slope, _ = fibre_energy_kpa(fibre_strain(i1, i4, layer), layer, xp)
    w1 = 0.5 * layer.ground_kpa + layer.kappa * slope
    w4 = (1.0 - 3.0 * layer.kappa) * slope
    a, b = stretch_1 * stretch_1, stretch_2 * stretch_2
    c, along = 1.0 / (a * b), xp.cos(layer.angle_rad) ** 2
    first = 2.0 * w1 * (a - c) + 2.0 * w4 * a * along
    second = 2.0 * w1 * (b - c) + 2.0 * w4 * b * (1.0 - along)
    return first, second


def equibiaxial_stress_kpa(stretch: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """Mean of the two in-plane Cauchy stresses, kPa, at equal in-plane stretches; any shape.

    Both are equal where the fibres have no preferred axis.
    """
    first, second = plane_stress_kpa(stretch, stretch, layer, xp)
    return 0.5 * (first + second)


def lateral_stretch(stretch: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """In-plane width stretch of a strip pulled along axis 1 with free sides; any shape.

    A fixed number of Newton steps in the logarithm, from stretch ** -0.5, which is the answer
    where fibres lie along the strip or in all directions.
    """
    log_width = -0.5 * xp.log(stretch)
    for _ in range(_STEPS):
        width = xp.exp(log_width)
        side, slope = _side_stress(stretch, width, layer, xp)
        log_width = log_width - xp.clip(side / slope, -0.2, 0.2)
    found: F = xp.exp(log_width)
    return found


def _side_stress(stretch: F, width: F, layer: LayerModuli, xp: ModuleType) -> tuple[F, F]:
    """sigma_2 and its derivative with the logarithm of the width."""
    a, b = stretch * stretch, width * width
    c, across = 1.0 / (a * b), xp.sin(layer.angle_rad) ** 2
    i1, i4 = invariants(stretch, width, layer, xp)
    _, first, second = fibre_energy_kpa(fibre_strain(i1, i4, layer), layer, xp)
    spread = 1.0 - 3.0 * layer.kappa
    reach = 2.0 * layer.kappa * (b - c) + 2.0 * spread * b * across  # dE_f by log width
    side = layer.ground_kpa * (b - c) + first * reach
    bend = 4.0 * layer.kappa * (b + c) + 4.0 * spread * b * across
    return side, 2.0 * layer.ground_kpa * (b + c) + second * reach * reach + first * bend


def uniaxial_stress_kpa(stretch: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """Cauchy stress of a strip pulled along axis 1 with free sides, kPa; any shape."""
    return plane_stress_kpa(stretch, lateral_stretch(stretch, layer, xp), layer, xp)[0]


def deformation(stretch_1: F | float, stretch_2: F | float, xp: ModuleType = np) -> F:
    """(3, 3) gradient of two in-plane principal stretches (single numbers), volume kept."""
    gradient: F = xp.diag(xp.asarray([stretch_1, stretch_2, 1.0 / (stretch_1 * stretch_2)]))
    return gradient


def extra_stress_kpa(gradient: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """Cauchy stress but for its pressure, kPa: 2 W_1 B + 2 sum W_4 m m, at gradient (..., 3, 3)."""
    left, parts = _families(gradient, layer, xp)
    total: F = layer.ground_kpa * left
    for fibre, shape in parts:
        _, slope, _ = fibre_energy_kpa(fibre, layer, xp)
        total = total + xp.asarray(slope)[..., None, None] * shape
    return total


def instantaneous_moduli_kpa(gradient: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """A0[p, i, q, j], kPa: small-on-large moduli of the deformed layer, (..., 3, 3, 3, 3).

    Nominal stress increment s_pi = A0_piqj du_j/dx_q - dp delta_pi + p du_p/dx_i, in the deformed
    state; for W of I1 and of each family's I4. Ogden, Non-linear Elastic Deformations, chapter 6.
    """
    left, parts = _families(gradient, layer, xp)
    unit = xp.eye(3)
    total: F = layer.ground_kpa * xp.einsum("ij,...pq->...piqj", unit, left)
    for fibre, shape in parts:
        _, slope, bend = fibre_energy_kpa(fibre, layer, xp)
        stiff = xp.einsum("ij,...pq->...piqj", unit, shape)
        outer = xp.einsum("...ip,...jq->...piqj", shape, shape)
        four = (..., None, None, None, None)
        total = total + xp.asarray(slope)[four] * stiff + 2.0 * xp.asarray(bend)[four] * outer
    return total


def shear_wave_modulus_kpa(moduli_kpa: F, travel: F, polarisation: F, xp: ModuleType = np) -> F:
    """rho c^2, kPa, of a plane shear wave: A0_piqj n_p n_q m_i m_j, unit vectors (3,).

    Exact where travel and polarisation are perpendicular principal axes.
    """
    n, m = travel, polarisation
    modulus: F = xp.einsum("...piqj,p,q,i,j->...", moduli_kpa, n, n, m, m)
    return modulus


def _families(gradient: F, layer: LayerModuli, xp: ModuleType) -> tuple[F, list[tuple[F, F]]]:
    """B, and of each family E_f and 2 F A F^T, whose product with dpsi/dE_f / 2 is its stress."""
    left = xp.einsum("...ik,...jk->...ij", gradient, gradient)
    i1 = xp.einsum("...ii->...", left)
    spread, parts = 1.0 - 3.0 * layer.kappa, []
    for sign in (1.0, -1.0):
        way = xp.stack([
            xp.cos(layer.angle_rad), sign * xp.sin(layer.angle_rad), 0.0 * xp.cos(layer.angle_rad),
        ])  # fmt: skip
        m = xp.einsum("...ik,k->...i", gradient, way)
        strain = fibre_strain(i1, xp.einsum("...i,...i->...", m, m), layer)
        shape = layer.kappa * left + spread * xp.einsum("...i,...j->...ij", m, m)
        parts.append((strain, shape))
    return left, parts
