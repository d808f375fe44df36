"""Wolf pruning: basins shallower than a height are joined to a neighbour over their lowest pass.

Passes are taken from the lowest upwards, as water would find them. Where two basins meet and one
of them is shallower than the height, that one is joined to the other (the shallower to the
deeper, where both are; of equal passes that to the deepest pit goes first). A basin that is deep
enough when it first meets another stays for good, since its depth at later passes is only
greater. The outcome is that of Wolf's rule, which takes the least of all depths first and looks
again after each joining (proved against it in the tests).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.surface.areal.watershed import Basins


@dataclass(frozen=True, slots=True)
class Motifs:
    """What is left after pruning.

    motif : (n,) int32, motif of each basin, numbered from 0 in the order of their extrema.
    basin : (k,) the basin that gave each motif its extremum.
    pass_um : (k,) signed height of each motif's lowest pass to another, inf where it has none.
    """

    motif: NDArray[np.int32]
    basin: NDArray[np.int64]
    pass_um: NDArray[np.float64]


@jit
def _join(
    order: NDArray[np.int64],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    pass_um: NDArray[np.float64],
    floor_um: NDArray[np.float64],
    least_um: float,
    parent: NDArray[np.int32],
    lowest: NDArray[np.float64],
) -> None:
    """Walk the passes upwards; ``parent`` becomes a forest whose roots are the motifs."""
    for at in order:
        a, b = first[at], second[at]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a == b:
            continue
        if floor_um[a] > floor_um[b] or (floor_um[a] == floor_um[b] and a > b):
            a, b = b, a
        level = pass_um[at]
        if level - floor_um[b] < least_um:
            parent[b] = a
        else:
            lowest[a] = min(lowest[a], level)
            lowest[b] = min(lowest[b], level)
    for a in range(parent.size):
        root = a
        while parent[root] != root:
            root = parent[root]
        parent[a] = root  # fmt: skip


def prune(basins: Basins, least_um: float) -> Motifs:
    """Motifs whose extremum lies ``least_um`` or more from their lowest pass.

    A basin without any pass (one region cut off by gaps) stays.
    """
    count = basins.floor_um.size
    parent = np.arange(count, dtype=np.int32)
    lowest = np.full(count, np.inf)
    # one point can be the pass of three basins: of equal passes, that to the deepest pit goes first
    one, other = basins.floor_um[basins.first], basins.floor_um[basins.second]
    order = np.lexsort((np.maximum(one, other), np.minimum(one, other), basins.pass_um))
    _join(
        order, basins.first, basins.second, basins.pass_um, basins.floor_um, least_um, parent,
        lowest,
    )  # fmt: skip
    roots = np.flatnonzero(parent == np.arange(count))
    number = np.empty(count, dtype=np.int32)
    number[roots] = np.arange(roots.size, dtype=np.int32)
    return Motifs(motif=number[parent], basin=roots, pass_um=lowest[roots])
