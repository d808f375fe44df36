"""Cells on which a zone is followed: fine where zones lie, the same whatever the energy."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: first cell, µm; how far cells stay so; growth from cell to cell; widest; how far they reach.
#: Rows under an ablating beam: its front moves within cells, so they need not be thinner
_DRILLED = (10.0, 100.0, 1.08, 150.0, 6000.0)
_DRILLED_COARSE = (20.0, 100.0, 1.15, 300.0, 6000.0)
#: rows and columns under scattered light, for every spot: one response serves them all
_SCATTERED_Z = (10.0, 100.0, 1.08, 150.0, 5000.0)
_SCATTERED_R = (10.0, 150.0, 1.18, 200.0, 3200.0)
#: cells to an ablating beam's radius. A column that just fails to go holds more heat than one that
#: goes: with 6 of them widths jump back by 5 % from one energy to the next, with these by 0.5 %
_TO_RADIUS, _TO_RADIUS_COARSE = 22, 6
#: how far those columns stay so, as a share of the spot; growth beyond; widest, µm; how far, µm
_FINE_TO, _GROWTH, _WIDEST, _BEYOND = 0.65, 1.15, 150.0, 1000.0


def scattered_edges_um() -> tuple[FloatArray, FloatArray]:
    """Radii (n_r + 1,) and depths (n_z + 1,) between cells under scattered light."""
    return _widening(*_SCATTERED_R), _widening(*_SCATTERED_Z)


def ablating_edges_um(spot_um: float, fine: bool) -> tuple[FloatArray, FloatArray]:
    """Radii (n_r + 1,) and depths (n_z + 1,) between cells under an ablating beam.

    The rim of a flat beam of that diameter falls between two cells. fine : for outlines; coarse
    does for heat.
    """
    first = 0.5 * spot_um / (_TO_RADIUS if fine else _TO_RADIUS_COARSE)
    widest = max(_WIDEST, first)
    r = _widening(first, _FINE_TO * spot_um, _GROWTH, widest, spot_um + _BEYOND)
    return r, _widening(*(_DRILLED if fine else _DRILLED_COARSE))


def _widening(first: float, fine: float, growth: float, widest: float, extent: float) -> FloatArray:
    edges, wide = [0.0], first
    while edges[-1] < extent:
        edges.append(edges[-1] + wide)
        if edges[-1] >= fine:
            wide = min(wide * growth, widest)
    return np.array(edges)
