"""Edges of cells: even where heat is put in, growing away from there."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]


def graded_edges(
    fine_um: float, even_to_um: float, to_um: float, growth: float = 1.1
) -> FloatArray:
    """Edges from 0 to to_um: cells of fine_um as far as even_to_um, each ``growth`` wider after.

    The last cell is cut to end at to_um, or joined to the one before where less than half is left.
    Errors: InputError for widths or depths that can't be.
    """
    if not 0.0 < fine_um <= to_um or not 0.0 <= even_to_um <= to_um or not 1.0 <= growth <= 2.0:
        raise InputError(
            f"cells of {fine_um:g} µm, even to {even_to_um:g} of {to_um:g} µm, growing by "
            f"{growth:g}; allowed: widths above 0 within the grid, growth of 1 to 2"
        )
    edges = list(fine_um * np.arange(round(even_to_um / fine_um) + 1))
    width = fine_um
    while edges[-1] < to_um:
        width *= growth
        edges.append(edges[-1] + width)
    while len(edges) > 2 and edges[-2] > to_um - 0.5 * (edges[-2] - edges[-3]):
        edges.pop()
    return np.array([*edges[:-1], to_um], dtype=np.float64)
