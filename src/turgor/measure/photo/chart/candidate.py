"""Flat, roughly square spots of one colour: what the patches of a chart look like."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.opencv import opencv

_LEAST_AREA_PX = 16
_MOST = 4000
_LEAST_FILL, _LEAST_BOX_FILL = 0.68, 0.33
_MOST_ASPECT = 2.6


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spots that may be patches.

    centre : (n, 2) x, y in pixels. side : (n,) root of the area, as the flat part shows it.
    axes : (n, 2, 2) the rectangle's two half sides as vectors.
    """

    centre: NDArray[np.float64]
    side: NDArray[np.float64]
    axes: NDArray[np.float64]


def steepest_step(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(rows, cols) largest difference between a pixel's neighbours in any channel.

    Errors: MissingExtraError without OpenCV.
    """
    cv2 = opencv("finding a chart")
    red, green, blue = cv2.split(
        cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    )
    return np.asarray(cv2.max(cv2.max(red, green), blue))


def flat_spots(step: NDArray[np.uint8], edge: int) -> Candidates:
    """Connected spots of a picture whose neighbours differ by ``edge`` code values at most.

    step : (rows, cols), from ``steepest_step``.

    Errors: MissingExtraError without OpenCV.
    """
    cv2 = opencv("finding a chart")
    flat = cv2.inRange(step, 0, edge)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=4)
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    rows, cols = step.shape
    likely = (
        (area >= _LEAST_AREA_PX) & (area <= rows * cols // 6)
        & (area >= _LEAST_BOX_FILL * width * height)
        & (np.maximum(width, height) <= 3 * np.minimum(width, height))
    )  # fmt: skip
    chosen = np.flatnonzero(likely)
    if len(chosen) > _MOST:  # the larger ones: specks are noise first of all
        chosen = chosen[np.argsort(-area[chosen], kind="stable")[:_MOST]]
    centres, sides, axes = [], [], []
    for label in chosen:
        x, y, w, h, n = stats[label]
        spot = (labels[y : y + h, x : x + w] == label).astype(np.uint8)
        outlines, _ = cv2.findContours(spot, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        outline = max(outlines, key=len)
        (cx, cy), (a, b), angle = cv2.minAreaRect(outline)
        long, short = max(a, b) + 1.0, min(a, b) + 1.0
        if n < _LEAST_FILL * long * short or long > _MOST_ASPECT * short:
            continue
        moments = cv2.moments(outline)
        if moments["m00"] > 0:
            cx, cy = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
        turn = np.radians(angle)
        first = np.array([np.cos(turn), np.sin(turn)]) * (a + 1.0) / 2
        second = np.array([-np.sin(turn), np.cos(turn)]) * (b + 1.0) / 2
        centres.append((x + cx, y + cy))
        sides.append(np.sqrt(long * short))
        axes.append(np.stack((first, second)))
    return Candidates(
        np.array(centres, np.float64).reshape(-1, 2),
        np.array(sides, np.float64),
        np.array(axes, np.float64).reshape(-1, 2, 2),
    )
