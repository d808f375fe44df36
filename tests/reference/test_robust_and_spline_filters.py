"""Robust Gaussian and spline filters against closed forms and dense second implementations."""

import numpy as np
import pytest

from turgor.measure.surface.filters.regression_gaussian import regression_gaussian_lowpass
from turgor.measure.surface.filters.robust_gaussian import robust_gaussian_lowpass
from turgor.measure.surface.filters.spline import spline_lowpass

PITCH = 10.0


def waviness(rows=300, cols=320):
    y, x = np.mgrid[0:rows, 0:cols] * PITCH
    return 0.05 * x + 30.0 * np.sin(2 * np.pi * x / 6000.0) * np.cos(2 * np.pi * y / 7000.0)


def test_robust_equals_plain_regression_among_normal_noise():
    """Biweights at three standard deviations drop little of a normal distribution."""
    rng = np.random.default_rng(1)
    height = waviness() + rng.normal(size=(300, 320))
    plain = regression_gaussian_lowpass(height, PITCH, PITCH, 800.0, 2)
    robust = robust_gaussian_lowpass(height, PITCH, PITCH, 800.0, 2)
    assert np.std(robust - plain) < 0.5 * np.std(plain - waviness())


@pytest.mark.parametrize("nesting", [300.0, 800.0])
def test_outliers_don_t_move_the_robust_reference(nesting):
    rng = np.random.default_rng(2)
    truth = waviness()
    height = truth + rng.normal(size=truth.shape)
    struck = rng.random(truth.shape) < 0.1
    height[struck] += rng.choice([-200.0, 350.0], size=int(struck.sum()))
    height[rng.random(truth.shape) < 0.05] = np.nan
    plain = regression_gaussian_lowpass(height, PITCH, PITCH, nesting, 2)
    robust = robust_gaussian_lowpass(height, PITCH, PITCH, nesting, 2)
    clean = regression_gaussian_lowpass(truth, PITCH, PITCH, nesting, 2)
    assert np.nanstd(robust - clean) < 0.05 * np.nanstd(plain - clean)


def test_robust_reference_spans_a_narrow_furrow():
    """A 200 µm deep, 0.2 mm wide furrow drags the plain reference down and not the robust one."""
    rng = np.random.default_rng(3)
    height = rng.normal(size=(200, 500))
    x = np.arange(500) * PITCH
    height += -200.0 * (np.abs(x - 2500.0) < 100.0)
    plain = regression_gaussian_lowpass(height, PITCH, PITCH, 2500.0, 1)
    robust = robust_gaussian_lowpass(height, PITCH, PITCH, 2500.0, 1)
    assert plain[:, 250].mean() < -20.0
    assert np.abs(robust).max() < 0.5


def test_robust_leaves_a_ramp_alone():
    y, x = np.mgrid[0:120, 0:150] * PITCH
    ramp = 0.1 * x - 0.2 * y
    assert np.abs(robust_gaussian_lowpass(ramp, PITCH, PITCH, 300.0) - ramp).max() < 1e-9


def closed_form(wavelength, nesting, beta):
    alpha2 = (0.5 / np.sin(np.pi * PITCH / nesting)) ** 2
    p = (2.0 * np.sin(np.pi * PITCH / wavelength)) ** 2
    return 1.0 / (1.0 + beta * alpha2 * p + (1.0 - beta) * (alpha2 * p) ** 2)


@pytest.mark.parametrize("nesting", [25.0, 100.0, 800.0])
@pytest.mark.parametrize("beta", [0.0, 0.625242, 1.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_spline_transmission_is_the_closed_form(nesting, beta, ratio):
    wavelength = nesting * ratio
    cols = int(12 * wavelength / PITCH)
    phase = 2 * np.pi * np.arange(cols) * PITCH / wavelength
    smooth = spline_lowpass(np.tile(np.cos(phase), (16, 1)), PITCH, PITCH, nesting, beta)
    middle = slice(cols // 2 - cols // 6, cols // 2 + cols // 6)
    design = np.stack([np.cos(phase[middle]), np.sin(phase[middle])], axis=-1)
    amplitude = np.linalg.lstsq(design, smooth[8, middle], rcond=None)[0][0]
    assert amplitude == pytest.approx(closed_form(wavelength, nesting, beta), abs=5e-4)
    if ratio == 1.0:
        assert amplitude == pytest.approx(0.5, abs=5e-4)


def dense_spline(height, pitch_x, pitch_y, nesting, beta):
    """The normal equations written out as one full matrix."""
    rows, cols = height.shape

    def gram(n, order):
        difference = np.diff(np.eye(n), order, axis=0)
        return difference.T @ difference

    ax, ay = ((0.5 / np.sin(np.pi * p / nesting)) ** 2 for p in (pitch_x, pitch_y))
    one_y, one_x = np.eye(rows), np.eye(cols)
    tension = ax * np.kron(one_y, gram(cols, 1)) + ay * np.kron(gram(rows, 1), one_x)
    bending = ax**2 * np.kron(one_y, gram(cols, 2)) + ay**2 * np.kron(gram(rows, 2), one_x)
    bending += 2 * ax * ay * np.kron(gram(rows, 1), gram(cols, 1))
    known = np.isfinite(height).ravel()
    matrix = np.diag(known.astype(float)) + beta * tension + (1 - beta) * bending
    solution = np.linalg.solve(matrix, np.where(known, height.ravel(), 0.0))
    return np.where(known, solution, np.nan).reshape(height.shape)


@pytest.mark.parametrize("beta", [0.0, 0.625242])
@pytest.mark.parametrize(("nesting", "allowed"), [(30.0, 1e-7), (150.0, 1e-7), (400.0, 5e-3)])
def test_spline_equals_the_dense_equations_with_gaps(nesting, allowed, beta):
    """On every point to rounding; on knots to 0.5 % of heights that are white noise."""
    rng = np.random.default_rng(4)
    height = rng.normal(size=(30, 34))
    height[rng.random(height.shape) < 0.2] = np.nan
    height[10:16, 5:14] = np.nan
    expected = dense_spline(height, 10.0, 12.0, nesting, beta)
    found = spline_lowpass(height, 10.0, 12.0, nesting, beta)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(height))
    assert np.nanmax(np.abs(found - expected)) < allowed


@pytest.mark.parametrize("nesting", [25.0, 150.0, 800.0])
def test_spline_leaves_a_ramp_alone(nesting):
    y, x = np.mgrid[0:120, 0:150] * PITCH
    ramp = 0.1 * x - 0.2 * y
    ramp[30:50, 30:70] = np.nan
    assert np.nanmax(np.abs(spline_lowpass(ramp, PITCH, PITCH, nesting) - ramp)) < 1e-9
