"""One strain energy for a layer of skin, from what it is made of: the compact law.

W = mu_m(H)/2 (I1-3) + mu_e phi_e eps(O)/2 (I1-3)
    + k1 (phi_I + a phi_III) xi / (2 k2) (exp(k2 <E_f>^2) - 1)
E_f = kappa (I1-3) + (1 - 3 kappa) (I4-1) - e0

Every function is plain array arithmetic without branches on values: pass another array module
(for example ``jax.numpy``) as ``xp`` and it can be differentiated and compiled. <x>, the part of
a fibre's strain beyond its slack, is the softplus s ln(1 + exp(x/s)) with s = SLACK_WIDTH: it
equals x or 0 to better than 1e-5 at four widths from the kink and has all derivatives at it.

Form after Gasser, Ogden and Holzapfel (2006) with a slack e0; how the constants depend on
composition is this project's (docs/science/compact-law.md tells each one's basis).
"""

from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter

F = NDArray[np.float64]

#: width s of the smooth kink where fibres straighten, in units of E_f
SLACK_WIDTH = 0.002


@dataclass(frozen=True, slots=True)
class LayerState:
    """What one layer is made of.

    phi_i, phi_iii, phi_e : volume fractions of collagen I, collagen III and elastin.
    xi : share of collagen's cross-links, relative to a healthy adult = 1.
    oxidation : share of elastin that no longer recoils, 0 to 1. water : water and hyaluronan,
    relative to a healthy adult = 1. kappa : dispersion of fibres, 0 aligned to 1/3 in all
    directions. slack : e0, fibre strain (of E_f) up to which fibres only uncrimp.
    thickness_mm : in place. stretch : equibiaxial pre-stretch lambda0 of the skin in place,
    against the same skin cut out. fibre_angle_rad : of two equal families to axis 1 in the
    skin's plane; pi/4 has no preferred axis.
    """

    phi_i: float
    phi_iii: float
    xi: float
    phi_e: float
    oxidation: float
    water: float
    kappa: float
    slack: float
    thickness_mm: float
    stretch: float
    fibre_angle_rad: float = 0.25 * np.pi


@dataclass(frozen=True, slots=True)
class LawConstants:
    """What composition is worth, from the evidence base (``law_constants``).

    matrix_kpa : mu_m at water = 1; mu_m(H) = matrix_kpa * H ** -water_power.
    elastin_kpa : mu_e per volume fraction; eps(O) = 1 - O. collagen_kpa : k1 per volume fraction
    at xi = 1. collagen_k2 : k2. collagen_iii_share : a, stiffness of III against I.
    """

    matrix_kpa: float
    water_power: float
    elastin_kpa: float
    collagen_kpa: float
    collagen_k2: float
    collagen_iii_share: float


@dataclass(frozen=True, slots=True)
class LayerModuli:
    """A layer as mechanics sees it: all that instruments can tell of its composition.

    ground_kpa : shear modulus of matrix and elastin. fibre_kpa : K = k1 (phi_I + a phi_III) xi.
    k2, kappa, slack, angle_rad : as in the law. thickness_mm, stretch : in place.
    """

    ground_kpa: float
    fibre_kpa: float
    k2: float
    kappa: float
    slack: float
    thickness_mm: float
    stretch: float
    angle_rad: float = 0.25 * np.pi


def law_constants() -> LawConstants:
    """The constants of the evidence base, cited; which of them are assumed is said there."""
    names = {
        name: parameter(f"elasticity.law.{name}") for name in LawConstants.__dataclass_fields__
    }
    return LawConstants(**names)


def reference_state() -> LayerState:
    """Dermis of a healthy adult's cheek, as the evidence base has it; a prior, no measurement."""
    names = [n for n in LayerState.__dataclass_fields__ if n != "fibre_angle_rad"]
    return LayerState(**{name: parameter(f"elasticity.dermis.{name}") for name in names})


def layer_moduli(state: LayerState, constants: LawConstants) -> LayerModuli:
    """Fold composition into the few numbers on which stress depends.

    Many compositions give one result: collagen I and III, cross-links and amount can't be told
    apart by any test of this layer.
    """
    matrix = constants.matrix_kpa * state.water**-constants.water_power
    elastin = constants.elastin_kpa * state.phi_e * (1.0 - state.oxidation)
    collagen = state.phi_i + constants.collagen_iii_share * state.phi_iii
    return LayerModuli(
        ground_kpa=matrix + elastin,
        fibre_kpa=constants.collagen_kpa * collagen * state.xi,
        k2=constants.collagen_k2,
        kappa=state.kappa,
        slack=state.slack,
        thickness_mm=state.thickness_mm,
        stretch=state.stretch,
        angle_rad=state.fibre_angle_rad,
    )


def checked_layer(layer: LayerModuli) -> LayerModuli:
    """The layer itself where it is one.

    Errors: InputError naming what is out of bounds. Not called inside the law, so that the law
    stays free of branches.
    """
    bounds = {
        "ground_kpa": (1e-6, 1e6),
        "fibre_kpa": (0.0, 1e9),
        "k2": (1e-6, 1e6),
        "kappa": (0.0, 1.0 / 3.0 + 1e-9),
        "slack": (-1.0, 10.0),
        "thickness_mm": (1e-3, 100.0),
        "stretch": (0.5, 3.0),
    }
    for name, (least, most) in bounds.items():
        value = getattr(layer, name)
        if not least <= value <= most:
            raise InputError(f"layer: {name} is {value:g}; allowed: {least:g} to {most:g}")
    return layer


def taut(x: F, xp: ModuleType = np) -> tuple[F, F, F]:
    """Smooth positive part of ``x``, its first and its second derivative; same shape."""
    u = x / SLACK_WIDTH
    slope = 0.5 * (1.0 + xp.tanh(0.5 * u))
    return SLACK_WIDTH * xp.logaddexp(0.0, u), slope, slope * (1.0 - slope) / SLACK_WIDTH


def fibre_strain(i1: F, i4: F, layer: LayerModuli) -> F:
    """E_f from the invariants I1 and I4 (any shape), slack subtracted."""
    return layer.kappa * (i1 - 3.0) + (1.0 - 3.0 * layer.kappa) * (i4 - 1.0) - layer.slack


def fibre_energy_kpa(strain: F, layer: LayerModuli, xp: ModuleType = np) -> tuple[F, F, F]:
    """Energy of the fibres, kPa, at E_f (any shape), and its first and second derivative by E_f."""
    on, slope, bend = taut(strain, xp)
    square = layer.k2 * on * on
    growth = layer.fibre_kpa * xp.exp(square)
    energy = 0.5 * layer.fibre_kpa / layer.k2 * xp.expm1(square)
    second = growth * ((1.0 + 2.0 * square) * slope * slope + on * bend)
    return energy, growth * on * slope, second


def strain_energy_kpa(i1: F, i4: F, layer: LayerModuli, xp: ModuleType = np) -> F:
    """W, kPa, of an incompressible layer at I1 and I4 (any shape)."""
    energy, _, _ = fibre_energy_kpa(fibre_strain(i1, i4, layer), layer, xp)
    return 0.5 * layer.ground_kpa * (i1 - 3.0) + energy
