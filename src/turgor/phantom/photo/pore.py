"""Where a skin's pores are: the same lattice and choice that its shading is made of."""

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.photo.skin import PhotoSkin

F = NDArray[np.float64]

#: a pore's depth is its pick's share of the way between these two factors of the plan's density
SMALLEST, LARGEST = 0.6, 1.4


def pores_mm(skin: PhotoSkin, low_mm: tuple[float, float], high_mm: tuple[float, float]) -> F:
    """(pores, 3) x and y in mm and density of every pore whose middle lies in a box of the plan.

    density : log10 of the light lost in its middle, against the skin without it.
    """
    grain = skin.plan.grain
    if grain.pore_share <= 0:
        return np.zeros((0, 3))
    cell = grain.pore_cell_mm
    first = np.floor(np.array(low_mm) / cell).astype(int)
    last = np.floor(np.array(high_mm) / cell).astype(int)
    i, j = (
        a.ravel()
        for a in np.meshgrid(np.arange(first[0], last[0] + 1), np.arange(first[1], last[1] + 1))
    )
    mask = skin.seeds.shape[0] - 1
    seed = skin.seeds[j & mask, i & mask]
    pick = (seed[:, 0] * 7919.0 + seed[:, 1] * 104729.0) % 1.0
    x, y = (i + seed[:, 0]) * cell, (j + seed[:, 1]) * cell
    size = SMALLEST + (LARGEST - SMALLEST) * pick / grain.pore_share
    inside = (x >= low_mm[0]) & (x <= high_mm[0]) & (y >= low_mm[1]) & (y <= high_mm[1])
    kept = inside & (pick < grain.pore_share)
    found: F = np.column_stack((x, y, grain.pore_density * size))[kept]
    return found
