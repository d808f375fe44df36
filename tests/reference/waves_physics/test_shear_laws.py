"""Shear speed and attenuation against published figures, exact numbers and the wave equation."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.elasticity import shear


@pytest.mark.parametrize(
    ("poisson", "ratio"),
    [
        (0.5, 0.955313),  # root of x^3 - 8x^2 + 24x - 16, Rayleigh 1885
        (0.25, np.sqrt(2.0 - 2.0 / np.sqrt(3.0))),  # exact for a Poisson solid
        (0.0, np.sqrt(3.0 - np.sqrt(5.0))),  # exact
    ],
)
def test_rayleigh_ratio(poisson, ratio):
    assert shear.rayleigh_ratio(poisson) == pytest.approx(ratio, abs=1e-6)


@pytest.mark.parametrize(
    ("g0", "ginf", "beta"),
    [(10.0, 2.0, 6666.7), (15.0, 4.0, 5500.0), (20.0, 4.0, 4000.0)],
)
def test_three_parameter_solids_of_the_digital_phantoms(g0, ginf, beta):
    """Against the real-valued form of that project (data/c_omega.py), with its spring and dashpot.

    The speeds that a comment of its dyna/qiba_ve_pml.py prints for 200 Hz (1.91, 2.49 and
    2.91 m/s) do not follow from that form, which gives 1.71, 2.33 and 2.84; they aren't tested.
    """
    w = 2.0 * np.pi * np.array([50.0, 200.0, 600.0])
    spring, dash = 1e3 * (g0 - ginf), 1e3 * (g0 - ginf) / beta
    below = spring**2 + (w * dash) ** 2
    storage = 1e3 * ginf + spring * (w * dash) ** 2 / below
    loss = spring**2 * w * dash / below
    size = np.sqrt(storage**2 + loss**2)
    speed = np.sqrt(2.0 * size**2 / 1000.0 / (storage + size))
    decay = w * np.sqrt(1000.0 * (size - storage) / 2.0) / size
    f = w / (2.0 * np.pi)
    assert shear.three_parameter_speed_m_s(f, g0, ginf, beta) == pytest.approx(speed, rel=1e-12)
    assert shear.three_parameter_attenuation_np_m(f, g0, ginf, beta) == pytest.approx(decay)


def test_three_parameter_modulus_is_the_transform_of_its_relaxation():
    """G*(omega) = Ginf + i omega integral of (G(t) - Ginf) exp(-i omega t), by quadrature."""
    g0, ginf, beta, frequency = 12.0, 3.0, 900.0, 150.0
    t = np.linspace(0.0, 30.0 / beta, 400001)
    omega = 2.0 * np.pi * frequency
    kernel = (g0 - ginf) * np.exp(-beta * t) * np.exp(-1j * omega * t)
    whole = ginf + 1j * omega * np.trapezoid(kernel, t)
    assert shear.three_parameter_modulus_kpa(frequency, g0, ginf, beta) == pytest.approx(
        whole, rel=1e-6
    )


def test_kelvin_voigt_wave_obeys_the_equation_of_motion():
    """rho u_tt = mu u_xx + eta u_xxt, the wave put in by hand with finite differences."""
    f, mu, eta, rho = 250.0, 4.0, 2.5, 1050.0
    c = float(shear.kelvin_voigt_speed_m_s(f, mu, eta, rho))
    a = float(shear.kelvin_voigt_attenuation_np_m(f, mu, eta, rho))
    w, h = 2.0 * np.pi * f, 1e-6
    u = lambda x, t: np.exp(-a * x) * np.cos(w * (t - x / c))  # noqa: E731
    x, t, tau = 1.3e-3, 2.1e-4, 1e-7
    bend = lambda s: (u(x + h, s) - 2 * u(x, s) + u(x - h, s)) / h**2  # noqa: E731
    left = rho * -(w**2) * u(x, t)
    right = 1e3 * mu * bend(t) + eta * (bend(t + tau) - bend(t - tau)) / (2 * tau)
    assert left == pytest.approx(right, rel=1e-3)


def test_moduli_from_speeds():
    assert shear.shear_modulus_kpa(2.0) == pytest.approx(4.0)
    # knowledge of the field: E about 3.29 rho c_R^2
    assert 3.0 / shear.rayleigh_ratio() ** 2 == pytest.approx(3.29, abs=0.005)
    assert shear.youngs_modulus_kpa(np.array([1.0, 2.0])) == pytest.approx([3.0, 12.0])


def test_zero_frequency_and_zero_viscosity_are_the_elastic_solid():
    assert shear.kelvin_voigt_speed_m_s(0.0, 9.0, 5.0) == pytest.approx(3.0)
    assert shear.kelvin_voigt_attenuation_np_m(np.array([0.0, 500.0]), 9.0, 0.0) == pytest.approx(
        0.0
    )
    assert shear.three_parameter_speed_m_s(1e7, 16.0, 4.0, 1000.0) == pytest.approx(4.0, rel=1e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: shear.rayleigh_ratio(0.6),
        lambda: shear.kelvin_voigt_speed_m_s(-1.0, 1.0, 1.0),
        lambda: shear.kelvin_voigt_speed_m_s(1.0, 0.0, 1.0),
        lambda: shear.three_parameter_speed_m_s(1.0, 1.0, 2.0, 1.0),
        lambda: shear.shear_modulus_kpa(1.0, 1.0),
    ],
)
def test_refused(call):
    with pytest.raises(InputError):
        call()
