"""Material ratio and volume parameters against curves in closed form."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from turgor.measure.surface.areal import areal_parameters

_FIELDS = Path(__file__).parents[1] / "surfaces" / "areal_fields.py"
_fields = runpy.run_path(str(_FIELDS))
points = _fields["points"]


def parameters(z, **more):
    return areal_parameters(z, 1.0, 1.0, features=False, **more).values


def by_quadrature(curve):
    """All parameters from a height-over-ratio function C(p), p in [0, 1], by scipy quadrature."""

    def inverse(height):
        if height >= curve(0.0):
            return 0.0
        if height <= curve(1.0):
            return 1.0
        return optimize.brentq(lambda p: curve(p) - height, 0.0, 1.0, xtol=1e-13)

    starts = np.linspace(0.0, 0.6, 60001)
    drops = curve(starts) - curve(starts + 0.4)
    start = starts[np.flatnonzero(drops <= drops.min() * (1 + 1e-9))[0]]
    middle = start + 0.2
    mean = integrate.quad(curve, start, start + 0.4)[0] / 0.4
    slope = integrate.quad(lambda p: (p - middle) * curve(p), start, start + 0.4)[0] / (0.4**3 / 12)
    upper, lower = mean - slope * middle, mean + slope * (1 - middle)
    mr1, mr2 = inverse(upper), inverse(lower)

    def material(p):
        return integrate.quad(lambda q: curve(q) - curve(p), 0, p, limit=200)[0]

    def void(p):
        return integrate.quad(lambda q: curve(p) - curve(q), p, 1, limit=200)[0]

    hill = integrate.quad(lambda q: curve(q) - upper, 0, mr1, limit=200)[0]
    dale = integrate.quad(lambda q: lower - curve(q), mr2, 1, limit=200)[0]
    return {
        "sk": upper - lower,
        "smrk1": 100 * mr1,
        "smrk2": 100 * mr2,
        "sak1": hill,
        "sak2": dale,
        "spk": 2 * hill / mr1 if mr1 > 0 else 0.0,
        "svk": 2 * dale / (1 - mr2) if mr2 < 1 else 0.0,
        "smc": curve(0.1),
        "sxp": curve(0.025) - curve(0.5),
        "sdc": curve(0.1) - curve(0.8),
        "vm": material(0.1),
        "vmp": material(0.1),
        "vmc": material(0.8) - material(0.1),
        "vv": void(0.1),
        "vvc": void(0.1) - void(0.8),
        "vvv": void(0.8),
    }


def agree(found, expected, rel=5e-3, scale=0.0):
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=rel, abs=5e-4 * scale), name


def test_ramp_curve():
    """A ramp has a straight curve: Sk is its whole height, nothing protrudes; volumes by hand.

    Vmp = h p²/2, Vvv = h (1 - q)²/2, Vmc = h (q² - p²)/2, Vvc = h ((1-p)² - (1-q)²)/2.
    """
    x, _ = points(20, 5000)
    h = 5000.0
    value = parameters(x)
    assert value["sk"] == pytest.approx(h, rel=1e-3)
    assert value["spk"] == pytest.approx(0, abs=1e-3 * h)
    assert value["svk"] == pytest.approx(0, abs=1e-3 * h)
    assert (value["smrk1"], value["smrk2"]) == pytest.approx((0, 100), abs=0.05)
    assert value["smr"] == pytest.approx(50, abs=0.02)
    assert value["sxp"] == pytest.approx(0.475 * h, rel=1e-3)
    assert value["sdc"] == pytest.approx(0.7 * h, rel=1e-3)
    assert value["vmp"] == pytest.approx(h * 0.1**2 / 2, rel=5e-3)
    assert value["vmc"] == pytest.approx(h * (0.8**2 - 0.1**2) / 2, rel=1e-3)
    assert value["vvc"] == pytest.approx(h * (0.9**2 - 0.2**2) / 2, rel=1e-3)
    assert value["vvv"] == pytest.approx(h * 0.2**2 / 2, rel=5e-3)


def test_sinusoid_curve_by_quadrature():
    """A sin has the curve A cos(pi p). Its secant is as flat at either end; the first counts."""
    x, _ = points(4, 200_000)
    z = 10 * np.sin(2 * np.pi * x / 200_000)
    agree(parameters(z), by_quadrature(lambda p: 10 * np.cos(np.pi * p)), scale=10)


def test_gaussian_curve_by_quadrature():
    """Exact normal quantiles as heights, cut at 1e-6 of either tail, in random places."""
    n = 1_000_000
    z = stats.norm.isf((np.arange(n) + 0.5) / n)
    np.random.default_rng(0).shuffle(z)
    span = 0.5 / n
    expected = by_quadrature(lambda p: stats.norm.isf(np.clip(p, span, 1 - span)))
    agree(parameters(z.reshape(1000, 1000)), expected)
    assert expected["sk"] == pytest.approx(2.55, abs=0.05)


def test_skewed_curve_by_quadrature():
    """Exponential dales under a plateau: a curve with no symmetry (heights log(1 - p))."""
    n = 1_000_000
    z = np.log1p(-(np.arange(n) + 0.5) / n)
    np.random.default_rng(0).shuffle(z)

    def curve(p):  # the mean of log(1 - p) is -1
        return np.log1p(-np.clip(p, 0, 1 - 0.5 / n)) + 1.0

    agree(parameters(z.reshape(1000, 1000)), by_quadrature(curve), scale=1)


def test_histogram_heights_equal_sorted_heights():
    """Smc from height classes against numpy's sorted quantile: wrong by one class (Sz/131072)."""
    rng = np.random.default_rng(11)
    z = rng.normal(size=(700, 700)) ** 3
    value = parameters(z)
    exact = np.quantile(z, 0.9) - z.mean()
    assert abs(value["smc"] - exact) <= 2 * value["sz"] / 131072


def test_void_and_material_fill_the_box():
    """Vm + what is missing from the box above Smc(p) close: Vv - Vm = Smc(p) on any surface."""
    rng = np.random.default_rng(12)
    z = rng.gamma(1.0, 4.0, (120, 130))
    value = parameters(z)
    assert value["vv"] - value["vm"] == pytest.approx(value["smc"], rel=1e-3)
    assert value["vv"] == pytest.approx(value["vvc"] + value["vvv"], rel=1e-12)
