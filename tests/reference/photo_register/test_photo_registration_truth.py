"""Registration of photographs against movements that are known exactly."""

from dataclasses import replace

import numpy as np
import pytest
from skin_photograph import Spot, View, bend, photograph, skin

from turgor.errors import RegistrationError
from turgor.measure.photo.register import (
    PhotoLimits,
    refine,
    register_photographs,
    warp_to_baseline,
)
from turgor.record.photograph import Photograph

pytest.importorskip("cv2", reason="the photo extra is not installed")

SHAPE = (480, 640)


def planted_spots(count, shape, seed=5):
    rng = np.random.default_rng(seed)
    return [
        Spot(
            rng.uniform(40, shape[1] - 40), rng.uniform(40, shape[0] - 40), rng.uniform(6, 14),
            rng.uniform(0.2, 0.6), "pigment" if i % 2 else "vascular",
        )
        for i in range(count)
    ]  # fmt: skip


def true_errors(registration, view, side=50):
    """Distance between where the map puts a baseline point and where it is, and the error map."""
    rows, cols = view.shape
    y, x = np.mgrid[0.05 * rows : 0.95 * rows : side * 1j, 0.05 * cols : 0.95 * cols : side * 1j]
    px, py = view.skin_points(x.ravel(), y.ravel())
    kept = (px > 0) & (py > 0) & (px < registration.baseline_shape[1] - 1)
    kept &= py < registration.baseline_shape[0] - 1
    points = np.stack([px, py], axis=1)[kept]
    aim = np.stack([x.ravel(), y.ravel()], axis=1)[kept]
    error = np.hypot(*(registration.forward(points) - aim).T)
    return error, registration.error_at(points)


@pytest.fixture(scope="module")
def person():
    return skin(1, SHAPE).with_spots(planted_spots(16, SHAPE))


@pytest.fixture(scope="module")
def first(person):
    return Photograph(photograph(person, View(SHAPE), seed=1))


@pytest.mark.parametrize("shape", [(240, 320), (480, 640), (960, 1280)])
def test_similarity_and_six_pixels_of_bend(shape):
    made = skin(2, shape).with_spots(planted_spots(12, shape))
    view = View(shape, 4.0, 1.03, (9.0, -6.0), (0.03, 0.02), bend(3, 6.0))
    before = photograph(made, View(shape), seed=1)
    after = photograph(made, view, seed=2, gain=(1.1, 1.05, 1.0), light=0.2)
    found = register_photographs(Photograph(before), Photograph(after))
    error, told = true_errors(found, view)
    assert np.median(error) < 0.1
    assert np.percentile(error, 95) < 0.2
    assert np.mean(error < 2.0 * told) > 0.85
    assert 0.5 < np.median(told) / np.median(error) < 4.0


@pytest.mark.parametrize(
    "view",
    [
        View(SHAPE, 90.0), View(SHAPE, 180.0), View(SHAPE, 10.0, 1.25), View(SHAPE, 5.0, 0.7),
        View(SHAPE, 0.0, 1.0, (260.0, 0.0)), View(SHAPE, 2.0, 1.0, (0, 0), (0.15, 0.1)),
        View(SHAPE, 0.0, 1.0, (0, 0), (0, 0), bend(8, 12.0)),
    ],
    ids=["quarter", "half", "far", "near", "shifted", "tilted", "twelve-pixels"],
)  # fmt: skip
def test_poses(person, first, view):
    found = register_photographs(first, Photograph(photograph(person, view, seed=3)))
    error, _ = true_errors(found, view)
    assert np.median(error) < 0.1
    if view.bend is None:
        assert found.pose.scale == pytest.approx(1 / view.scale, rel=0.02)
        turn = (found.pose.rotation_deg + view.angle_deg + 180.0) % 360.0 - 180.0
        assert abs(turn) < 0.3
        assert found.strain_p95 < 0.02


def slopes(at, points, step=2.0):
    """(n, 2, 2) Jacobian of a map by central differences."""
    columns = []
    for move in (np.array([step, 0.0]), np.array([0.0, step])):
        columns.append((at(points + move) - at(points - move)) / (2 * step))
    return np.stack(columns, -1)


def test_strain_is_that_of_the_bend(person, first):
    """The stretch of the planted movement, by finite differences, against the strain stated."""
    view = View(SHAPE, 0.0, 1.0, (0, 0), (0, 0), bend(4, 8.0))
    found = register_photographs(first, Photograph(photograph(person, view, seed=3)))
    y, x = np.mgrid[100:380:30, 100:540:30].astype(float)
    seen = np.stack([x.ravel(), y.ravel()], 1)
    planted = slopes(lambda q: np.stack(view.skin_points(q[:, 0], q[:, 1]), -1), seen)
    points = np.stack(view.skin_points(seen[:, 0], seen[:, 1]), -1)
    read = slopes(found.forward, points)
    assert np.abs(read - np.linalg.inv(planted)).max() < 0.02
    field = found.skin_map.field
    assert np.abs(field.gradient_at(points) - slopes(field.at, points, 0.1)).max() < 1e-5
    # The pose holds little stretch of its own here, so the strains agree but for that.
    stretch = 1 / np.linalg.svd(planted, compute_uv=False)[:, ::-1] - 1
    largest = np.percentile(np.abs(stretch).max(axis=1), 95)
    stated = np.percentile(np.abs(found.skin_map.strain_at(points)).max(axis=1), 95)
    assert stated == pytest.approx(largest, abs=0.03)


@pytest.mark.parametrize("encode", [True, False])
def test_linear_arrays_and_coded_photographs_agree(person, encode):
    view = View(SHAPE, 3.0, 1.0, (5.0, 4.0), (0, 0), bend(3, 6.0))
    pair = [photograph(person, v, seed=i, encode=encode) for i, v in enumerate((View(SHAPE), view))]
    if encode:
        pair = [Photograph(one.astype(np.uint16) * 257) for one in pair]
    error, _ = true_errors(register_photographs(*pair), view)
    assert np.median(error) < 0.1


def changed(spots, name):
    return {
        "faded": lambda s: replace(s, amount=0.85 * s.amount),
        "gone": lambda s: replace(s, amount=0.0),
        "grown": lambda s: replace(s, radius=1.3 * s.radius),
        "shrunk": lambda s: replace(s, radius=0.7 * s.radius),
    }[name](spots)


def followed_share(found, view, spots):
    """How far the map moves each spot's outline in (-) or out, of the radius, against the truth."""
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    out = np.stack([np.cos(turn), np.sin(turn)], 1)
    moved = []
    for spot in spots:
        ring = np.array([spot.x, spot.y]) + spot.radius * out
        there = found.forward(ring)
        back = np.stack(view.skin_points(there[:, 0], there[:, 1]), 1) - ring
        moved.append(np.mean((back * out).sum(axis=1)) / spot.radius)
    return np.array(moved)


@pytest.mark.parametrize("name", ["faded", "gone", "grown", "shrunk"])
def test_change_of_spots_is_not_explained_away(person, first, name):
    """Every spot changes at once; the map must stay where it would be without any change."""
    view = View(SHAPE, 4.0, 1.0, (6.0, -5.0), (0, 0), bend(3, 6.0))
    after = person.with_spots([changed(spot, name) for spot in person.spots])
    found = register_photographs(first, Photograph(photograph(after, view, seed=2)))
    moved_out = followed_share(found, view, person.spots)
    # of the radius: 30 % of true change, of which less than half a percent may be explained
    assert np.abs(moved_out).max() < 0.01
    assert abs(np.mean(moved_out)) < 0.003


@pytest.mark.parametrize("free", [False, True], ids=["stiff", "free"])
def test_poor_relief_and_strong_spots(monkeypatch, free):
    """Spots shrunk by 30 % on skin with 1 % relief: a free flow takes all of it for motion."""
    rng = np.random.default_rng(5)
    spots = [
        Spot(rng.uniform(40, 600), rng.uniform(40, 440), rng.uniform(10, 18), rng.uniform(0.5, 0.9))
        for _ in range(16)
    ]
    view = View(SHAPE, 4.0, 1.0, (6.0, -5.0), (0, 0), bend(3, 6.0))
    made = skin(1, SHAPE, contrast=0.01).with_spots(spots)
    after = made.with_spots([changed(spot, "shrunk") for spot in spots])
    pair = [
        Photograph(photograph(made, View(SHAPE), seed=1, noise=0.004)),
        Photograph(photograph(after, view, seed=2, noise=0.004)),
    ]
    limits = PhotoLimits(largest_strain=9.0, largest_fold_fraction=1.0)
    if free:
        monkeypatch.setattr(refine, "BENDING_SHARE", 0.5)
        limits = replace(limits, nodes_along=60)
    share = followed_share(register_photographs(*pair, limits=limits), view, spots)
    if free:
        assert np.mean(share) < -0.2
    else:
        assert np.abs(share).max() < 0.015


def test_warped_picture_is_the_picture_from_the_baselines_place(person, first):
    """The follow-up without noise, warped, against the same light photographed from the front."""
    view = View(SHAPE, 4.0, 1.0, (6.0, -5.0), (0, 0), bend(3, 6.0))
    after = person.with_spots([changed(spot, "shrunk") for spot in person.spots])
    moved = photograph(after, view, noise=0.0, encode=False)
    found = register_photographs(first, Photograph(photograph(after, view, seed=2)))
    warped, valid = warp_to_baseline(moved, found)
    truth = photograph(after, View(SHAPE), noise=0.0, encode=False)
    apart = np.log(warped[valid]) - np.log(truth[valid])
    assert valid.mean() > 0.85
    assert np.isnan(warped[~valid]).all()
    assert np.sqrt(np.mean(apart**2)) < 0.006


def test_other_skin_is_refused(first):
    for seed in range(20, 26):
        other = skin(seed, SHAPE).with_spots(planted_spots(16, SHAPE, seed))
        with pytest.raises(RegistrationError, match="same skin"):
            register_photographs(first, Photograph(photograph(other, View(SHAPE), seed=seed)))
