"""Wrinkle-to-wrinkle distances and the reasons for a refusal."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import RegistrationError
from turgor.measure.surface.register import (
    Registration,
    RegistrationLimits,
    require_same_expression,
    wrinkle_distances,
)
from turgor.measure.surface.register.guard import require_same_skin
from turgor.measure.surface.register.transform import Grid, Transform, still_field

GRID = Grid((500, 500), 20.0, 20.0)
POSE = Transform(4.0, (800.0, -300.0), GRID.centre_um, still_field(GRID, 3500.0))
GOOD = Registration(POSE, GRID, GRID, True, 0.9, 0.8, 0.9, 1.0, 2.0, 0.3, 0.2, 0.5, (100.0, 2000.0))


def line(y_um: float, start: float = 1000.0, end: float = 9000.0) -> np.ndarray:
    x = np.arange(start, end, 40.0)
    return np.stack([x, y_um + 200.0 * np.sin(x / 1500.0)], axis=1)


def test_distances_are_those_planted_and_unchanged_under_a_rigid_move() -> None:
    lines = [line(2000.0), line(4500.0), line(8000.0)]
    later = [POSE.forward(one) for one in reversed(lines)]
    pairs = wrinkle_distances(GOOD, lines, later)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1), (2, 1)]
    # The lines are 2.5 and 3.5 mm apart along y; across, a little less where they slope.
    assert pairs[0].baseline_um == pytest.approx(2500.0, rel=0.02)
    assert pairs[1].baseline_um == pytest.approx(3500.0, rel=0.02)
    assert all(abs(pair.change_pct) < 0.1 for pair in pairs)
    require_same_expression(GOOD, pairs)


def test_a_wrinkle_found_over_less_of_its_length_changes_no_distance() -> None:
    lines = [line(2000.0), line(4500.0)]
    later = [POSE.forward(line(2000.0, 3000.0, 8000.0)), POSE.forward(line(4500.0, 500.0, 7000.0))]
    (pair,) = wrinkle_distances(GOOD, lines, later)
    assert abs(pair.change_pct) < 2.0


def test_a_frown_is_refused_with_both_distances() -> None:
    lines = [line(2000.0), line(4500.0)]
    later = [POSE.forward(line(2100.0)), POSE.forward(line(4400.0))]
    pairs = wrinkle_distances(GOOD, lines, later)
    with pytest.raises(RegistrationError, match=r"2\.\d\d mm apart .* 2\.\d\d mm .*-8\.\d %"):
        require_same_expression(GOOD, pairs)
    require_same_expression(GOOD, pairs, RegistrationLimits(largest_distance_change_pct=10.0))


def test_centroids_alone_are_enough() -> None:
    spots = [np.array([[2000.0, 3000.0]]), np.array([[6000.0, 3000.0]])]
    later = [POSE.forward(one) for one in spots]
    (pair,) = wrinkle_distances(GOOD, spots, later)
    assert pair.baseline_um == pytest.approx(4000.0)
    assert pair.followup_um == pytest.approx(4000.0)


def test_wrinkles_without_a_partner_are_left_out() -> None:
    assert wrinkle_distances(GOOD, [line(2000.0)], [POSE.forward(line(2000.0))]) == []
    assert wrinkle_distances(GOOD, [], []) == []
    far = [POSE.forward(line(2000.0)), POSE.forward(line(9500.0))]
    assert wrinkle_distances(GOOD, [line(2000.0), line(4500.0)], far) == []
    require_same_expression(GOOD, [])


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"correlation": 0.2}, "no reliable match: the relief correlates at 0.20"),
        ({"agreement_fraction": 0.3}, "no reliable match: 30 %"),
        ({"overlap_fraction": 0.2}, "overlap is too small: 20 %"),
        ({"shared_fraction": 0.01}, "too little was measured twice: 1 %"),
        ({"strain_pct": 5.5}, "expression differs: the skin is stretched by 5.5 %"),
    ],
)
def test_each_limit_has_its_reason(figures: dict[str, float], reason: str) -> None:
    require_same_skin(GOOD, RegistrationLimits())
    with pytest.raises(RegistrationError, match=reason):
        require_same_skin(replace(GOOD, **figures), RegistrationLimits())


def test_a_neighbour_found_over_less_of_its_length_is_judged_where_both_lie() -> None:
    """Two lines that run apart: cutting the second must not look like skin that moved."""
    x = np.arange(1000.0, 9000.0, 40.0)
    first, second = line(2000.0), np.stack([x, 3500.0 + 0.4 * (x - 1000.0)], axis=1)
    later = [POSE.forward(first), POSE.forward(second[100:])]
    (pair,) = wrinkle_distances(GOOD, [first, second], later)
    assert abs(pair.change_pct) < 2.0
