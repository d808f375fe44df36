"""Response of layered tissue to a thin ray: absorbed light by depth and distance, kept on disk."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.photons.disk import hashed, keep, kept
from turgor.physics.photons.grid import RzGrid
from turgor.physics.photons.layers import OpticalStack
from turgor.physics.photons.trace import trace

F = NDArray[np.float64]

#: finest cells of the response, µm, and how many of them before cells widen
_FINEST_UM, _FINE = 5.0, 60
#: each further cell is wider by this share, up to the widest
_WIDEN, _WIDEST = 0.06, 10.0
#: raised when the kernel's numbers change, so that old files are not read
_REVISION = b"pencil 1"


@dataclass(frozen=True, eq=False)
class PencilResponse:
    """What one joule at a point leaves behind.

    r_edges_um (n_r + 1,), z_edges_um (n_z + 1,). per_cm3 : (n_z, n_r) absorbed energy for each
    volume, 1/cm³ = J/cm³ for each J sent; per_cm3_se its standard error. on_axis : (n_z,) share
    of the light that is absorbed before any scattering, exactly on the axis; it is part of the
    first column of per_cm3. specular, diffuse_reflectance, transmittance, absorbed : shares of 1;
    outside : absorbed beyond the grid.
    """

    r_edges_um: F
    z_edges_um: F
    per_cm3: F
    per_cm3_se: F
    on_axis: F
    specular: float
    diffuse_reflectance: float
    transmittance: float
    absorbed: float
    outside: float

    @property
    def share_per_cell(self) -> F:
        """(n_z, n_r) share of the light that each ring absorbs."""
        return self.per_cm3 * RzGrid(self.r_edges_um, self.z_edges_um).volume_cm3()


def widening_edges_um(extent_um: float, through_um: tuple[float, ...] = ()) -> F:
    """Edges from 0 to ``extent_um``: 5 µm cells at first, then wider ones, to 50 µm at most.

    through_um : places that must be edges, such as boundaries of layers.
    """
    edges, wide = [0.0], _FINEST_UM
    while edges[-1] < extent_um:
        edges.append(edges[-1] + wide)
        if len(edges) > _FINE:
            wide = min(wide * (1.0 + _WIDEN), _FINEST_UM * _WIDEST)
    must = np.array([0.0, *(p for p in through_um if 0.0 < p < extent_um), extent_um])
    plain = np.array(edges)
    # a plain edge within half a finest cell of one that must be gives way to it
    near = np.abs(plain[:, None] - must).min(axis=1) < 0.5 * _FINEST_UM
    return np.unique(np.concatenate([must, plain[~near & (plain < extent_um)]]))


def pencil_response(
    stack: OpticalStack,
    *,
    depth_um: float,
    radius_um: float,
    photons: int = 1_000_000,
    seed: int = 0,
    r_edges_um: F | None = None,
    z_edges_um: F | None = None,
) -> PencilResponse:
    """Absorption about a pencil of light to ``depth_um`` and ``radius_um``, from disk if known.

    r_edges_um, z_edges_um : edges to use instead of ``widening_edges_um``, which puts one on every
    boundary of layers. A beam of radius R needs radius_um of R and the light's spread beyond it.
    Errors: InputError for an impossible extent or stack.
    """
    for name, value in (("depth_um", depth_um), ("radius_um", radius_um)):
        if not _FINEST_UM <= value <= 1e5:
            raise InputError(f"{name} is {value}; allowed: {_FINEST_UM:g} to 100000 µm")
    if r_edges_um is None:
        r_edges_um = widening_edges_um(radius_um)
    if z_edges_um is None:
        ends = np.cumsum([layer.thickness_mm for layer in stack.layers]) * 1e3
        z_edges_um = widening_edges_um(depth_um, tuple(ends[np.isfinite(ends)]))
    grid = RzGrid(r_edges_um, z_edges_um)
    key = _key(stack, grid, photons, seed)
    found = kept(key)
    if found is None:
        found = _traced(stack, grid, photons, seed)
        keep(key, found)
    share = [float(v) for v in found["shares"]]
    return PencilResponse(
        grid.r_edges_um, grid.z_edges_um, found["per_cm3"], found["per_cm3_se"], found["on_axis"],
        *share,
    )  # fmt: skip


def _traced(stack: OpticalStack, grid: RzGrid, photons: int, seed: int) -> dict[str, F]:
    run = trace(stack, photons, seed=seed, grid=grid)
    if run.absorbed_per_cell is None or run.absorbed_per_cell_se is None or run.on_axis is None:
        raise InputError("a pencil's response needs a grid of rings")
    shares = (
        run.specular, run.diffuse_reflectance, run.transmittance, run.absorbed, run.outside_grid,
    )  # fmt: skip
    return {
        "per_cm3": run.absorbed_per_cell / grid.volume_cm3(),
        "per_cm3_se": run.absorbed_per_cell_se / grid.volume_cm3(),
        "on_axis": run.on_axis,
        "shares": np.array(shares),
    }


def _key(stack: OpticalStack, grid: RzGrid, photons: int, seed: int) -> str:
    numbers = [stack.index_above, stack.index_below]
    for one in stack.layers:
        numbers += [
            one.thickness_mm, one.absorption_mm, one.scattering_mm, one.anisotropy, one.index,
        ]  # fmt: skip
    return hashed(
        _REVISION,
        np.array(numbers, dtype="<f8").tobytes(),
        grid.r_edges_um.astype("<f8").tobytes(),
        grid.z_edges_um.astype("<f8").tobytes(),
        np.array([photons, seed], dtype="<i8").tobytes(),
    )
