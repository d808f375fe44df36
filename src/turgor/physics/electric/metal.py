"""Cells of a heat problem of which some are a needle's metal, which conducts far better."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.physics.heat.cells import PICOWATT, Cells, make_cells
from turgor.physics.heat.layers import ThermalLayer

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(slots=True)
class NeedleCells(Cells):
    """Cells with a needle in them: heat runs along the metal; it holds as much as tissue does.

    Steel holds 3.9 J/(cm³·K), tissue 3 to 4. No heat passes between the needle and what carries
    it above the skin.
    """

    metal: BoolArray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    metal_w_mk: float = 0.0

    def link(self, transfer_w_m2k: float) -> None:
        """Work out every conductance, metal's included."""
        # slots make a new class, which super() without arguments does not find
        Cells.link(self, transfer_w_m2k)
        if self.metal_w_mk == 0.0:
            return
        dz = self.thickness_um
        dr = np.diff(self.r_edges_um)
        area = np.pi * np.diff(self.r_edges_um**2)
        across = np.where(self.metal, self.metal_w_mk, self.rows.across[:, None]) * PICOWATT
        along = np.where(self.metal, self.metal_w_mk, self.rows.along[:, None]) * PICOWATT
        half = 0.5 * dz / across
        self.down[1:-1] = area / (half[:-1] + half[1:])
        half = 0.5 * dr / along
        face = 2.0 * np.pi * self.r_edges_um[1:-1] * dz[:, 1:]
        self.out[:, 1:-1] = face / (half[:, :-1] + half[:, 1:])

    def withdraw(self) -> None:
        """Take the needle out: its place conducts as tissue does."""
        self.metal_w_mk = 0.0


def needle_cells(
    layers: Sequence[ThermalLayer],
    r_edges_um: FloatArray,
    z_edges_um: FloatArray,
    metal: BoolArray,
    metal_w_mk: float,
) -> NeedleCells:
    """Whole cells, not yet linked; metal (n_z, n_r). Errors as for ``make_cells``."""
    plain = make_cells(layers, r_edges_um, z_edges_um)
    return NeedleCells(
        plain.r_edges_um, plain.z_edges_um, plain.rows, plain.thickness_um, plain.down, plain.out,
        plain.per_volume, plain.perfused, metal, metal_w_mk,
    )  # fmt: skip
