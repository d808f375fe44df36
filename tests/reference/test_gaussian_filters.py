"""Gaussian and Gaussian regression against closed forms, SciPy and the dense local fit."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from turgor.measure.surface.filters.gaussian import gaussian_lowpass
from turgor.measure.surface.filters.nesting import ALPHA, axis, ideal_sigma
from turgor.measure.surface.filters.regression_gaussian import regression_gaussian_lowpass
from turgor.measure.surface.filters.separable import gaussian_regression

PITCH = 10.0


def passed(nesting_um, wavelength_um, order, diagonal=False):
    """Measured amplitude of a wave in the middle of a long map after the low-pass."""
    cols = int(8 * max(nesting_um, wavelength_um) / PITCH) + 40
    rows = cols if diagonal else 24
    along = np.arange(cols) * PITCH
    across = np.arange(rows)[:, None] * PITCH if diagonal else np.zeros((rows, 1))
    scale = 1 / np.sqrt(2) if diagonal else 1.0
    phase = 2 * np.pi * (along + across) * scale / wavelength_um
    smooth = regression_gaussian_lowpass(np.cos(phase), PITCH, PITCH, nesting_um, order)
    reach = max(4, round(0.5 * wavelength_um / PITCH))
    middle = slice(cols // 2 - reach, cols // 2 + reach)
    row = rows // 2
    design = np.stack([np.cos(phase[row, middle]), np.sin(phase[row, middle])], axis=-1)
    return np.linalg.lstsq(design, smooth[row, middle], rcond=None)[0][0]


def test_alpha_is_the_published_constant():
    assert pytest.approx(0.4697, abs=5e-5) == ALPHA
    # the second-order constant of the regression filter, as in the literature: 0.7309
    assert ideal_sigma(1.0, 2) * np.sqrt(2 * np.pi) == pytest.approx(0.7309, abs=5e-5)


#: at two points per period a local quadric passes all or nothing, so degree 2 starts above
HALF = [(n, order) for n in (20.0, 25.0, 50.0, 100.0, 250.0, 800.0) for order in (0, 1, 2)]
HALF.remove((20.0, 2))
#: five points per nesting index are too few for the closed form at half of it
CLOSED = [(n, r) for n in (50.0, 250.0, 800.0, 2500.0) for r in (0.5, 1.0, 2.0, 4.0)]
CLOSED.remove((50.0, 0.5))


@pytest.mark.parametrize(("nesting", "order"), HALF)
def test_half_passes_at_the_nesting_index(nesting, order):
    assert passed(nesting, nesting, order) == pytest.approx(0.5, abs=5e-4)


@pytest.mark.parametrize(("nesting", "ratio"), CLOSED)
def test_gaussian_transmission_is_the_closed_form(nesting, ratio):
    assert passed(nesting, nesting * ratio, 1) == pytest.approx(0.5 ** (1 / ratio**2), abs=5e-4)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_transmission_is_the_same_in_every_direction(ratio):
    wanted = 0.5 ** (1 / ratio**2)
    assert passed(300.0, 300.0 * ratio, 1, diagonal=True) == pytest.approx(wanted, abs=5e-4)


@pytest.mark.parametrize("nesting", [250.0, 800.0])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_quadratic_regression_transmission_is_the_closed_form(nesting, ratio):
    t = 1.6783469900 / ratio**2
    assert passed(nesting, nesting * ratio, 2) == pytest.approx((1 + t) * np.exp(-t), abs=5e-4)


@pytest.mark.parametrize("nesting", [60.0, 250.0, 800.0])
def test_interior_equals_scipy(nesting):
    height = np.random.default_rng(3).normal(size=(260, 280))
    sigma = ALPHA * nesting / PITCH / np.sqrt(2 * np.pi)
    expected = gaussian_filter(height, sigma, truncate=8.0)
    edge = int(6 * sigma)
    inside = (slice(edge, -edge), slice(edge, -edge))
    for order in (0, 1):
        found = regression_gaussian_lowpass(height, PITCH, PITCH, nesting, order)
        assert np.abs(found - expected)[inside].max() < 1e-3 * np.std(expected)


def dense_local_fit(height, nesting, pitch_x, pitch_y, order):
    """At each point a weighted least squares fit of all points, with numpy."""
    sigma_x = axis(nesting, pitch_x, order).sigma
    sigma_y = axis(nesting, pitch_y, order).sigma
    rows, cols = height.shape
    y, x = np.mgrid[0:rows, 0:cols]
    known = np.isfinite(height)
    out = np.full(height.shape, np.nan)
    for i, j in zip(*np.nonzero(known), strict=True):
        u, v = (x - j)[known] / sigma_x, (y - i)[known] / sigma_y
        root = np.exp(-0.25 * (u**2 + v**2))
        terms = [u**a * v**b for a in range(order + 1) for b in range(order + 1 - a)]
        design = np.stack(terms, axis=-1) * root[:, None]
        out[i, j] = np.linalg.lstsq(design, height[known] * root, rcond=None)[0][0]
    return out


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("nesting", [30.0, 120.0, 300.0, 520.0])
def test_equals_the_dense_local_fit_with_gaps(order, nesting):
    rng = np.random.default_rng(11)
    height = rng.normal(size=(34, 41))
    height[rng.random(height.shape) < 0.25] = np.nan
    height[8:14, 20:30] = np.nan
    height[:, 3] = np.nan
    expected = dense_local_fit(height, nesting, 10.0, 12.0, order)
    found = regression_gaussian_lowpass(height, 10.0, 12.0, nesting, order)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(height))
    # heights have standard deviation one: 1e-4 is the stated error of the coarse grid
    assert np.nanmax(np.abs(found - expected)) < 1e-4


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("nesting", [25.0, 250.0, 800.0, 2500.0])
def test_ramp_leaves_nothing_at_the_edges(order, nesting):
    """surfalize leaves 11.5 µm at slope 0.1 and 0.8 mm; the goal is below 0.0115 µm."""
    y, x = np.mgrid[0:300, 0:500] * PITCH
    ramp = 0.1 * x + 0.03 * y + 700.0
    ramp[40:60, 100:180] = np.nan
    reference = regression_gaussian_lowpass(ramp, PITCH, PITCH, nesting, order)
    assert np.nanmax(np.abs(ramp - reference)) < 1e-9


def test_ramp_among_microrelief_keeps_the_edge_clean():
    """Linearity: the edge of ramp plus texture is that of the texture alone, not 11.5 µm off."""
    rng = np.random.default_rng(4)
    _, x = np.mgrid[0:300, 0:400] * PITCH
    texture = 10.0 * rng.normal(size=x.shape)
    smooth = regression_gaussian_lowpass(texture, PITCH, PITCH, 800.0, 1)
    tilted = regression_gaussian_lowpass(texture + 0.1 * x, PITCH, PITCH, 800.0, 1)
    assert np.abs(tilted - 0.1 * x - smooth).max() < 1e-9


@pytest.mark.parametrize("nesting", [100.0, 800.0])
def test_quadric_is_reproduced_with_degree_two(nesting):
    y, x = np.mgrid[0:200, 0:220] * PITCH
    quadric = 1e-4 * x**2 - 2e-4 * y**2 + 5e-5 * x * y + 0.1 * x
    quadric[50:70, 50:90] = np.nan
    smooth = regression_gaussian_lowpass(quadric, PITCH, PITCH, nesting, 2)
    assert np.nanmax(np.abs(quadric - smooth)) < 1e-8


def test_weights_are_those_of_the_dense_fit():
    """A point of weight zero is no point, although it has a height."""
    rng = np.random.default_rng(12)
    height = rng.normal(size=(40, 40))
    weight = (rng.random(height.shape) < 0.7).astype(float)
    dropped = np.where(weight > 0, height, np.nan)
    for nesting in (120.0, 600.0):
        weighted = regression_gaussian_lowpass(height, PITCH, PITCH, nesting, 1, weight)
        without = regression_gaussian_lowpass(dropped, PITCH, PITCH, nesting, 1)
        found = np.where(weight > 0, weighted, np.nan)
        # the trend taken off before differs, so the coarse grid's own error shows
        assert np.nanmax(np.abs(found - without)) < 1e-4


@pytest.mark.parametrize("wavelength", [20.0, 40.0, 95.0, 100.0, 105.0, 160.0, 250.0])
def test_nothing_folds_back_from_the_coarse_grid(wavelength):
    """Waves near the node distance (100 µm here) must not turn into long ones."""
    regression = gaussian_regression(2500.0, PITCH, PITCH, 1)
    assert regression.x.step == 10
    phase = 2 * np.pi * np.arange(1600) * PITCH / wavelength
    smooth = regression.lowpass(np.broadcast_to(np.cos(phase), (30, 1600)).copy())
    assert np.abs(smooth[:, 400:-400]).max() < 1e-4


def test_plain_gaussian_is_normalised_by_what_is_there():
    height = np.full((50, 60), 7.0)
    height[::3, ::4] = np.nan
    found = gaussian_lowpass(height, PITCH, PITCH, 60.0)
    np.testing.assert_allclose(found[np.isfinite(height)], 7.0, rtol=1e-13)
