"""Zones: outlines in a photograph's pixels, carried to later photographs, and their masks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.photo.register import PhotoRegistration
from turgor.measure.photo.zone.canonical import FloatArray, canonical_face
from turgor.measure.photo.zone.place import FacePlacement
from turgor.measure.surface.register.region import polygon_mask

BoolMask = NDArray[np.bool_]

_STEP_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone in pixels (x right, y down, centre of the first pixel at 0, 0).

    outline_px : (n, 2), closed by itself. hole_px : (m, 2) that is left out, or None.
    """

    name: str
    outline_px: FloatArray
    hole_px: FloatArray | None = None


def face_zones(placement: FacePlacement, names: Sequence[str] | None = None) -> tuple[Zone, ...]:
    """The canonical zones on the photograph that ``placement`` belongs to.

    names : which, all where None.

    Errors: MeasureError for a name that is no zone.
    """
    face = canonical_face()
    wanted = tuple(face.outlines) if names is None else tuple(names)
    for name in wanted:
        if name not in face.outlines:
            raise MeasureError(f"zone '{name}' is unknown; allowed: {', '.join(face.outlines)}")
    return tuple(
        Zone(
            name,
            placement.to_pixels(_finer(face.outlines[name])),
            placement.to_pixels(_finer(face.holes[name])) if name in face.holes else None,
        )
        for name in wanted
    )


def free_zone(name: str, outline_px: FloatArray) -> Zone:
    """A zone drawn by hand on the baseline.

    Errors: MeasureError where it has fewer than three corners, corners that are not finite, sides
    that cross one another, or no area.
    """
    points = np.asarray(outline_px, np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3:
        raise MeasureError(
            f"zone '{name}' has an outline of shape {points.shape}; allowed: (n, 2), n at least 3, "
            "x and y in pixels"
        )
    if not np.isfinite(points).all():
        raise MeasureError(f"zone '{name}' has a corner that is not finite; give x and y in pixels")
    if _crosses_itself(points):
        raise MeasureError(f"the sides of zone '{name}' cross; give the corners in order around it")
    after = np.roll(points, -1, axis=0)
    if abs(float(np.sum(points[:, 0] * after[:, 1] - points[:, 1] * after[:, 0]))) < 2.0:
        raise MeasureError(f"zone '{name}' has no area; place its corners apart")
    return Zone(name, points)


def carry_zones(zones: Sequence[Zone], registration: PhotoRegistration) -> tuple[Zone, ...]:
    """Baseline zones on the registered follow-up: carried with the skin, never placed anew."""
    return tuple(
        Zone(
            zone.name,
            registration.forward(_dense(zone.outline_px)),
            None if zone.hole_px is None else registration.forward(_dense(zone.hole_px)),
        )
        for zone in zones
    )


def zone_masks(zones: Sequence[Zone], shape: tuple[int, int]) -> dict[str, BoolMask]:
    """(rows, cols) bool by zone's name, pixels whose centre lies inside.

    Errors: MeasureError where two zones share a name, or one lies wholly beside the photograph.
    """
    masks: dict[str, BoolMask] = {}
    for zone in zones:
        if zone.name in masks:
            raise MeasureError(f"two zones are called '{zone.name}'; give each its own name")
        mask = polygon_mask(zone.outline_px + 0.5, shape, 1.0, 1.0)
        if zone.hole_px is not None:
            mask &= ~polygon_mask(zone.hole_px + 0.5, shape, 1.0, 1.0)
        if not mask.any():
            raise MeasureError(
                f"zone '{zone.name}' lies beside the photograph of {shape[1]} x {shape[0]} px; "
                "leave it out or place the points again"
            )
        masks[zone.name] = mask
    return masks


def seen_fractions(zones: Sequence[Zone], shape: tuple[int, int]) -> Mapping[str, float]:
    """Share of each zone's area (holes left aside) that lies within a photograph of ``shape``."""
    out: dict[str, float] = {}
    for zone in zones:
        low = np.floor(zone.outline_px.min(axis=0)).astype(int) - 1
        high = np.ceil(zone.outline_px.max(axis=0)).astype(int) + 2
        size = (int(high[1] - low[1]), int(high[0] - low[0]))
        # A zone far larger than the picture is counted on coarser points.
        step = max(1.0, float(max(size)) / 1000.0)
        grid = (int(size[0] / step) + 1, int(size[1] / step) + 1)
        inside = polygon_mask(zone.outline_px - low + 0.5, grid, step, step)
        y, x = np.nonzero(inside)
        x_px, y_px = (x + 0.5) * step - 0.5 + low[0], (y + 0.5) * step - 0.5 + low[1]
        seen = (x_px >= 0) & (y_px >= 0) & (x_px <= shape[1] - 1) & (y_px <= shape[0] - 1)
        out[zone.name] = float(seen.mean()) if len(seen) else 0.0
    return out


def _finer(outline: FloatArray) -> FloatArray:
    """More corners along the sides, so that a bend shows."""
    return _subdivided(outline, _STEP_SHARE)


def _dense(outline_px: FloatArray) -> FloatArray:
    reach = float(np.ptp(outline_px, axis=0).max())
    return _subdivided(outline_px, max(1.0, _STEP_SHARE * reach))


def _subdivided(outline: FloatArray, step: float) -> FloatArray:
    parts = []
    for start, end in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        count = max(1, int(np.ceil(float(np.hypot(*(end - start))) / step)))
        parts.append(start + (end - start) * (np.arange(count) / count)[:, None])
    return np.concatenate(parts)


def _crosses_itself(points: FloatArray) -> bool:
    """Whether two sides that share no corner meet."""
    count = len(points)
    after = np.roll(points, -1, axis=0)

    def side(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
        return np.asarray(
            (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
            - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        )

    for i in range(count):
        rest = np.array([j for j in range(i + 2, count) if (j + 1) % count != i], np.intp)
        if not len(rest):
            continue
        a, b, c, d = points[i], after[i], points[rest], after[rest]
        apart_cd = side(a, b, c) * side(a, b, d) < 0
        apart_ab = side(c, d, a) * side(c, d, b) < 0
        if (apart_cd & apart_ab).any():
            return True
    return False
