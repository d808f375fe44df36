"""Waves in a stretched incompressible solid: speeds, and the modulus back from a speed.

Small motion on a large homogeneous stretch. Axis 1 is the way of the wave, axis 2 the outward
normal of the free surface, axis 3 lies across; the surface carries no normal stress. In the plane
(1, 2) such a solid answers with three incremental moduli

    alpha = (l1 W1 - l2 W2) l1^2 / (l1^2 - l2^2),   gamma = alpha l2^2 / l1^2,
    2 beta = l1^2 W11 + l2^2 W22 - 2 l1 l2 W12 + 2 l1 l2 (l1 W2 - l2 W1) / (l1^2 - l2^2),

W(l1, l2, l3) the strain energy and Wi its derivatives. A bulk wave in direction (cos t, sin t),
polarised in the plane, has rho c^2 = alpha cos^4 + 2 beta cos^2 sin^2 + gamma sin^4. A surface
wave has rho c^2 = alpha - gamma n^2 with n the positive root of

    n^3 + n^2 + n (2 beta + 2 gamma - alpha) / gamma - 1 = 0

(Dowaikh and Ogden, IMA J. Appl. Math. 44, 261, 1990; text not seen, derived again from the
equations of incremental motion and held against a finite-element formulation in the tests).
Everything scales with the unstretched shear modulus, so a modulus follows from a speed directly.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError

F = NDArray[np.float64]

STRETCH_KINDS = ("uniaxial", "equibiaxial", "plane-strain")
WAYS = ("along", "across")
ENERGIES = ("neo-hookean", "mooney-rivlin", "fung")


@dataclass(frozen=True, slots=True)
class StrainEnergy:
    """Strain energy of an incompressible isotropic solid, per unit of its shear modulus at rest.

    neo-hookean : (I1 - 3) / 2. mooney-rivlin : ((1 - second_share) (I1 - 3) +
    second_share (I2 - 3)) / 2. fung : (exp(stiffening (I1 - 3)) - 1) / (2 stiffening).
    Errors: InputError for an unknown model, a share outside 0 to 1, negative stiffening.
    """

    model: str = "neo-hookean"
    second_share: float = 0.0
    stiffening: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no strain energy."""
        if self.model not in ENERGIES:
            raise InputError(f"strain energy {self.model!r}: one of {', '.join(ENERGIES)}")
        if not (0.0 <= self.second_share <= 1.0 and self.stiffening >= 0.0):
            raise InputError(
                f"strain energy: share of the second invariant {self.second_share} must lie in "
                f"0 to 1, stiffening {self.stiffening} must not be negative"
            )

    def slopes(self, stretches: tuple[float, float, float]) -> tuple[F, F]:
        """First (3,) and second (3, 3) derivatives by the principal stretches."""
        squared = np.square(stretches)
        first_invariant = float(squared.sum())
        by_first, by_second, bend = 0.5, 0.0, 0.0
        if self.model == "mooney-rivlin":
            by_first, by_second = 0.5 * (1.0 - self.second_share), 0.5 * self.second_share
        elif self.model == "fung":
            by_first = 0.5 * math.exp(self.stiffening * (first_invariant - 3.0))
            bend = self.stiffening * by_first
        of_first = 2.0 * np.asarray(stretches)
        others = first_invariant - squared
        first = by_first * of_first + by_second * of_first * others
        second = bend * np.outer(of_first, of_first)
        second += np.diag(2.0 * by_first + 2.0 * by_second * others)
        cross = by_second * np.outer(of_first, of_first)
        second += cross - np.diag(np.diag(cross))
        return first, second


@dataclass(frozen=True, slots=True)
class IncrementalModuli:
    """alpha, beta, gamma of the plane of the wave, in kPa (or per unit of the shear modulus)."""

    alpha: float
    beta: float
    gamma: float


def principal_stretches(
    stretch: float, kind: str = "uniaxial", way: str = "along"
) -> tuple[float, float, float]:
    """Stretches along the wave, along the normal and across it, for a wave along or across.

    stretch : the imposed one. uniaxial : both other sides free. equibiaxial : the same stretch in
    both directions of the surface. plane-strain : the other direction of the surface held.
    Errors: InputError for an unknown kind or way and for a stretch outside 0.3 to 3.
    """
    if kind not in STRETCH_KINDS or way not in WAYS:
        raise InputError(
            f"pre-stretch {kind!r}, wave {way!r}: kind is one of {', '.join(STRETCH_KINDS)}, "
            f"the way of the wave one of {', '.join(WAYS)}"
        )
    if not 0.3 <= stretch <= 3.0:
        raise InputError(f"pre-stretch {stretch}: 0.3 to 3 is possible, skin lies near 1.0 to 1.4")
    if kind == "equibiaxial":
        return stretch, stretch**-2.0, stretch
    side, normal = (stretch**-0.5, stretch**-0.5) if kind == "uniaxial" else (1.0, 1.0 / stretch)
    return (stretch, normal, side) if way == "along" else (side, normal, stretch)


def moduli_from_slopes(
    stretches: tuple[float, float, float], first: ArrayLike, second: ArrayLike
) -> IncrementalModuli:
    """Incremental moduli of any isotropic strain energy, in the unit of its derivatives.

    first : (3,) dW/dl. second : (3, 3). Only the first two axes enter.
    """
    w, ww = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    a, b = stretches[0], stretches[1]
    gap = a * a - b * b
    if abs(gap) < 1e-7 * a * a:
        same = 0.5 * (a * a * float(ww[0, 0] - ww[0, 1]) + a * float(w[0]))
        return IncrementalModuli(same, same, same)
    shear = float(a * w[0] - b * w[1]) / gap
    bend = a * a * ww[0, 0] + b * b * ww[1, 1] - 2.0 * a * b * ww[0, 1]
    turn = 2.0 * a * b * (a * w[1] - b * w[0]) / gap
    return IncrementalModuli(shear * a * a, 0.5 * float(bend + turn), shear * b * b)


def incremental_moduli(
    stretches: tuple[float, float, float],
    energy: StrainEnergy | None = None,
    shear_modulus_kpa: float = 1.0,
) -> IncrementalModuli:
    """Incremental moduli of a named strain energy (neo-Hookean if none), in kPa."""
    first, second = (energy or StrainEnergy()).slopes(stretches)
    size = shear_modulus_kpa
    return moduli_from_slopes(stretches, size * first, size * second)


def bulk_speed_m_s(
    moduli: IncrementalModuli, angle_deg: ArrayLike = 0.0, density_kg_m3: float = 1000.0
) -> F:
    """Speed of the in-plane shear wave; ``angle_deg`` from axis 1 towards the normal, moduli kPa.

    0 deg is along the stretch (alpha), 90 deg into the depth (gamma).
    Errors: InputError where the solid has lost its stability.
    """
    along = np.cos(np.deg2rad(np.asarray(angle_deg, dtype=np.float64))) ** 2
    into = 1.0 - along
    stiff = moduli.alpha * along**2 + 2.0 * moduli.beta * along * into + moduli.gamma * into**2
    if np.any(stiff <= 0.0):
        raise InputError("pre-stretch: this solid isn't stable here, so no wave runs; stretch less")
    return np.asarray(np.sqrt(1e3 * stiff / density_kg_m3), dtype=np.float64)


def surface_speed_m_s(moduli: IncrementalModuli, density_kg_m3: float = 1000.0) -> float:
    """Speed of the surface wave along axis 1, moduli in kPa.

    Errors: InputError where none runs (the surface buckles under compression).
    """
    alpha, beta, gamma = moduli.alpha, moduli.beta, moduli.gamma
    roots = np.roots([1.0, 1.0, (2.0 * beta + 2.0 * gamma - alpha) / gamma, -1.0])
    real = roots.real[np.abs(roots.imag) < 1e-9 * np.abs(roots)]
    real = real[(real > 0.0) & (gamma * real**2 < alpha)]
    if gamma <= 0.0 or real.size != 1:
        raise InputError("pre-stretch: no single surface wave runs; the surface buckles or folds")
    return float(np.sqrt(1e3 * (alpha - gamma * real[0] ** 2) / density_kg_m3))


def unstretched_shear_modulus_kpa(
    speed_m_s: float,
    stretch: float,
    density_kg_m3: float = 1000.0,
    kind: str = "uniaxial",
    *,
    wave: str = "surface",
    way: str = "along",
    energy: StrainEnergy | None = None,
) -> float:
    """Shear modulus at rest, in kPa, of the solid whose stretched wave runs at ``speed_m_s``.

    wave : ``surface`` or ``shear`` (bulk, polarised along the normal of the surface).
    Errors: InputError for an unknown wave, and as in principal_stretches and surface_speed_m_s.
    """
    if wave not in ("surface", "shear"):
        raise InputError(f"wave {wave!r}: 'surface' or 'shear' is possible")
    unit = incremental_moduli(principal_stretches(stretch, kind, way), energy)
    if wave == "surface":
        reference = surface_speed_m_s(unit, density_kg_m3)
    else:
        reference = float(bulk_speed_m_s(unit, 0.0, density_kg_m3))
    return (speed_m_s / reference) ** 2


def surface_profile(moduli: IncrementalModuli, depth_in_wave_numbers: ArrayLike) -> F:
    """Motion along the normal of the surface wave at depth, over that at the surface.

    depth_in_wave_numbers : k times depth, 0 at the surface; any shape.
    Errors: as surface_speed_m_s.
    """
    squared = surface_speed_m_s(moduli, 1000.0) ** 2
    alpha, beta, gamma = moduli.alpha, moduli.beta, moduli.gamma
    roots = np.roots([gamma, squared - 2.0 * beta, alpha - squared]).astype(np.complex128)
    rates = np.sqrt(roots)
    depth = np.asarray(depth_in_wave_numbers, dtype=np.float64)
    above = (rates[1] ** 2 + 1.0) * np.exp(-rates[0] * depth)
    below = (rates[0] ** 2 + 1.0) * np.exp(-rates[1] * depth)
    return np.asarray(((above - below) / (rates[1] ** 2 - rates[0] ** 2)).real, dtype=np.float64)
