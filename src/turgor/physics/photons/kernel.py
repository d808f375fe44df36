"""Photons followed on a processor core: launch, walk, and tallies in integers.

Each call has a tally of its own, so calls may run side by side; what they add up to doesn't
depend on which call took which photon.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.photons.draws import azimuth, stream, uniform
from turgor.physics.photons.grid import RZ, VOXEL
from turgor.physics.photons.walk import AT_BOUNDARY, advance, free_path, medium_of

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741

#: what becomes of weight: back without a turn, back, through without a turn, through, caught or
#: not at its end, absorbed outside the grid; number of events; then absorbed in each layer
MIRRORED, BACK, STRAIGHT, THROUGH, UNFINISHED, OUTSIDE, EVENTS, FIRST_LAYER = range(8)
#: steps after which a packet counts as unfinished
MOST_STEPS = 2**26
PENCIL, FLAT, GAUSSIAN = range(3)


@jit
def launched(
    beam: int, radius_mm: float, a: np.uint64, b: np.uint64
) -> tuple[float, float, np.uint64, np.uint64]:
    """Place on the surface; radius of a Gaussian beam: where it has fallen to 1/e²."""
    if beam == PENCIL:
        return 0.0, 0.0, a, b
    a, b, u = uniform(a, b)
    r = radius_mm * math.sqrt(u if beam == FLAT else -0.5 * math.log(1.0 - u))
    a, b, along, across = azimuth(a, b)
    return r * along, r * across, a, b


@jit
def fate(layer: int, last: int, events: int) -> int:
    """Which share the weight belongs to that is left at a photon's end."""
    if layer == 0:
        return MIRRORED if events == 0 else BACK
    if layer == last:
        return STRAIGHT if events == 0 else THROUGH
    return UNFINISHED


@jit
def follow(
    seed: np.uint64, first: int, end: int, table: F, entering: int, beam: int, radius_mm: float,
    kind: int, counts: I, per_mm: F, z_edges: F, z_table: I, r_edges: F, r_table: I, on_axis: bool,
    shares: I, cells: I,
) -> None:  # fmt: skip
    """Follow photons first .. end - 1, each with ``entering`` weight; adds to shares and cells.

    counts .. on_axis : of a CellFinder. shares : (FIRST_LAYER + layers,).
    """
    for photon in range(first, end):
        a, b = stream(seed, np.uint64(photon))
        x, y, a, b = launched(beam, radius_mm, a, b)
        walk_one(
            x, y, a, b, table, entering, kind, counts, per_mm, z_edges, z_table, r_edges, r_table,
            on_axis, shares, cells,
        )  # fmt: skip


@jit
def walk_one(
    x: float, y: float, a: np.uint64, b: np.uint64, table: F, weight: int, kind: int, counts: I,
    per_mm: F, z_edges: F, z_table: I, r_edges: F, r_table: I, on_axis: bool, shares: I, cells: I,
) -> None:  # fmt: skip
    """Follow one photon to its end. The search for a cell stands in line, see ``walk``."""
    last, layer, events = table.shape[0] - 1, 1, 0
    n_z, n_y, n_x, per_z, per_r = counts[0], counts[1], counts[2], per_mm[0], per_mm[1]
    deepest, widest = z_edges[-1], r_edges[-1]
    z, ux, uy, uz = 0.0, 0.0, 0.0, 1.0
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
        cell = -1
        if kind == VOXEL:
            fx, fy, fz = x * per_r + 0.5 * n_x, y * per_r + 0.5 * n_y, z * per_z
            if 0.0 <= fx < n_x and 0.0 <= fy < n_y and fz < n_z:
                cell = (int(fz) * n_y + int(fy)) * n_x + int(fx)
        elif z < deepest:
            cell = z_table[int(z * per_z)]
            while z >= z_edges[cell + 1]:
                cell += 1
            r = math.sqrt(x * x + y * y)
            if kind == RZ and on_axis and events == 0:
                cell += n_z * n_x
            elif kind == RZ and r < widest:
                ring = r_table[int(r * per_r)]
                while r >= r_edges[ring + 1]:
                    ring += 1
                cell = cell * n_x + ring
            elif kind == RZ:
                cell = -1
        shares[FIRST_LAYER + layer - 1] += absorbed
        if cell >= 0:
            cells[cell] += absorbed
        else:
            shares[OUTSIDE] += absorbed
        events += 1
        if weight == 0:
            break
    shares[EVENTS] += events
    shares[fate(layer, last, events)] += weight
