"""What an even sheet of heat in layered skin becomes: modes of the layers, exact in time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.heat.layers import ThermalLayer
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit

FloatArray = NDArray[np.float64]

#: cells: the thinnest at the surface, thicker by a share of their depth, by a larger one below
#: what is asked for, down to where heat doesn't get while a session lasts
_FIRST_UM, _GROWTH, _FINE_UM, _GROWTH_BELOW, _DEEP_UM = 6.0, 0.015, 3000.0, 0.1, 60000.0
#: 1 W/(m·K) over 1 µm² and 1 µm, and 1 W/(m²·K) over 1 µm², in J/(K·s) on 1 µm²
_CONDUCTS, _GIVES_OFF = 1.0e-6, 1.0e-12
_J_PER_MJ, _CM3_PER_UM3 = 1.0e-3, 1.0e-12


def layered_kernel(
    deposit: HeatDeposit,
    layers: Sequence[ThermalLayer],
    depth_um: FloatArray,
    lag_s: FloatArray,
    surface_w_m2k: float = 0.0,
) -> FloatArray:
    """As heat_kernel.depth_kernel, in layers from the surface down, the last without end.

    Finite volumes on cells that grow with depth, followed in time by their own modes.

    Errors: InputError where the last layer ends, or the surface takes heat up.
    """
    from scipy.linalg import eigh_tridiagonal

    if not layers or np.isfinite(layers[-1].thickness_um):
        raise InputError("layered skin needs a last layer without end")
    if not surface_w_m2k >= 0.0:
        raise InputError(f"the surface gives off {surface_w_m2k} W/(m²·K); it is 0 or more")
    edges = _edges(layers)
    thick, middle = np.diff(edges), 0.5 * (edges[1:] + edges[:-1])
    which = np.searchsorted(np.cumsum([item.thickness_um for item in layers[:-1]]), middle)
    held = np.array([item.volumetric_j_cm3k for item in layers])[which] * thick * _CM3_PER_UM3
    half = 0.5 * thick / np.array([item.conductivity_w_mk for item in layers])[which] / _CONDUCTS
    blood = np.array([item.perfusion_per_s for item in layers])[which]
    passes = 1.0 / (half[1:] + half[:-1])
    main = np.append(passes, 0.0) + np.append(0.0, passes) + blood * held
    outside = surface_w_m2k * _GIVES_OFF * half[0]
    main[0] += outside / (1.0 + outside) / half[0] if outside < np.inf else 1.0 / half[0]
    root = np.sqrt(held)
    rates, modes = eigh_tridiagonal(main / held, -passes / (root[1:] * root[:-1]))
    start = modes.T @ (_in_cells(deposit, edges) * _J_PER_MJ / root)
    lag = np.asarray(lag_s, dtype=np.float64)[:, None]
    warm = (np.exp(-np.maximum(rates, 0.0) * lag) * start) @ modes.T / root
    # between cells, and at the surface, what lets the same heat in as out
    between = (warm[:, :-1] * half[1:] + warm[:, 1:] * half[:-1]) / (half[1:] + half[:-1])
    known = np.concatenate([edges[:-1], middle])
    order = np.argsort(known)
    every = np.column_stack([warm[:, 0] / (1.0 + outside), between, warm])[:, order]
    depth = np.asarray(depth_um, dtype=np.float64)
    return np.stack([np.interp(depth, known[order], row) for row in every])


def _edges(layers: Sequence[ThermalLayer]) -> FloatArray:
    """Edges of cells, with one at each boundary of layers, µm."""
    bounds = np.append(np.cumsum([0.0, *(item.thickness_um for item in layers[:-1])]), _DEEP_UM)
    edges = [0.0]
    for bottom in bounds[1:]:
        while edges[-1] < bottom:
            fine, below = min(edges[-1], _FINE_UM), max(edges[-1] - _FINE_UM, 0.0)
            step = _FIRST_UM + _GROWTH * fine + _GROWTH_BELOW * below
            left = bottom - edges[-1]
            edges.append(bottom if left < 1.5 * step else edges[-1] + step)
    return np.array(edges)


def _in_cells(deposit: HeatDeposit, edges: FloatArray) -> FloatArray:
    """Heat of each slab shared out on cells by how much of it lies there, mJ."""
    below = np.append(0.0, np.cumsum(deposit.energy_mj))
    return np.asarray(np.diff(np.interp(edges, deposit.edges_um, below)), dtype=np.float64)
