"""A beam made from a pencil against beams launched ray by ray, and against closed forms."""

import numpy as np
import pytest

from turgor.physics.photons.beam import beam_response, deposit_j_cm3
from turgor.physics.photons.grid import RzGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.pencil import PencilResponse, pencil_response
from turgor.physics.photons.trace import trace

SKIN = OpticalStack((OpticalLayer(0.1, 2, 40, 0.8, 1.4), OpticalLayer(1.9, 0.05, 20, 0.8, 1.4)))
R = np.array([0.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0, 150.0, 250.0, 400.0, 800.0, 1600.0])
Z = np.array([0.0, 20.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1400.0])
SHAPES = ("flat", "gaussian")


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("spot_um", [20.0, 120.0])
def test_a_smeared_pencil_is_the_launched_beam(shape, spot_um):
    """Twelve runs of each; every cell within their scatter, and no drift over all cells.

    The pencil's rings are finer than the beam's, since light within one is taken as even.
    """
    finer = (
        np.arange(0.0, 100.0, 2.0),
        np.arange(100.0, 400.0, 10.0),
        np.arange(400.0, 1600.0, 40.0),
    )
    fine = np.unique(np.concatenate([R, *finer]))
    pick = np.searchsorted(fine, R)
    volume, coarse = RzGrid(fine, Z).volume_cm3(), RzGrid(R, Z)
    smeared, launched = [], []
    for seed in range(12):
        pencil = pencil_response(
            SKIN, depth_um=1400, radius_um=1600, photons=10_000, seed=seed, r_edges_um=fine,
            z_edges_um=Z,
        )  # fmt: skip
        share = beam_response(pencil, spot_um, shape).per_cm3 * volume
        smeared.append(np.add.reduceat(share, pick[:-1], axis=1))
        run = trace(
            SKIN, 10_000, seed=100 + seed, grid=coarse, beam_radius_um=0.5 * spot_um,
            beam_shape=shape,
        )  # fmt: skip
        launched.append(run.absorbed_per_cell)
    # the last ring lacks the light that would come in from beyond the pencil's radius
    a, b = np.array(smeared)[:, :, :-1], np.array(launched)[:, :, :-1]
    spread = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / 12)
    seen = b.mean(axis=0) > 1e-6
    apart = ((a.mean(axis=0) - b.mean(axis=0))[seen]) / spread[seen]
    assert np.abs(apart).max() < 4.5  # 70 cells, 22 degrees of freedom
    assert 0.7 < np.sqrt((apart**2).mean()) < 1.4


def ring_pencil(edges, ring, on_axis):
    """A made-up pencil: all light in one ring, or on the axis."""
    z = np.array([0.0, 100.0])
    volume = RzGrid(edges, z).volume_cm3()
    share = np.zeros((1, edges.size - 1))
    share[0, ring] = 1.0
    per = share / volume
    axis = np.array([1.0 if on_axis else 0.0])
    return PencilResponse(edges, z, per, 0.0 * per, axis, 0.0, 0.0, 0.0, 1.0, 0.0)


@pytest.mark.parametrize("shape", SHAPES)
def test_light_on_the_axis_takes_the_beams_own_shape(shape):
    edges = np.arange(0.0, 301.0, 10.0)
    found = beam_response(ring_pencil(edges, 0, True), 100.0, shape).per_cm3[0]
    inside = np.minimum(edges / 50.0, 1.0) ** 2
    if shape == "gaussian":
        inside = 1.0 - np.exp(-2.0 * (edges / 50.0) ** 2)
    area = np.pi * np.diff(edges**2)
    assert found == pytest.approx(np.diff(inside) / area / 100.0 * 1e12, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_ring_is_smeared_as_points_thrown_by_the_beam(shape):
    """The ring of 60 to 70 µm, two million points moved by random places in the beam."""
    edges = np.arange(0.0, 301.0, 10.0)
    response = beam_response(ring_pencil(edges, 6, False), 100.0, shape)
    share = (response.per_cm3 * RzGrid(edges, response.z_edges_um).volume_cm3())[0]
    random, n = np.random.default_rng(0), 2_000_000
    s = random.uniform(60.0, 70.0, n)
    u = random.uniform(size=n)
    b = 50.0 * np.sqrt(u if shape == "flat" else -0.5 * np.log1p(-u))
    turn = random.uniform(0.0, 2.0 * np.pi, n)
    counts, _ = np.histogram(np.sqrt(s * s + b * b + 2.0 * s * b * np.cos(turn)), edges)
    # four places stand for a ring: 1e-4 of the light, beside the points' own error
    assert (np.abs(share - counts / n) < 1e-4 + 3.5 * np.sqrt(np.maximum(counts, 1)) / n).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("spot_um", [0.0, 3.0, 50.0, 400.0])
def test_no_energy_is_made_or_lost(shape, spot_um):
    """All of a beam well inside the grid stays in it, and never more than all."""
    edges = np.concatenate([np.arange(0.0, 100.0, 3.0), np.arange(100.0, 1301.0, 50.0)])
    for ring in (0, 5, 20):
        response = beam_response(ring_pencil(edges, ring, False), spot_um, shape)
        share = (response.per_cm3 * RzGrid(edges, response.z_edges_um).volume_cm3()).sum()
        assert share == pytest.approx(1.0, abs=1e-9)
        assert response.outside == pytest.approx(0.0, abs=1e-9)
    last = beam_response(ring_pencil(edges, edges.size - 2, False), spot_um, shape)
    assert last.outside >= -1e-12


def test_energy_in_millijoules_becomes_joules_per_volume():
    """10 mJ over the whole grid: cells times their volume give back what was absorbed."""
    pencil = pencil_response(SKIN, depth_um=2000, radius_um=3000, photons=5_000)
    response = beam_response(pencil, 120.0, "gaussian")
    joules = (
        deposit_j_cm3(response, 10.0) * RzGrid(pencil.r_edges_um, pencil.z_edges_um).volume_cm3()
    )
    assert joules.sum() == pytest.approx(0.010 * (pencil.absorbed - response.outside), rel=1e-9)
