"""Laws that hold for any pose and any gentle field."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.measure.surface.register.nonrigid import split_off_rigid
from turgor.measure.surface.register.refine import BlockFit
from turgor.measure.surface.register.region import polygon_mask
from turgor.measure.surface.register.transform import (
    DisplacementField,
    Grid,
    Transform,
    still_field,
)

GRID = Grid((300, 400), 30.0, 25.0)
POSES = st.tuples(st.floats(-15, 15), st.floats(-3000, 3000), st.floats(-3000, 3000))


def transform(pose: tuple[float, float, float], seed: int, size_um: float) -> Transform:
    rng = np.random.default_rng(seed)
    still = still_field(GRID, 3500.0)
    x, y = (rng.normal(0.0, size_um, still.x_um.shape) for _ in range(2))
    field = DisplacementField(x, y, still.spacing_x_um, still.spacing_y_um)
    return Transform(pose[0], pose[1:], GRID.centre_um, field)


def points(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform([0, 0], GRID.size_um, (50, 2))


@settings(max_examples=40, deadline=None)
@given(POSES, st.integers(0, 999))
def test_back_undoes_forth(pose: tuple[float, float, float], seed: int) -> None:
    one = transform(pose, seed, 40.0)
    at = points(seed)
    assert np.allclose(one.backward(one.forward(at)), at, atol=0.01)


@settings(max_examples=40, deadline=None)
@given(POSES, st.integers(0, 999), st.floats(-1.5, 1.5))
def test_splitting_off_the_rigid_part_moves_no_point(
    pose: tuple[float, float, float], seed: int, hidden_deg: float
) -> None:
    one = transform(pose, seed, 30.0)
    # Hide a turn in the field, then ask for it to be taken out.
    rows, cols = one.field.x_um.shape
    across = (np.arange(cols) - 1.0) * one.field.spacing_x_um
    down = (np.arange(rows) - 1.0) * one.field.spacing_y_um
    grid_x, grid_y = np.meshgrid(across, down)
    turn = np.deg2rad(hidden_deg)
    hidden = replace(
        one.field, x_um=one.field.x_um - turn * grid_y, y_um=one.field.y_um + turn * grid_x
    )
    one = replace(one, field=hidden)
    at = points(seed)
    n = len(at)
    fit = BlockFit(at, np.ones(n), np.ones(n), np.zeros((n, 2, 2)), np.zeros((n, 2)), 1.0)
    other = split_off_rigid(one, fit)
    assert np.allclose(other.forward(at), one.forward(at), atol=1e-6)
    left = other.field.at(at)
    assert np.allclose(left.mean(axis=0), 0.0, atol=1e-6)
    arm = at - at.mean(axis=0)
    moment = np.sum(arm[:, 0] * left[:, 1] - arm[:, 1] * left[:, 0])
    assert abs(moment) / np.sum(arm**2) < 1e-6


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(-20, 20), st.integers(-20, 20))
def test_a_moved_polygon_holds_the_moved_points(
    seed: int, corners: int, down: int, across: int
) -> None:
    polygon = np.random.default_rng(seed).uniform(250.0, 750.0, (corners, 2))
    mask = polygon_mask(polygon, (100, 100), 10.0, 10.0)
    moved = polygon_mask(polygon + 10.0 * np.array([across, down]), (100, 100), 10.0, 10.0)
    assert np.count_nonzero(mask ^ np.roll(moved, (-down, -across), (0, 1))) <= 2


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 9))
def test_the_area_of_a_simple_polygon_is_the_shoelace_area(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    angle = (np.arange(corners) + rng.uniform(0.1, 0.9, corners)) * 2.0 * np.pi / corners
    radius = rng.uniform(150.0, 450.0, corners)
    polygon = 500.0 + radius[:, np.newaxis] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x, y = polygon.T
    area = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    edge = np.hypot(*(polygon - np.roll(polygon, -1, axis=0)).T).sum()
    count = np.count_nonzero(polygon_mask(polygon, (250, 250), 4.0, 4.0))
    assert abs(count * 16.0 - area) < 4.0 * edge * 0.5
