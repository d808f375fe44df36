"""Profile elements by crossing the mean line: their mean width RSm and mean height Rc.

A run above the mean line is a hill only where it rises past a share of Rp, a run below it a dale
only where it falls past the same share of Rv; what does neither belongs to its neighbours. Between
a dale and the next hill there may be several crossings; their middle is taken, which is the mean
of reading the profile from the left and from the right. An element is a hill with the dale beside
it, in both orders. A gap, and the ends of the window, cut the chain.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap

ELEMENT_NAMES = ("rsm", "rc")


@jit
def element_values(
    rough: FloatMap,
    line: NDArray[np.int64],
    start: NDArray[np.int64],
    length: int,
    step: float,
    hill_um: FloatMap,
    dale_um: FloatMap,
    out: FloatMap,
) -> None:
    """Fill ``out`` (windows, 2) with RSm (µm) and Rc (µm); NaN where no whole element is found.

    hill_um, dale_um : (windows,) heights that a hill and depths that a dale must pass; NaN skips
    the window.
    """
    for w in range(line.size):
        if np.isnan(hill_um[w]) or np.isnan(dale_um[w]):
            continue
        end = start[w] + length
        window_elements(rough[line[w]], start[w], end, step, hill_um[w], dale_um[w], out[w])


@jit
def window_elements(
    z: FloatMap, first: int, end: int, step: float, hill_um: float, dale_um: float, out: FloatMap
) -> None:
    """Fill ``out`` (2,) with RSm and Rc of the points ``first`` to ``end``."""
    width = 0.0
    height = 0.0
    n = 0
    state = 0
    extreme = 0.0
    first_cross = -1.0
    last_cross = -1.0
    # borders behind us, nearest last, and the extremes between them
    border_1 = -1.0
    border_2 = -1.0
    extreme_1 = 0.0
    previous = np.nan
    for i in range(first, end):
        h = z[i]
        if np.isnan(h):
            state = 0
            first_cross = -1.0
            border_1 = -1.0
            border_2 = -1.0
            previous = np.nan
            continue
        if previous * h < 0.0 or (previous == 0.0 and h != 0.0):
            last_cross = i - h / (h - previous)
            if first_cross < 0.0:
                first_cross = last_cross
        previous = h
        side = 1 if h > hill_um else (-1 if h < -dale_um else 0)
        if side == 0:
            continue
        if side == state:
            extreme = max(extreme, abs(h))
            first_cross = -1.0
            continue
        if state != 0 and first_cross >= 0.0:
            border = 0.5 * (first_cross + last_cross)
            if border_2 >= 0.0:
                width += border - border_2
                height += extreme + extreme_1
                n += 1
            border_2 = border_1
            border_1 = border
            extreme_1 = extreme
        state = side
        extreme = abs(h)
        first_cross = -1.0
    if n > 0:
        out[0] = width / n * step
        out[1] = height / n
