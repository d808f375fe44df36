"""Blocks of a pyramid step: sums of what the picture says about how each block still lies off.

Per block the optical flow equation of Lucas and Kanade (1981) with the mean of both gradients, so
that noise pulls neither way; the sums serve the spline, the residual and the error map alike.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.channel import FloatImage, Level
from turgor.measure.photo.register.mapping import SkinMap
from turgor.measure.photo.register.opencv import opencv

#: points of a step along one side of a block
BLOCK = 12
#: neighbouring points share noise (the channel is smoothed), so fewer of them count
_INDEPENDENT_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Blocks:
    """Sums over each block, arrays (block rows, block cols), in pixels of the photograph.

    xs_px, ys_px : block centres in the baseline. matrix : (…, 2, 2) sum of gradient products and
    vector : (…, 2) sum of gradient times difference, both over the variance of the difference: the
    information on the move. correlation : of the block's two pictures. weight : used points.
    """

    xs_px: NDArray[np.float64]
    ys_px: NDArray[np.float64]
    matrix: NDArray[np.float64]
    vector: NDArray[np.float64]
    correlation: NDArray[np.float64]
    weight: NDArray[np.float64]

    def centres_px(self) -> NDArray[np.float64]:
        """(block rows x block cols, 2) in row order."""
        x, y = np.meshgrid(self.xs_px, self.ys_px)
        return np.stack([x.ravel(), y.ravel()], axis=1)


def aligned(level: Level, other: Level, skin_map: SkinMap) -> tuple[FloatImage, FloatImage]:
    """The other picture's channel, and its weight, on the points of ``level``."""
    cv2 = opencv()
    rows, cols = level.value.shape
    x, y = skin_map.dense(*_places(level.factor, rows, cols))
    scale, offset = 1.0 / other.factor, 0.5 / other.factor - 0.5
    x = x * np.float32(scale) + np.float32(offset)
    y = y * np.float32(scale) + np.float32(offset)
    value = cv2.remap(other.value, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
    weight = cv2.remap(other.weight, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return value, weight


def compare(level: Level, value: FloatImage, weight: FloatImage, block: int = BLOCK) -> Blocks:
    """Sum up, block by block, how a picture aligned with ``level`` still differs from it."""
    cv2 = opencv()
    rows, cols = level.value.shape
    down, across = rows // block, cols // block

    def mean(image: FloatImage) -> NDArray[np.float64]:
        cut = image[: down * block, : across * block]
        return np.asarray(cv2.resize(cut, (across, down), interpolation=cv2.INTER_AREA), np.float64)

    used = level.weight * weight
    total = mean(used)
    safe = np.maximum(total, 1e-6)
    both = np.float32(0.5) * (level.value + value)
    # Scharr's 3 x 3 kernels sum to 32 per unit step.
    per_px = 1.0 / (32.0 * level.factor)
    gradient_x = cv2.Scharr(both, cv2.CV_32F, 1, 0, scale=per_px)
    gradient_y = cv2.Scharr(both, cv2.CV_32F, 0, 1, scale=per_px)
    difference = level.value - value
    offset = mean(used * difference) / safe
    variance = np.maximum(mean(used * difference * difference) / safe - offset**2, 1e-4)
    weighted_x, weighted_y = used * gradient_x, used * gradient_y
    slope_x, slope_y = mean(weighted_x) / safe, mean(weighted_y) / safe
    told = _INDEPENDENT_SHARE * block * block / variance
    xx = mean(weighted_x * gradient_x) - total * slope_x**2
    xy = mean(weighted_x * gradient_y) - total * slope_x * slope_y
    yy = mean(weighted_y * gradient_y) - total * slope_y**2
    xt = mean(weighted_x * difference) - total * slope_x * offset
    yt = mean(weighted_y * difference) - total * slope_y * offset
    matrix = np.stack([np.stack([xx, xy], -1), np.stack([xy, yy], -1)], -2) * told[..., None, None]
    xs, ys = _places(level.factor * block, down, across)
    return Blocks(
        xs,
        ys,
        matrix,
        np.stack([xt, yt], -1) * told[..., None],
        _correlation(mean, level.value, value, used, safe),
        total * block * block,
    )


def _correlation(
    mean: Callable[[FloatImage], NDArray[np.float64]],
    one: FloatImage,
    two: FloatImage,
    used: FloatImage,
    safe: NDArray[np.float64],
) -> NDArray[np.float64]:
    held = used * one
    again = used * two
    mean_one, mean_two = mean(held) / safe, mean(again) / safe
    square_one = np.maximum(mean(held * one) / safe - mean_one**2, 1e-6)
    square_two = np.maximum(mean(again * two) / safe - mean_two**2, 1e-6)
    shared = mean(held * two) / safe - mean_one * mean_two
    return np.asarray(shared / np.sqrt(square_one * square_two))


def _places(step: int, rows: int, cols: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    xs = (np.arange(cols, dtype=np.float64) + 0.5) * step - 0.5
    ys = (np.arange(rows, dtype=np.float64) + 0.5) * step - 0.5
    return np.asarray(xs, np.float64), np.asarray(ys, np.float64)
