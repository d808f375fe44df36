"""Layered response and modes: closed forms, elements in depth, and a seismologists' program."""

import math
import warnings

import numpy as np
import pytest
from layered_elements import response

from turgor.errors import InputError
from turgor.physics.elasticity.layered import (
    Layer,
    depth_response_um_pa,
    surface_response_um_pa,
)
from turgor.physics.elasticity.layered_modes import mode_near, ridge_speed_m_s, surface_modes
from turgor.physics.elasticity.shear import rayleigh_ratio


def stack(moduli, thicknesses, pressure=1500.0, **more):
    pairs = zip(thicknesses, moduli, strict=True)
    return tuple(Layer(t, m, pressure_speed_m_s=pressure, **more) for t, m in pairs)


@pytest.mark.parametrize("poisson", [0.5, 0.4999, 0.25, 0.0])
def test_half_space_has_the_rayleigh_wave(poisson):
    pressure = (
        math.inf if poisson == 0.5 else 3.0 * math.sqrt((2 - 2 * poisson) / (1 - 2 * poisson))
    )
    half = (Layer(1.0, 9.0, pressure_speed_m_s=pressure),)
    mode = next(m for m in surface_modes(half, 200.0, 1.0, 10.0) if not m.leaky)
    assert mode.speed_m_s == pytest.approx(3.0 * rayleigh_ratio(poisson), rel=1e-7)
    assert mode.attenuation_np_m == 0.0


def test_half_space_has_the_leaky_wave_of_the_same_cubic():
    """The complex roots x = (c/c_s)^2 of x^3 - 8x^2 + 24x - 16."""
    x = next(r for r in np.roots([1.0, -8.0, 24.0, -16.0]) if r.imag > 1.0)
    number = 2.0 * np.pi * 200.0 / 3.0 / np.sqrt(x)
    mode = next(m for m in surface_modes((Layer(1.0, 9.0),), 200.0, 1.0, 10.0) if m.leaky)
    assert mode.speed_m_s == pytest.approx(2.0 * np.pi * 200.0 / number.real, rel=1e-7)
    assert mode.attenuation_np_m == pytest.approx(abs(number.imag), rel=1e-7)


def test_at_rest_the_surface_yields_as_flamant_says():
    """A slow load on an incompressible half-space: u = p / (2 mu k)."""
    k = np.array([50.0, 400.0, 3000.0])
    soft = surface_response_um_pa((Layer(1.0, 9.0),), k, 0.5)
    assert soft.real == pytest.approx(1e6 / (2.0 * 9e3 * k), rel=1e-4)


@pytest.mark.parametrize("frequency", [400.0, 2000.0])
def test_response_of_viscoelastic_skin_by_elements_in_depth(frequency):
    """Guided and leaky side (the half-space's shear wave runs at 2.2 m/s), surface and depth."""
    skin = (
        Layer(0.1, 1333.0, loss_tangent=0.1, pressure_speed_m_s=1500.0),
        Layer(1.5, 13.0, viscosity_pa_s=0.8, pressure_speed_m_s=1500.0),
        Layer(1.0, 5.0, viscosity_pa_s=0.8, pressure_speed_m_s=1500.0),
    )
    w = 2.0 * np.pi * frequency
    plain = [
        (0.1, 1333e3 * (1 + 0.1j), 1000.0, 1500.0),
        (1.5, 13e3 + 0.8j * w, 1000.0, 1500.0),
        (None, 5e3 + 0.8j * w, 1000.0, 1500.0),
    ]
    for speed in (1.5, 2.2, 3.0, 5.0, 12.0):
        top = surface_response_um_pa(skin, w / speed, w)
        assert top == pytest.approx(response(plain, w / speed, w), rel=2e-6)
        deep = depth_response_um_pa(skin, 1.6, w / speed, w)[0]
        assert deep == pytest.approx(response(plain, w / speed, w, 1.6), rel=2e-6)


def disba_speeds(moduli, thicknesses, frequency, modes):
    """In millimetres, milliseconds and m/s, so that numbers are near 1; Dunkin's algorithm."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from disba import PhaseDispersion

        depth = np.array([*thicknesses[:-1], 0.0])
        program = PhaseDispersion(
            depth,
            np.full(len(moduli), 1500.0),
            np.sqrt(np.array(moduli)),
            np.ones(len(moduli)),
            algorithm="dunkin",
            dc=0.003,
        )
        period = np.array([1e3 / frequency])
        return [float(program(period, m, "rayleigh").velocity[0]) for m in range(modes)]


@pytest.mark.parametrize(
    ("moduli", "thicknesses", "frequency", "modes"),
    [
        ((10.0, 40.0, 200.0), (1.0, 2.0, 1.0), 50.0, 1),
        ((10.0, 40.0, 200.0), (1.0, 2.0, 1.0), 500.0, 1),
        ((10.0, 40.0, 200.0), (1.0, 2.0, 1.0), 1000.0, 2),
        ((10.0, 40.0, 200.0), (1.0, 2.0, 1.0), 2000.0, 3),
        ((4000.0, 40.0, 15.0), (0.1, 1.5, 1.0), 10.0, 1),
        ((4000.0, 40.0, 15.0), (0.1, 1.5, 1.0), 40.0, 1),
        ((4000.0 / 3, 40.0 / 3, 5.0), (0.1, 1.5, 1.0), 20.0, 1),
    ],
)
def test_guided_modes_of_another_program(moduli, thicknesses, frequency, modes):
    expected = disba_speeds(moduli, thicknesses, frequency, modes)
    found = surface_modes(stack(moduli, thicknesses), frequency, 1.0, 30.0)
    speeds = sorted(m.speed_m_s for m in found if not m.leaky)[:modes]
    assert speeds == pytest.approx(expected, rel=3e-6)


def test_layers_that_make_no_difference():
    k, w = np.array([300.0, 900.0]), 2.0 * np.pi * 300.0
    half = surface_response_um_pa((Layer(1.0, 9.0, viscosity_pa_s=0.3),), k, w)
    same = tuple(Layer(t, 9.0, viscosity_pa_s=0.3) for t in (0.4, 1.3, 1.0))
    assert surface_response_um_pa(same, k, w) == pytest.approx(half, rel=1e-9)
    thin = (Layer(1e-6, 4000.0), Layer(1.0, 9.0, viscosity_pa_s=0.3))
    assert surface_response_um_pa(thin, k, w) == pytest.approx(half, rel=1e-3)
    assert depth_response_um_pa(same, [0.0], k, w)[0] == pytest.approx(half, rel=1e-9)


def test_skin_of_a_stiff_epidermis():
    """4 MPa, 40 kPa, 15 kPa: guided below the hypodermis' speed, leaking above, always rising."""
    skin = stack((4000.0, 40.0, 15.0), (0.1, 1.5, 1.0))
    lossy = stack((4000.0, 40.0, 15.0), (0.1, 1.5, 1.0), loss_tangent=0.02)
    before = 0.0
    for frequency in (20.0, 200.0, 700.0, 2000.0):
        ridge = ridge_speed_m_s(lossy, frequency, 1.0, 20.0)
        mode = mode_near(skin, frequency, ridge)
        assert mode is not None
        assert mode.speed_m_s == pytest.approx(ridge, rel=0.01)
        assert mode.leaky == (mode.speed_m_s > math.sqrt(15.0))
        assert (mode.attenuation_np_m > 0.0) == mode.leaky
        assert before < mode.speed_m_s
        before = mode.speed_m_s


@pytest.mark.parametrize(
    "call",
    [
        lambda: Layer(0.0, 1.0),
        lambda: Layer(1.0, 9.0, pressure_speed_m_s=3.0),
        lambda: surface_response_um_pa((), 1.0, 1.0),
        lambda: surface_response_um_pa((Layer(1.0, 9.0),), 0.0, 1.0),
        lambda: depth_response_um_pa((Layer(1.0, 9.0),), -1.0, 1.0, 1.0),
        lambda: surface_modes((Layer(1.0, 9.0),), 100.0, 5.0, 2.0),
    ],
)
def test_refused(call):
    with pytest.raises(InputError):
        call()
