"""Fields of a shaker over layers: Rayleigh's speed, the mode's phase, convergence, causality."""

import numpy as np
import pytest
from scipy.special import ive, j0

from turgor.errors import InputError
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.layered_surface import layered_motion_um
from turgor.phantom.wave.spec import LayeredSource, WaveGrid
from turgor.physics.elasticity.layered import Layer, depth_response_um_pa
from turgor.physics.elasticity.shear import rayleigh_ratio

GRID = WaveGrid((0.0,), lateral_first_mm=2.0, laterals=73, times=256)


def test_pulse_over_an_elastic_half_space_runs_as_rayleigh_says():
    source = LayeredSource((Layer(1.0, 9.0),), "line", centre_hz=500.0, contact_mm=0.4)
    grid = WaveGrid((0.0,), 60.0, 1.0, laterals=41, times=640)
    record, _ = wave_field(WaveSpec(source, grid))
    far = record.motion[0] @ np.exp(-2j * np.pi * 500.0 * record.time_s)
    slope = np.polyfit(record.lateral_mm, np.unwrap(np.angle(far)), 1)[0]
    speed = 2.0 * np.pi * 500.0 / (-1e3 * slope)
    assert speed == pytest.approx(3.0 * rayleigh_ratio(), rel=1e-3)
    assert np.abs(far[40] / far[0]) == pytest.approx(1.0, abs=0.03)  # no loss, no spreading
    assert np.abs(record.motion[..., :8]).max() < 1e-3


@pytest.mark.parametrize("drive", ["pulse", "harmonic"])
def test_field_over_skin_carries_the_planted_mode(drive):
    skin = (
        Layer(0.1, 1333.0, loss_tangent=0.02),
        Layer(1.5, 13.0, loss_tangent=0.02),
        Layer(1.0, 60.0, loss_tangent=0.02),
    )
    source = LayeredSource(skin, "line", 0.4, drive, 1500.0, 0.6)
    record, truth = wave_field(WaveSpec(source, GRID))
    at = int(np.argmin(np.abs(truth.frequency_hz - 1500.0)))
    window = np.ones(256) if drive == "pulse" else np.hanning(256)
    far = record.motion[0] @ (window * np.exp(-2j * np.pi * 1500.0 * record.time_s))
    slope = np.polyfit(record.lateral_mm[40:], np.unwrap(np.angle(far[40:])), 1)[0]
    speed = 2.0 * np.pi * 1500.0 / (-1e3 * slope)
    assert speed == pytest.approx(truth.phase_speed_m_s[at], rel=5e-3)
    assert record.wave == "surface" and truth.shear_modulus_kpa is None


@pytest.mark.parametrize("contact", ["spot", "line"])
@pytest.mark.parametrize("drive", ["pulse", "harmonic"])
def test_quadrature_has_converged(contact, drive):
    lateral, depth = np.array([2.0, 6.0, 14.0]), np.array([0.0, 0.5, 2.5])
    time = 1e-4 * np.arange(200)
    source = LayeredSource(contact=contact, drive=drive)
    one = layered_motion_um(source, lateral, depth, time)
    two = layered_motion_um(source, lateral, depth, time, fineness=2.0)
    assert np.abs(one - two).max() < 1e-3


def test_slow_round_contact_presses_as_boussinesq_says():
    """Gaussian pressure at rest: u(r) / u(0) = exp(-q) I0(q), q = (r / 2a)^2."""
    source = LayeredSource((Layer(1.0, 9000.0),), drive="harmonic", centre_hz=1.0, contact_mm=0.8)
    lateral = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 8.0])
    time = np.linspace(0.0, 1.0, 40)
    motion = layered_motion_um(source, lateral, np.array([0.0]), time)[0]
    size = np.abs(motion).max(axis=1)
    assert size / size[0] == pytest.approx(ive(0, (lateral / 1.6) ** 2), rel=2e-3)


@pytest.mark.parametrize("contact", ["spot", "line"])
def test_bent_path_is_the_straight_integral(contact):
    """With loss the poles leave the real axis, and plain sums along it do."""
    skin = (Layer(1.0, 13.0, loss_tangent=0.3), Layer(1.0, 30.0, loss_tangent=0.3))
    source = LayeredSource(skin, contact, 1.0, "harmonic", 300.0)
    lateral, depth = np.array([2.0, 5.0, 9.0]), np.array([0.0, 1.4])
    motion = layered_motion_um(source, lateral, depth, np.array([0.0, 0.25 / 300.0]))
    found = motion[..., 0] - 1j * motion[..., 1]
    k = 0.25 + 0.5 * np.arange(16000)
    answer = depth_response_um_pa(skin, depth, k, 2 * np.pi * 300.0) * np.exp(-0.5e-6 * k**2)
    grow = 1e-3 * np.multiply.outer(lateral, k)
    table = k * j0(grow) if contact == "spot" else np.cos(grow)
    plain = answer @ table.T
    plain /= np.abs(plain[0, 0]) / 10.0
    assert found == pytest.approx(plain, abs=1e-4)


def test_too_coarse_in_time_is_refused():
    with pytest.raises(InputError, match="time step"):
        wave_field(WaveSpec(LayeredSource(centre_hz=4000.0), GRID))
