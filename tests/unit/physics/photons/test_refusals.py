"""Light that has no answer is refused in one line that says what is allowed."""

import math

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.photons.backend import cuda_present
from turgor.physics.photons.beam import beam_response, deposit_j_cm3
from turgor.physics.photons.grid import DepthGrid, RzGrid, VoxelGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.pencil import pencil_response
from turgor.physics.photons.trace import trace

SLAB = OpticalStack((OpticalLayer(1.0, 0.1, 10.0, 0.8, 1.4),))
ENDLESS = OpticalLayer(math.inf, 0.1, 10.0, 0.8, 1.4)


@pytest.mark.parametrize(
    ("stack", "extra", "says"),
    [
        (OpticalStack(()), {}, "no layer"),
        (OpticalStack((ENDLESS, ENDLESS)), {}, "only the lowest"),
        (OpticalStack((OpticalLayer(math.inf, 0.0, 1.0, 0.0, 1.4),)), {}, "no end"),
        (OpticalStack(SLAB.layers, 0.5), {}, "refractive index"),
        (SLAB, {"seed": -1}, "seed"),
        (SLAB, {"beam_radius_um": -1.0}, "radius"),
        (SLAB, {"beam_radius_um": math.nan}, "radius"),
        (SLAB, {"beam_radius_um": 1.0, "beam_shape": "square"}, "flat, gaussian"),
        (SLAB, {"device": "abacus"}, "cpu, cuda"),
    ],
)
def test_trace_refuses(stack, extra, says):
    with pytest.raises(InputError, match=says):
        trace(stack, 100, **extra)


def test_too_few_photons():
    with pytest.raises(InputError, match="2 to"):
        trace(SLAB, 1)


def test_a_card_that_is_not_there():
    if not cuda_present():
        with pytest.raises(InputError, match="no CUDA card"):
            trace(SLAB, 100, device="cuda")


@pytest.mark.parametrize(
    "make",
    [
        lambda: DepthGrid(np.array([0.0])),
        lambda: DepthGrid(np.array([5.0, 10.0])),
        lambda: DepthGrid(np.array([0.0, 10.0, 10.0])),
        lambda: RzGrid(np.array([0.0, np.inf]), np.array([0.0, 1.0])),
        lambda: VoxelGrid(0.0, (1, 1, 1)),
        lambda: VoxelGrid(10.0, (1, 0, 1)),
        lambda: VoxelGrid(10.0, (1000, 1000, 1000)),
    ],
)
def test_impossible_grids(make):
    with pytest.raises(InputError):
        make()


def test_impossible_beams(tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    pencil = pencil_response(SLAB, depth_um=500, radius_um=500, photons=100)
    for spot, shape in ((-1.0, "flat"), (1001.0, "flat"), (math.nan, "flat"), (10.0, "ring")):
        with pytest.raises(InputError):
            beam_response(pencil, spot, shape)
    response = beam_response(pencil, 100.0, "flat")
    for energy in (-1.0, math.nan, math.inf):
        with pytest.raises(InputError, match="mJ"):
            deposit_j_cm3(response, energy)
    with pytest.raises(InputError, match="depth_um"):
        pencil_response(SLAB, depth_um=0.5, radius_um=500, photons=100)
