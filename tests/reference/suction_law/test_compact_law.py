"""The compact law against its own energy by other means, and against closed limits."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from turgor.physics.elasticity.compact_law import LayerModuli, fibre_energy_kpa, taut
from turgor.physics.elasticity.law_stress import (
    deformation,
    equibiaxial_stress_kpa,
    extra_stress_kpa,
    instantaneous_moduli_kpa,
    lateral_stretch,
    plane_energy_kpa,
    plane_stress_kpa,
    shear_wave_modulus_kpa,
    uniaxial_stress_kpa,
)

LAYER = LayerModuli(9.0, 400.0, 6.0, 0.22, 0.03, 1.4, 1.05, 0.5)
ALIGNED = replace(LAYER, angle_rad=0.0)


def five_point(function, x, step):
    """A fourth-order central difference."""
    a, b = function(x + step) - function(x - step), function(x + 2 * step) - function(x - 2 * step)
    return (8.0 * a - b) / (12.0 * step)


def energy_of_gradient(f, layer):
    """W written out from the law's definition, for any gradient, both families."""
    c = f.T @ f
    total = 0.5 * layer.ground_kpa * (np.trace(c) - 3.0)
    for sign in (1, -1):
        way = np.array([np.cos(layer.angle_rad), sign * np.sin(layer.angle_rad), 0.0])
        strain = layer.kappa * (np.trace(c) - 3) + (1 - 3 * layer.kappa) * (way @ c @ way - 1)
        on = 0.002 * np.log1p(np.exp((strain - layer.slack) / 0.002))
        total += 0.5 * layer.fibre_kpa / (2 * layer.k2) * (np.exp(layer.k2 * on**2) - 1)
    return total


@pytest.mark.parametrize("layer", [LAYER, ALIGNED, replace(LAYER, kappa=1 / 3)])
@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (1.05, 1.02), (1.2, 0.95), (1.3, 1.25)])
def test_plane_stress_is_the_derivative_of_the_energy(layer, a, b):
    first, second = plane_stress_kpa(a, b, layer)
    by_a = five_point(lambda x: plane_energy_kpa(x, b, layer), a, 1e-5)
    by_b = five_point(lambda x: plane_energy_kpa(a, x, layer), b, 1e-5)
    scale = 1.0 + abs(first) + abs(second)
    assert abs(first - a * by_a) < 1e-7 * scale
    assert abs(second - b * by_b) < 1e-7 * scale


def derivatives_of_energy(f, layer, step=1e-4):
    """First (i, p) and second (i, p, j, q) derivatives of W with the gradient, by differences."""
    first, second = np.zeros((3, 3)), np.zeros((3, 3, 3, 3))
    units = {(i, p): np.outer(np.eye(3)[i], np.eye(3)[p]) for i, p in np.ndindex(3, 3)}

    def along(one, two, t):
        return five_point(lambda s: energy_of_gradient(f + t * one + s * two, layer), 0.0, step)

    for (i, p), one in units.items():
        first[i, p] = along(one, one, 0.0)
        for (j, q), two in units.items():
            second[i, p, j, q] = five_point(partial(along, one, two), 0.0, step)
    return first, second


@pytest.mark.parametrize("layer", [LAYER, ALIGNED])
def test_general_stress_and_moduli_are_derivatives_of_the_energy(layer):
    rng = np.random.default_rng(3)
    for _ in range(4):
        f = deformation(1.15, 1.04) + 0.05 * rng.standard_normal((3, 3))
        nominal, second = derivatives_of_energy(f, layer)
        stress = nominal @ f.T
        assert np.allclose(extra_stress_kpa(f, layer), stress, rtol=1e-7, atol=1e-7)
        moduli = np.einsum("pa,qb,iajb->piqj", f, f, second)
        scale = np.abs(moduli).max()
        assert np.allclose(instantaneous_moduli_kpa(f, layer), moduli, atol=2e-5 * scale)


def test_diagonal_and_general_stress_agree():
    stress = extra_stress_kpa(deformation(1.2, 1.1), LAYER)
    first, second = plane_stress_kpa(1.2, 1.1, LAYER)
    assert stress[0, 0] - stress[2, 2] == pytest.approx(first, rel=1e-12)
    assert stress[1, 1] - stress[2, 2] == pytest.approx(second, rel=1e-12)
    assert abs(stress[0, 1]) < 1e-12  # two equal families make no shear


def test_fibre_energy_derivatives_by_complex_step():
    strain = np.linspace(-0.02, 0.15, 60)

    def energy(x):
        on = 0.002 * np.log(1.0 + np.exp(x / 0.002))
        return 0.5 * LAYER.fibre_kpa / LAYER.k2 * (np.exp(LAYER.k2 * on**2) - 1.0)

    _, first, second = fibre_energy_kpa(strain, LAYER)
    by_step = energy(strain + 1e-30j).imag / 1e-30
    assert np.allclose(first, by_step, rtol=1e-12, atol=1e-14)
    near = np.array([fibre_energy_kpa(strain + s, LAYER)[1] for s in (-2e-5, -1e-5, 1e-5, 2e-5)])
    slope = (8 * (near[2] - near[1]) - (near[3] - near[0])) / 1.2e-4
    assert np.allclose(second, slope, rtol=2e-6, atol=1e-6)


def test_neo_hookean_limit_is_exact():
    layer = replace(LAYER, fibre_kpa=0.0)
    stretch = np.linspace(0.8, 1.8, 21)
    mu = layer.ground_kpa
    assert np.allclose(
        uniaxial_stress_kpa(stretch, layer), mu * (stretch**2 - 1 / stretch), rtol=1e-13
    )
    assert np.allclose(
        equibiaxial_stress_kpa(stretch, layer), mu * (stretch**2 - stretch**-4), rtol=1e-13
    )
    moduli = instantaneous_moduli_kpa(deformation(1.3, 1.1), layer)
    one, three = np.eye(3)[0], np.eye(3)[2]
    assert shear_wave_modulus_kpa(moduli, one, three) == pytest.approx(mu * 1.3**2, rel=1e-13)


def test_free_sides_of_a_strip_carry_nothing():
    stretch = np.linspace(0.9, 1.5, 25)
    width = lateral_stretch(stretch, LAYER)
    first, second = plane_stress_kpa(stretch, width, LAYER)
    assert np.abs(second).max() < 1e-9 * np.abs(first).max()
    assert np.allclose(lateral_stretch(stretch, ALIGNED), stretch**-0.5, rtol=1e-13)
    assert np.all(lateral_stretch(stretch[-5:], LAYER) < stretch[-5:] ** -0.5)  # fibres pull in


def test_the_smooth_kink_is_a_kink_from_afar():
    on, slope, _ = taut(np.array([-0.02, 0.0, 0.02]))
    assert on == pytest.approx([0.0, 0.002 * np.log(2), 0.02], abs=1e-7)
    assert slope == pytest.approx([0.0, 0.5, 1.0], abs=1e-4)


def test_it_never_branches_on_values():
    """Every function runs on an array module that refuses the truth of an array."""

    class Blind(np.ndarray):
        def __bool__(self):
            raise AssertionError("a branch on a value")

    stretch = np.linspace(1.0, 1.2, 5).view(Blind)
    assert np.isfinite(np.asarray(uniaxial_stress_kpa(stretch, LAYER))).all()
    assert np.isfinite(np.asarray(plane_energy_kpa(stretch, stretch, LAYER))).all()
