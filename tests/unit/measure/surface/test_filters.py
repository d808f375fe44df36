"""What every filter must do alike: refuse, keep gaps, spoil nothing, leave its input alone."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.measure.surface.filters.named import FILTER_WORDS, highpass_into, lowpass
from turgor.measure.surface.filters.regression_gaussian import regression_gaussian_lowpass
from turgor.measure.surface.filters.separable import gaussian_regression
from turgor.measure.surface.filters.spline import spline_lowpass

WORDS = [word for word in FILTER_WORDS if word != "none"]


@pytest.fixture
def texture():
    return np.random.default_rng(0).normal(size=(90, 110))


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("nesting", [30.0, 600.0])
def test_one_missing_point_spoils_only_itself(texture, word, nesting):
    whole = lowpass(word, texture, 10.0, 10.0, nesting)
    assert np.isfinite(whole).all()
    texture[40, 50] = np.nan
    found = lowpass(word, texture, 10.0, 10.0, nesting)
    assert np.isnan(found[40, 50])
    assert np.isnan(found).sum() == 1


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("nesting", [30.0, 600.0])
@pytest.mark.parametrize("wild", [np.inf, -np.inf])
def test_an_infinite_height_spoils_only_itself(texture, word, nesting, wild):
    texture[40, 50] = np.nan
    expected = lowpass(word, texture, 10.0, 10.0, nesting)
    texture[40, 50] = wild
    np.testing.assert_array_equal(lowpass(word, texture, 10.0, 10.0, nesting), expected)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("nesting", [30.0, 600.0])
def test_a_level_map_stays_level(word, nesting):
    level = np.full((40, 60), 12.5)
    level[::7, ::5] = np.nan
    found = lowpass(word, level, 10.0, 15.0, nesting)
    np.testing.assert_allclose(found[np.isfinite(level)], 12.5, rtol=1e-9)


@pytest.mark.parametrize("order", [0, 1, 2])
def test_coarse_across_and_every_point_down(texture, order):
    """Unequal pitches: nodes along x are picked, along y they are all kept."""
    regression = gaussian_regression(600.0, 10.0, 25.0, order)
    assert regression.x.step > 1
    assert regression.y.step == 1
    found = regression.lowpass(texture)
    turned = gaussian_regression(600.0, 25.0, 10.0, order).lowpass(texture.T.copy()).T
    np.testing.assert_allclose(found, turned, atol=1e-10)
    assert np.abs(found).max() < 1.0


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("nesting", [30.0, 600.0])
def test_highpass_is_the_rest_written_over_its_input(texture, word, nesting):
    before = texture.copy()
    smooth = lowpass(word, texture, 10.0, 10.0, nesting)
    np.testing.assert_array_equal(texture, before)
    rest = highpass_into(word, texture, 10.0, 10.0, nesting)
    assert np.shares_memory(rest, texture)
    np.testing.assert_allclose(rest + smooth, before, atol=1e-12)


def test_none_changes_nothing(texture):
    assert lowpass("none", texture, 1.0, 1.0, 0.0) is texture
    assert highpass_into("none", texture, 1.0, 1.0, 0.0) is texture


def test_unknown_word_is_refused(texture):
    with pytest.raises(InputError, match="allowed: none, gaussian"):
        lowpass("median", texture, 1.0, 1.0, 10.0)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("nesting", [15.0, 0.0, -3.0, np.nan])
def test_nesting_below_two_pitches_is_refused(texture, word, nesting):
    with pytest.raises(InputError, match="below two pitches"):
        lowpass(word, texture, 10.0, 5.0, nesting)


@pytest.mark.parametrize("word", WORDS)
def test_bad_pitch_is_refused(texture, word):
    with pytest.raises(InputError, match="pitch"):
        lowpass(word, texture, 0.0, 5.0, 100.0)


def test_other_degrees_and_tensions_are_refused(texture):
    with pytest.raises(InputError, match="local degree 3"):
        regression_gaussian_lowpass(texture, 10.0, 10.0, 100.0, 3)
    with pytest.raises(InputError, match="beta"):
        spline_lowpass(texture, 10.0, 10.0, 100.0, 1.5)


def test_weights_of_another_shape_are_refused(texture):
    with pytest.raises(InputError, match="differ in shape"):
        regression_gaussian_lowpass(texture, 10.0, 10.0, 100.0, 1, np.ones((2, 2)))
    with pytest.raises(InputError, match="two dimensions"):
        gaussian_regression(100.0, 10.0, 10.0, 1).lowpass(np.zeros((0, 4)))


@pytest.mark.parametrize("word", ["gaussian", "regression-gaussian", "robust-gaussian"])
@pytest.mark.parametrize("nesting", [30.0, 600.0])
def test_a_lonely_point_keeps_its_height(word, nesting):
    """Nothing lies near it: the degree falls to the mean, which is the point itself."""
    height = np.full((300, 300), np.nan)
    height[:20, :20] = np.random.default_rng(1).normal(size=(20, 20))
    height[250, 250] = 5.0
    assert lowpass(word, height, 10.0, 10.0, nesting)[250, 250] == pytest.approx(5.0, abs=0.05)


@pytest.mark.parametrize("word", ["gaussian", "regression-gaussian", "robust-gaussian"])
def test_a_map_without_points_stays_empty(word):
    for nesting in (30.0, 600.0):
        found = lowpass(word, np.full((60, 70), np.nan), 10.0, 10.0, nesting)
        assert np.isnan(found).all()


@pytest.mark.parametrize("nesting", [30.0, 600.0])
@pytest.mark.parametrize("order", [0, 1, 2])
def test_threads_don_t_change_the_result(monkeypatch, texture, nesting, order):
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("TURGOR_THREADS", threads)
        tall = np.tile(texture, (4, 1))
        found.append(regression_gaussian_lowpass(tall, 10.0, 10.0, nesting, order))
    np.testing.assert_allclose(found[0], found[1], atol=1e-11)
