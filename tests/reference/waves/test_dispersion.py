"""Viscoelastic models fitted to dispersion that was written from the closed form."""

import numpy as np
import pytest
from planted_waves import kelvin_voigt_speed, three_parameter_speed

from turgor.errors import MeasureError
from turgor.measure.elasticity.wave import WaveSettings, measure_wave
from turgor.measure.elasticity.wave.dispersion import fit_dispersion
from turgor.record.wave_field import WaveField

FREQUENCY = np.arange(100.0, 801.0, 50.0)


@pytest.mark.parametrize(("mu", "eta"), [(2.0, 0.5), (5.0, 1.5), (12.0, 4.0)])
def test_kelvin_voigt_comes_back(mu, eta):
    rng = np.random.default_rng(1)
    truth = kelvin_voigt_speed(FREQUENCY, mu, eta)
    exact = fit_dispersion(FREQUENCY, truth, np.zeros_like(truth), 1000.0)
    assert [f.value for f in exact.fitted] == pytest.approx([mu, eta], rel=1e-4)
    u = 0.01 * truth
    inside = []
    for _ in range(60):
        fit = fit_dispersion(FREQUENCY, truth + u * rng.normal(size=truth.size), u, 1000.0)
        inside.append([f.low <= t <= f.high for f, t in zip(fit.fitted, (mu, eta), strict=True)])
    assert (np.mean(inside, axis=0) > 0.85).all()


def test_three_parameters_come_back():
    truth = three_parameter_speed(FREQUENCY, 12.0, 4.0, 2500.0)
    fit = fit_dispersion(FREQUENCY, truth, np.zeros_like(truth), 1000.0, "three-parameter")
    assert [f.value for f in fit.fitted] == pytest.approx([12.0, 4.0, 2500.0], rel=1e-3)


def test_what_the_band_does_not_settle_is_not_identified():
    """Nearly elastic: viscosity has no say. A short noisy band: three parameters are too many."""
    rng = np.random.default_rng(2)
    truth = kelvin_voigt_speed(FREQUENCY, 4.0, 0.01)
    u = 0.01 * truth
    fit = fit_dispersion(FREQUENCY, truth + u * rng.normal(size=u.size), u, 1000.0)
    mu, eta = fit.fitted
    assert mu.value == pytest.approx(4.0, rel=0.03)
    assert eta.value is None and "doesn't settle eta" in eta.reason
    short = np.arange(200.0, 401.0, 25.0)
    truth = three_parameter_speed(short, 12.0, 4.0, 2500.0)
    u = 0.02 * truth
    noisy = truth + u * rng.normal(size=u.size)
    fit = fit_dispersion(short, noisy, u, 1000.0, "three-parameter")
    assert any(f.value is None for f in fit.fitted)
    with pytest.raises(MeasureError, match="5 frequencies"):
        fit_dispersion(short[:4], noisy[:4], u[:4], 1000.0, "three-parameter")


def test_the_slope_of_a_known_dispersion():
    """A field whose wavenumber makes c = 2 + 1.5 f / kHz: the slope is 1.5 (m/s)/kHz."""
    distance, time = np.arange(60) * 0.25 + 4.0, np.arange(500) * 1e-4
    frequency = np.fft.rfftfreq(4000, 1e-4)
    speed = 2.0 + 1.5e-3 * frequency
    omega = 2 * np.pi * frequency
    source = 1j * omega * np.exp(-0.5 * (omega * 0.5e-3) ** 2 - 8e-3j * omega)
    spectrum = source * np.exp(-1j * omega / speed * distance[:, None] * 1e-3)
    motion = np.fft.irfft(spectrum, 4000, axis=1)[:, :500]
    field = WaveField(motion[None] / np.abs(motion).max(), np.zeros(1), distance, time,
                      quantity="velocity_mm_s")  # fmt: skip
    found = measure_wave(field, WaveSettings(frequency_from_hz=100.0, frequency_to_hz=700.0),
                         capture_sha256="0" * 64)  # fmt: skip
    (slope,) = [f for f in found.findings if f.metric == "wave.dispersion_slope"]
    assert slope.value == pytest.approx(1.5, rel=0.02)
