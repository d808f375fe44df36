"""The points inside a drawn region, against closed forms and a point-by-point rule."""

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.surface.register.region import polygon_mask


def even_odd(polygon: np.ndarray, x: float, y: float) -> bool:
    """The textbook ray test, one point at a time."""
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if (y1 < y) != (y2 < y) and x > x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def test_empty_polygon_is_the_whole_field() -> None:
    assert polygon_mask(np.empty((0, 2)), (3, 4), 10.0, 10.0).all()


def test_rectangle_takes_the_cells_whose_centres_it_holds() -> None:
    box = np.array([[20.0, 10.0], [60.0, 10.0], [60.0, 30.0], [20.0, 30.0]])
    mask = polygon_mask(box, (6, 8), 10.0, 5.0)
    expected = np.zeros((6, 8), dtype=bool)
    expected[2:6, 2:6] = True
    assert np.array_equal(mask, expected)


def test_star_agrees_with_the_ray_test_point_by_point() -> None:
    rng = np.random.default_rng(3)
    angle = np.arange(5) * 4.0 * np.pi / 5.0  # a pentagram crosses itself
    star = np.column_stack([300 + 280 * np.cos(angle), 250 + 240 * np.sin(angle)])
    star += rng.normal(0, 5, star.shape)
    mask = polygon_mask(star, (50, 40), 15.0, 10.0)
    for row in range(50):
        for col in range(40):
            assert mask[row, col] == even_odd(star, (col + 0.5) * 15.0, (row + 0.5) * 10.0)


def test_neighbours_share_no_point_and_lose_none() -> None:
    cut = np.array([[130.0, -10.0], [75.0, 110.0]])
    left = np.vstack([[-10.0, -10.0], cut, [-10.0, 110.0]])
    right = np.vstack([[210.0, -10.0], [210.0, 110.0], cut[::-1]])
    a, b = (polygon_mask(part, (20, 40), 5.0, 5.0) for part in (left, right))
    assert not (a & b).any()
    assert (a | b).all()


def test_polygon_outside_the_field_holds_nothing() -> None:
    far = np.array([[900.0, 0.0], [990.0, 0.0], [990.0, 50.0]])
    assert not polygon_mask(far, (10, 10), 10.0, 10.0).any()


@pytest.mark.parametrize(
    "polygon",
    [np.zeros((2, 2)), np.zeros((3, 3)), np.array([[0.0, 0.0], [1.0, np.nan], [2.0, 2.0]])],
)
def test_malformed_polygon_is_refused(polygon: np.ndarray) -> None:
    with pytest.raises(MeasureError, match="polygon"):
        polygon_mask(polygon, (5, 5), 1.0, 1.0)


def test_pitch_must_be_positive() -> None:
    with pytest.raises(MeasureError, match="pitch"):
        polygon_mask(np.zeros((0, 2)), (5, 5), 0.0, 1.0)
