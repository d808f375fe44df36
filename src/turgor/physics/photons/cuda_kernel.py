"""Photons followed on a CUDA card: one thread for each photon, the step shared with the core.

Only ``backend`` imports this file. Tallies are integers and additions atomic, so a run gives the
same numbers every time.
"""

import importlib
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.photons.draws import stream
from turgor.physics.photons.grid import RZ, VOXEL
from turgor.physics.photons.job import PhotonJob
from turgor.physics.photons.kernel import (
    EVENTS,
    FIRST_LAYER,
    MOST_STEPS,
    OUTSIDE,
    fate,
    launched,
)
from turgor.physics.photons.walk import AT_BOUNDARY, advance, free_path, medium_of

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741

#: numba's CUDA side carries no types
cuda: Any = importlib.import_module("numba.cuda")

#: threads of a block, and most blocks of a launch; each thread takes photon after photon
BLOCK, MOST_BLOCKS = 128, 4096


@jit
def _cell_of(
    x: float, y: float, z: float, unturned: bool, kind: int, counts: I, per_mm: F,
    z_edges: F, z_table: I, r_edges: F, r_table: I,
) -> int:  # fmt: skip
    """Flat number of the cell at a place, -1 outside the grid: as ``kernel.walk_one`` has it."""
    n_z, n_y, n_x = counts[0], counts[1], counts[2]
    if kind == VOXEL:
        fx, fy, fz = x * per_mm[1] + 0.5 * n_x, y * per_mm[1] + 0.5 * n_y, z * per_mm[0]
        if 0.0 <= fx < n_x and 0.0 <= fy < n_y and fz < n_z:
            return int((int(fz) * n_y + int(fy)) * n_x + int(fx))
        return -1
    if not z < z_edges[z_edges.shape[0] - 1]:
        return -1
    cell = int(z_table[int(z * per_mm[0])])
    while z >= z_edges[cell + 1]:
        cell += 1
    if kind != RZ:
        return cell
    if unturned:
        return int(cell + n_z * n_x)
    r = math.sqrt(x * x + y * y)
    if not r < r_edges[r_edges.shape[0] - 1]:
        return -1
    ring = r_table[int(r * per_mm[1])]
    while r >= r_edges[ring + 1]:
        ring += 1
    return int(cell * n_x + ring)


def _follow(
    seed: np.uint64, edges: I, table: F, entering: int, beam: int, radius_mm: float,
    kind: int, counts: I, per_mm: F, z_edges: F, z_table: I, r_edges: F, r_table: I,
    on_axis: bool, shares: I, cells: I,
) -> None:  # fmt: skip
    """Follow photons edges[0] .. edges[-1] - 1; each adds to the row of its part."""
    last = table.shape[0] - 1
    for photon in range(edges[0] + cuda.grid(1), edges[edges.shape[0] - 1], cuda.gridsize(1)):
        part = 0
        while photon >= edges[part + 1]:
            part += 1
        a, b = stream(seed, np.uint64(photon))
        x, y, a, b = launched(beam, radius_mm, a, b)
        z, ux, uy, uz = 0.0, 0.0, 0.0, 1.0
        weight, layer, events = entering, 1, 0
        a, b, path = free_path(a, b)
        medium = medium_of(table, layer)
        for _ in range(MOST_STEPS):
            x, y, z, ux, uy, uz, path, weight, a, b, absorbed, beyond = advance(
                x, y, z, ux, uy, uz, path, weight, a, b, medium
            )
            if beyond != 0:
                layer += beyond
                if layer == 0 or layer == last:
                    break
                medium = medium_of(table, layer)
            if absorbed == AT_BOUNDARY:
                continue
            unturned = on_axis and events == 0
            cell = _cell_of(
                x, y, z, unturned, kind, counts, per_mm, z_edges, z_table, r_edges, r_table
            )
            cuda.atomic.add(shares, (part, FIRST_LAYER + layer - 1), absorbed)
            if cell >= 0:
                cuda.atomic.add(cells, cell, absorbed)
            else:
                cuda.atomic.add(shares, (part, OUTSIDE), absorbed)
            events += 1
            if weight == 0:
                break
        cuda.atomic.add(shares, (part, EVENTS), events)
        cuda.atomic.add(shares, (part, fate(layer, last, events)), weight)


_compiled: Any = cuda.jit(_follow)


def follow_on_card(job: PhotonJob, edges: I, cells: I, block: int = BLOCK) -> I:
    """Shares (parts, n) of the photons between consecutive ``edges``; adds to ``cells``."""
    shares, tally = cuda.to_device(job.shares(edges.size - 1)), cuda.to_device(cells)
    f = job.finder
    fixed = (f.counts, f.per_mm, f.z_edges_mm, f.z_table, f.r_edges_mm, f.r_table)
    counts, per_mm, z_edges, z_table, r_edges, r_table = (cuda.to_device(one) for one in fixed)
    blocks = min(-(-int(edges[-1] - edges[0]) // block), MOST_BLOCKS)
    _compiled[blocks, block](
        np.uint64(job.seed), cuda.to_device(edges), cuda.to_device(job.table), job.entering,
        job.beam, job.radius_mm, f.kind, counts, per_mm, z_edges, z_table, r_edges, r_table,
        f.on_axis > 0, shares, tally,
    )  # fmt: skip
    tally.copy_to_host(cells)
    found: I = shares.copy_to_host()
    return found
