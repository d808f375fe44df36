"""The cells of an axisymmetric grid: what they hold, and how heat passes between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.layers import ThermalLayer

FloatArray = NDArray[np.float64]

#: water boils, °C
BOIL_C = 100.0
#: pJ/(s·K) of 1 W/(m·K) over 1 µm²/µm. Energy is in pJ and volume in µm³, so that a density of
#: energy in pJ/µm³ is one in J/cm³
PICOWATT = 1e6


@dataclass(frozen=True, slots=True)
class RowHeat:
    """What each row of cells (same depth) holds; every array (n_z,).

    capacity in J/(cm³·K), latent (of its water) in J/cm³, conductivity across and along the
    layers in W/(m·K), perfusion in J/(cm³·s·K).
    """

    capacity: FloatArray
    latent: FloatArray
    across: FloatArray
    along: FloatArray
    perfusion: FloatArray


def checked_edges(edges_um: FloatArray, what: str) -> FloatArray:
    """Edges of cells as float64, rising from 0.

    Errors: InputError where they don't rise, don't begin at 0 or hold fewer than two cells.
    """
    edges = np.ascontiguousarray(edges_um, dtype=np.float64)
    if edges.ndim != 1 or len(edges) < 3 or edges[0] != 0.0 or not (np.diff(edges) > 0.0).all():
        raise InputError(f"{what} edges rise from 0 µm and hold two cells or more")
    if not edges[-1] < 1e6:
        raise InputError(f"{what} edges reach {edges[-1]:g} µm; they are in µm, below 1e6")
    return edges


def row_heat(layers: Sequence[ThermalLayer], z_edges_um: FloatArray) -> RowHeat:
    """Properties by row; a row that spans a boundary holds its layers' shares.

    What lies below the last layer counts as that layer. Errors: InputError without layers.
    """
    if not layers:
        raise InputError("heat needs one layer or more")
    tops = np.concatenate([[0.0], np.cumsum([layer.thickness_um for layer in layers])])
    tops[-1] = np.inf
    low, high = z_edges_um[:-1, None], z_edges_um[1:, None]
    overlap = np.minimum(high, tops[None, 1:]) - np.maximum(low, tops[None, :-1])
    share = np.maximum(overlap, 0.0) / (high - low)
    capacity = np.array([layer.volumetric_j_cm3k for layer in layers])
    conductivity = np.array([layer.conductivity_w_mk for layer in layers])
    # kJ/kg times kg/m³ is kJ/m³; 1e-3 of it is J/cm³
    water = np.array([layer.water_fraction * layer.density_kg_m3 for layer in layers])
    latent = 1e-3 * parameter("heat.water.latent") * water
    perfusion = np.array([layer.perfusion_per_s for layer in layers]) * capacity
    return RowHeat(
        share @ capacity,
        share @ latent,
        1.0 / (share @ (1.0 / conductivity)),
        share @ conductivity,
        share @ perfusion,
    )


@dataclass(slots=True)
class Cells:
    """Geometry and conductances, in place; they change where a front moves.

    thickness_um (n_z, n_r) : 0 where removed. down (n_z + 1, n_r), out (n_z, n_r + 1) :
    conductance through upper and inner faces, pJ/(s·K). per_volume, perfused (n_z, n_r) : 1/µm³,
    pJ/(s·K).
    """

    r_edges_um: FloatArray
    z_edges_um: FloatArray
    rows: RowHeat
    thickness_um: FloatArray
    down: FloatArray
    out: FloatArray
    per_volume: FloatArray
    perfused: FloatArray

    def link(self, transfer_w_m2k: float) -> None:
        """Work out every conductance from the thicknesses, the surface's included."""
        rows = self.rows
        link(
            self.thickness_um, self.r_edges_um, np.diff(self.z_edges_um), rows.across, rows.along,
            rows.perfusion, transfer_w_m2k, self.down, self.out, self.per_volume, self.perfused,
        )  # fmt: skip

    @property
    def volume_um3(self) -> FloatArray:
        """Of what is left of each cell."""
        area: FloatArray = np.pi * np.diff(self.r_edges_um**2)
        return self.thickness_um * area


def whole_again(cells: Cells, *, boils: bool) -> Cells:
    """The same grid with nothing removed, unlinked; without boiling its water heats on."""
    dry = np.zeros_like(cells.rows.latent)
    rows = cells.rows if boils else replace(cells.rows, latent=dry)
    return _unlinked(cells.r_edges_um, cells.z_edges_um, rows)


def _unlinked(r: FloatArray, z: FloatArray, rows: RowHeat) -> Cells:
    n_z, n_r = len(z) - 1, len(r) - 1
    thick = np.ascontiguousarray(np.repeat(np.diff(z)[:, None], n_r, axis=1))
    return Cells(
        r, z, rows, thick, np.zeros((n_z + 1, n_r)), np.zeros((n_z, n_r + 1)),
        np.zeros((n_z, n_r)), np.zeros((n_z, n_r)),
    )  # fmt: skip


def make_cells(
    layers: Sequence[ThermalLayer], r_edges_um: FloatArray, z_edges_um: FloatArray
) -> Cells:
    """Whole cells, not yet linked; errors as for checked_edges and row_heat."""
    r, z = checked_edges(r_edges_um, "r"), checked_edges(z_edges_um, "z")
    return _unlinked(r, z, row_heat(layers, z))


@jit
def link(
    thickness: FloatArray, r_edges: FloatArray, whole: FloatArray, across: FloatArray,
    along: FloatArray, perfusion: FloatArray, transfer: float, down: FloatArray, out: FloatArray,
    per_volume: FloatArray, perfused: FloatArray,
) -> None:  # fmt: skip
    """Fill down, out, per_volume and perfused (Cells) from thicknesses; whole: before removal.

    Heat passes a face through half of each neighbour in series; where one is removed, not at all.
    """
    n_z, n_r = thickness.shape
    for i in range(n_z):
        for j in range(n_r):
            thick = thickness[i, j]
            area = np.pi * (r_edges[j + 1] ** 2 - r_edges[j] ** 2)
            per_volume[i, j] = 1.0 / (area * thick) if thick > 0.0 else 0.0
            perfused[i, j] = perfusion[i] * area * thick
            half = 0.5 * thick / (across[i] * 1e6)
            down[i, j] = 0.0
            if thick > 0.0 and i > 0 and thickness[i - 1, j] > 0.0:
                down[i, j] = area / (half + 0.5 * thickness[i - 1, j] / (across[i - 1] * 1e6))
            elif i == 0 and transfer > 0.0 and thick > 0.999999 * whole[0]:
                down[i, j] = area / (half + 1.0 / transfer)
            out[i, j] = 0.0
            if j > 0:
                height = min(thick, thickness[i, j - 1])
                span = 0.5 * (r_edges[j + 1] - r_edges[j - 1])
                out[i, j] = 2.0 * np.pi * r_edges[j] * height * along[i] * 1e6 / span
