"""The parts of the borders' finder, each against something else that does the same."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.signal import savgol_filter
from scipy.special import spence

from turgor.measure.ultrasound import speckle
from turgor.measure.ultrasound.border import trend
from turgor.measure.ultrasound.border_kernel import border_evidence, smooth_course
from turgor.measure.ultrasound.geometry import normal_thickness
from turgor.measure.ultrasound.region_kernel import cheapest_pair, layer_costs
from turgor.measure.ultrasound.spatial import spatial_u


def test_trend_is_savitzky_and_golay():
    course = np.random.default_rng(0).normal(size=230).cumsum()
    smooth, slope = trend(course)
    window = 230 // 7 // 2 * 2 - 1
    assert np.allclose(smooth, savgol_filter(course, window, 2, mode="interp"))
    assert np.allclose(slope, savgol_filter(course, window, 2, deriv=1, mode="interp"))


def test_constants_of_speckle():
    def log_correlation(x):
        return spence(1.0 - x) / (np.pi**2 / 6.0) - 0.5

    at = brentq(log_correlation, 0.1, 0.99)
    assert np.exp(-0.5 * speckle._HALF**2) == pytest.approx(at, abs=2e-4)
    power = np.random.default_rng(1).exponential(size=400_000)
    low, high = np.percentile(10.0 * np.log10(power), (25, 75))
    assert high - low == pytest.approx(speckle.QUARTILES_DB, rel=0.01)


def test_forward_and_backward_is_the_sum_over_all_courses():
    """Against every one of 5^4 courses, added up."""
    rng = np.random.default_rng(2)
    evidence, drift, step = rng.normal(size=(4, 5)), np.array([0.0, 0.3, -0.6, 1.0]), 0.9
    kernel = np.exp(-0.5 * ((np.arange(-9, 10)[:, None] - drift) / step) ** 2)
    low, high = np.floor(drift - 3.5 * step) - 1, np.ceil(drift + 3.5 * step) + 1
    at = np.arange(-9, 10)[:, None]
    kernel = np.where((at >= np.maximum(low, -5)) & (at <= np.minimum(high, 5)), kernel, 0.0)
    kernel /= kernel.sum(axis=0)
    courses = np.array(np.meshgrid(*[range(5)] * 4)).reshape(4, -1)
    weight = np.exp(sum(evidence[c, courses[c]] for c in range(4)))
    for c in range(1, 4):
        weight = weight * kernel[courses[c] - courses[c - 1] + 9, c]
    total, mean, spread = smooth_course(evidence, drift, step)
    planted = (weight * courses).sum(axis=1) / weight.sum()
    assert np.allclose(mean, planted, atol=1e-6)
    square = (weight * courses**2).sum(axis=1) / weight.sum()
    assert np.allclose(spread, np.sqrt(square - planted**2), atol=1e-6)
    assert total == pytest.approx(np.log(weight.sum() / 5.0), abs=1e-6)


def test_evidence_peaks_at_a_border_without_noise():
    rows = np.arange(-20, 21)[:, None]
    power = np.where(rows + 0 * np.zeros((1, 3)) < 4, 0.1, 1.0)
    evidence = border_evidence(
        power, np.full(3, 0.1), np.full(3, 1.0), 10, 0.0, (0.02, 0.02)
    )  # fmt: skip
    assert abs(np.argmax(evidence[1]) - 10 - 3.5) <= 0.5
    none = border_evidence(power, np.zeros(3), np.full(3, 1.0), 10, 1.5, (0.02, 0.02))
    assert not none.any()


def test_three_layers_against_all_pairs():
    """The rough search against least squares of every pair of borders, one column."""
    rng = np.random.default_rng(3)
    level = np.r_[np.zeros(6), np.linspace(3, 2, 8), np.linspace(1, 0.5, 9)][:, None]
    level = level + 0.05 * rng.normal(size=level.shape)
    costs = layer_costs(level, np.ones_like(level), 3)
    s, b = cheapest_pair(costs, 1.0)[0]
    assert (s, b) == (6, 14)

    def rest(part, degree):
        if len(part) <= degree + 1:
            return 0.0
        x = np.arange(len(part))
        return float(((part - np.polyval(np.polyfit(x, part, degree), x)) ** 2).sum())

    y = level[:, 0]
    for s, b in ((6, 14), (4, 12), (8, 20)):
        planted = rest(y[:s], 0) + rest(y[s:b], 1) + rest(y[b:], 1)
        if np.isfinite(costs[0, s, b]):
            assert costs[0, s, b] == pytest.approx(planted, abs=1e-9)


def test_two_parallel_planes():
    columns = np.arange(200.0)
    upper = 50.0 + 0.8 * columns
    aspect = 0.25
    angle = np.arctan(0.8 * aspect)
    rows = normal_thickness(upper, upper + 100.0, upper, aspect)
    assert np.allclose(rows[40:], 100.0 * np.cos(angle), atol=1e-6)
    assert np.isnan(rows[0])  # the normal leaves the image before it gets there
    assert np.allclose(normal_thickness(upper, upper + 100.0, upper, None), 100.0)


def test_uncertainty_of_correlated_columns():
    """Against the spread of the mean over many series of the same correlation."""
    rng = np.random.default_rng(4)
    kernel = np.exp(-0.5 * (np.arange(-15, 16) / 5.0) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    series = [np.convolve(rng.normal(size=330), kernel, "valid") for _ in range(300)]
    means = np.std([one.mean() for one in series])
    stated = np.sqrt(np.mean([spatial_u(one) ** 2 for one in series]))
    assert stated == pytest.approx(means, rel=0.2)
    gaps = series[0].copy()
    gaps[50:90] = np.nan
    assert spatial_u(gaps) > 0.8 * spatial_u(series[0])
    assert spatial_u(np.full(5, 1.0)) is None and spatial_u(np.full(50, 1.0)) == 0.0
