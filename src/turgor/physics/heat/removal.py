"""What tissue must hold to be removed, and the removing."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.cells import BOIL_C, Cells
from turgor.physics.heat.front import recede

FloatArray = NDArray[np.float64]

#: heat of ablation above body temperature that was ever put forward lies within these, J/cm³
_ABLATION_J_CM3 = (300.0, 50_000.0)
#: a rest of a cell thinner than this share of its row joins the cell below
_LEAST_SHARE = 0.3


class Removal:
    """Enthalpies at which each row boils and goes, for one grid."""

    def __init__(self, cells: Cells, ablation_j_cm3: float) -> None:
        """ablation_j_cm3 : heat that a removed volume has taken up above body temperature.

        Errors: InputError where it is beyond reason, or tissue would go before it boils.
        """
        if not _ABLATION_J_CM3[0] <= ablation_j_cm3 <= _ABLATION_J_CM3[1]:
            raise InputError(
                f"an ablation enthalpy of {ablation_j_cm3:g} J/cm³; allowed: "
                f"{_ABLATION_J_CM3[0]:g} to {_ABLATION_J_CM3[1]:g} J/cm³ (is it in kJ/cm³?)"
            )
        rows = cells.rows
        self.shape = cells.thickness_um.shape
        self.boil = BOIL_C * rows.capacity
        self.limit = parameter("heat.body") * rows.capacity + ablation_j_cm3
        if not (self.limit > self.boil).all():
            least = float(((BOIL_C - parameter("heat.body")) * rows.capacity).max())
            raise InputError(
                f"an ablation enthalpy of {ablation_j_cm3:g} J/cm³ removes tissue before it boils; "
                f"it takes {least:.0f} J/cm³ to come to {BOIL_C:g} °C"
            )
        self._whole = np.diff(cells.z_edges_um)
        self._area = np.pi * np.diff(cells.r_edges_um**2)
        self.least_j_cm3 = ablation_j_cm3

    def apply(self, cells: Cells, enthalpy: FloatArray, absorption_um: FloatArray) -> float:
        """Remove from the top down; the heat taken along, pJ above 0 °C."""
        return recede(
            enthalpy, cells.thickness_um, self._whole, absorption_um, self.boil, self.limit,
            self._area, _LEAST_SHARE,
        )  # fmt: skip


def vaporisation_j_cm3(cells: Cells) -> FloatArray:
    """Heat above body temperature that boils off all water of each row (n_z,), J/cm³."""
    return cells.rows.capacity * (BOIL_C - parameter("heat.body")) + cells.rows.latent
