"""Layers as a quasi-static electric field sees them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

#: permittivity of vacuum, F/m (CODATA)
VACUUM_F_M = 8.8541878128e-12


@dataclass(frozen=True, slots=True)
class ElectricLayer:
    """One plane layer at one frequency; thickness_um inf for a half-space.

    conductivity_s_m : what heats. relative_permittivity : what only shifts current.
    """

    thickness_um: float
    conductivity_s_m: float
    relative_permittivity: float = 0.0

    def __post_init__(self) -> None:
        """Hold what is physical."""
        if not self.thickness_um > 0.0:
            raise InputError(f"a layer is {self.thickness_um} µm thick; it lies above 0")
        if not 0.0 < self.conductivity_s_m < math.inf:
            raise InputError(f"a layer conducts {self.conductivity_s_m} S/m; it lies above 0")
        if not self.relative_permittivity >= 0.0:
            raise InputError("relative permittivity is 0 or more")

    def admittivity_s_m(self, frequency_hz: float) -> complex:
        """Sigma + i omega epsilon, S/m."""
        omega = 2.0 * math.pi * frequency_hz
        return complex(self.conductivity_s_m, omega * VACUUM_F_M * self.relative_permittivity)


def admittivity_of_rows(
    layers: Sequence[ElectricLayer], z_edges_um: FloatArray, frequency_hz: float = 0.0
) -> ComplexArray:
    """Admittivity of each row of cells, by the layer that the row's centre lies in, S/m.

    z_edges_um (n_z + 1,) : should hold every boundary between layers, else a boundary is moved
    by up to half a cell. What lies under the last layer counts as that layer.
    Errors: InputError where there is no layer.
    """
    if not layers:
        raise InputError("tissue needs at least one layer")
    bottoms = np.cumsum([layer.thickness_um for layer in layers])[:-1]
    centres = 0.5 * (z_edges_um[1:] + z_edges_um[:-1])
    index = np.searchsorted(bottoms, centres, side="right")
    values = np.array([layer.admittivity_s_m(frequency_hz) for layer in layers])
    return np.asarray(values[index], dtype=np.complex128)
