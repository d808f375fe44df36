"""The tile bootstrap of areal parameters against the scatter of independent maps."""

import numpy as np

from turgor.measure.surface.spatial_u import PARAMETERS, spatial_uncertainty


def patch(seed):
    """Gaussian noise smoothed over about 5 points: many correlation lengths across the map."""
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(seed).standard_normal((240, 240))
    return 30.0 * gaussian_filter(noise, 3.0, mode="wrap")


def test_it_predicts_the_scatter_between_maps():
    maps = [patch(seed) for seed in range(60)]
    truth = np.std([m.std() for m in maps], ddof=1)
    told = [spatial_uncertainty(m, 10.0, 10.0, np.isfinite(m), 60.0)["sq"] for m in maps[:12]]
    assert abs(np.mean(told) / truth - 1.0) < 0.3


def test_a_small_or_flat_map_gives_none():
    flat = np.zeros((50, 50))
    assert spatial_uncertainty(flat, 10.0, 10.0, np.isfinite(flat), None) == {}
    small = patch(0)
    assert spatial_uncertainty(small, 10.0, 10.0, np.isfinite(small), 1000.0) == {}


def test_missing_points_are_left_out():
    holed = patch(1)
    holed[40:60, 30:90] = np.nan
    found = spatial_uncertainty(holed, 10.0, 10.0, np.isfinite(holed), 60.0)
    assert set(found) == set(PARAMETERS)
    assert all(np.isfinite(value) for value in found.values())
