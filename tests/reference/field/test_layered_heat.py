"""A sheet of heat in layers against closed forms and a solver that steps in time."""

import math

import numpy as np
import pytest
from scipy.linalg import solve_banded
from scipy.special import erf

from turgor.errors import InputError
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.tissue import thermal_layers, tissue_stack
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit, depth_kernel
from turgor.skin.stimulus.field.layered import layered_kernel
from turgor.skin.stimulus.field.medium import even_layer

DEPTH = np.linspace(0.0, 2500.0, 60)
LAGS = np.array([0.05, 0.5, 3.0, 20.0])


def deposit():
    return HeatDeposit(np.array([0.0, 150.0, 400.0, 800.0]), np.array([2.0, 3.0, 1.0]), 70.0)


@pytest.mark.parametrize("surface", [0.0, 80.0, 2000.0, math.inf])
def test_layers_all_alike_are_one_half_space(surface):
    one = ThermalLayer(math.inf, 0.35, 1100.0, 3400.0, 0.65, perfusion_per_s=0.002)
    many = [ThermalLayer(t, 0.35, 1100.0, 3400.0, 0.65, 0.002) for t in (15.0, 60.0, 900.0)]
    ours = layered_kernel(deposit(), [*many, one], DEPTH, LAGS, surface)
    closed = depth_kernel(deposit(), one, DEPTH, LAGS, surface)
    scale = closed.max(axis=1, keepdims=True)
    assert (np.abs(ours - closed) / scale).max() < 0.01


def test_two_media_in_closed_form():
    """Plane sources beside an interface: images by effusivity (Carslaw and Jaeger 14.6).

    As deep as the dermis, and so soon that the surface has not been felt.
    """
    upper = ThermalLayer(1500.0, 0.40, 1100.0, 3500.0, 0.65)
    lower = ThermalLayer(math.inf, 0.20, 950.0, 2300.0, 0.10)
    heat = HeatDeposit(np.array([900.0, 1400.0]), np.array([1.0]), 70.0)
    lag = 0.3
    a1, a2 = upper.diffusivity_um2_s, lower.diffusivity_um2_s
    e1, e2 = (
        math.sqrt(m.conductivity_w_mk * m.density_kg_m3 * m.heat_capacity_j_kgk)
        for m in (upper, lower)
    )
    start = 1e9 / (500.0 * upper.volumetric_j_cm3k)
    r1, r2 = math.sqrt(4.0 * a1 * lag), math.sqrt(4.0 * a2 * lag)
    above = np.array([900.0, 1100.0, 1300.0, 1480.0]) - 1500.0
    near, far = -100.0, -600.0
    own = 0.5 * start * (erf((near - above) / r1) - erf((far - above) / r1))
    image = 0.5 * start * (erf((-far - above) / r1) - erf((-near - above) / r1))
    expected = own + (e1 - e2) / (e1 + e2) * image
    ours = layered_kernel(heat, [upper, lower], above + 1500.0, np.array([lag]))[0]
    assert ours == pytest.approx(expected, rel=0.01)
    below = np.array([50.0, 150.0, 300.0])
    stretched = below * math.sqrt(a1 / a2)
    through = 0.5 * start * (erf((near - stretched) / r1) - erf((far - stretched) / r1))
    expected = 2.0 * e1 / (e1 + e2) * through
    ours = layered_kernel(heat, [upper, lower], below + 1500.0, np.array([lag]))[0]
    assert ours == pytest.approx(expected, rel=0.015)
    assert r2 < r1


def stepped(layers, heat, lag, surface, cell=10.0, deep=15000.0, steps=1500):
    """Crank-Nicolson on even cells, K if all lay on 1 µm²."""
    z = (np.arange(int(deep / cell)) + 0.5) * cell
    bottoms = np.cumsum([layer.thickness_um for layer in layers])
    index = np.searchsorted(bottoms[:-1], z, side="right")
    held = np.array([layer.volumetric_j_cm3k for layer in layers])[index]
    k = np.array([layer.conductivity_w_mk for layer in layers])[index]
    blood = np.array([layer.perfusion_per_s for layer in layers])[index]
    between = 2.0 * k[1:] * k[:-1] / (k[1:] + k[:-1]) * 1e6 / cell**2
    edges = np.append(z - 0.5 * cell, deep)
    inside = np.diff(np.interp(edges, heat.edges_um, np.append(0.0, np.cumsum(heat.energy_mj))))
    warm = inside / cell * 1e9 / held
    dt = lag / steps
    per_um = surface / k[0] * 1e-6
    loss = np.append(0.0, between) + np.append(between, 0.0)
    loss[0] += k[0] * 1e6 / cell * per_um / (1.0 + 0.5 * per_um * cell)
    main = -loss / held - blood
    up, down = between / held[:-1], between / held[1:]
    banded = np.zeros((3, z.size))
    banded[0, 1:], banded[1], banded[2, :-1] = -0.5 * dt * up, 1 - 0.5 * dt * main, -0.5 * dt * down
    for _ in range(steps):
        right = (1.0 + 0.5 * dt * main) * warm
        right[:-1] += 0.5 * dt * up * warm[1:]
        right[1:] += 0.5 * dt * down * warm[:-1]
        warm = solve_banded((1, 1), banded, right)
    return z, warm


@pytest.mark.parametrize(("lag", "surface"), [(0.5, 0.0), (10.0, 200.0), (30.0, 1000.0)])
def test_skin_stepped_in_time(lag, surface):
    skin = thermal_layers(tissue_stack("cheek", 45.0))
    z, expected = stepped(skin, deposit(), lag, surface)
    upper = z < 3000.0
    ours = layered_kernel(deposit(), skin, z[upper], np.array([lag]), surface)[0]
    assert np.abs(ours - expected[upper]).max() < 0.015 * expected.max()


def test_no_heat_is_lost():
    skin = [
        ThermalLayer(layer.thickness_um, layer.conductivity_w_mk, layer.density_kg_m3,
                     layer.heat_capacity_j_kgk, layer.water_fraction)
        for layer in thermal_layers(tissue_stack("cheek", 45.0))
    ]  # fmt: skip
    z = np.linspace(0.0, 40000.0, 40001)
    bottoms = np.cumsum([layer.thickness_um for layer in skin[:-1]])
    held = np.array([layer.volumetric_j_cm3k for layer in skin])[np.searchsorted(bottoms, z)]
    for warm in layered_kernel(deposit(), skin, z, LAGS):
        assert np.trapezoid(warm * held, z) * 1e-9 == pytest.approx(6.0, rel=0.01)


def test_an_even_medium_of_layers():
    skin = thermal_layers(tissue_stack("cheek", 45.0))
    even = even_layer(skin, 1000.0)
    assert min(s.conductivity_w_mk for s in skin) < even.conductivity_w_mk < 0.5
    with pytest.raises(InputError):
        even_layer(skin[:2], 5000.0)
    with pytest.raises(InputError):
        even_layer(skin, 0.0)
    with pytest.raises(InputError, match="last layer without end"):
        layered_kernel(deposit(), skin[:2], DEPTH, LAGS)
    with pytest.raises(InputError):
        layered_kernel(deposit(), skin, DEPTH, LAGS, -1.0)
