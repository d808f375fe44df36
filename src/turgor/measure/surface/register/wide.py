"""Wide Gaussian means over measured points: taken on blocks, spread out linearly between them.

Interpolation uses sparse weights on purpose: a threaded matrix product is no faster here and
keeps every core busy waiting.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_array

from turgor.record.height_map import FloatMap

_BLOCKS_IN_SIGMA = 6.0
_TUKEY = 4.685


@dataclass(frozen=True, slots=True)
class Blocks:
    """Rows and columns of a map in blocks of about a sixth of a Gaussian's standard deviation."""

    shape: tuple[int, int]
    starts_row: NDArray[np.intp]
    starts_col: NDArray[np.intp]
    sigma: tuple[float, float]

    def sums(self, image: NDArray[np.floating] | NDArray[np.bool_]) -> FloatMap:
        """(block rows, block cols) sums of a map."""
        rows = np.add.reduceat(image, self.starts_row, axis=0, dtype=np.float64)
        return np.asarray(np.add.reduceat(rows, self.starts_col, axis=1), dtype=np.float64)

    def spread(self, means: FloatMap) -> FloatMap:
        """(rows, cols) linear interpolation between the middles of the blocks."""
        down = linear_weights(np.arange(self.shape[0]), _middles(self.starts_row, self.shape[0]))
        across = linear_weights(np.arange(self.shape[1]), _middles(self.starts_col, self.shape[1]))
        return on_grid(down, means, across)


def blocks_for(shape: tuple[int, int], sigma: tuple[float, float]) -> Blocks:
    """Blocks for a Gaussian with standard deviations (rows, cols) in points."""
    per = [max(1, int(one / _BLOCKS_IN_SIGMA)) for one in sigma]
    return Blocks(
        shape,
        np.arange(0, shape[0], per[0]),
        np.arange(0, shape[1], per[1]),
        (sigma[0] / per[0], sigma[1] / per[1]),
    )


def _middles(starts: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    return np.asarray((starts + np.append(starts[1:], count) - 1) / 2.0, dtype=np.float64)


def linear_weights(at: NDArray[np.floating] | NDArray[np.intp], knots: FloatMap) -> csr_array:
    """(points, knots) sparse weights of linear interpolation; constant beyond the ends."""
    position = np.interp(at, knots, np.arange(len(knots)))
    low = np.minimum(position.astype(np.intp), max(0, len(knots) - 2))
    share = position - low
    points = np.arange(len(position))
    high = np.minimum(low + 1, len(knots) - 1)
    return csr_array(
        (
            np.concatenate([1.0 - share, share]),
            (np.concatenate([points, points]), np.concatenate([low, high])),
        ),
        shape=(len(position), len(knots)),
    )


def on_grid(down: csr_array, values: FloatMap, across: csr_array) -> FloatMap:
    """down @ values @ across.T with sparse sides."""
    return np.ascontiguousarray((across @ np.ascontiguousarray((down @ values).T)).T)


def wide_mean(top: FloatMap, count: FloatMap, sigma: tuple[float, float]) -> FloatMap:
    """Gaussian mean of blocks from their sums and counts; zero where nothing is near."""
    total = gaussian_filter(top, sigma, mode="constant")
    share = gaussian_filter(count, sigma, mode="constant")
    mean = np.divide(total, share, out=np.zeros_like(total), where=share > 1e-9)
    return np.asarray(mean, dtype=np.float64)


def robust_wide_mean(
    top: FloatMap, count: FloatMap, sigma: tuple[float, float], rounds: int
) -> FloatMap:
    """The same, with blocks that stand out weighed down (Tukey's weights)."""
    block = np.divide(top, count, out=np.zeros_like(top), where=count > 0.0)
    mean = wide_mean(top, count, sigma)
    for _ in range(rounds):
        left = np.abs(block - mean)
        spread = 1.4826 * float(np.median(left[count > 0.0]))
        if not spread > 0.0:
            break
        weight = np.clip(1.0 - (left / (_TUKEY * spread)) ** 2, 1e-3, None) ** 2
        mean = wide_mean(top * weight, count * weight, sigma)
    return mean


def lean(count: FloatMap, sigma: tuple[float, float]) -> FloatMap:
    """How far the measured points about a place lie to one side, in standard deviations.

    0 amid measured points, 0.8 at a straight edge.
    """
    share = np.maximum(gaussian_filter(count, sigma, mode="constant"), 1e-9)
    down = sigma[0] * gaussian_filter(count, sigma, order=(1, 0), mode="constant")
    across = sigma[1] * gaussian_filter(count, sigma, order=(0, 1), mode="constant")
    return np.asarray(np.hypot(down, across) / share, dtype=np.float64)


def polynomial_factors(
    x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64], w: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weighted least-squares factors of :data:`POWERS` at points x, y."""
    design = np.stack([x**i * y**j for i, j in POWERS])
    normal = np.einsum("ip,jp,p->ij", design, design, w)
    right = np.einsum("ip,p,p->i", design, z, w)
    return np.asarray(np.linalg.lstsq(normal, right, rcond=1e-12)[0], dtype=np.float64)


#: powers of x and y of a polynomial of degree two
POWERS = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
