"""Phase speed against the closed form of a Kelvin-Voigt solid."""

import numpy as np
import pytest
from planted_waves import kelvin_voigt_number, kelvin_voigt_speed, viscoelastic_wave

from turgor.measure.elasticity.wave.phase import phase_speeds

DISTANCE, TIME = np.arange(60) * 0.25 + 3.0, np.arange(400) * 1e-4
FREQUENCY = np.arange(150.0, 651.0, 50.0)
SOLIDS = ((2.0, 0.5), (4.0, 1.0), (9.0, 0.5))


@pytest.mark.parametrize(("mu", "eta"), SOLIDS)
def test_kelvin_voigt_without_noise(mu, eta):
    """Within 0.2 %, plane and cylindrical, wherever the aperture holds half a wavelength."""
    truth = kelvin_voigt_speed(FREQUENCY, mu, eta)
    for kind in ("plane", "cylindrical"):
        motion = viscoelastic_wave(mu, eta, DISTANCE, TIME, kind=kind)
        found = phase_speeds(motion, DISTANCE, TIME, FREQUENCY, spreading=kind,
                             near_field_wavelengths=0.0)  # fmt: skip
        known = np.isfinite(found.speed_m_s)
        assert known.sum() >= 9
        np.testing.assert_allclose(found.speed_m_s[known], truth[known], rtol=2e-3)


def test_the_near_field_of_a_line_source_is_as_stated():
    """Taken for a plane wave, a cylindrical one reads wrong by about 1 / (8 (k x)^2) at x."""
    motion = viscoelastic_wave(4.0, 0.2, DISTANCE, TIME, kind="cylindrical")
    truth = kelvin_voigt_speed(FREQUENCY, 4.0, 0.2)
    as_plane = phase_speeds(motion, DISTANCE, TIME, FREQUENCY, near_field_wavelengths=0.5)
    known = np.isfinite(as_plane.speed_m_s)
    error = as_plane.speed_m_s[known] / truth[known] - 1.0
    assert 1e-4 < np.abs(error).max() < 6e-3


@pytest.mark.parametrize("kind", ["plane", "cylindrical"])
def test_attenuation(kind):
    motion = viscoelastic_wave(4.0, 1.0, DISTANCE, TIME, kind=kind)
    found = phase_speeds(motion, DISTANCE, TIME, FREQUENCY, spreading=kind,
                         near_field_wavelengths=0.0)  # fmt: skip
    truth = -kelvin_voigt_number(FREQUENCY, 4.0, 1.0).imag
    known = np.isfinite(found.speed_m_s)
    np.testing.assert_allclose(found.attenuation_np_m[known], truth[known], rtol=0.02, atol=0.5)


def test_unbiased_and_u_is_the_scatter():
    """120 noisy fields: mean error within two standard errors, u within a quarter of the sd."""
    rng = np.random.default_rng(5)
    clean = viscoelastic_wave(4.0, 0.5, DISTANCE, TIME)
    frequency = np.array([200.0, 300.0, 400.0])
    truth = kelvin_voigt_speed(frequency, 4.0, 0.5)
    speeds, us = [], []
    for _ in range(120):
        noisy = clean + 0.05 * rng.normal(size=clean.shape)
        found = phase_speeds(noisy, DISTANCE, TIME, frequency, near_field_wavelengths=0.0)
        speeds.append(found.speed_m_s)
        us.append(found.u_m_s)
    error = np.array(speeds) - truth
    assert np.isfinite(error).all()
    scatter = error.std(axis=0)
    assert (np.abs(error.mean(axis=0)) < 2.5 * scatter / np.sqrt(len(error))).all()
    np.testing.assert_allclose(np.sqrt(np.mean(np.square(us), axis=0)), scatter, rtol=0.25)


def test_noise_alone_and_too_short_an_aperture_are_refused():
    rng = np.random.default_rng(6)
    found = phase_speeds(rng.normal(size=(60, 400)), DISTANCE, TIME, FREQUENCY)
    assert not np.isfinite(found.speed_m_s).any()
    motion = viscoelastic_wave(9.0, 0.5, DISTANCE[:12], TIME)
    found = phase_speeds(motion, DISTANCE[:12], TIME, np.array([150.0]), near_field_wavelengths=0.0)
    assert not np.isfinite(found.speed_m_s[0])
    assert "half a wavelength" in found.reason[0] or "end of the search" in found.reason[0]


def test_laterals_too_far_apart_alias_and_are_refused():
    """At 0.9 m/s and 650 Hz the wavelength is 1.4 mm: laterals 1 mm apart can't hold it."""
    distance = np.arange(16) * 1.0 + 3.0
    motion = viscoelastic_wave(0.8, 0.05, distance, TIME)
    found = phase_speeds(motion, distance, TIME, np.array([650.0]))
    truth = kelvin_voigt_speed(650.0, 0.8, 0.05)
    assert not np.isfinite(found.speed_m_s[0]) or abs(found.speed_m_s[0] / truth - 1) > 0.3
