"""What heats a zone while a pulse lasts: as the march through time asks it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from turgor.physics.heat.cells import Cells
from turgor.physics.heat.removal import Removal

FloatArray = NDArray[np.float64]

#: in a step no cell takes up more than this share of what removes it
_TAKE_UP = 0.1
#: a lit stretch is cut into this many steps at least
_LIT_STEPS = 8


class Source(Protocol):
    """What heats a zone while a pulse lasts."""

    def power(self, cells: Cells) -> FloatArray:
        """pJ/s into each cell (n_z, n_r), as the tissue is now."""
        ...

    def longest_step_s(self, cells: Cells, lit_s: float) -> float:
        """Longest step in a lit stretch of lit_s, s."""
        ...

    @property
    def paces(self) -> bool:
        """Whether that alone sets the steps, however fast temperatures change."""
        ...

    def remove(self, cells: Cells, enthalpy: FloatArray) -> float:
        """Take away what is hot enough to go; the heat it takes along, pJ (above 0 °C)."""
        ...

    @property
    def lost_pj_s(self) -> float:
        """Light of the power last asked for that met no tissue, pJ/s."""
        ...


class Deposit:
    """A source that stays as it is; what passes the ablation enthalpy at the open surface goes."""

    paces = False

    def __init__(self, power: FloatArray, removal: Removal | None = None) -> None:
        """power (n_z, n_r) : pJ/s. Without removal nothing is removed, however hot."""
        self._power, self._removal = power, removal
        self._flat = np.zeros(power.shape[0])
        self.lost_pj_s = 0.0

    def power(self, cells: Cells) -> FloatArray:
        """The same throughout, save where tissue is gone."""
        if self._removal is None:
            return self._power
        met = np.where(cells.thickness_um > 0.0, self._power, 0.0)
        self.lost_pj_s = float(self._power.sum() - met.sum())
        return met

    def longest_step_s(self, cells: Cells, lit_s: float) -> float:
        """A part of the stretch, and of what it takes to remove a cell."""
        if self._removal is None:
            return lit_s / _LIT_STEPS
        strongest = float((self._power * cells.per_volume).max())
        return min(lit_s / _LIT_STEPS, _TAKE_UP * self._removal.least_j_cm3 / max(strongest, 1e-30))

    def remove(self, cells: Cells, enthalpy: FloatArray) -> float:
        """Take away what is past the ablation enthalpy, cell by cell from the top."""
        if self._removal is None:
            return 0.0
        return self._removal.apply(cells, enthalpy, self._flat)
