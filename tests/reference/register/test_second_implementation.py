"""The kernels against SciPy and against the formulas written out point by point."""

import numpy as np
from scipy.interpolate import BSpline
from scipy.ndimage import gaussian_filter

from turgor.measure.surface.register.coarse import search
from turgor.measure.surface.register.prepare import SIGMA_AT_CUTOFF, Relief
from turgor.measure.surface.register.transform import (
    DisplacementField,
    Grid,
    Transform,
    still_field,
)
from turgor.measure.surface.register.warp import SUMS, block_sums, look_up


def smooth_noise(shape, sigma, seed):
    return gaussian_filter(np.random.default_rng(seed).normal(size=shape), sigma, mode="wrap")


def bent(grid, seed=0, size=80.0):
    rng = np.random.default_rng(seed)
    still = still_field(grid, 900.0)
    x, y = (rng.normal(0.0, size, still.x_um.shape) for _ in range(2))
    return DisplacementField(x, y, still.spacing_x_um, still.spacing_y_um)


def test_field_is_scipys_tensor_spline():
    grid = Grid((60, 80), 50.0, 40.0)
    field = bent(grid)
    points = np.random.default_rng(1).uniform([0, 0], grid.size_um, (200, 2))
    rows, cols = field.x_um.shape
    # Node i sits at (i - 1) spacings, and its cubic reaches two spacings to both sides.
    knots_y = (np.arange(rows + 4) - 3.0) * field.spacing_y_um
    knots_x = (np.arange(cols + 4) - 3.0) * field.spacing_x_um
    for nodes, found in zip((field.x_um, field.y_um), field.at(points).T, strict=True):
        along = BSpline(knots_y, nodes, 3)(points[:, 1])
        expected = [BSpline(knots_x, a, 3)(p) for a, p in zip(along, points[:, 0], strict=True)]
        assert np.allclose(found, expected, atol=1e-9)


def test_looked_up_heights_lie_where_the_transform_puts_the_points():
    """A plane is reproduced exactly, so each height tells where it was taken."""
    base, follow = Grid((50, 70), 40.0, 30.0), Grid((90, 80), 33.0, 29.0)
    transform = Transform(7.0, (60.0, -80.0), base.centre_um, bent(base, size=15.0))
    x, y = np.meshgrid((np.arange(80) + 0.5) * 33.0, (np.arange(90) + 0.5) * 29.0)
    points = np.stack(
        np.meshgrid((np.arange(70) + 0.5) * 40.0, (np.arange(50) + 0.5) * 30.0), axis=-1
    ).reshape(-1, 2)
    went = transform.forward(points).reshape(50, 70, 2)
    for heights, expected in ((x, went[..., 0]), (y, went[..., 1])):
        found = look_up(heights, follow, base, transform)
        inner = np.isfinite(found) & (went > 40.0).all(axis=2)
        inner &= (went < np.array(follow.size_um) - 40.0).all(axis=2)
        assert inner.mean() > 0.7
        assert np.allclose(found[inner], expected[inner], atol=1e-6)


def test_interpolation_error_falls_with_the_third_power_of_the_pitch():
    """Keys 1981: cubic convolution is third order on smooth functions."""
    errors = []
    for count in (40, 80, 160):
        pitch = 2000.0 / count
        grid = Grid((count, count), pitch, pitch)
        side = (np.arange(count) + 0.5) * pitch
        wave = np.sin(2 * np.pi * side / 500.0)
        heights = np.outer(wave, wave)
        transform = Transform(0.0, (0.37 * pitch, 0.0), grid.centre_um, still_field(grid, 3500.0))
        expected = np.outer(wave, np.sin(2 * np.pi * (side + 0.37 * pitch) / 500.0))
        found = look_up(heights, grid, grid, transform)
        errors.append(np.abs(found - expected)[4:-4, 4:-4].max())
    assert errors[0] / errors[1] > 6.5
    assert errors[1] / errors[2] > 6.5


def test_block_sums_are_the_sums_of_their_points():
    value = smooth_noise((40, 48), 2.0, 1).astype(np.float32)
    weight = (np.random.default_rng(2).uniform(size=value.shape) > 0.3).astype(np.float32)
    relief = Relief(value, weight, 20.0, 20.0)
    whole = Relief(value, np.ones_like(weight), 20.0, 20.0)
    grid = Grid((40, 48), 20.0, 20.0)
    still = Transform(0.0, (0.0, 0.0), grid.centre_um, still_field(grid, 3500.0))
    sums, centres = block_sums(relief, whole, still, 160.0)
    gx = np.gradient(value.astype(float), 20.0, axis=1)
    gy = np.gradient(value.astype(float), 20.0, axis=0)
    inner = weight.copy()
    inner[:1] = inner[-2:] = inner[:, :1] = inner[:, -2:] = 0.0  # where the cubic has no room
    b = value.astype(float)
    terms = {
        "w": 1.0, "b": b, "f": b, "bb": b * b, "ff": b * b, "bf": b * b, "gx": gx, "gy": gy,
        "bgx": b * gx, "bgy": b * gy, "fgx": b * gx, "fgy": b * gy,
        "gxx": gx * gx, "gxy": gx * gy, "gyy": gy * gy,
    }  # fmt: skip
    for n, name in enumerate(SUMS):
        expected = (inner * terms[name]).reshape(5, 8, 6, 8).sum(axis=(1, 3)).ravel()
        assert np.allclose(sums[:, n], expected, rtol=1e-4, atol=1e-6), name
    assert np.allclose(centres[0], [80.0, 80.0])


def test_gaussian_passes_half_at_its_wavelength():
    wave = np.cos(2 * np.pi * np.arange(4000) / 200.0)
    passed = gaussian_filter(wave, SIGMA_AT_CUTOFF * 200.0, mode="wrap", truncate=8.0)
    assert np.isclose(passed.max(), 0.5, atol=1e-4)


def test_coarse_search_finds_what_the_direct_sum_finds():
    """The best shift by Fourier transform against the formula summed out for every shift."""
    field = smooth_noise((90, 90), 1.5, 3)
    field /= field.std()
    rng = np.random.default_rng(4)
    first, second = field[10:70, 10:70], field[22:82, 3:63]
    masks = [(rng.uniform(size=(60, 60)) > 0.25).astype(np.float32) for _ in range(2)]
    reliefs = [
        Relief((part * mask).astype(np.float32), mask, 100.0, 100.0)
        for part, mask in zip((first, second), masks, strict=True)
    ]
    best = search(*reliefs, 1.0, 0.3)[0]
    scores = {}
    for down in range(-25, 26):
        for across in range(-25, 26):
            rows = slice(max(0, -down), min(60, 60 - down))
            cols = slice(max(0, -across), min(60, 60 - across))
            there = (
                slice(rows.start + down, rows.stop + down),
                slice(cols.start + across, cols.stop + across),
            )
            both = masks[0][rows, cols] * masks[1][there]
            a, b = first[rows, cols] * both, second[there] * both
            scores[across, down] = np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b))
            scores[across, down] *= np.sqrt(both.sum())
    across, down = max(scores, key=scores.get)
    assert (across, down) == (7, -12)
    assert np.allclose(best.shift_um, (100.0 * across, 100.0 * down), atol=60.0)
