"""The field that all captures share, against a count on a fine raster and closed forms."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.surface.register import Registration, polygon_mask
from turgor.measure.surface.register.transform import Grid, Transform, still_field
from turgor.workflow.carrying import EDGE_UM, clip_convex, restored, shared_field, stored

GRID = Grid((600, 800), 10.0, 10.0)


def laid(rotation_deg: float, shift_um: tuple[float, float]) -> Registration:
    field = still_field(GRID, 3500.0)
    transform = Transform(rotation_deg, shift_um, GRID.centre_um, field)
    return Registration(
        transform=transform,
        baseline_grid=GRID,
        followup_grid=GRID,
        non_rigid=False,
        overlap_fraction=0.9,
        shared_fraction=0.9,
        correlation=0.9,
        agreement_fraction=0.9,
        residual_rms_um=1.0,
        residual_displacement_um=float("nan"),
        slope_rms=0.1,
        strain_pct=0.0,
        band_um=(100.0, 2000.0),
    )


def area(polygon: tuple[tuple[float, float], ...]) -> float:
    x, y = np.array(polygon).T
    return abs(0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))


def test_alone_it_is_the_field_less_its_edge() -> None:
    assert area(shared_field(GRID, [])) == (8000 - 2 * EDGE_UM) * (6000 - 2 * EDGE_UM)


def test_pure_shifts_in_closed_form() -> None:
    found = shared_field(GRID, [laid(0.0, (1000.0, 0.0)), laid(0.0, (0.0, -500.0))])
    assert area(found) == pytest.approx((7800 - 1000) * (5800 - 500))


def test_turned_fields_against_a_raster() -> None:
    """Second implementation: points on a 10 µm raster, asked one by one of every transform."""
    others = [laid(3.0, (700.0, -300.0)), laid(-5.0, (-200.0, 900.0)), laid(1.0, (300.0, 300.0))]
    y, x = np.mgrid[5.0:6000:10.0, 5.0:8000:10.0]
    points = np.stack([x.ravel(), y.ravel()], axis=1)

    def inside(where: np.ndarray) -> np.ndarray:
        low, high = EDGE_UM, np.array([8000.0, 6000.0]) - EDGE_UM
        return ((where >= low) & (where <= high)).all(axis=1)

    wanted = inside(points)
    for other in others:
        wanted &= inside(other.transform.forward(points))
    found = shared_field(GRID, others)
    mask = polygon_mask(np.array(found), GRID.shape, 10.0, 10.0).ravel()
    assert np.count_nonzero(mask != wanted) / np.count_nonzero(wanted) < 1e-3
    assert area(found) == pytest.approx(1e2 * np.count_nonzero(wanted), rel=1e-3)
    turned_round = shared_field(GRID, others[::-1])
    assert area(turned_round) == pytest.approx(area(found), rel=1e-6)


def test_what_shares_nothing_is_refused() -> None:
    with pytest.raises(MeasureError, match="share only 0 %"):
        shared_field(GRID, [laid(0.0, (4500.0, 0.0)), laid(0.0, (-4500.0, 0.0))])


def test_either_turning_of_the_window_clips_alike() -> None:
    square = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])
    window = square + 1.0
    for turned in (window, window[::-1]):
        cut = clip_convex(square, turned)
        assert area(tuple(map(tuple, cut))) == pytest.approx(1.0)


def test_a_kept_registration_comes_back_exactly() -> None:
    rng = np.random.default_rng(3)
    found = laid(2.345678901234567, (12.3, -4.56))
    found.transform.field.x_um[:] = rng.normal(size=found.transform.field.x_um.shape)
    back = restored(stored(found, "a" * 64, "b" * 64))
    assert np.isnan(back.residual_displacement_um)
    assert np.array_equal(back.transform.field.x_um, found.transform.field.x_um)
    points = rng.uniform(0, 5000, size=(50, 2))
    assert np.array_equal(back.transform.forward(points), found.transform.forward(points))
    assert (back.baseline_grid, back.band_um) == (found.baseline_grid, found.band_um)
