"""Where absorbed light is booked: by depth, by radius and depth, or in cubes.

Lengths in µm; z is depth below the surface, r the distance from the beam's axis.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741

#: most cells of one grid; the tallies of a run take some 40 bytes for each and each thread
MOST_CELLS = 2**25
#: look-up cells for each cell of an axis
_FINER, _MOST_LOOKED_UP = 4, 2**20
DEPTH, RZ, VOXEL = range(3)


def _edges(name: str, values: F) -> F:
    edges = np.array(values, dtype=np.float64)
    if edges.ndim != 1 or edges.size < 2 or not np.isfinite(edges).all():
        raise InputError(f"{name} is a list of 2 or more finite edges in µm")
    if edges[0] != 0.0 or not (np.diff(edges) > 0.0).all():
        raise InputError(f"{name} starts at 0 and rises; it starts at {edges[0]:g} µm")
    edges.setflags(write=False)
    return edges


@dataclass(frozen=True, eq=False)
class DepthGrid:
    """Slices across the whole width; z_edges_um (n_z + 1,) from 0 down."""

    z_edges_um: F

    def __post_init__(self) -> None:
        """Hold rising edges."""
        object.__setattr__(self, "z_edges_um", _edges("z_edges_um", self.z_edges_um))

    @property
    def shape(self) -> tuple[int, ...]:
        """(n_z,)."""
        return (self.z_edges_um.size - 1,)

    def volume_cm3(self) -> F:
        """Infinite: a slice has no sides."""
        return np.full(self.shape, math.inf)


@dataclass(frozen=True, eq=False)
class RzGrid:
    """Rings about the axis; r_edges_um (n_r + 1,) and z_edges_um (n_z + 1,), both from 0."""

    r_edges_um: F
    z_edges_um: F

    def __post_init__(self) -> None:
        """Hold rising edges."""
        object.__setattr__(self, "r_edges_um", _edges("r_edges_um", self.r_edges_um))
        object.__setattr__(self, "z_edges_um", _edges("z_edges_um", self.z_edges_um))
        _hold_size(self.shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """(n_z, n_r)."""
        return (self.z_edges_um.size - 1, self.r_edges_um.size - 1)

    def volume_cm3(self) -> F:
        """(n_z, n_r)."""
        area = math.pi * np.diff(self.r_edges_um**2)
        return np.diff(self.z_edges_um)[:, None] * area * 1e-12


@dataclass(frozen=True, slots=True)
class VoxelGrid:
    """Cubes of ``cell_um``; counts (n_z, n_y, n_x), with the axis through the middle of x and y."""

    cell_um: float
    counts: tuple[int, int, int]

    def __post_init__(self) -> None:
        """Hold what can be allocated."""
        if not (0.0 < self.cell_um < math.inf) or len(self.counts) != 3 or min(self.counts) < 1:
            raise InputError(f"cubes of {self.cell_um} µm, {self.counts}: all lie above 0")
        _hold_size(self.counts)

    @property
    def shape(self) -> tuple[int, ...]:
        """(n_z, n_y, n_x)."""
        return self.counts

    def volume_cm3(self) -> F:
        """(n_z, n_y, n_x)."""
        return np.full(self.counts, self.cell_um**3 * 1e-12)


Grid = DepthGrid | RzGrid | VoxelGrid


def _hold_size(shape: tuple[int, ...]) -> None:
    cells = math.prod(shape)
    if cells > MOST_CELLS:
        raise InputError(f"a grid of {cells} cells; at most {MOST_CELLS}: take larger cells")


@dataclass(frozen=True, slots=True)
class CellFinder:
    """A grid as the kernel reads it: mm, edges with look-up tables; arrays may be of length 1.

    kind : DEPTH, RZ or VOXEL. counts : n_z, n_y (0 for rings), n_x or n_r. per_mm : cells of the
    look-up table along z and r, or cubes in both, for each mm. on_axis : cells that follow the
    grid's own, one for each depth, for light that never left the axis.
    """

    kind: int
    counts: I
    per_mm: F
    z_edges_mm: F
    z_table: I
    r_edges_mm: F
    r_table: I
    on_axis: int

    @property
    def size(self) -> int:
        """Length of the tally."""
        return int(self.counts.prod()) + self.on_axis


def cell_finder(grid: Grid | None, on_axis: bool) -> CellFinder:
    """How a kernel finds cells; None books everything outside."""
    none = (np.zeros(2), np.zeros(1, dtype=np.int64), 1.0)
    z, r = none, none
    counts, kind = [1, 1, 1], DEPTH
    if isinstance(grid, VoxelGrid):
        per_mm = 1e3 / grid.cell_um
        z = (np.zeros(2), z[1], per_mm)
        return _finder(VOXEL, list(grid.counts), z, (np.zeros(2), r[1], per_mm), 0)
    if grid is not None:
        z = _look_up(grid.z_edges_um)
        counts[0] = grid.shape[0]
    if isinstance(grid, RzGrid):
        r, kind = _look_up(grid.r_edges_um), RZ
        counts[2] = grid.shape[1]
        return _finder(kind, counts, z, r, counts[0] if on_axis else 0)
    return _finder(kind, counts, z, r, 0)


def _finder(
    kind: int, counts: list[int], z: tuple[F, I, float], r: tuple[F, I, float], on_axis: int
) -> CellFinder:
    number, per_mm = np.array(counts, dtype=np.int64), np.array([z[2], r[2]])
    return CellFinder(kind, number, per_mm, z[0], z[1], r[0], r[1], on_axis)


def _look_up(edges_um: F) -> tuple[F, I, float]:
    """Edges in mm, the cell in which each look-up cell starts, and look-up cells for each mm."""
    edges = edges_um * 1e-3
    cells = min(_FINER * math.ceil(edges[-1] / np.diff(edges).min()), _MOST_LOOKED_UP)
    per_mm = cells / edges[-1]
    # the last one is for rounding just below the last edge
    starts = np.arange(cells + 1) / per_mm * (1.0 - 1e-12)
    table = np.searchsorted(edges, starts, side="right") - 1
    return edges, np.clip(table, 0, edges.size - 2).astype(np.int64), per_mm
