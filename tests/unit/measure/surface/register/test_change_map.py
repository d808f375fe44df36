"""The change map and the resampled follow-up on small maps with a known pose."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.surface.register import Registration, change_map, resample_to_baseline
from turgor.measure.surface.register.transform import Grid, Transform, still_field
from turgor.record.height_map import HeightMap

GRID = Grid((240, 260), 20.0, 20.0)
STILL = Transform(0.0, (0.0, 0.0), GRID.centre_um, still_field(GRID, 3500.0))
SAME = Registration(
    STILL, GRID, GRID, False, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.1, 0.0, (100.0, 2000.0)
)
X, Y = np.meshgrid((np.arange(260) + 0.5) * 20.0, (np.arange(240) + 0.5) * 20.0)


def test_another_seat_is_no_change_and_a_pit_is() -> None:
    rng = np.random.default_rng(1)
    skin = 20.0 * np.sin(X / 60.0) * np.cos(Y / 80.0)
    seat = 300.0 + 0.05 * X - 0.03 * Y + ((X - 2000.0) ** 2 + Y**2) / 2e5
    pit = -40.0 * np.exp(-0.5 * ((X - 2600.0) ** 2 + (Y - 2400.0) ** 2) / 150.0**2)
    before = HeightMap(skin + rng.normal(0.0, 1.0, X.shape), 20.0, 20.0)
    after = HeightMap(skin + seat + pit + rng.normal(0.0, 1.0, X.shape), 20.0, 20.0)
    change = change_map(SAME, before, after)
    assert np.abs(change.change_um - pit).max() < 8.0
    assert change.change_um[120, 130] == pytest.approx(-40.0, abs=5.0)
    assert change.background_um == pytest.approx(np.sqrt(2.0), rel=0.1)
    assert change.slip_um == pytest.approx(0.2)
    assert change.readable_um == pytest.approx(1.96 * np.hypot(0.2, change.background_um))
    assert change.readable[120, 130]
    smoothed = change_map(SAME, before, after, short_um=200.0)
    assert smoothed.background_um < 0.5 * change.background_um


def test_outside_the_region_and_the_overlap_nothing_is_said() -> None:
    height = np.random.default_rng(2).normal(0.0, 5.0, X.shape)
    height[50, 60] = np.nan
    one = HeightMap(height, 20.0, 20.0)
    box = np.array([[400.0, 400.0], [3000.0, 400.0], [3000.0, 3000.0], [400.0, 3000.0]])
    change = change_map(SAME, one, one, polygon_um=box)
    assert np.isfinite(change.change_um).sum() == 130 * 130 - 1
    assert np.isnan(change.change_um[50, 60])
    assert change.overlap_fraction == pytest.approx((130 * 130 - 1) / height.size)
    far = box + 50000.0
    with pytest.raises(MeasureError, match="at least 100"):
        change_map(SAME, one, one, polygon_um=far)


def test_one_missing_point_spoils_only_itself_when_resampled() -> None:
    height = 0.3 * X + 0.1 * Y
    height[100, 100] = np.nan
    moved = Transform(0.0, (7.0, -4.0), GRID.centre_um, STILL.field)
    found = resample_to_baseline(
        Registration(moved, *[GRID, GRID], False, *[1.0] * 8, (100.0, 2000.0)),
        HeightMap(height, 20.0, 20.0),
    )
    inner = found.height_um[2:-2, 2:-2]
    assert np.isnan(inner).sum() == 1
    expected = (0.3 * (X + 7.0) + 0.1 * (Y - 4.0))[2:-2, 2:-2]
    assert np.nanmax(np.abs(inner - expected)) < 1e-6
    assert "resampled-to-baseline" in found.flags


def test_maps_that_were_not_registered_are_refused() -> None:
    right = HeightMap(np.zeros(GRID.shape), 20.0, 20.0)
    wrong = HeightMap(np.zeros(GRID.shape), 20.0, 21.0)
    with pytest.raises(MeasureError, match="follow-up has"):
        resample_to_baseline(SAME, wrong)
    with pytest.raises(MeasureError, match="baseline has"):
        change_map(SAME, wrong, right)
