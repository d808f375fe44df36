"""A run as its batches see it: the same numbers for every batch, on whichever device."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.physics.photons.grid import CellFinder
from turgor.physics.photons.kernel import FIRST_LAYER
from turgor.physics.photons.walk import INDEX, WEIGHT, fresnel

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741


@dataclass(frozen=True, slots=True)
class PhotonJob:
    """table : of ``optical_table``. beam : PENCIL, FLAT or GAUSSIAN, of ``radius_mm``."""

    table: F
    finder: CellFinder
    seed: int
    beam: int
    radius_mm: float

    @property
    def layers(self) -> int:
        """How many layers the light meets."""
        return int(self.table.shape[0]) - 2

    @property
    def entering(self) -> int:
        """Weight of each photon once past the surface."""
        back, _ = fresnel(float(self.table[0, INDEX]), float(self.table[1, INDEX]), 1.0)
        return WEIGHT - round(back * WEIGHT)

    def shares(self, parts: int) -> I:
        """An empty tally (parts, FIRST_LAYER + layers)."""
        return np.zeros((parts, FIRST_LAYER + self.layers), dtype=np.int64)
