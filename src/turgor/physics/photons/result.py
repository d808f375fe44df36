"""What became of the light of one run, with standard errors."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.physics.photons.fold import share_error
from turgor.physics.photons.grid import Grid
from turgor.physics.photons.job import PhotonJob
from turgor.physics.photons.kernel import (
    BACK,
    EVENTS,
    FIRST_LAYER,
    MIRRORED,
    OUTSIDE,
    STRAIGHT,
    THROUGH,
    UNFINISHED,
)
from turgor.physics.photons.walk import WEIGHT

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741


@dataclass(frozen=True, eq=False)
class PhotonRun:
    """What became of the light: shares of what was sent, and standard errors (``_se``).

    specular : reflected by boundaries without one scattering, the outer surface's own included.
    diffuse_reflectance, transmittance, absorbed : the rest; transmittance includes
    direct_transmittance, light that was never scattered. unfinished : weight that found no end
    (2^26 steps), part of the balance. absorbed_by_layer : (layers,). absorbed_per_cell : on the
    grid, in its shape; outside_grid : absorbed beyond it. on_axis : (n_z,) the part of the
    innermost ring that was absorbed before any scattering, where a pencil met an RzGrid. events :
    absorptions and turns for each photon.
    """

    photons: int
    grid: Grid | None
    specular: float
    specular_se: float
    diffuse_reflectance: float
    diffuse_reflectance_se: float
    transmittance: float
    transmittance_se: float
    direct_transmittance: float
    direct_transmittance_se: float
    absorbed: float
    absorbed_se: float
    unfinished: float
    absorbed_by_layer: F
    absorbed_by_layer_se: F
    outside_grid: float
    outside_grid_se: float
    events: float
    absorbed_per_cell: F | None = None
    absorbed_per_cell_se: F | None = None
    on_axis: F | None = None

    @property
    def closure(self) -> float:
        """How far specular + diffuse + transmitted + absorbed + unfinished is from 1."""
        out = self.specular + self.diffuse_reflectance + self.transmittance
        return out + self.absorbed + self.unfinished - 1.0


@dataclass(frozen=True, slots=True)
class Sums:
    """Of all batches: shares (parts, n), photons of each part, and cells' means and errors."""

    shares: I
    counts: F
    cells: F
    cells_se: F


def photon_run(job: PhotonJob, grid: Grid | None, photons: int, sums: Sums) -> PhotonRun:
    """Shares of 1 from integer sums."""

    def share(*columns: int) -> tuple[float, float]:
        """Whole numbers added exactly, and the error from how parts differ."""
        each = sums.shares[:, columns].sum(axis=1)
        error = share_error(each.astype(np.float64), sums.counts)
        return sum(each.tolist()) / (photons * WEIGHT), error / WEIGHT

    inside = range(FIRST_LAYER, FIRST_LAYER + job.layers)
    specular, specular_se = share(MIRRORED)
    diffuse, diffuse_se = share(BACK)
    through, through_se = share(STRAIGHT, THROUGH)
    direct, direct_se = share(STRAIGHT)
    absorbed, absorbed_se = share(*inside)
    outside, outside_se = share(OUTSIDE)
    layers, layers_se = np.array([share(k) for k in inside]).T
    cells, cells_se, on_axis = _on_grid(job, grid, sums)
    return PhotonRun(
        photons=photons, grid=grid,
        specular=(WEIGHT - job.entering) / WEIGHT + specular, specular_se=specular_se,
        diffuse_reflectance=diffuse, diffuse_reflectance_se=diffuse_se,
        transmittance=through, transmittance_se=through_se,
        direct_transmittance=direct, direct_transmittance_se=direct_se,
        absorbed=absorbed, absorbed_se=absorbed_se, unfinished=share(UNFINISHED)[0],
        absorbed_by_layer=layers, absorbed_by_layer_se=layers_se,
        outside_grid=outside, outside_grid_se=outside_se, events=share(EVENTS)[0] * WEIGHT,
        absorbed_per_cell=cells, absorbed_per_cell_se=cells_se, on_axis=on_axis,
    )  # fmt: skip


def _on_grid(job: PhotonJob, grid: Grid | None, sums: Sums) -> tuple[F | None, F | None, F | None]:
    """Cells in the grid's shape, their errors, and what the axis alone holds."""
    if grid is None:
        return None, None, None
    n = math.prod(grid.shape)
    cells = (sums.cells[:n] / WEIGHT).reshape(grid.shape)
    cells_se = (sums.cells_se[:n] / WEIGHT).reshape(grid.shape)
    if not job.finder.on_axis:
        return cells, cells_se, None
    on_axis = sums.cells[n:] / WEIGHT
    cells[:, 0] += on_axis
    cells_se[:, 0] = np.hypot(cells_se[:, 0], sums.cells_se[n:] / WEIGHT)
    return cells, cells_se, on_axis
