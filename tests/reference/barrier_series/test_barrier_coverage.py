"""Do the uncertainties hold what they promise? Simulated readings whose noise hangs together."""

import numpy as np
import pytest

from turgor.measure.barrier.approach import fit_approach
from turgor.measure.barrier.noise import mean_variance_factor, neighbour_correlation
from turgor.measure.barrier.settings import BarrierSettings
from turgor.measure.barrier.steady import first_steady


def correlated(rng, count, rho, sd):
    """AR(1) noise of standard deviation ``sd``, stationary from its first value."""
    noise = np.empty(count)
    noise[0] = rng.standard_normal()
    for i in range(1, count):
        noise[i] = rho * noise[i - 1] + np.sqrt(1 - rho**2) * rng.standard_normal()
    return sd * noise


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8])
def test_variance_of_a_correlated_mean(rho):
    rng = np.random.default_rng(5)
    means = [correlated(rng, 20, rho, 1.0).mean() for _ in range(4000)]
    assert np.var(means) == pytest.approx(mean_variance_factor(20, rho), rel=0.1)


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.7])
def test_correlation_is_unbiased(rho):
    rng = np.random.default_rng(6)
    t = np.arange(60.0)
    found = []
    for _ in range(600):
        noise = correlated(rng, 60, rho, 1.0)
        found.append(neighbour_correlation(noise - np.polyval(np.polyfit(t, noise, 1), t), 2))
    assert np.mean(found) == pytest.approx(rho, abs=0.06 if rho else 0.08)


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.7])
def test_intervals_hold_what_they_promise(rho):
    """Mean ± 1.96 u of the steady window, 90 s at 1 Hz, noise 2 %: the truth inside 95 of 100."""
    rng = np.random.default_rng(7)
    t, settings = np.arange(90.0), BarrierSettings()
    inside, off = [], []
    for _ in range(500):
        y = 10.0 + correlated(rng, 90, rho, 0.2)
        steady, _ = first_steady(t, y, settings, fit_approach(t, y, 0.0)[0])
        if steady is not None:
            inside.append(abs(steady.mean - 10.0) <= 1.96 * steady.u)
            off.append(steady.mean - 10.0)
    assert len(inside) > 400
    assert np.mean(inside) >= 0.88
    assert abs(np.mean(off)) < 0.02


@pytest.mark.parametrize("rho", [0.0, 0.5])
@pytest.mark.parametrize("tau", [12.0, 30.0])
def test_intervals_of_the_asymptote(rho, tau):
    rng = np.random.default_rng(8)
    t = np.arange(120.0)
    inside, off = [], []
    for _ in range(200):
        y = 10.0 + 6.0 * np.exp(-t / tau) + correlated(rng, 120, rho, 0.2)
        fit, _ = fit_approach(t, y, 0.0)
        if fit is not None:
            inside.append(abs(fit.asymptote - 10.0) <= 1.96 * fit.u)
            off.append(fit.asymptote - 10.0)
    assert len(inside) > 180
    assert np.mean(inside) >= 0.88


@pytest.mark.parametrize("tau, seconds", [(10.0, 90), (20.0, 120), (40.0, 240)])
def test_a_settling_reading_is_not_called_steady_too_early(tau, seconds):
    """The window's mean lies within 3 % of the truth on average, and its u covers the rest."""
    rng = np.random.default_rng(9)
    t = np.arange(float(seconds))
    inside, off = [], []
    for _ in range(200):
        y = 10.0 + 8.0 * np.exp(-t / tau) + correlated(rng, seconds, 0.5, 0.2)
        steady, _ = first_steady(t, y, BarrierSettings(), fit_approach(t, y, 0.0)[0])
        if steady is not None:
            inside.append(abs(steady.mean - 10.0) <= 1.96 * steady.u)
            off.append(steady.mean / 10.0 - 1.0)
    assert len(inside) > 180
    assert 0.0 < np.mean(off) < 0.03
    assert np.mean(inside) >= 0.85


def test_a_reading_that_ends_too_soon_is_not_steady():
    """Time constant 100 s, 120 s recorded: it looks still for a while, and is 35 % too high."""
    rng = np.random.default_rng(10)
    t = np.arange(120.0)
    called = 0
    for _ in range(100):
        y = 10.0 + 8.0 * np.exp(-t / 100.0) + correlated(rng, 120, 0.5, 0.2)
        called += first_steady(t, y, BarrierSettings(), fit_approach(t, y, 0.0)[0])[0] is not None
    assert called <= 6
