"""The kernel for graphics cards, run by numba's simulator in plain Python, against the core's.

No card is needed: the simulator runs the same source, one Python thread for each card's thread,
and the step itself as Python, not as compiled code.
"""

import os
import subprocess
import sys

import pytest

from turgor.physics.photons.backend import cuda_present
from turgor.physics.photons.grid import VoxelGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.trace import trace

SCRIPT = """
import sys, warnings
import numpy as np
from turgor.physics.photons.backend import follow_batch
from turgor.physics.photons.grid import DepthGrid, RzGrid, VoxelGrid, cell_finder
from turgor.physics.photons.job import PhotonJob
from turgor.physics.photons.kernel import GAUSSIAN, PENCIL
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.walk import optical_table

stack = OpticalStack((OpticalLayer(0.1, 2, 40, 0.8, 1.4), OpticalLayer(0.2, 0.05, 20, 0.0, 1.33),
                      OpticalLayer(0.5, 5.0, 20, 0.8, 1.4)))
z = np.arange(0.0, 801.0, 20.0)
jobs = ((RzGrid(np.array([0.0, 10.0, 30.0, 100.0, 500.0]), z), PENCIL, 0.0),
        (VoxelGrid(20.0, (40, 30, 20)), GAUSSIAN, 0.05), (DepthGrid(z), PENCIL, 0.0))
warnings.simplefilter("ignore")  # whole numbers that wrap round, as they should
for grid, beam, radius in jobs:
    job = PhotonJob(optical_table(stack), cell_finder(grid, beam == PENCIL), 3, beam, radius)
    edges = np.array([0, 5, 16])
    cells = np.zeros(job.finder.size, dtype=np.int64)
    if sys.argv[1] == "card":
        from turgor.physics.photons.cuda_kernel import follow_on_card
        shares = follow_on_card(job, edges, cells, block=4)
    else:
        shares = follow_batch(job, edges, "cpu", cells)
    print(shares.tolist(), cells[cells > 0].tolist(), np.flatnonzero(cells).tolist())
"""


def printed(where, **extra):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, where],
        env={**os.environ, **extra}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_simulated_card_books_the_same_integers():
    pytest.importorskip("numba.cuda")
    core = printed("core")
    assert core.count("\n") == 3
    assert printed("card", NUMBA_ENABLE_CUDASIM="1", NUMBA_DISABLE_JIT="1") == core


@pytest.mark.skipif(not cuda_present(), reason="no CUDA card here")
def test_a_real_card_follows_the_same_photons():
    """The same streams; only the last digit of a logarithm or a fused product may differ."""
    stack = OpticalStack(
        (OpticalLayer(0.1, 2, 40, 0.8, 1.4), OpticalLayer(1.9, 0.05, 20, 0.8, 1.4))
    )
    grid = VoxelGrid(20.0, (100, 100, 100))
    core, card = (trace(stack, 20_000, grid=grid, device=where) for where in ("cpu", "cuda"))
    assert card.diffuse_reflectance == pytest.approx(core.diffuse_reflectance, abs=1e-4)
    assert card.absorbed_per_cell == pytest.approx(core.absorbed_per_cell, abs=1e-4)
    assert abs(card.closure) < 1e-9
