"""The bend against formulas: where a curve's speed is its mean speed, or where it has a corner."""

import numpy as np
import pytest

from turgor.measure.elasticity.suction.bend_kernel import bend_time

TIME = np.arange(0, 301) / 100.0


@pytest.mark.parametrize("at", [0.08, 0.1, 0.1207, 0.155, 0.1999])
@pytest.mark.parametrize("creep", [0.0, 0.03])
def test_a_corner_is_found_between_samples(at, creep):
    move = np.where(at >= TIME, 0.25 * TIME / at, 0.25 + creep * (TIME - at))
    total = 0.25 + creep * (3.0 - at)
    found, sharp = bend_time(TIME, move, 0.0, 3.0, total, 0.0)
    assert sharp
    assert found == pytest.approx(at, abs=1e-9)


@pytest.mark.parametrize("tau", [0.02, 0.03, 0.05, 0.1])
@pytest.mark.parametrize("rate", [0.0, 0.01])
def test_the_bend_of_an_exponential_by_hand(tau, rate):
    """z = A (1 - e^{-t/tau}) + r t stands farthest from its chord at tau ln(T / (tau (1 - E)))."""
    move = 0.25 * (1 - np.exp(-TIME / tau)) + rate * TIME
    by_hand = tau * np.log(3.0 / (tau * (1 - np.exp(-3.0 / tau))))
    found, sharp = bend_time(TIME, move, 0.0, 3.0, float(move[-1]), 0.0)
    assert not sharp
    assert found == pytest.approx(by_hand, abs=1e-5)


@pytest.mark.parametrize("tau", [0.03, 0.08])
@pytest.mark.parametrize(("noise", "bias", "scatter"), [(5e-4, 1e-3, 4e-3), (1e-3, 3e-3, 8e-3)])
def test_the_bend_under_noise(tau, noise, bias, scatter):
    move = 0.25 * (1 - np.exp(-TIME / tau)) + 0.05 * (1 - np.exp(-TIME))
    total = float(move[-1])
    slope = total / 3.0
    fine = np.linspace(0.05, 0.6, 200_001)
    speed = 0.25 / tau * np.exp(-fine / tau) + 0.05 * np.exp(-fine)
    by_hand = fine[np.argmin(np.abs(speed - slope))]
    rng = np.random.default_rng(7)
    found = np.array([
        bend_time(TIME, move + rng.normal(0, noise, len(TIME)), 0.0, 3.0, total, noise)[0]
        for _ in range(150)
    ])  # fmt: skip
    assert np.isfinite(found).all()
    assert abs(found.mean() - by_hand) < bias
    assert found.std() < scatter


def test_a_corner_under_noise():
    move = np.where(TIME <= 0.125, 2.0 * TIME, 0.25 + 0.02 * (TIME - 0.125))
    rng = np.random.default_rng(7)
    total = float(move[-1])
    found = np.array([
        bend_time(TIME, move + rng.normal(0, 1e-3, len(TIME)), 0.0, 3.0, total, 1e-3)[0]
        for _ in range(150)
    ])  # fmt: skip
    assert abs(found.mean() - 0.125) < 5e-4
    assert found.std() < 2e-3


def test_a_straight_rise_has_none():
    assert np.isnan(bend_time(TIME, 0.1 * TIME, 0.0, 3.0, 0.3, 0.0)[0])
    assert np.isnan(bend_time(TIME, -0.1 * TIME, 0.0, 3.0, -0.3, 0.0)[0])
