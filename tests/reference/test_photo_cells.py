"""One drawn skin, photographed from nearer and farther: lines and pores must hardly change.

The skin is a function of millimetres, put on pixels of each size by means over sixteenths of a
pixel, blurred by a camera, and given new noise.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from turgor.measure.photo.cell import CELLS_UM, cell_grid, chosen_cell_um
from turgor.measure.photo.correct import identity_correction
from turgor.measure.photo.whole import PhotoOptions, measure_photograph
from turgor.record.photograph import Photograph

SIZE_MM = (40.0, 50.0)
SKIN = np.array([0.42, 0.26, 0.19])  # linear sRGB
PLAIN = identity_correction(256, "srgb")
FINE = 4


@dataclass(frozen=True)
class Drawn:
    """Lines as densely sampled (x, y) in mm, and pores as x, y, diameter."""

    lines: tuple[np.ndarray, ...]
    pores: np.ndarray

    def darkness(self, um):
        fine = um / 1000.0 / FINE
        rows, cols = (int(n / (um / 1000.0)) * FINE for n in SIZE_MM)
        y, x = (np.arange(n) * fine + 0.5 * fine for n in (rows, cols))
        dark = np.zeros((rows, cols))
        places = np.stack(np.meshgrid(x, y), -1)
        for line in self.lines:
            top, end = np.searchsorted(y, [line[:, 1].min() - 1.5, line[:, 1].max() + 1.5])
            part = places[top:end].reshape(-1, 2)
            near, _ = cKDTree(line).query(part, distance_upper_bound=1.4)
            furrow = 0.15 * np.exp(-0.5 * (near / 0.22) ** 2)
            dark[top:end] += furrow.reshape(end - top, cols)
        for px, py, d in self.pores:
            r = slice(*np.searchsorted(y, [py - d, py + d]))
            c = slice(*np.searchsorted(x, [px - d, px + d]))
            dark[r, c] += 0.3 * (np.hypot(x[c][None] - px, y[r][:, None] - py) <= d / 2)
        return dark.reshape(rows // FINE, FINE, cols // FINE, FINE).mean(axis=(1, 3))


def drawn(seed):
    rng = np.random.default_rng(seed)
    t = np.linspace(5.0, 45.0, 8000)
    lines = tuple(
        np.stack([t, 4 + 8 * k + 0.8 * np.sin(t / 4 + rng.uniform(0, 6))], 1) for k in range(5)
    )
    kept = []
    while len(kept) < 150:
        p = rng.uniform([1.5, 1.5], [48.5, 38.5])
        free = min(np.hypot(*(line - p).T).min() for line in lines) > 1.5
        if free and all(np.hypot(*(p - q)) > 1.2 for q in kept):
            kept.append(p)
    return Drawn(lines, np.column_stack([kept, rng.uniform(0.35, 0.52, len(kept))]))


def photographed(skin, um, seed):
    dark = gaussian_filter(skin.darkness(um), 0.6)
    rng = np.random.default_rng(seed)
    linear = SKIN * np.exp(-dark)[..., None] * (1 + 0.01 * rng.normal(size=(*dark.shape, 3)))
    v = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return Photograph(np.round(255 * v).astype(np.uint8))


def measured(skin, um, seed, options=None):
    found = measure_photograph(
        photographed(skin, um, seed), PLAIN, capture_sha256="ab" * 32, um_per_px=um,
        options=options or PhotoOptions(),
    )  # fmt: skip
    kinds = ("photo.line", "photo.pore")
    return {f.metric: f for f in found.findings if f.metric.startswith(kinds)}


@pytest.fixture(scope="module", params=[1, 5])
def skin(request):
    return drawn(request.param)


def test_distance_makes_no_other_measurand_and_hardly_another_value(skin):
    near, far = measured(skin, 78.0, 1), measured(skin, 84.0, 2)
    assert [f.measurand for f in near.values()] == [f.measurand for f in far.values()]
    true = sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in skin.lines)
    density = true / (SIZE_MM[0] * SIZE_MM[1] / 100.0)
    for metric, limit in {
        "photo.line_length_density": 0.02, "photo.line_contrast": 0.2, "photo.pore_density": 0.05,
        "photo.pore_area_share": 0.08, "photo.pore_contrast": 0.08,
    }.items():  # fmt: skip
        assert far[metric].value == pytest.approx(near[metric].value, rel=limit), metric
        assert "finest-left-out" in near[metric].flags
    assert near["photo.line_length_density"].value == pytest.approx(density, rel=0.05)
    count = len(skin.pores) / (SIZE_MM[0] * SIZE_MM[1] / 100.0)
    assert near["photo.pore_density"].value == pytest.approx(count, rel=0.1)


def test_a_follow_up_keeps_its_baselines_cells(skin):
    before, alone = measured(skin, 96.0, 1), measured(skin, 106.0, 2)
    kept = measured(skin, 106.0, 2, PhotoOptions().kept_from(96.0))
    metric = "photo.line_length_density"
    assert alone[metric].measurand != before[metric].measurand
    for name, finding in before.items():
        assert kept[name].measurand == finding.measurand
        assert kept[name].value == pytest.approx(finding.value, rel=0.22), name
    assert kept[metric].value == pytest.approx(before[metric].value, rel=0.02)


def test_cells_are_a_fixed_series():
    assert chosen_cell_um(50.0, 82.1, None) == chosen_cell_um(50.0, 83.8, None) == 100.0
    assert chosen_cell_um(50.0, 30.0, None) == 50.0
    assert chosen_cell_um(25.0, 30.0, None) == 40.0
    assert chosen_cell_um(25.0, 110.0, 100.0) == 100.0
    assert chosen_cell_um(25.0, 130.0, 100.0) == 160.0  # too coarse to be kept
    assert chosen_cell_um(25.0, None, 100.0) is None
    assert all(1.5 < b / a < 1.65 for a, b in pairwise(CELLS_UM))


@pytest.mark.parametrize("pixel", [17.0, 78.0, 100.0, 121.0])
def test_a_cell_is_the_mean_over_its_own_square(pixel):
    """Against means over a picture drawn 100 times finer in each direction."""
    value = np.random.default_rng(4).normal(size=(9, 11))
    seen = np.ones(value.shape, bool)
    seen[4, 5] = False
    grid = cell_grid(value, seen, pixel, 100.0)
    fine = np.repeat(np.repeat(np.where(seen, value, np.nan), 100, 0), 100, 1)
    at = (np.arange(1100) + 0.5) * pixel / 100.0 // 100.0
    for r in range(grid.value.shape[0]):
        for c in range(grid.value.shape[1]):
            part = fine[np.ix_(at[:900] == r, at == c)]
            if grid.share[r, c] > 0.6:
                assert grid.value[r, c] == pytest.approx(np.nanmean(part), abs=0.03)
