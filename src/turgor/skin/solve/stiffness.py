"""Which skins need short steps, so that they can be solved side by side.

Skins in a compiled chunk take as many steps as the one with the most. Sorted by how fast their
fastest part is, few chunks wait for a few skins; what each skin yields is the same in any order.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.skin.load import LEVELS
from turgor.skin.solve.dynamics import Dynamics

FloatArray = NDArray[np.float64]

#: turns of the power method, fewer than the march takes: only the order matters here
_TURNS, _NUDGE = 5, 1e-6


def order_by_stiffness(
    p: FloatArray, start: FloatArray, levels: FloatArray, dynamics: Dynamics
) -> NDArray[np.intp]:
    """(B,) skins in ascending order of the size of their fastest rate at the start.

    p (n_p, B); start (n_s, B); levels (n, B) that hold from day 0.
    """
    held = dict(zip(LEVELS, levels, strict=True))
    terms = dict(zip(dynamics.parameters, p, strict=True))

    def rates(state: FloatArray) -> FloatArray:
        change = dynamics.rates(dict(zip(dynamics.states, state, strict=True)), held, terms)
        found = np.zeros_like(state)
        for row, name in zip(found, dynamics.states, strict=True):
            row[:] = np.asarray(change.get(name, 0.0))
        return found

    # what runs away is refused where it is solved, and said there
    with np.errstate(all="ignore"):
        here = rates(start)
        way = np.full_like(start, len(start) ** -0.5)
        size = np.ones(start.shape[1])
        for _ in range(_TURNS):
            change = (rates(start + _NUDGE * way) - here) / _NUDGE
            size = np.sqrt((change * change).sum(axis=0))
            way = change / np.maximum(size, _NUDGE)
    return np.argsort(np.nan_to_num(size), kind="stable")
