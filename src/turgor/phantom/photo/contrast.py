"""The true contrast of a spot, in two definitions, from chromophores and the forward law alone.

Own contrast: mean over the inside of the outline of the index with the spot, less the same mean
with the spot taken away and all else unchanged. It has no ring and no background to choose, and it
is what a planted change acts on.

Contrast to a ring: mean over the inside less the mean over a ring around it, as whoever sees only
the photograph must take it. Mottling under and around the spot is in it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.phantom.photo.lut import WAVELENGTH_NM, ChannelTable, channel_table
from turgor.phantom.photo.shape import patch_share, shape_table
from turgor.phantom.photo.skin import PhotoSkin, spot_tables
from turgor.phantom.photo.spec import PatchShape, PhotoPlan, SpotSpec
from turgor.physics.colour.rgb import linear_from_xyz
from turgor.physics.colour.tristimulus import tristimulus

F = NDArray[np.float64]

ILLUMINANT, OBSERVER = "D65", "cie-1931-2deg"

#: the ring lies between these multiples of the outline, seen from the centre
RING = (1.5, 1.9)
_SIDE = 91


@dataclass(frozen=True, slots=True)
class SpotContrast:
    """Index units. NaN to the ring where other spots leave less than a quarter of it free."""

    mi_rgb: float
    ei_rgb: float
    mi_rgb_to_ring: float
    ei_rgb_to_ring: float


def xyz_table(plan: PhotoPlan) -> ChannelTable:
    """Table of X, Y, Z under D65 for 2 degrees, Y = 100 for white."""
    weights = tristimulus(WAVELENGTH_NM, np.eye(len(WAVELENGTH_NM)), ILLUMINANT, OBSERVER)
    return channel_table(plan, weights)


def indices(xyz: F) -> tuple[F, F]:
    """mi_rgb and ei_rgb (n,) of X, Y, Z (n, 3)."""
    rgb = np.maximum(linear_from_xyz(xyz), 1e-6)
    return -100.0 * np.log10(rgb[:, 0]), 100.0 * np.log10(rgb[:, 0] / rgb[:, 1])


def spot_contrast(skin: PhotoSkin, spot: SpotSpec, table: ChannelTable) -> SpotContrast:
    """Both contrasts of one spot, on a grid of 91 x 91 points over the spot and its ring.

    table : as of ``xyz_table``. Spots of the kind 'spot' keep out of the ring; redness stays in.
    """
    reach = RING[1] * spot.shape.reach_mm
    line = np.linspace(-reach, reach, _SIDE)
    x, y = (a.ravel() for a in np.meshgrid(*(c + line for c in spot.shape.centre_mm)))
    inside = _share(spot.shape, x, y) >= 0.5
    with_mi, with_ei = indices(table.at(*skin.chromophores(x, y)))
    rest = replace(skin.plan, spots=tuple(s for s in skin.plan.spots if s.id != spot.id))
    bare = replace(skin, plan=rest, spots=spot_tables(rest))
    less_mi, less_ei = indices(table.at(*bare.chromophores(x[inside], y[inside])))
    ring = _ring(skin, spot, x, y)
    to_ring = (float("nan"), float("nan"))
    if ring.any():
        to_ring = (
            float(with_mi[inside].mean() - with_mi[ring].mean()),
            float(with_ei[inside].mean() - with_ei[ring].mean()),
        )
    return SpotContrast(
        float(np.mean(with_mi[inside] - less_mi)),
        float(np.mean(with_ei[inside] - less_ei)),
        *to_ring,
    )


def _ring(skin: PhotoSkin, spot: SpotSpec, x: F, y: F) -> NDArray[np.bool_]:
    """Points of the ring that no other spot touches; none where too few are left."""
    inner, outer = (_share(_scaled(spot.shape, k), x, y) >= 0.5 for k in RING)
    ring: NDArray[np.bool_] = outer & ~inner
    free = ring.copy()
    for other in skin.plan.spots:
        if other.id != spot.id and other.kind == "spot":
            free &= _share(other.shape, x, y) <= 0.0
    return free if free.sum() >= 0.25 * ring.sum() else np.zeros_like(ring)


def _scaled(shape: PatchShape, factor: float) -> PatchShape:
    rx, ry = shape.radius_mm
    return replace(shape, radius_mm=(factor * rx, factor * ry))


def _share(shape: PatchShape, x: F, y: F) -> F:
    share = np.empty(x.size)
    shares(x, y, shape_table([shape], [1.0])[0], share)
    return share


@jit
def shares(x: F, y: F, row: F, out: F) -> None:
    """Share of one patch at points (points,)."""
    for k in range(x.size):
        out[k] = patch_share(x[k], y[k], row)
