"""Group speed of pulses whose speed is known."""

import numpy as np
import pytest
from planted_waves import pulse

from turgor.measure.elasticity.wave.arrival import arrival_speed
from turgor.measure.elasticity.wave.direction import outward_only, outward_share
from turgor.measure.elasticity.wave.radon import radon_speed

DISTANCE, TIME = np.linspace(2.0, 16.7, 50), np.arange(200) * 1e-4
SPEEDS = (1.4, 2.0, 3.3, 6.0)


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("velocity", [False, True])
def test_a_planted_pulse_is_found(speed, velocity):
    motion = pulse(speed, DISTANCE, TIME)
    motion = np.gradient(motion, 1e-4, axis=1) if velocity else motion
    for by in ("energy", "peak"):
        found = radon_speed(motion, DISTANCE, TIME, by=by)
        assert found.speed_m_s == pytest.approx(speed, rel=5e-4)
        assert found.quality > 0.999
    assert arrival_speed(motion, DISTANCE, TIME).speed_m_s == pytest.approx(speed, rel=2e-3)


def test_uneven_and_few_laterals_do():
    rng = np.random.default_rng(4)
    distance = np.sort(rng.uniform(2.0, 15.0, 9))
    assert radon_speed(pulse(2.2, distance, TIME), distance, TIME).speed_m_s == pytest.approx(
        2.2, rel=1e-3
    )


def test_u_is_the_scatter_and_there_is_no_bias():
    """120 noisy planes: the mean error is within its standard error, u within a fifth of the sd."""
    rng = np.random.default_rng(11)
    speed, clean = 2.6, pulse(2.6, DISTANCE, TIME)
    found = [
        radon_speed(clean + 0.15 * rng.normal(size=clean.shape), DISTANCE, TIME) for _ in range(120)
    ]
    error = np.array([one.speed_m_s for one in found]) / speed - 1.0
    assert abs(error.mean()) < 2.0 * error.std() / np.sqrt(len(error))
    u = np.sqrt(np.mean([one.u_m_s**2 for one in found])) / speed
    assert u == pytest.approx(error.std(), rel=0.2)
    assert error.std() < 0.006


def test_the_centre_frequency_of_a_gaussian():
    """The velocity of a Gaussian of width s has its energy's mean at 1 / (pi^1.5 s)."""
    motion = np.gradient(pulse(3.0, DISTANCE, TIME), 1e-4, axis=1)
    found = radon_speed(motion, DISTANCE, TIME)
    assert found.centre_hz == pytest.approx(1.0 / (np.pi**1.5 * 0.6e-3), rel=0.02)


def test_outliers_don_t_bend_the_line():
    motion = pulse(2.0, DISTANCE, TIME)
    motion[::6] = np.random.default_rng(0).normal(size=motion[::6].shape) * 3.0
    found = arrival_speed(motion, DISTANCE, TIME)
    assert found.speed_m_s == pytest.approx(2.0, rel=0.01)
    assert found.quality < 0.9


def test_a_returning_wave_is_told_apart():
    out = np.gradient(pulse(2.5, DISTANCE, TIME), 1e-4, axis=1)
    back = np.gradient(pulse(2.5, DISTANCE[::-1] - 2.0, TIME, start_s=9e-3), 1e-4, axis=1)
    assert outward_share(out) > 0.95
    assert outward_share(back) < 0.05
    both = out + 0.6 * back
    assert outward_share(both) == pytest.approx(1 / 1.36, abs=0.08)
    alone = outward_only(both)
    assert np.abs(alone - out)[8:-8].mean() < 0.45 * np.abs(both - out)[8:-8].mean()
    assert radon_speed(alone, DISTANCE, TIME).speed_m_s == pytest.approx(2.5, rel=0.005)
