"""Form removal against a second implementation (dense least squares) and closed forms."""

import numpy as np
import pytest

from turgor.measure.surface.form import fit_form, fit_form_robust, remove_form, remove_form_robust

ROWS, COLS = 61, 83


def dense_residual(height, order, use):
    """numpy's least squares on the stacked monomials, the long way."""
    rows, cols = height.shape
    y, x = np.mgrid[0:rows, 0:cols]
    x, y = 2 * x / (cols - 1) - 1, 2 * y / (rows - 1) - 1
    terms = [x**a * y**b for a in range(order + 1) for b in range(order + 1 - a)]
    design = np.stack(terms, axis=-1)
    solution = np.linalg.lstsq(design[use], height[use], rcond=None)[0]
    return height - design @ solution


@pytest.mark.parametrize("order", range(7))
@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_equals_dense_least_squares(order, gaps, masked):
    rng = np.random.default_rng(order)
    y, x = np.mgrid[0:ROWS, 0:COLS]
    height = 900.0 + 0.3 * x - 0.2 * y + 0.01 * x * y + rng.normal(size=(ROWS, COLS))
    if gaps:
        height[rng.random(height.shape) < 0.3] = np.nan
        height[20:30, :40] = np.nan
    mask = rng.random(height.shape) < 0.5 if masked else None
    use = np.isfinite(height) if mask is None else np.isfinite(height) & mask
    found = remove_form(height, 10.0, 12.0, order, mask)
    np.testing.assert_allclose(found, dense_residual(height, order, use), atol=1e-9)


@pytest.mark.parametrize("order", range(1, 7))
def test_a_polynomial_of_that_degree_is_removed_whole(order):
    y, x = np.mgrid[-1 : 1 : ROWS * 1j, -1 : 1 : COLS * 1j]
    height = 5000.0 * (0.3 + x - 0.5 * y) ** order
    height[10:20, 10:20] = np.nan
    assert np.nanmax(np.abs(remove_form(height, 10.0, 10.0, order))) < 1e-8
    if order > 1:
        assert np.nanmax(np.abs(remove_form(height, 10.0, 10.0, order - 1))) > 10.0


def test_sphere_after_quadric_leaves_its_fourth_order_term():
    """A cap of radius R leaves r^4 / (8 R^3) and higher: closed form, fitted the same dense way."""
    radius, pitch = 60_000.0, 250.0
    y, x = (np.mgrid[0:81, 0:81] - 40) * pitch
    cap = radius - np.sqrt(radius**2 - x**2 - y**2)
    quartic = (x**2 + y**2) ** 2 / (8 * radius**3)
    expected = dense_residual(quartic, 2, np.ones(cap.shape, dtype=bool))
    found = remove_form(cap, pitch, pitch, 2)
    # the sixth-order term r^6 / (16 R^5) is what remains between the two
    sixth = (x**2 + y**2) ** 3 / (16 * radius**5)
    assert np.abs(found - expected).max() < 1.2 * sixth.max()


def test_wrinkles_pull_the_robust_form_a_tenth_as_much():
    """A furrow near the edge: 156 µm off for least squares, 9 µm for the biweight. Flanks within
    three standard deviations of the skin keep a say, which no symmetric weight can tell apart."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:300, 0:400] * 10.0
    form = 0.1 * x + 1e-5 * (x - 2000.0) ** 2
    skin = rng.normal(scale=8.0, size=x.shape)
    furrow = -300.0 * np.exp(-0.5 * ((x - 3400.0 - 0.1 * y) / 150.0) ** 2)
    height = form + skin + furrow
    plain = fit_form(height, 2).height_um(np.arange(300.0), np.arange(400.0)) - form
    robust = fit_form_robust(height, 2).height_um(np.arange(300.0), np.arange(400.0)) - form
    assert np.abs(plain).max() > 100.0
    assert np.abs(robust).max() < 0.1 * np.abs(plain).max()


def test_planted_steep_outliers_leave_the_robust_form_exact():
    """Without flanks in between nothing is left of them."""
    rng = np.random.default_rng(6)
    _, x = np.mgrid[0:300, 0:400] * 10.0
    height = 0.1 * x + rng.normal(scale=8.0, size=x.shape)
    height[:, 340:380] -= 300.0
    robust = fit_form_robust(height, 2).height_um(np.arange(300.0), np.arange(400.0)) - 0.1 * x
    assert np.abs(robust).max() < 1.0


def test_robust_equals_plain_where_nothing_stands_out():
    """Biweights of normal residuals cost 4 % efficiency: both estimate the same plane."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:200, 0:200]
    height = 0.5 * x + 0.25 * y + rng.normal(size=(200, 200))
    plain, robust = remove_form(height, 1.0, 1.0, 1), remove_form_robust(height, 1.0, 1.0, 1)
    # standard error at a corner is sqrt(7 / 40000) = 0.013; the two differ by less
    assert np.abs(plain - robust).max() < 0.013


def test_the_robust_lattice_is_only_a_start():
    """Above 100 000 points weights settle on a lattice; the fit still uses every point."""
    rng = np.random.default_rng(8)
    height = rng.normal(size=(900, 1100))
    height[:, 300:320] -= 80.0
    form = fit_form_robust(height, 1).height_um(np.array([0.0, 899.0]), np.array([0.0, 1099.0]))
    assert np.abs(form).max() < 5 * np.sqrt(7 / height.size)
