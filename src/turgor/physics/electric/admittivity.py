"""What rows of cells in layered tissue let through of an alternating current."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.tissue.cole_cole import ELECTRIC_CONSTANT
from turgor.physics.tissue.electrical import ElectricalLayer

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]


def admittivity_s_m(layer: ElectricalLayer, frequency_hz: float) -> complex:
    """Sigma + i omega epsilon of a layer at body temperature, S/m."""
    omega = 2.0 * math.pi * frequency_hz
    return complex(layer.conductivity_s_m, omega * ELECTRIC_CONSTANT * layer.relative_permittivity)


def row_of_layer(layers: Sequence[ElectricalLayer], z_edges_um: FloatArray) -> NDArray[np.intp]:
    """Index of the layer that each row's centre lies in (n_z,).

    z_edges_um (n_z + 1,) : should hold every boundary between layers, else a boundary is moved
    by up to half a cell. What lies under the last layer counts as that layer.
    Errors: InputError where there is no layer.
    """
    if not layers:
        raise InputError("tissue needs at least one layer")
    bottoms = np.cumsum([layer.thickness_um for layer in layers])[:-1]
    centres = 0.5 * (z_edges_um[1:] + z_edges_um[:-1])
    return np.searchsorted(bottoms, centres, side="right")


def admittivity_of_rows(
    layers: Sequence[ElectricalLayer], z_edges_um: FloatArray, frequency_hz: float = 0.0
) -> ComplexArray:
    """Admittivity of each row of cells at body temperature, S/m (n_z,); as for row_of_layer."""
    values = np.array([admittivity_s_m(layer, frequency_hz) for layer in layers])
    return np.asarray(values[row_of_layer(layers, z_edges_um)], dtype=np.complex128)
