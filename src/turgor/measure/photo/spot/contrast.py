"""Contrast of an outline: mean inside less the mean of a ring, other spots left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.spot.background import BoolMask, FloatImage
from turgor.measure.photo.spot.order import median
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


def read_contrasts(
    values: Sequence[FloatImage],
    usable: BoolMask,
    outline_px: NDArray[np.float64],
    area_px2: float,
    others: BoolMask,
) -> tuple[Reading, ...]:
    """Contrast of each map in one outline; NaN where nothing inside or around was usable.

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
    half = reach + far + 2.0
    patches = [cut_patch(value, usable, place, half, factor) for value in values]
    patch = patches[0]
    whole = coverage(outline_px, patch)
    share = whole * patch.usable
    distance = cv2.distanceTransform((whole <= 0.0).astype(np.uint8), cv2.DIST_L2, 5) * factor
    seen_inside = float(patch.usable[distance <= near].mean())
    free = ~cut_patch(values[0], others, place, half, factor).usable
    told = (distance > near) & (distance <= far) & patch.usable & free
    expected = np.pi * ((radius + far) ** 2 - (radius + near) ** 2) / factor**2
    count = int(np.count_nonzero(told))
    if share.sum() <= 0.0 or count < _LEAST_RING_POINTS:
        return (Reading(float("nan"), seen_inside, 0.0),) * len(values)
    seen_ring = min(1.0, count / expected)
    out = []
    for one in patches:
        inside = np.where(patch.usable, one.value, np.float32(0.0))
        mean = float((inside * share).sum() / share.sum())
        out.append(Reading(mean - _clipped_mean(one.value[told]), seen_inside, seen_ring))
    return tuple(out)


def _clipped_mean(values: FloatImage) -> float:
    """Mean after clipping at four robust standard deviations.

    A median would move as the lens or a resampling blurs the relief, whose darkness is skewed; a
    plain mean would follow a hair.
    """
    middle = median(values)
    reach = 4.0 * 1.4826 * median(np.abs(values - np.float32(middle))) + 1e-6
    return float(np.clip(values, middle - reach, middle + reach).mean())
