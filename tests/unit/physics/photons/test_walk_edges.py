"""Odd stacks still find an end, and all their light."""

import math

import numpy as np
import pytest

from turgor.physics.photons.grid import DepthGrid, RzGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.pencil import widening_edges_um
from turgor.physics.photons.trace import trace

STACKS = {
    "clear plate": OpticalStack((OpticalLayer(1.0, 0.0, 0.0, 0.0, 1.5),)),
    "clear half-space": OpticalStack((OpticalLayer(math.inf, 0.0, 0.0, 0.0, 1.5),)),
    "film over depth": OpticalStack(
        (OpticalLayer(1e-9, 1.0, 10.0, 0.9, 1.4), OpticalLayer(math.inf, 0.1, 10.0, 0.9, 1.4))
    ),
    "gap of air": OpticalStack(
        (
            OpticalLayer(0.1, 1.0, 10.0, 0.9, 1.5),
            OpticalLayer(0.1, 0.0, 0.0, 0.0, 1.0),
            OpticalLayer(0.1, 1.0, 10.0, -0.9, 1.5),
        )
    ),
    "scatters only": OpticalStack((OpticalLayer(1.0, 0.0, 10.0, 0.5, 2.0),)),
    "black": OpticalStack((OpticalLayer(math.inf, 1e6, 0.0, 0.0, 1.4),)),
    "light guide": OpticalStack((OpticalLayer(1.0, 0.0, 1e-3, 0.0, 5.0),)),
}


@pytest.mark.parametrize("name", STACKS)
def test_all_light_is_accounted_for(name):
    run = trace(STACKS[name], 2_000, grid=DepthGrid(np.array([0.0, 50.0, 1000.0])))
    assert abs(run.closure) < 1e-12
    assert run.unfinished < 1e-3
    assert run.absorbed_per_cell.sum() + run.outside_grid == pytest.approx(run.absorbed, abs=1e-12)
    if name == "clear half-space":
        assert run.transmittance == pytest.approx(0.96)
    if name == "scatters only":
        assert run.absorbed == 0.0


def test_every_place_finds_its_ring():
    """Edges of any spacing: the same photons in rings as in those rings cut finer."""
    stack = OpticalStack((OpticalLayer(math.inf, 0.5, 10.0, 0.5, 1.0),))
    coarse = np.array([0.0, 0.1, 3.0, 3.01, 50.0, 777.7, 5000.0])
    fine = np.unique(np.concatenate([coarse, np.geomspace(0.01, 5000.0, 60)]))
    z = np.array([0.0, 1.0, 2000.0])
    a = trace(stack, 2_000, grid=RzGrid(coarse, z)).absorbed_per_cell
    b = trace(stack, 2_000, grid=RzGrid(fine, z)).absorbed_per_cell
    assert np.add.reduceat(b, np.searchsorted(fine, coarse)[:-1], axis=1) == pytest.approx(
        a, abs=1e-12
    )


def test_default_edges_meet_the_layers():
    edges = widening_edges_um(1500.0, (97.0, 1234.5, 3000.0))
    assert edges[0] == 0.0
    assert edges[-1] == 1500.0
    assert {97.0, 1234.5} <= set(edges.tolist())
    steps = np.diff(edges)
    assert steps.min() >= 2.5
    assert steps.max() <= 52.5
