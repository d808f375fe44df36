"""Blur, as a Gaussian's standard deviation: from the chart's edges, and from skin's own detail.

Chart: across each gap between two patches (or from a patch to the board) the pixels themselves,
by their distance from the gap's middle, are fitted by level - gap - level blurred. Skin: a
picture blurred once more loses little gradient where it was blurred before (zhuo-sim-2011).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.found import FoundChart, jacobian_at, to_pixels
from turgor.measure.photo.chart.pyramid import code_image
from turgor.measure.photo.encoding import linear_table
from turgor.measure.photo.opencv import opencv
from turgor.record.photograph import Photograph

_SIGMAS = np.geomspace(0.25, 12.0, 18)
_SHIFTS = np.linspace(-0.06, 0.06, 7)
_BIN_PX = 0.25
_REACH, _ALONG = 0.42, 0.5
_LEAST_PITCH_PX = 8.0
_LEAST_STEP = 0.04
_REBLURS_PX = (1.0, 2.0, 4.0)
_BLOCK_PX, _RIM, _MOST_A_SIDE = 96, 12, 12
_STRONG = 0.99
_LEAST_GRADIENT = 2.5
#: detail must stand out of the noise, else noise passes for sharpness
_NOISE_TIMES = 2.5


def chart_blur_px(photo: Photograph, chart: FoundChart) -> float:
    """Blur on the chart in px; NaN where no edge between usable patches is clear enough."""
    if chart.pitch_px < _LEAST_PITCH_PX:
        return float("nan")
    usable = chart.usable
    table = linear_table(photo.encoding, photo.levels)
    found = []
    centres = chart.chart.centres
    for first, a in enumerate(centres):
        for second, b in enumerate(centres):
            if abs(b - a).sum() == 1.0 and b.sum() > a.sum() and usable[first] and usable[second]:
                sigma = _edge(photo, chart, a, b, table)
                if np.isfinite(sigma):
                    found.append(sigma)
    return float(np.median(found)) if len(found) >= 3 else float("nan")


def _edge(
    photo: Photograph, chart: FoundChart, a: NDArray[np.float64], b: NDArray[np.float64],
    table: NDArray[np.float32],
) -> float:  # fmt: skip
    """Blur across the gap between two neighbouring patches."""
    middle, way = (a + b) / 2, b - a
    side = np.array([-way[1], way[0]])
    corners = to_pixels(
        chart.homography,
        np.array(
            [middle + u * _REACH * way + v * _ALONG / 2 * side for u in (-1, 1) for v in (-1, 1)]
        ),
    )
    low = np.maximum(np.ceil(corners.min(axis=0)).astype(int), 0)
    high = np.minimum(np.floor(corners.max(axis=0)).astype(int), np.array(photo.shape[::-1]) - 1)
    if (high - low < 3).any():
        return float("nan")
    ys, xs = np.mgrid[low[1] : high[1] + 1, low[0] : high[0] + 1]
    points = np.stack((xs.ravel(), ys.ravel()), axis=1).astype(np.float64)
    place = to_pixels(np.linalg.inv(chart.homography), points) - middle
    inside = (np.abs(place @ way) <= _REACH) & (np.abs(place @ side) <= _ALONG / 2)
    if inside.sum() < 20:
        return float("nan")
    codes = photo.rgb[ys.ravel()[inside], xs.ravel()[inside]]
    value = table[codes].astype(np.float64).mean(axis=1)
    pitch = _across_px(chart, middle, way)
    far = (place @ way)[inside] * pitch
    return _fitted_blur(far, value, (1 - chart.chart.patch_share) * pitch, pitch)


def _across_px(chart: FoundChart, middle: NDArray[np.float64], way: NDArray[np.float64]) -> float:
    """Pixels at right angles to the edge for one pitch across it."""
    jacobian = jacobian_at(chart.homography, middle)
    along = jacobian @ np.array([-way[1], way[0]])
    return float(abs(np.linalg.det(jacobian)) / np.hypot(*along))


def _fitted_blur(
    far: NDArray[np.float64], value: NDArray[np.float64], gap: float, pitch: float
) -> float:
    bins = np.floor(far / _BIN_PX).astype(int)
    _, index, count = np.unique(bins, return_inverse=True, return_counts=True)
    x = np.bincount(index, far) / count
    y = np.bincount(index, value) / count
    if len(x) < 8 or np.ptp(y) < _LEAST_STEP:
        return float("nan")
    weight = np.sqrt(count)
    best, sigma, shift = _searched(x, y, weight, gap, _SIGMAS, _SHIFTS * pitch)
    if not np.isfinite(best):
        return float("nan")
    near = np.geomspace(sigma / 1.25, sigma * 1.25, 15)
    around = shift + np.linspace(-0.02, 0.02, 9) * pitch
    return _searched(x, y, weight, gap, near, around)[1]


def _searched(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], gap: float,
    sigmas: NDArray[np.float64], shifts: NDArray[np.float64],
) -> tuple[float, float, float]:  # fmt: skip
    """Least error, and the blur and shift that reach it; the three levels are solved for."""
    from scipy.special import ndtr

    sigma, shift = (g.ravel() for g in np.meshgrid(sigmas, shifts, indexing="ij"))
    at = (x[None] - shift[:, None]) / sigma[:, None]
    left, right = ndtr(at + gap / 2 / sigma[:, None]), ndtr(at - gap / 2 / sigma[:, None])
    design = np.stack((1 - left, left - right, right), axis=2) * weight[:, None]
    target = y * weight
    normal = np.einsum("sni,snj->sij", design, design) + 1e-9 * np.eye(3)
    levels = np.linalg.solve(normal, (design.transpose(0, 2, 1) @ target)[..., None])[..., 0]
    error = ((np.einsum("sni,si->sn", design, levels) - target) ** 2).sum(axis=1)
    # a gap can't be darker than black: without this a wide blur hides in a deep gap
    error = np.where(levels[:, 1] < -0.02, np.inf, error)
    at_best = int(np.argmin(error))
    return float(error[at_best]), float(sigma[at_best]), float(shift[at_best])


def detail_blur_px(photo: Photograph, mask: NDArray[np.bool_]) -> float:
    """Blur of the sharpest detail inside ``mask`` (rows, cols) in px; NaN where there is none.

    For an edge of blur s, the gradient falls by sqrt(1 + r^2/s^2) when it is blurred by r more;
    r is chosen near s, where that says most.
    """
    blocks = [
        (grey[_RIM:-_RIM, _RIM:-_RIM], grey, mask[part][_RIM:-_RIM, _RIM:-_RIM])
        for part in _blocks(photo.shape, mask)
        for grey in [_grey(photo, part)]
    ]
    blur = float("nan")
    for reblur in _REBLURS_PX:
        blur = _sharpest(blocks, reblur)
        if not blur > 1.5 * reblur:
            break
    return blur


def _blocks(shape: tuple[int, int], mask: NDArray[np.bool_]) -> list[tuple[slice, slice]]:
    """Square parts spread evenly over the picture, at most some hundred, with their rims."""
    rows, cols = shape
    side = _BLOCK_PX + 2 * _RIM
    ys = np.unique(np.linspace(0, rows - side, min(_MOST_A_SIDE, max(1, rows // side))).astype(int))
    xs = np.unique(np.linspace(0, cols - side, min(_MOST_A_SIDE, max(1, cols // side))).astype(int))
    parts = [(slice(y, y + side), slice(x, x + side)) for y in ys for x in xs if y >= 0 and x >= 0]
    return [part for part in parts if mask[part].mean() >= 0.5]


def _grey(photo: Photograph, part: tuple[slice, slice]) -> NDArray[np.float32]:
    cv2 = opencv("judging focus")
    image, _ = code_image(replace(photo, rgb=photo.rgb[part].copy()))
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.float32)


def _gradient(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    cv2 = opencv("judging focus")
    dx = cv2.Sobel(picture, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(picture, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    return np.asarray(cv2.magnitude(dx, dy))


def _sharpest(
    blocks: list[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]], reblur: float
) -> float:
    """The blur that a fifth of the blocks with clear detail undercut.

    A block is its grey values, the same with their rim, and where it counts.
    """
    cv2 = opencv("judging focus")
    found = []
    inner = slice(_RIM, -_RIM)
    for grey, whole, inside in blocks:
        strength = _gradient(whole)[inner, inner][inside]
        least = max(_LEAST_GRADIENT, _NOISE_TIMES * _noise(grey))
        if not strength.size or strength.max() < least:
            continue
        strong = strength >= max(float(np.quantile(strength, _STRONG)), least)
        if strong.sum() < 8:
            continue
        again = _gradient(cv2.GaussianBlur(whole, (0, 0), reblur))[inner, inner][inside]
        ratio = float(np.median(strength[strong] / np.maximum(again[strong], 1e-6)))
        if ratio > 1.0:
            found.append(reblur / np.sqrt(ratio**2 - 1.0))
    return float(np.quantile(found, 0.2)) if len(found) >= 4 else float("nan")


def _noise(block: NDArray[np.float32]) -> float:
    """Standard deviation of a block's noise, by its median second difference."""
    twice = block[1:-1, 1:-1] * 4 - 2 * (
        block[:-2, 1:-1] + block[2:, 1:-1] + block[1:-1, :-2] + block[1:-1, 2:]
    )
    twice += block[:-2, :-2] + block[2:, 2:] + block[:-2, 2:] + block[2:, :-2]
    return float(np.median(np.abs(twice))) / 0.6745 / 6.0
