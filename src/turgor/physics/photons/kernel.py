"""Photons followed on a processor core: launch, walk, and tallies in integers.

Each call has a tally of its own, so calls may run side by side; what they add up to doesn't
depend on which call took which photon.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.photons.draws import azimuth, stream, uniform
from turgor.physics.photons.grid import cell_of
from turgor.physics.photons.walk import advance

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741

#: what becomes of weight: back without a turn, back, through without a turn, through, caught or
#: not at its end, absorbed outside the grid, number of events; then absorbed in each layer
MIRRORED, BACK, STRAIGHT, THROUGH, UNFINISHED, OUTSIDE, EVENTS, FIRST_LAYER = range(8)
#: events after which a packet counts as unfinished
MOST_EVENTS = 2**26
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
def follow(
    seed: np.uint64, first: int, end: int, table: F, entering: int, beam: int, radius_mm: float,
    kind: int, counts: I, per_mm: F, z_edges: F, z_table: I, r_edges: F, r_table: I, on_axis: bool,
    shares: I, cells: I,
) -> None:  # fmt: skip
    """Follow photons first .. end - 1, each with ``entering`` weight; adds to shares and cells."""
    last = table.shape[0] - 1
    for photon in range(first, end):
        a, b = stream(seed, np.uint64(photon))
        x, y, a, b = launched(beam, radius_mm, a, b)
        z, ux, uy, uz = 0.0, 0.0, 0.0, 1.0
        weight, layer = entering, 1
        events = 0
        while True:
            x, y, z, ux, uy, uz, weight, layer, a, b, absorbed = advance(
                x, y, z, ux, uy, uz, weight, layer, a, b, table
            )
            if layer <= 0 or layer == last:
                break
            if absorbed > 0:
                straight = on_axis and events == 0
                cell = cell_of(
                    x, y, z, straight, kind, counts, per_mm, z_edges, z_table, r_edges, r_table
                )
                shares[FIRST_LAYER + layer - 1] += absorbed
                if cell >= 0:
                    cells[cell] += absorbed
                else:
                    shares[OUTSIDE] += absorbed
            events += 1
            if weight == 0:
                break
            if events == MOST_EVENTS:
                layer = -1
                break
        shares[EVENTS] += events
        if layer == 0:
            shares[MIRRORED if events == 0 else BACK] += weight
        elif layer == last:
            shares[STRAIGHT if events == 0 else THROUGH] += weight
        else:
            shares[UNFINISHED] += weight
