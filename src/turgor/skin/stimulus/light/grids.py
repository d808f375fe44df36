"""Cells on which a zone is followed: fine where zones lie, the same whatever the energy."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: first row, µm; how far rows stay so; growth from row to row; widest; how deep
_ROWS = (8.0, 120.0, 1.045, 90.0, 6000.0)
#: columns for scattered light, for every spot: one response serves them all
_SCATTERED = (9.0, 150.0, 1.16, 200.0, 3200.0)
#: columns for an ablating beam: share of the spot that the first takes, and its bounds, µm
_OF_SPOT, _FINEST, _COARSEST = 0.08, 5.0, 150.0
#: how far heat is followed beyond an ablating beam, µm
_BEYOND = 1000.0


def row_edges_um() -> FloatArray:
    """Depths between rows, (n_z + 1,)."""
    return _widening(*_ROWS)


def scattered_edges_um() -> FloatArray:
    """Radii between columns under scattered light, (n_r + 1,)."""
    return _widening(*_SCATTERED)


def ablating_edges_um(spot_um: float) -> FloatArray:
    """Radii between columns under an ablating beam of that diameter, (n_r + 1,)."""
    first = min(max(_OF_SPOT * spot_um, _FINEST), _COARSEST)
    return _widening(first, 0.8 * spot_um, 1.2, max(150.0, first), spot_um + _BEYOND)


def _widening(first: float, fine: float, growth: float, widest: float, extent: float) -> FloatArray:
    edges, wide = [0.0], first
    while edges[-1] < extent:
        edges.append(edges[-1] + wide)
        if edges[-1] >= fine:
            wide = min(wide * growth, widest)
    return np.array(edges)
