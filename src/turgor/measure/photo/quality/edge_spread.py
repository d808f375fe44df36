"""Blur, as a Gaussian's standard deviation: from the chart's edges, and from skin's own detail.

Chart: across each gap between two patches (or from a patch to the board) the pixels themselves,
by their distance from the gap's middle, are fitted by level - gap - level blurred. Skin: a
picture blurred once more loses little gradient where it was blurred before (zhuo-sim-2011).
"""

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
_REBLUR_PX = 1.0
_BLOCK_PX = 96
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

    For an edge of blur s, the gradient falls by sqrt(1 + r^2/s^2) when it is blurred by r more.
    """
    cv2 = opencv("judging focus")
    image, _ = code_image(photo)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    kernel = {"ksize": 3, "scale": 1 / 8}

    def gradient(picture: NDArray[np.float32]) -> NDArray[np.float32]:
        dx = cv2.Sobel(picture, cv2.CV_32F, 1, 0, **kernel)
        dy = cv2.Sobel(picture, cv2.CV_32F, 0, 1, **kernel)
        return np.asarray(np.hypot(dx, dy))

    once = gradient(grey)
    again = gradient(cv2.GaussianBlur(grey, (0, 0), _REBLUR_PX))
    rows, cols = grey.shape
    blocks = []
    for y in range(0, rows - _BLOCK_PX // 2, _BLOCK_PX):
        for x in range(0, cols - _BLOCK_PX // 2, _BLOCK_PX):
            part = (slice(y, y + _BLOCK_PX), slice(x, x + _BLOCK_PX))
            inside = mask[part]
            if inside.mean() < 0.5:
                continue
            strength = once[part][inside]
            least = max(_LEAST_GRADIENT, _NOISE_TIMES * _noise(grey[part]))
            strong = strength >= max(float(np.quantile(strength, _STRONG)), least)
            if strong.sum() < 8:
                continue
            ratio = float(
                np.median(strength[strong] / np.maximum(again[part][inside][strong], 1e-6))
            )
            if ratio > 1.0:
                blocks.append(_REBLUR_PX / np.sqrt(ratio**2 - 1.0))
    return float(np.quantile(blocks, 0.2)) if len(blocks) >= 4 else float("nan")


def _noise(block: NDArray[np.float32]) -> float:
    """Standard deviation of a block's noise, by its median second difference."""
    twice = block[1:-1, 1:-1] * 4 - 2 * (
        block[:-2, 1:-1] + block[2:, 1:-1] + block[1:-1, :-2] + block[1:-1, 2:]
    )
    twice += block[:-2, :-2] + block[2:, 2:] + block[:-2, 2:] + block[2:, :-2]
    return float(np.median(np.abs(twice))) / 0.6745 / 6.0
