"""What must not break the search: empty, tiny, all missing, noise, masks, closed lines."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.measure.surface.wrinkle import (
    WrinkleOptions,
    find_wrinkles,
    object_values,
    region_summary,
    region_values,
    wrinkle_conditions,
    wrinkle_mask,
)
from turgor.measure.surface.wrinkle.along import depth_along, reference_lines, summed_up
from turgor.measure.surface.wrinkle.stated import followed_values
from turgor.metrics import Measurand, all_metrics


def furrow(n=400, pitch=25.0, depth=150.0):
    y, x = (np.mgrid[0:n, 0:n] + 0.5) * pitch
    t = y - 0.5 * n * pitch - 0.15 * (x - 0.5 * n * pitch)
    return -depth * 0.5 ** ((t / 200.0) ** 2)


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (20, 20), (500, 2)])
def test_a_map_too_small_gives_nothing(shape):
    found = find_wrinkles(np.zeros(shape), 20.0, 20.0)
    assert found.wrinkles == ()
    assert found.lid_um.shape == shape


def test_all_missing_and_flat_give_nothing():
    found = find_wrinkles(np.full((300, 300), np.nan), 20.0, 20.0)
    assert found.wrinkles == ()
    assert np.isfinite(found.lid_um).all()
    assert find_wrinkles(np.zeros((300, 300)), 20.0, 20.0).wrinkles == ()


def test_pure_noise_gives_nothing():
    rng = np.random.default_rng(5)
    assert find_wrinkles(rng.normal(0, 20, (500, 600)), 25.0, 25.0).wrinkles == ()


def test_a_hair_across_does_not_cut_a_wrinkle_and_a_gap_spoils_only_itself():
    whole = find_wrinkles(furrow(), 25.0, 25.0).wrinkles[0]
    surface = furrow()
    surface[:, 180:188] = np.nan  # a hair of 0.2 mm straight across
    surface[50:80, 50:80] = np.nan
    surface[200, 100] = np.nan
    cut = find_wrinkles(surface, 25.0, 25.0)
    assert len(cut.wrinkles) == 1
    assert cut.wrinkles[0].length_mm == pytest.approx(whole.length_mm, rel=0.01)
    assert cut.wrinkles[0].volume_mm3 == pytest.approx(whole.volume_mm3, rel=0.02)
    assert cut.wrinkles[0].depth_mean_um == pytest.approx(whole.depth_mean_um, rel=0.01)
    assert cut.wrinkles[0].measured_share < 1.0


def test_the_mask_limits_the_search():
    keep = np.zeros((400, 400), dtype=bool)
    keep[:, :200] = True
    found = find_wrinkles(furrow(), 25.0, 25.0, keep)
    assert found.wrinkles[0].length_mm < 5.5
    assert found.wrinkles[0].centre_line_um[:, 0].max() <= 5200.0
    with pytest.raises(InputError, match="give one shape"):
        find_wrinkles(furrow(), 25.0, 25.0, keep[:10])


def test_a_closed_ring_ends():
    y, x = (np.mgrid[0:500, 0:500] + 0.5) * 25.0 - 6250.0
    ring = -120.0 * 0.5 ** (((np.hypot(x, y) - 4000.0) / 150.0) ** 2)
    found = find_wrinkles(ring, 25.0, 25.0)
    around = 2 * np.pi * 4.0
    assert sum(w.length_mm for w in found.wrinkles) == pytest.approx(around, rel=0.15)


def test_options_and_pitches_are_checked():
    with pytest.raises(InputError):
        WrinkleOptions(grid_um=0.0)
    with pytest.raises(InputError):
        find_wrinkles(furrow(), 0.0, 25.0)
    with pytest.raises(InputError, match="allowed"):
        region_summary(find_wrinkles(furrow(), 25.0, 25.0), object_class="crease")


def test_every_value_stands_in_the_catalogue():
    found = find_wrinkles(furrow(), 25.0, 25.0)
    assert not wrinkle_mask(find_wrinkles(np.zeros((300, 300)), 25.0, 25.0)).any()
    shared = {
        "device_class": "unknown",
        "height_reference": "absolute",
        "form": "none",
        "s_filter": "none",
        "s_nesting_um": 0.0,
    }
    own = wrinkle_conditions(found.options, "wrinkle")
    surface = furrow()
    again = summed_up(depth_along(surface, 25.0, 25.0, reference_lines(found)), 1.0)
    values = object_values(found.wrinkles[0]) | region_values(region_summary(found))
    values |= followed_values(again)
    for metric, value in values.items():
        Measurand.of(metric, shared | own)
        assert np.isfinite(value)
    stated = {m for m in all_metrics() if m.split(".")[0] in ("wrinkle", "wrinkle_object")}
    assert stated == set(values)
