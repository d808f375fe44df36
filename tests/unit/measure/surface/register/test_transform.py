"""Carrying regions and masks to the follow-up."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.surface.register import Registration, carry_mask, carry_polygon, polygon_mask
from turgor.measure.surface.register.transform import (
    DisplacementField,
    Grid,
    Transform,
    still_field,
)

BASE = Grid((200, 300), 30.0, 30.0)
FOLLOW = Grid((260, 240), 28.0, 35.0)


def registration(transform: Transform, non_rigid: bool = True) -> Registration:
    return Registration(
        transform, BASE, FOLLOW, non_rigid, 1.0, 1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.0, (100.0, 2000.0)
    )


def stretched(share: float) -> DisplacementField:
    """A uniform stretch about the corner: a spline holds it exactly."""
    still = still_field(BASE, 2000.0)
    rows, cols = still.x_um.shape
    x, y = np.meshgrid(
        (np.arange(cols) - 1.0) * still.spacing_x_um, (np.arange(rows) - 1.0) * still.spacing_y_um
    )
    return DisplacementField(share * x, share * y, still.spacing_x_um, still.spacing_y_um)


def test_the_centre_goes_where_the_shift_says() -> None:
    found = registration(Transform(10.0, (123.0, -45.0), BASE.centre_um, still_field(BASE, 3500.0)))
    centre = np.array([BASE.centre_um])
    assert np.allclose(found.transform.forward(centre) - centre, [[123.0, -45.0]])
    assert found.rotation_deg == 10.0
    assert found.shift_um == (123.0, -45.0)


def test_a_positive_turn_takes_x_towards_y() -> None:
    turn = Transform(90.0, (0.0, 0.0), (0.0, 0.0), still_field(BASE, 3500.0))
    assert np.allclose(turn.forward(np.array([[100.0, 0.0]])), [[0.0, 100.0]], atol=1e-9)


def test_strain_of_a_uniform_stretch() -> None:
    points = np.array([[4000.0, 3000.0], [6000.0, 2000.0]])
    assert np.allclose(stretched(0.03).strain_at(points), 0.03, atol=1e-9)


def test_an_empty_region_becomes_the_outline_of_the_field() -> None:
    found = registration(
        Transform(0.0, (10.0, 20.0), BASE.centre_um, still_field(BASE, 3500.0)), non_rigid=False
    )
    carried = carry_polygon(found, np.empty((0, 2)))
    assert np.allclose(carried.min(axis=0), [10.0, 20.0])
    assert np.allclose(carried.max(axis=0), [9010.0, 6020.0])


def test_carried_polygon_and_carried_mask_hold_the_same_points() -> None:
    found = registration(Transform(6.0, (-400.0, 700.0), BASE.centre_um, stretched(0.02)))
    region = np.array([[3000.0, 1500.0], [5600.0, 2000.0], [4800.0, 4200.0], [3100.0, 3900.0]])
    by_polygon = polygon_mask(carry_polygon(found, region), FOLLOW.shape, 28.0, 35.0)
    mask = polygon_mask(region, BASE.shape, 30.0, 30.0)
    by_mask = carry_mask(found, mask, FOLLOW.shape)
    assert by_polygon.sum() > 1000
    # They may part only along the outline, where a mask knows whole points.
    assert np.count_nonzero(by_polygon ^ by_mask) < 0.05 * by_polygon.sum()
    area = by_polygon.sum() * 28.0 * 35.0 / (mask.sum() * 900.0)
    assert area == pytest.approx(1.02**2, rel=0.01)


def test_points_outside_the_baseline_are_not_carried() -> None:
    found = registration(
        Transform(0.0, (3000.0, 0.0), BASE.centre_um, still_field(BASE, 3500.0)), non_rigid=False
    )
    carried = carry_mask(found, np.ones(BASE.shape, dtype=bool), FOLLOW.shape)
    assert not carried[:, : int(3000.0 / 28.0) - 1].any()
    assert carried[:170, 110:].all()
    assert not carried[173:].any()


def test_a_mask_of_another_map_is_refused() -> None:
    found = registration(Transform(0.0, (0.0, 0.0), BASE.centre_um, still_field(BASE, 3500.0)))
    with pytest.raises(MeasureError, match="shape"):
        carry_mask(found, np.ones((5, 5), dtype=bool), FOLLOW.shape)
    with pytest.raises(MeasureError, match="polygon"):
        carry_polygon(found, np.zeros((2, 2)))
