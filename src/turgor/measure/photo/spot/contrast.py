"""Contrast of an outline: mean inside less the mean of a ring, other spots left out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.spot.background import BoolMask, FloatImage
from turgor.measure.photo.spot.outline import RADIUS_POINTS, coverage, cut_patch

#: the ring, in radii of the disc of the same area, from the outline outwards, and its least px
RING_FROM, RING_TO = 0.4, 1.1
_LEAST_FROM_PX, _LEAST_WIDE_PX = 1.5, 2.5
_LEAST_RING_POINTS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """Contrast of one map, and the usable share of the outline with its rim, and of the ring."""

    contrast: float
    seen_inside: float
    seen_ring: float


def read_contrast(
    value: FloatImage,
    usable: BoolMask,
    outline_px: NDArray[np.float64],
    area_px2: float,
    others: BoolMask,
) -> Reading:
    """Contrast of ``value`` in an outline; NaN where nothing inside or around was usable.

    others : True on any spot of the picture; what lies outside the outline is left out of the ring.
    """
    cv2 = opencv()
    radius = float(np.sqrt(area_px2 / np.pi))
    factor = max(1, int(radius / RADIUS_POINTS))
    centre = outline_px.mean(axis=0)
    reach = float(np.abs(outline_px - centre).max())
    near = max(_LEAST_FROM_PX, RING_FROM * radius)
    far = max(near + _LEAST_WIDE_PX, RING_TO * radius)
    place = (float(centre[0]), float(centre[1]))
    patch = cut_patch(value, usable, place, reach + far + 2.0, factor)
    whole = coverage(outline_px, patch)
    share = whole * patch.usable
    distance = cv2.distanceTransform((whole <= 0.0).astype(np.uint8), cv2.DIST_L2, 5) * factor
    close = distance <= near
    seen_inside = float(patch.usable[close].mean())
    free = ~cut_patch(value, others, place, reach + far + 2.0, factor).usable
    told = (distance > near) & (distance <= far) & patch.usable & free
    expected = np.pi * ((radius + far) ** 2 - (radius + near) ** 2) / factor**2
    if share.sum() <= 0.0 or told.sum() < _LEAST_RING_POINTS:
        return Reading(float("nan"), seen_inside, 0.0)
    inside = np.where(patch.usable, patch.value, np.float32(0.0))
    mean = float((inside * share).sum() / share.sum())
    around = _clipped_mean(patch.value[told])
    seen_ring = min(1.0, float(told.sum()) / expected)
    return Reading(mean - around, seen_inside, seen_ring)


def _clipped_mean(values: FloatImage) -> float:
    """Mean after clipping at four robust standard deviations.

    A median would move as the lens or a resampling blurs the relief, whose darkness is skewed; a
    plain mean would follow a hair.
    """
    middle = float(np.median(values))
    reach = 4.0 * 1.4826 * float(np.median(np.abs(values - middle))) + 1e-6
    return float(np.clip(values, middle - reach, middle + reach).mean())
