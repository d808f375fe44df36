"""Damage against its definition, published temperatures and a measurement apart from the fit."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from turgor.physics.heat.damage import (
    DamageSet,
    DamageTally,
    damage_set,
    damage_sets,
    log_damage_rate,
    omega_one_temperature_c,
)


@pytest.mark.parametrize(
    ("seconds", "wanted"), [(1e-3, 70.4), (1e-2, 66.8), (0.1, 63.3), (1.0, 59.9), (10.0, 56.6)]
)
def test_henriques_temperatures(seconds, wanted):
    """Temperatures that make Ω = 1, as tabulated with these coefficients."""
    assert omega_one_temperature_c(seconds, damage_set("henriques")) == pytest.approx(
        wanted, abs=0.06
    )


def test_collagen_denatures_as_measured_elsewhere():
    """Rat tail tendon at 58 °C: still going at 4 min, all but gone at 9 (Lin and others 2006).

    The coefficients are another group's (Maitland and Walsh 1997), from birefringence.
    """
    rate = math.exp(float(log_damage_rate(58.0, damage_set("collagen"))))
    assert math.exp(-rate * 9 * 60) < 0.1
    assert math.exp(-rate * 4 * 60) > 0.2


def test_heat_shock_comes_before_death():
    shock, death = damage_set("heat_shock"), damage_set("henriques")
    for seconds in (1e-3, 1e-2, 0.1, 1.0, 60.0):
        assert omega_one_temperature_c(seconds, shock) < omega_one_temperature_c(seconds, death)
    assert omega_one_temperature_c(60.0, shock) == pytest.approx(48.5, abs=0.05)
    assert omega_one_temperature_c(7200.0, shock) == pytest.approx(42.5, abs=0.05)


def bordered(value, dtype=np.float64):
    return np.full((3, 3), value, dtype=dtype)


def pulse_history(steps):
    """Up from 37 to 85 °C in 10 ms, back by 1/t."""
    up = np.linspace(37.0, 85.0, steps + 1)
    t = np.concatenate(
        [np.linspace(0.0, 0.01, steps + 1), 0.01 + np.geomspace(1e-5, 0.2, 3 * steps)]
    )
    return t, np.concatenate([up, 37.0 + 48.0 / (1.0 + np.geomspace(1e-5, 0.2, 3 * steps) / 0.02)])


def tallied(which, steps, dtype=np.float64, exact=False):
    tally = DamageTally([which], (1, 1), dtype, exact)
    t, temperature = pulse_history(steps)
    for i in range(len(t) - 1):
        tally.add(
            bordered(temperature[i], dtype), bordered(temperature[i + 1], dtype), t[i + 1] - t[i]
        )
    return float(tally.logs()[which.name][0, 0])


def integral(which):
    """ln of the damage integral of the same history by adaptive quadrature."""

    def rate(temperature):
        return math.exp(float(log_damage_rate(temperature, which)))

    rise = quad(lambda t: rate(37.0 + 48.0 * t / 0.01), 0.0, 0.01, points=[0.009], epsrel=1e-10)[0]
    fall = quad(
        lambda s: rate(37.0 + 48.0 / (1.0 + s / 0.02)), 0.0, 0.2, points=[0.002], epsrel=1e-10
    )
    return math.log(rise + fall[0])


@pytest.mark.parametrize("name", sorted(damage_sets()))
def test_tally_matches_the_integral(name):
    which = damage_set(name)
    assert tallied(which, 400, exact=True) == pytest.approx(integral(which), abs=2e-4)
    # a zone's own steps, some 40 up and 120 down, with mask and table
    assert math.exp(tallied(which, 40)) == pytest.approx(
        math.exp(integral(which)), rel=0.01, abs=2e-4
    )


@pytest.mark.parametrize("name", sorted(damage_sets()))
def test_single_and_double_precision_agree(name):
    which = damage_set(name)
    single, double = (tallied(which, 40, dtype) for dtype in (np.float32, np.float64))
    assert single == pytest.approx(double, abs=1e-3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_temperature_overflows(dtype):
    tally = DamageTally([damage_set("henriques"), damage_set("prostate")], (1, 1), dtype)
    tally.add(bordered(900.0, dtype), bordered(1200.0, dtype), 1.0)
    assert all(np.isfinite(field).all() for field in tally.logs().values())


def test_a_wrong_energy_would_be_seen():
    wrong = DamageSet("wrong", damage_set("henriques").log_a, 620.0, "none")
    assert abs(omega_one_temperature_c(0.01, wrong) - 66.8) > 2.0
