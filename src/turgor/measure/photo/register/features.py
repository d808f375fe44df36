"""The coarse start: SIFT features, matched both ways, and a homography that most of them follow.

Features and ratio test after Lowe (2004), Hellinger distances after Arandjelovic and Zisserman
(2012), the homography by MAGSAC++ (Barath and others 2020), as OpenCV holds them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.channel import FloatImage, Level
from turgor.measure.photo.register.opencv import opencv

_MOST_FEATURES = 3000
_RATIO = 0.8
_TOLERANCE_SHARE = 0.004


@dataclass(frozen=True, slots=True)
class Features:
    """Points in pixels of the photograph, (n, 2), and their root-SIFT descriptors, (n, 128)."""

    points_px: NDArray[np.float64]
    descriptors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Start:
    """A homography in pixels of the photographs, and how many matches of how many follow it."""

    homography: NDArray[np.float64]
    inliers: int
    matches: int


def as_bytes(value: FloatImage) -> NDArray[np.uint8]:
    """The normalised channel as 8 bits, as OpenCV's features and flow want it."""
    return np.asarray(np.clip(127.5 + 42.0 * value, 0.0, 255.0), np.uint8)


def features_of(level: Level, mirrored: bool = False) -> Features:
    """SIFT features of one step of the pyramid; ``mirrored`` looks at it left for right."""
    cv2 = opencv()
    image = as_bytes(level.value)
    mask = (level.weight > 0.5).astype(np.uint8)
    if mirrored:
        image, mask = np.ascontiguousarray(image[:, ::-1]), np.ascontiguousarray(mask[:, ::-1])
    detector = cv2.SIFT_create(nfeatures=_MOST_FEATURES, contrastThreshold=0.02, edgeThreshold=12)
    keypoints, found = detector.detectAndCompute(image, mask)
    if found is None or not len(keypoints):
        return Features(np.zeros((0, 2)), np.zeros((0, 128), np.float32))
    points = np.array([keypoint.pt for keypoint in keypoints], np.float64)
    root = np.sqrt(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9))
    return Features((points + 0.5) * level.factor - 0.5, root.astype(np.float32))


def find_start(baseline: Features, followup: Features, long_side_px: int) -> Start | None:
    """The homography from baseline to follow-up, or None where no four matches agree."""
    first, second = _matched(baseline.descriptors, followup.descriptors)
    if len(first) < 8:
        return None
    cv2 = opencv()
    tolerance = max(3.0, _TOLERANCE_SHARE * long_side_px)
    found, mask = cv2.findHomography(
        baseline.points_px[first],
        followup.points_px[second],
        cv2.USAC_MAGSAC,
        tolerance,
        maxIters=5000,
        confidence=0.9999,
    )
    if found is None or mask is None or not np.isfinite(found).all():
        return None
    return Start(np.asarray(found, np.float64), int(mask.sum()), len(first))


def _matched(
    one: NDArray[np.float32], two: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs that are each other's nearest and clearly nearer than the second nearest."""
    if len(one) < 4 or len(two) < 4:
        empty = np.zeros(0, np.intp)
        return empty, empty
    alike = one @ two.T
    best = alike.argmax(axis=1)
    back = alike.argmax(axis=0)
    rows = np.arange(len(one))
    top = alike[rows, best]
    alike[rows, best] = -1.0
    next_best = alike.max(axis=1)
    # Unit vectors: squared distance is 2 - 2 cos.
    apart, other = np.maximum(2.0 - 2.0 * top, 0.0), np.maximum(2.0 - 2.0 * next_best, 1e-9)
    keep = (back[best] == rows) & (apart < _RATIO**2 * other)
    return rows[keep], best[keep]
