"""The form operator's words, refusals, masks and gaps."""

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.surface.form import (
    fit_form,
    fit_form_robust,
    remove_form,
    remove_form_robust,
    remove_polynomial,
)
from turgor.measure.surface.form.named import fit_named_form, form_order


@pytest.fixture
def tilted():
    y, x = np.mgrid[0:40, 0:50] * 1.0
    return 3.0 * x - 2.0 * y + 100.0


@pytest.mark.parametrize("remove", [remove_form, remove_form_robust])
def test_missing_points_stay_missing_and_alone(tilted, remove):
    tilted[5, 6] = np.nan
    found = remove(tilted, 1.0, 1.0, 2)
    assert np.isnan(found[5, 6])
    assert np.isnan(found).sum() == 1


@pytest.mark.parametrize("remove", [remove_form, remove_form_robust])
def test_mask_informs_the_fit_and_form_goes_everywhere(tilted, remove):
    raised = tilted.copy()
    raised[:, 30:] += 500.0
    mask = np.zeros(tilted.shape, dtype=bool)
    mask[:, :30] = True
    found = remove(raised, 1.0, 1.0, 1, mask)
    np.testing.assert_allclose(found[:, :30], 0.0, atol=1e-9)
    np.testing.assert_allclose(found[:, 30:], 500.0, atol=1e-9)


def test_input_is_left_alone(tilted):
    before = tilted.copy()
    remove_form(tilted, 1.0, 1.0, 2)
    remove_form_robust(tilted, 1.0, 1.0, 2)
    np.testing.assert_array_equal(tilted, before)


def test_removed_form_put_back_is_the_map(tilted):
    form = fit_form(tilted + np.random.default_rng(0).normal(size=tilted.shape), 3)
    back = remove_polynomial(remove_polynomial(tilted, form), form, sign=-1.0)
    np.testing.assert_allclose(back, tilted, atol=1e-10)


@pytest.mark.parametrize("order", [-1, 7])
def test_order_out_of_range_is_refused(tilted, order):
    with pytest.raises(InputError, match="between 0 and 6"):
        remove_form(tilted, 1.0, 1.0, order)


@pytest.mark.parametrize("pitch", [0.0, -1.0, np.nan, np.inf])
def test_bad_pitch_is_refused(tilted, pitch):
    with pytest.raises(InputError, match="pitch"):
        remove_form(tilted, 1.0, pitch, 1)


def test_mask_of_another_shape_is_refused(tilted):
    with pytest.raises(InputError, match="differ in shape"):
        fit_form(tilted, 1, np.ones((3, 3), dtype=bool))


def test_no_map_is_refused():
    with pytest.raises(InputError, match="two dimensions"):
        fit_form(np.zeros((0, 5)), 1)
    with pytest.raises(InputError, match="two dimensions"):
        fit_form(np.zeros(5), 1)


@pytest.mark.parametrize("fit", [fit_form, fit_form_robust])
def test_too_few_points_are_refused(fit):
    height = np.full((20, 20), np.nan)
    height[3, 4] = height[10, 11] = 1.0
    with pytest.raises(MeasureError, match="needs at least 3 measured points, found 2"):
        fit(height, 1)


@pytest.mark.parametrize("fit", [fit_form, fit_form_robust])
def test_points_on_one_line_fix_no_plane(fit):
    height = np.full((20, 30), np.nan)
    height[7] = np.arange(30.0)
    with pytest.raises(MeasureError, match="too few rows or columns"):
        fit(height, 1)


def test_mean_needs_one_point_only():
    height = np.full((5, 5), np.nan)
    height[2, 2] = 42.0
    assert remove_form(height, 1.0, 1.0, 0)[2, 2] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("word", "order"),
    [("none", None), ("mean", 0), ("plane", 1), ("polynomial-2", 2), ("robust-polynomial-6", 6)],
)
def test_words(word, order):
    assert form_order(word) == order


@pytest.mark.parametrize("word", ["", "sphere", "polynomial-7", "polynomial-", "robust", "Plane"])
def test_unknown_words_are_refused(word):
    with pytest.raises(InputError, match="allowed: none, mean, plane"):
        form_order(word)


def test_named_fit_is_robust_only_when_named_so(tilted):
    tilted[:, 40:] += 400.0
    plain, robust = (fit_named_form(word, tilted) for word in ("plane", "robust-plane"))
    at = np.array([0.0])
    assert abs(robust.height_um(at, at)[0, 0] - 100.0) < 1e-6
    assert abs(plain.height_um(at, at)[0, 0] - 100.0) > 10.0
    with pytest.raises(InputError, match="no polynomial"):
        fit_named_form("none", tilted)
