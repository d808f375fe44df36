"""A spot's outline at half its contrast, to a quarter of a point, and its shape."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.spot.background import BoolMask, FloatImage, reduced
from turgor.measure.photo.spot.order import median, percentile

#: parts of a point's side that outlines are drawn to
FINER = 4
#: large spots are looked at on coarser points, so that a radius has about this many
RADIUS_POINTS = 12
_ROUNDS = 4
_LARGER = 1.6
_OPENED_SHARE = 0.25
#: what the inside counts as: the middle of a small spot that the lens has blurred
_PLATEAU_PCT = 75.0


@dataclass(frozen=True, slots=True)
class Outline:
    """One region above half its contrast.

    source : 0 where it was drawn on the MI map, 1 on the EI map. points_px : (n, 2) x and y along
    the border. area_px2 : by counting quarter-points. centroid_px : x and y. aspect : longer over
    shorter axis of inertia. solidity : area over its convex hull's. edge_slope : mean slope of the
    map along the border, index units per px. clarity : contrast over the scatter of the ring's
    points, which is what moves a border.
    """

    source: int
    points_px: NDArray[np.float64]
    area_px2: float
    centroid_px: tuple[float, float]
    aspect: float
    solidity: float
    edge_slope: float
    clarity: float

    @property
    def radius_px(self) -> float:
        """Radius of the disc of the same area."""
        return float(np.sqrt(self.area_px2 / np.pi))


@dataclass(frozen=True, slots=True)
class Patch:
    """A cut of a map on points of ``factor`` pixels: its left column and top row in pixels."""

    left: int
    top: int
    factor: int
    value: FloatImage
    usable: BoolMask

    def points_of(self, places_px: NDArray[np.float64], finer: int = 1) -> NDArray[np.float64]:
        """Places in the picture's pixels as points of the patch, or parts of them."""
        corner = np.array([self.left, self.top]) - 0.5
        return np.asarray((places_px - corner) / self.factor * finer - 0.5)

    def pixels_of(self, places: NDArray[np.float64], finer: int = 1) -> NDArray[np.float64]:
        """The other way round."""
        corner = np.array([self.left, self.top]) - 0.5
        return np.asarray((places + 0.5) / finer * self.factor + corner)


def cut_patch(
    value: FloatImage, usable: BoolMask, centre_px: tuple[float, float], half_px: float, factor: int
) -> Patch:
    """The square of ``half_px`` around a place, as far as the map reaches."""
    rows, cols = value.shape
    left, top = (max(0, int((c - half_px) // factor) * factor) for c in centre_px)
    across = int(np.ceil((centre_px[0] + half_px + 1 - left) / factor))
    down = int(np.ceil((centre_px[1] + half_px + 1 - top) / factor))
    across = max(1, min(across, (cols - left) // factor))
    down = max(1, min(down, (rows - top) // factor))
    here = (slice(top, top + down * factor), slice(left, left + across * factor))
    small, share = reduced(value[here], usable[here], factor)
    return Patch(left, top, factor, small, share > 0.5)


def half_contrast_outline(
    flat: FloatImage,
    usable: BoolMask,
    source: int,
    place_px: tuple[float, float],
    radius_px: float,
    least_px: float = 0.0,
) -> Outline | str:
    """The outline around a seed, or why there is none.

    The level is half way between the ring's median and the region's own upper quartile, in rounds;
    a region whose disc falls below ``least_px`` ends them.
    """
    factor = max(1, int(radius_px / RADIUS_POINTS))
    rows, cols = flat.shape
    half = 2.6 * radius_px + 4.0
    for _ in range(3):
        patch = cut_patch(flat, usable, place_px, half, factor)
        found = _grown(patch, place_px, radius_px, least_px)
        if isinstance(found, str):
            return found
        mask, soft, level, clarity = found
        sides = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
        touches = [bool(side.any()) for side in sides]
        if not any(touches):
            return _shaped(patch, mask, soft, level, clarity, source)
        at_frame = (
            patch.top == 0,
            patch.top + (mask.shape[0] + 1) * factor > rows,
            patch.left == 0,
            patch.left + (mask.shape[1] + 1) * factor > cols,
        )
        if any(a and b for a, b in zip(touches, at_frame, strict=True)):
            return "at-edge"
        half *= _LARGER
    return "unbounded"


def coverage(outline_px: NDArray[np.float64], patch: Patch) -> FloatImage:
    """Share of each of the patch's points that an outline covers, in sixteenths."""
    cv2 = opencv()
    rows, cols = patch.value.shape
    fine = np.zeros((rows * FINER, cols * FINER), np.float32)
    points = np.rint(patch.points_of(outline_px, FINER)).astype(np.int32)
    cv2.fillPoly(fine, [points.reshape(-1, 1, 2)], 1.0)
    share: FloatImage = cv2.resize(fine, (cols, rows), interpolation=cv2.INTER_AREA)
    return share


def _grown(
    patch: Patch, place_px: tuple[float, float], radius_px: float, least_px: float
) -> tuple[BoolMask, FloatImage, float, float] | str:
    cv2 = opencv()
    small_radius = radius_px / patch.factor
    sigma = float(np.clip(0.1 * small_radius, 0.7, 2.5))
    soft = cv2.GaussianBlur(patch.value, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    centre = patch.points_of(np.array(place_px))
    down, across = (np.arange(n) - c for n, c in zip(soft.shape, centre[::-1], strict=True))
    away2 = (down**2)[:, None] + across**2
    core = away2 <= max(1.0, 0.4 * small_radius) ** 2
    ring = (away2 > (1.5 * small_radius) ** 2) & (away2 < (2.4 * small_radius) ** 2)
    ring &= patch.usable
    if not core.any() or ring.sum() < 12:
        return "at-edge"
    inside, around = float(np.mean(soft[core])), median(soft[ring])
    start = np.unravel_index(np.argmax(np.where(core, soft, -np.inf)), soft.shape)
    mask: BoolMask = core
    level = around
    for _ in range(_ROUNDS):
        level = 0.5 * (inside + around)
        if inside <= around or soft[start] <= level:
            return "no-contrast"
        whole = _region(soft > level, (int(start[0]), int(start[1])))
        if np.sqrt(np.count_nonzero(whole) / np.pi) * patch.factor < least_px:
            return "too-small"
        mask = _main_part(whole, (int(start[0]), int(start[1])))
        distance = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3)
        radius = float(np.sqrt(np.count_nonzero(mask) / np.pi))
        if radius * patch.factor < least_px:
            return "too-small"
        ring = (distance > 0.4 * radius + 1) & (distance < 1.1 * radius + 3) & patch.usable
        inside = percentile(soft[mask], _PLATEAU_PCT)
        if ring.sum() >= 12:
            around = median(soft[ring])
    apart = np.abs(soft[ring] - np.float32(around)) if ring.any() else np.zeros(1, np.float32)
    scatter = max(1.4826 * median(apart), 1e-6)
    return mask, soft, level, (inside - around) / scatter


def _region(above: BoolMask, start: tuple[int, int]) -> BoolMask:
    """The points above that hang together with ``start``."""
    cv2 = opencv()
    _, labels = cv2.connectedComponents(above.astype(np.uint8), connectivity=4)
    return np.asarray(labels == labels[start])


def _main_part(whole: BoolMask, start: tuple[int, int]) -> BoolMask:
    """The region without thin arms (a wrinkle, a hair) that lead out of it."""
    cv2 = opencv()
    width = int(_OPENED_SHARE * np.sqrt(np.count_nonzero(whole) / np.pi))
    if width < 1:
        return np.asarray(whole)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    opened = cv2.morphologyEx(whole.astype(np.uint8), cv2.MORPH_OPEN, disc)
    count, parts = cv2.connectedComponents(opened, connectivity=4)
    if count < 2:
        return np.asarray(whole)
    part = parts[start] or 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))
    near = cv2.dilate((parts == part).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(whole & (near > 0))


def _shaped(
    patch: Patch, mask: BoolMask, soft: FloatImage, level: float, clarity: float, source: int
) -> Outline | str:
    cv2 = opencv()
    near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    left, top, across, down = cv2.boundingRect(near)
    # Cubic interpolation reaches two points farther.
    top, left = max(0, top - 3), max(0, left - 3)
    here = (slice(top, top + down + 6), slice(left, left + across + 6))
    near, soft = near[here], soft[here]
    size = (soft.shape[1] * FINER, soft.shape[0] * FINER)
    allowed = cv2.resize(near, size, interpolation=cv2.INTER_NEAREST) > 0
    fine = cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC)
    above = ((fine > level) & allowed).astype(np.uint8)
    contours, _ = cv2.findContours(above, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(contours, key=len, default=None)
    if longest is None or len(longest) < 4 * FINER:
        return "too-small"
    filled = np.zeros_like(above)
    cv2.fillPoly(filled, [longest], 1)
    moments = cv2.moments(filled, binaryImage=True)
    area = moments["m00"]
    spread = np.array([[moments["mu20"], moments["mu11"]], [moments["mu11"], moments["mu02"]]])
    axes = np.sqrt(np.maximum(np.linalg.eigvalsh(spread / area), 1e-9))
    hull = np.zeros_like(above)
    cv2.fillPoly(hull, [cv2.convexHull(longest)], 1)
    slope = np.hypot(
        cv2.Scharr(soft, cv2.CV_32F, 1, 0, scale=1 / 32),
        cv2.Scharr(soft, cv2.CV_32F, 0, 1, scale=1 / 32),
    )
    border = longest[:, 0, :] // FINER
    corner = FINER * np.array([left, top])
    centre = corner + np.array([moments["m10"] / area, moments["m01"] / area])
    x, y = patch.pixels_of(centre, FINER)
    return Outline(
        source,
        patch.pixels_of(corner + longest[:, 0, :].astype(np.float64), FINER),
        float(area) * (patch.factor / FINER) ** 2,
        (float(x), float(y)),
        float(axes[1] / axes[0]),
        float(area / max(1, int(hull.sum()))),
        float(slope[border[:, 1], border[:, 0]].mean()) / patch.factor,
        clarity,
    )
