"""Cells on which a zone is followed: fine where zones lie, the same whatever the energy."""

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: first cell, µm; how far cells stay so; growth from cell to cell; widest; how far they reach.
#: Rows under an ablating beam: its front moves within cells, so they need not be thinner
_DRILLED = (8.0, 120.0, 1.045, 90.0, 6000.0)
#: rows and columns under scattered light, for every spot: one response serves them all
_SCATTERED_Z = (10.0, 100.0, 1.08, 150.0, 5000.0)
_SCATTERED_R = (10.0, 150.0, 1.18, 200.0, 3200.0)
#: columns for an ablating beam: cells to its radius, and the finest and coarsest, µm; light that
#: water stops within 2 µm leaves a rim of some µm, which takes finer ones
_TO_RADIUS, _TO_RADIUS_FINE, _FINEST, _COARSEST = 6, 14, 5.0, 150.0
#: how far heat is followed beyond an ablating beam, µm
_BEYOND = 1000.0


def scattered_edges_um() -> tuple[FloatArray, FloatArray]:
    """Radii (n_r + 1,) and depths (n_z + 1,) between cells under scattered light."""
    return _widening(*_SCATTERED_R), _widening(*_SCATTERED_Z)


def ablating_edges_um(spot_um: float, fine: bool) -> tuple[FloatArray, FloatArray]:
    """Radii (n_r + 1,) and depths (n_z + 1,) between cells under an ablating beam.

    The rim of a flat beam of that diameter falls between two cells. fine : for a thin rim.
    """
    cells = max(_TO_RADIUS_FINE if fine else _TO_RADIUS, math.ceil(0.5 * spot_um / _COARSEST))
    first = max(0.5 * spot_um / cells, _FINEST)
    r = _widening(first, 0.8 * spot_um, 1.2, max(150.0, first), spot_um + _BEYOND)
    return r, _widening(*_DRILLED)


def _widening(first: float, fine: float, growth: float, widest: float, extent: float) -> FloatArray:
    edges, wide = [0.0], first
    while edges[-1] < extent:
        edges.append(edges[-1] + wide)
        if edges[-1] >= fine:
            wide = min(wide * growth, widest)
    return np.array(edges)
