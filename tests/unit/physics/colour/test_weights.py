"""Weights for any set of bands: a white is a white, gaps are bridged, ends are held."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import collect_citations
from turgor.physics.colour import ILLUMINANTS, OBSERVERS, tristimulus, white_point
from turgor.physics.colour.weights import band_weights, held_share

CONDITIONS = "D65", "cie-1931-2deg"
GRIDS = {
    "10 nm": np.arange(400.0, 701.0, 10.0),
    "20 nm": np.arange(400.0, 701.0, 20.0),
    "3 nm far beyond light": np.arange(250.0, 2501.0, 3.0),
    "0.37 nm": np.arange(350.0, 850.0, 0.37),
    "fine in blue, coarse in red": np.concatenate(
        (np.arange(400.0, 560.0), np.arange(560.0, 701.0, 10.0))
    ),
    "uneven": np.cumsum(np.concatenate(([380.0], np.tile([3.0, 11.0, 7.0, 17.0], 9)))),
}


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("observer", OBSERVERS)
@pytest.mark.parametrize("illuminant", ILLUMINANTS)
def test_a_grey_is_grey_on_any_bands(grid, illuminant, observer):
    nm = GRIDS[grid]
    xyz = tristimulus(nm, np.full(len(nm), 0.25), illuminant, observer)
    np.testing.assert_allclose(xyz, 0.25 * white_point(illuminant, observer), rtol=1e-12)


@pytest.mark.parametrize("grid", GRIDS)
def test_a_straight_slope_is_the_same_on_any_bands(grid):
    """Steeper than skin; the sum must not depend on how finely it was recorded."""
    nm, fine = GRIDS[grid], np.arange(360.0, 831.0)

    def slope(at):
        return 0.1 + 0.6 * (np.clip(at, 400.0, 700.0) - 400.0) / 300.0

    ours = tristimulus(nm, slope(nm), *CONDITIONS)
    np.testing.assert_allclose(ours, tristimulus(fine, slope(fine), *CONDITIONS), rtol=2e-3)


def test_a_gap_is_bridged_by_a_smooth_curve():
    nm = GRIDS["10 nm"]
    smooth = 0.3 + 0.2 * np.sin(nm / 60.0)
    gap = smooth.copy()
    gap[12] = np.nan
    whole = tristimulus(nm, np.array([smooth, gap, smooth]), *CONDITIONS)
    np.testing.assert_allclose(whole[1], whole[0], rtol=2e-3)
    np.testing.assert_array_equal(whole[2], whole[0])


def test_held_ends():
    assert held_share(400.0, 700.0, *CONDITIONS) == pytest.approx(0.0029, abs=2e-4)
    assert held_share(360.0, 740.0, *CONDITIONS) < 1e-4
    weights = band_weights(np.array([400.0, 700.0]), *CONDITIONS)
    np.testing.assert_allclose(weights.sum(axis=0), 1.0)


def test_cited_also_when_the_weights_are_kept():
    nm = GRIDS["10 nm"]
    for _ in range(2):
        with collect_citations() as (sources, _):
            tristimulus(nm, np.ones(len(nm)), *CONDITIONS)
        assert "cie-015-2018" in sources


@pytest.mark.parametrize(
    ("nm", "reflectance", "illuminant", "observer", "said"),
    [
        ([400, 500], [1, 1], "D60", "cie-1931-2deg", "illuminant 'D60'"),
        ([400, 500], [1, 1], "D65", "2", "observer '2'"),
        ([500, 400], [1, 1], "D65", "cie-1931-2deg", "rising"),
        ([400, 500], [1, 1, 1], "D65", "cie-1931-2deg", "doesn't fit"),
    ],
)
def test_refusals(nm, reflectance, illuminant, observer, said):
    with pytest.raises(InputError, match=said):
        tristimulus(nm, reflectance, illuminant, observer)


def test_one_recorded_band_is_no_colour():
    xyz = tristimulus([400, 500, 600], [np.nan, 0.2, np.nan], *CONDITIONS)
    assert np.isnan(xyz).all()
