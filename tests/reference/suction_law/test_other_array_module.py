"""The law under another array module: complex numbers, whose step gives exact derivatives."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from turgor.physics.elasticity.compact_law import law_constants, layer_moduli, reference_state
from turgor.physics.elasticity.law_stress import equibiaxial_stress_kpa, uniaxial_stress_kpa
from turgor.physics.elasticity.law_waves import stretched_shear_kpa
from turgor.physics.elasticity.suction_law import elevation_at_vacuum
from turgor.physics.elasticity.suction_surrogate import surrogate_points

#: only what the law may ask of an array module
ASKED = (
    *("asarray", "clip", "cos", "diag", "einsum", "exp", "expm1"),
    *("eye", "log", "sin", "stack", "tanh", "where"),
)
XP = SimpleNamespace(
    **{name: getattr(np, name) for name in ASKED},
    logaddexp=lambda a, b: np.log(np.exp(a) + np.exp(b)),
)
STATE, CONSTANTS = reference_state(), law_constants()
NAMES = ("phi_i", "xi", "phi_e", "oxidation", "water", "kappa", "slack", "stretch", "thickness_mm")


def apex(state, xp=np):
    layer = layer_moduli(state, CONSTANTS)
    points = surrogate_points(1.0, state.thickness_mm, xp)
    return elevation_at_vacuum(xp.asarray(30.0), layer, points, xp)


def wave(state, xp=np):
    return stretched_shear_kpa(layer_moduli(state, CONSTANTS), xp)


def strip(state, xp=np):
    return uniaxial_stress_kpa(xp.asarray(1.08), layer_moduli(state, CONSTANTS), xp)


def sheet(state, xp=np):
    return equibiaxial_stress_kpa(xp.asarray(1.08), layer_moduli(state, CONSTANTS), xp)


@pytest.mark.parametrize("law", [apex, wave, strip, sheet])
@pytest.mark.parametrize("name", NAMES)
def test_every_observable_has_a_derivative_with_every_part_of_the_state(law, name):
    at = getattr(STATE, name)
    exact = complex(law(replace(STATE, **{name: at + 1e-25j}), XP)).imag / 1e-25
    h = 1e-5 * max(abs(at), 0.05)
    shifted = [float(law(replace(STATE, **{name: at + k * h}))) for k in (-2, -1, 1, 2)]
    apart = (8 * (shifted[2] - shifted[1]) - (shifted[3] - shifted[0])) / (12 * h)
    scale = abs(float(law(STATE))) / max(abs(at), 0.05)
    assert exact == pytest.approx(apart, rel=1e-4, abs=1e-6 * scale)
