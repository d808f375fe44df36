"""The chart's place to a fraction of a pixel: a drawing of its patches is laid on the picture."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.found import jacobian_at, to_pixels
from turgor.measure.photo.chart.layout import Chart
from turgor.measure.photo.opencv import opencv

_PITCH_PX = (12.0, 36.0)
_MARGIN = 0.75
_STEPS, _EPSILON = 60, 1e-5
#: a refined corner may move by this share of the pitch, else the refinement went astray
_FARTHEST = 0.45


def refined(
    image: NDArray[np.uint8], homography: NDArray[np.float64], chart: Chart,
    usable: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], float]:  # fmt: skip
    """A better homography (pitches to pixels of ``image``) and the correlation that it reaches.

    Enhanced correlation of the straightened picture with flat patches of the measured colours on
    their surround (evangelidis-2008). The given one comes back with correlation -1 where no
    better is found.
    """
    cv2 = opencv("finding a chart")
    middle = (chart.centres[0] + chart.centres[-1]) / 2
    size = np.sqrt(abs(np.linalg.det(jacobian_at(homography, middle))))
    s = float(np.clip(size, *_PITCH_PX))
    # from the drawing's pixels to pitches
    draw = np.array([[1 / s, 0, -_MARGIN], [0, 1 / s, -_MARGIN], [0, 0, 1.0]])
    width = round((chart.cols - 1 + 2 * _MARGIN) * s)
    height = round((chart.rows - 1 + 2 * _MARGIN) * s)
    source, smaller = image, np.eye(3)
    if size > 2 * s:
        part, smaller = _reduced(image, homography, chart, s / size)
        source = part
    straight = cv2.warpPerspective(
        source, smaller @ homography @ draw, (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)  # fmt: skip
    drawing, channel = _drawn(straight, chart, s, usable)
    start = np.eye(3, dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _STEPS, _EPSILON)
    try:
        reached, warp = cv2.findTransformECC(
            drawing, channel, start, cv2.MOTION_HOMOGRAPHY, criteria, None, 3
        )
    except cv2.error:
        return homography, -1.0
    better = homography @ draw @ warp.astype(np.float64) @ np.linalg.inv(draw)
    better = better / better[2, 2]
    moved = to_pixels(better, chart.outline) - to_pixels(homography, chart.outline)
    if not np.isfinite(moved).all() or np.hypot(*moved.T).max() > _FARTHEST * size:
        return homography, -1.0
    return better, float(reached)


def _reduced(
    image: NDArray[np.uint8], homography: NDArray[np.float64], chart: Chart, factor: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The part of the picture around the chart made smaller, and full pixels to its pixels."""
    cv2 = opencv("finding a chart")
    far = to_pixels(homography, chart.outline + np.sign(chart.outline - chart.centres.mean(0)))
    rows, cols = image.shape[:2]
    x0, y0 = np.clip(np.floor(far.min(axis=0)), 0, (cols - 2, rows - 2)).astype(int)
    x1, y1 = np.clip(np.ceil(far.max(axis=0)), (x0 + 2, y0 + 2), (cols, rows)).astype(int)
    part = image[y0:y1, x0:x1]
    small = cv2.resize(
        part, (max(2, round((x1 - x0) * factor)), max(2, round((y1 - y0) * factor))),
        interpolation=cv2.INTER_AREA,
    )  # fmt: skip
    fx, fy = small.shape[1] / (x1 - x0), small.shape[0] / (y1 - y0)
    move = np.array(
        [[fx, 0, -fx * x0 + 0.5 * (fx - 1)], [0, fy, -fy * y0 + 0.5 * (fy - 1)], [0, 0, 1.0]]
    )
    return small, move


def _drawn(
    straight: NDArray[np.float32], chart: Chart, s: float, usable: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Flat patches on their surround, where they count, and the straightened picture, in grey."""
    grey = straight.mean(axis=2)
    half = 0.5 * chart.patch_share * s
    centre = (chart.centres + _MARGIN) * s
    ys, xs = np.arange(grey.shape[0])[:, None], np.arange(grey.shape[1])[None]
    soft = np.zeros_like(grey)
    value = np.zeros_like(grey)
    hidden = np.zeros(grey.shape, np.bool_)
    for (cx, cy), use in zip(centre, usable, strict=True):
        # share of each pixel that the patch covers, so that the drawing has no stair steps
        cover_x = np.clip(half + 0.5 - np.abs(xs - cx), 0, 1)
        cover = cover_x * np.clip(half + 0.5 - np.abs(ys - cy), 0, 1)
        inner = grey[
            max(0, round(cy - half / 2)) : round(cy + half / 2) + 1,
            max(0, round(cx - half / 2)) : round(cx + half / 2) + 1,
        ]
        level = float(np.median(inner)) if inner.size else 0.0
        value += (cover * level).astype(np.float32)
        soft += cover.astype(np.float32)
        if not use:
            hidden |= cover > 0
    outside = soft < 0.01
    surround = float(np.median(grey[outside])) if outside.any() else 0.0
    drawing = value + np.clip(1 - soft, 0, 1) * surround
    if not usable.all():  # what is hidden is drawn as it is seen, so that it pulls nowhere
        drawing = np.where(hidden, grey, drawing)
    return drawing.astype(np.float32), grey.astype(np.float32)
