"""What the camera recorded of each patch: mean of its middle, its noise, and what spoils it."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.found import CLIPPED, DARK, OUTSIDE, UNEVEN, to_pixels
from turgor.measure.photo.chart.layout import Chart
from turgor.measure.photo.encoding import linear_table
from turgor.record.photograph import Photograph

#: side of the middle that is used, over the patch's side
_MIDDLE = 0.6
#: at this share of the channel's range and above a pixel is full
FULL = 0.988
_MOST_FULL, _MOST_BLACK = 0.02, 0.2
#: largest over smallest of the nine cells of a patch's middle before it counts as uneven
MOST_SPREAD = 1.35
_MOST_PIXELS = 20_000


def sampled(
    photo: Photograph, homography: NDArray[np.float64], chart: Chart
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Linear means (patches, 3), their standard errors, spreads (patches,), faults."""
    count = len(chart.patches)
    rgb, noise = np.full((count, 3), np.nan), np.full((count, 3), np.nan)
    spread, faults = np.full(count, np.nan), [""] * count
    for index, centre in enumerate(chart.centres):
        cells = _cells(photo, homography, centre, chart)
        if cells is None:
            faults[index] = OUTSIDE
            continue
        codes, nine = cells
        table = linear_table(photo.encoding, photo.levels).astype(np.float64)
        linear = table[codes]
        top = photo.levels - 1
        full = (codes >= FULL * top).any(axis=1).mean()
        black = (codes <= 0.004 * top).any(axis=1).mean()
        groups = [linear[nine == k] for k in range(9)]
        middles = np.stack([np.median(g, axis=0) for g in groups if len(g)])
        light = middles.mean(axis=1)
        spread[index] = light.max() / max(float(light.min()), 1e-4)
        # the darkest patches' ratio is mostly noise and flare: judge it above a floor
        judged = (light.max() + 0.01) / (float(light.min()) + 0.01)
        rgb[index] = _trimmed(linear)
        noise[index] = linear.std(axis=0) / np.sqrt(len(linear))
        if full > _MOST_FULL:
            faults[index] = CLIPPED
        elif judged > MOST_SPREAD:
            faults[index] = UNEVEN
        elif black > _MOST_BLACK:
            faults[index] = DARK
    return rgb, noise, spread, faults


def _cells(
    photo: Photograph, homography: NDArray[np.float64], centre: NDArray[np.float64], chart: Chart
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Codes (n, 3) of the pixels in a patch's middle and which of nine cells each lies in."""
    half = 0.5 * _MIDDLE * chart.patch_share
    square: NDArray[np.float64] = centre + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    corners = to_pixels(homography, square)
    rows, cols = photo.shape
    low, high = np.ceil(corners.min(axis=0)), np.floor(corners.max(axis=0))
    if not np.isfinite(corners).all() or low.min() < 0 or high[0] > cols - 1 or high[1] > rows - 1:
        return None
    if (high - low).min() < 1:  # a patch of very few pixels: its middle one
        low = high = np.rint(corners.mean(axis=0))
    x0, y0, x1, y1 = int(low[0]), int(low[1]), int(high[0]), int(high[1])
    stride = max(1, int(np.sqrt((x1 - x0 + 1) * (y1 - y0 + 1) / _MOST_PIXELS)))
    ys, xs = np.mgrid[y0 : y1 + 1 : stride, x0 : x1 + 1 : stride]
    points = np.asarray(np.stack((xs.ravel(), ys.ravel()), axis=1), dtype=np.float64)
    back = (to_pixels(np.linalg.inv(homography), points) - centre) / half
    inside = np.abs(back).max(axis=1) <= 1.0
    if not inside.any():
        inside[len(inside) // 2] = True
    points, back = points[inside].astype(np.int64), np.clip(back[inside], -1, 1)
    part = np.minimum(((back + 1) * 1.5).astype(np.int64), 2)
    codes = photo.rgb[points[:, 1], points[:, 0]].astype(np.int64)
    return codes, part[:, 1] * 3 + part[:, 0]


def _trimmed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean without the lowest and highest tenth of each channel: dust and glints drop out."""
    ordered = np.sort(values, axis=0)
    cut = len(values) // 10
    return np.asarray(ordered[cut : len(values) - cut].mean(axis=0))
