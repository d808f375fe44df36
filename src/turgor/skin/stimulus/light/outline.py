"""The outline of a zone: how far from the axis each kind of harm reaches at each depth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.field import ZoneShape

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ZoneOutline:
    """One zone as in life, µm. Radii (n_z,) at the middles z_um of rows of cells, depths on the
    axis. Each kind includes the ones before it: removed, denatured (collagen), killed (cells),
    shocked (alive and stressed by heat, or killed).
    """

    z_um: FloatArray
    removed_um: FloatArray
    denatured_um: FloatArray
    killed_um: FloatArray
    shocked_um: FloatArray
    removed_depth_um: float
    denatured_depth_um: float
    killed_depth_um: float
    shocked_depth_um: float

    def shape(self) -> ZoneShape:
        """As radii at DEPTH_UM, for fields of zones."""
        return ZoneShape(
            removed_um=self._at(self.removed_um, self.removed_depth_um),
            coagulated_um=self._at(self.killed_um, self.killed_depth_um),
            heat_shocked_um=self._at(self.shocked_um, self.shocked_depth_um),
        )

    def _at(self, radius_um: FloatArray, depth_um: float) -> FloatArray:
        """Radii at DEPTH_UM, drawn to nothing at the depth where the kind ends on the axis."""
        if depth_um <= 0.0:
            return np.zeros_like(DEPTH_UM)
        above = self.z_um < depth_um
        z = np.append(self.z_um[above], depth_um)
        r = np.append(radius_um[above], 0.0)
        return np.asarray(np.interp(DEPTH_UM, z, r, right=0.0))


def reach_of_level(
    level: FloatArray, gone: BoolArray, r_edges_um: FloatArray, z_edges_um: FloatArray
) -> tuple[FloatArray, float]:
    """Where a field crosses 0, between the middles of cells: radius by row, and depth on the axis.

    level (n_z, n_r) : above 0 inside. gone (n_z, n_r) : counts as inside, whatever its level.
    """
    r = 0.5 * (r_edges_um[1:] + r_edges_um[:-1])
    z = 0.5 * (z_edges_um[1:] + z_edges_um[:-1])
    inside = gone | (level > 0.0)
    radius = np.zeros(len(z))
    for i in np.flatnonzero(inside.any(axis=1)):
        radius[i] = _last_crossing(level[i], gone[i], inside[i], r, r_edges_um)
    column = inside[:, 0]
    if not column.any():
        return radius, 0.0
    return radius, _last_crossing(level[:, 0], gone[:, 0], column, z, z_edges_um)


def _last_crossing(
    level: FloatArray, gone: BoolArray, inside: BoolArray, middle: FloatArray, edges: FloatArray
) -> float:
    """Where a line of cells is left for good, going outwards."""
    last = int(np.flatnonzero(inside)[-1])
    if last + 1 == len(level):
        return float(edges[-1])
    if gone[last]:
        return float(edges[last + 1])
    here, beyond = float(level[last]), float(level[last + 1])
    share = here / (here - beyond) if np.isfinite(beyond) and here > beyond else 0.5
    return float(middle[last] + share * (middle[last + 1] - middle[last]))
