"""The same light booked in three ways, by any number of threads, is the same light."""

import numpy as np
import pytest

from turgor.physics.photons.grid import DepthGrid, RzGrid, VoxelGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.trace import trace

SKIN = OpticalStack((OpticalLayer(0.1, 2, 40, 0.8, 1.4), OpticalLayer(1.9, 0.05, 20, 0.8, 1.4)))
PHOTONS = 20_000
Z = np.arange(0.0, 2001.0, 20.0)
GRIDS = {
    "depth": DepthGrid(Z),
    "rings": RzGrid(np.array([0.0, 7.0, 20.0, 21.0, 300.0, 1000.0]), Z),
    "cubes": VoxelGrid(20.0, (100, 100, 100)),
    "none": None,
}


@pytest.fixture(scope="module")
def runs():
    return {name: trace(SKIN, PHOTONS, seed=4, grid=grid) for name, grid in GRIDS.items()}


def test_shares_do_not_depend_on_the_grid(runs):
    shares = {
        (run.specular, run.diffuse_reflectance, run.transmittance, run.absorbed)
        for run in runs.values()
    }
    assert len(shares) == 1


def test_cells_and_outside_add_up_to_what_was_absorbed(runs):
    for name in ("depth", "rings", "cubes"):
        run = runs[name]
        inside = run.absorbed_per_cell.sum()
        assert inside + run.outside_grid == pytest.approx(run.absorbed, abs=1e-12)
        assert abs(run.closure) < 1e-9
        assert run.unfinished == 0.0
    layers = runs["depth"].absorbed_by_layer
    assert runs["depth"].absorbed_per_cell[:5].sum() == pytest.approx(layers[0], abs=1e-12)
    assert layers.sum() == pytest.approx(runs["depth"].absorbed, abs=1e-12)


def test_wide_rings_and_cubes_agree_with_depth():
    """Where a grid is wide enough to hold all light, its slices are the depth tally's."""
    depth = trace(SKIN, 3_000, grid=DepthGrid(Z)).absorbed_per_cell
    rings = RzGrid(np.array([0.0, 5.0, 100.0, 1e5]), Z)
    assert trace(SKIN, 3_000, grid=rings).absorbed_per_cell.sum(axis=1) == pytest.approx(
        depth, abs=1e-12
    )
    cubes = trace(SKIN, 3_000, grid=VoxelGrid(400.0, (5, 201, 201))).absorbed_per_cell
    coarse = depth.reshape(5, 20).sum(axis=1)
    assert cubes.sum(axis=(1, 2)) == pytest.approx(coarse, abs=1e-9)


def test_cubes_within_a_circle_agree_with_rings(runs):
    """Cubes wholly inside 300 µm hold less than the ring's light, those that touch it more."""
    cubes, rings = runs["cubes"].absorbed_per_cell, runs["rings"].absorbed_per_cell
    near = np.abs(np.arange(-1000.0, 1000.0, 20.0) + 10.0)
    far_corner = np.hypot(near[:, None] + 10.0, near + 10.0)
    near_corner = np.hypot(near[:, None] - 10.0, near - 10.0)
    within = rings[:, :4].sum(axis=1)
    assert (cubes[:, far_corner <= 300.0].sum(axis=1) <= within + 1e-15).all()
    assert (cubes[:, near_corner < 300.0].sum(axis=1) >= within - 1e-15).all()


def test_light_that_never_turned_lies_on_the_axis():
    """By Beer and Lambert, for the part of the dermis and epidermis that a pencil meets first."""
    run = trace(SKIN, 100_000, grid=GRIDS["rings"])
    z = Z * 1e-3
    share, edges = (1.0 - (0.4 / 2.4) ** 2), np.minimum(z, 0.1)
    first = np.exp(-42.0 * edges - 20.05 * np.maximum(z - 0.1, 0.0))
    met = -np.diff(first) * share
    expected = met * np.where(z[:-1] < 0.1, 2.0 / 42.0, 0.05 / 20.05)
    top = met * 100_000 > 400
    error = expected / np.sqrt(met * 100_000)
    assert (np.abs(run.on_axis - expected)[top] < 3.5 * error[top]).all()


@pytest.mark.parametrize("name", ["rings", "cubes"])
def test_any_number_of_threads_gives_the_same_bits(runs, name, monkeypatch):
    for threads in ("1", "2", "3", "5"):
        monkeypatch.setenv("TURGOR_THREADS", threads)
        again = trace(SKIN, PHOTONS, seed=4, grid=GRIDS[name])
        assert (again.absorbed_per_cell == runs[name].absorbed_per_cell).all()
        assert (again.absorbed_per_cell_se == runs[name].absorbed_per_cell_se).all()
        assert again.diffuse_reflectance_se == runs[name].diffuse_reflectance_se
        assert again.absorbed == runs[name].absorbed


def test_another_seed_gives_other_light(runs):
    assert trace(SKIN, PHOTONS, seed=5).absorbed != runs["none"].absorbed


def test_standard_errors_are_those_of_repeated_runs():
    """Spread of 60 runs over the error that each states: 1 within its own uncertainty."""
    grid = DepthGrid(np.array([0.0, 50.0, 100.0, 500.0, 2000.0]))
    many = [trace(SKIN, 2_000, seed=seed, grid=grid) for seed in range(60)]
    for values, errors in (
        ([r.diffuse_reflectance for r in many], [r.diffuse_reflectance_se for r in many]),
        ([r.absorbed_per_cell for r in many], [r.absorbed_per_cell_se for r in many]),
    ):
        ratio = np.std(values, axis=0, ddof=1) / np.sqrt(np.mean(np.square(errors), axis=0))
        assert (np.abs(ratio - 1.0) < 3.0 / np.sqrt(2 * 59)).all(), ratio
