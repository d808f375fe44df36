"""The autocorrelation of a surface with gaps, for the lags that are needed and no more."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from turgor.record.height_map import FloatMap

#: points of one tile plus its lags, along each axis: small enough to stay in the cache
_TILE_POINTS = 512
#: a lag is known where at least this share of the points has a partner that far away
_LEAST_PAIRS = 0.02


@dataclass(frozen=True, slots=True)
class Autocorrelation:
    """Normalised autocorrelation on a grid of lags.

    values : (lags_y + 1, 2 * lags_x + 1) float64, 1 at zero lag; row 0 is lag 0 along y, the
        middle column lag 0 along x; NaN where hardly any pair of points is that far apart.
    lag_x_um, lag_y_um : distance between neighbouring lags.
    """

    values: NDArray[np.float64]
    lag_x_um: float
    lag_y_um: float

    @property
    def lags_x(self) -> int:
        """Largest lag along x, in grid steps."""
        return (int(self.values.shape[1]) - 1) // 2

    @property
    def lags_y(self) -> int:
        """Largest lag along y, in grid steps."""
        return int(self.values.shape[0]) - 1


def autocorrelation(
    surface: FloatMap,
    mean_um: float,
    lag_x_um: float,
    lag_y_um: float,
    lags_y: int,
    lags_x: int,
    tile_points: int = _TILE_POINTS,
) -> Autocorrelation:
    """Mean product of heights over every pair of evaluated points, divided by the mean square.

    surface : (rows, cols) float64, µm, NaN = not evaluated. Each lag is divided by its own count
    of pairs, so gaps and the border pull nothing towards zero. The products are summed tile by
    tile in Fourier space with zero padding to the lags, which is exact for them; single
    precision, relative error about 1e-6 of the mean square (measured in the tests).
    """  # fmt: skip
    rows, cols = surface.shape
    step_y = min(rows, max(lags_y, tile_points - lags_y))
    step_x = min(cols, max(lags_x, tile_points - 2 * lags_x))
    shape = (fft.next_fast_len(step_y + lags_y), fft.next_fast_len(step_x + 2 * lags_x, real=True))
    gaps = bool(np.isnan(surface).any())
    one_tile = step_y >= rows and step_x >= cols
    products = np.zeros(
        (shape[0], shape[1] // 2 + 1), dtype=np.complex64 if one_tile else np.complex128
    )
    pairs = np.zeros_like(products) if gaps else None
    for top in range(0, rows, step_y):
        for left in range(0, cols, step_x):
            height, low = min(step_y, rows - top), max(0, left - lags_x)
            right = min(cols, left + step_x + lags_x)
            block = surface[top : top + step_y + lags_y, low:right] - mean_um
            own = (slice(0, height), slice(left - low, min(cols, left + step_x) - low))
            offset = low - (left - lags_x)
            if pairs is not None:
                there = ~np.isnan(block)
                block[~there] = 0.0
                _add(pairs, there, own, offset, shape)
            _add(products, block, own, offset, shape)
    total = _lags(products, shape, lags_y, lags_x)
    if pairs is None:
        count = np.outer(
            rows - np.arange(lags_y + 1.0), cols - np.abs(np.arange(-lags_x, lags_x + 1.0))
        )
    else:
        count = np.rint(_lags(pairs, shape, lags_y, lags_x))
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(count > _LEAST_PAIRS * count[0, lags_x], total / count, np.nan)
        values /= values[0, lags_x]
    return Autocorrelation(values, lag_x_um, lag_y_um)


def _add(
    spectrum: NDArray[np.complexfloating],
    block: NDArray[np.generic],
    own: tuple[slice, slice],
    offset: int,
    shape: tuple[int, int],
) -> None:
    """Add the cross spectrum of a tile with the tile and its surroundings."""
    around = np.zeros(shape, dtype=np.float32)
    around[: block.shape[0], offset : offset + block.shape[1]] = block
    tile = np.zeros(shape, dtype=np.float32)
    inner = block[own]
    tile[: inner.shape[0], : inner.shape[1]] = inner
    wave = fft.rfft2(tile)
    np.conj(wave, out=wave)
    wave *= fft.rfft2(around)
    spectrum += wave  # fmt: skip


def _lags(
    spectrum: NDArray[np.complexfloating], shape: tuple[int, int], lags_y: int, lags_x: int
) -> NDArray[np.float64]:
    full: NDArray[np.float64] = fft.irfft2(spectrum, s=shape)
    return full[: lags_y + 1, : 2 * lags_x + 1]


def first_crossings_um(
    acf: Autocorrelation, angles_rad: NDArray[np.float64], threshold: float
) -> NDArray[np.float64]:
    """Distance (µm) along each ray from zero lag to its first fall to the threshold.

    angles_rad : (n,) from +x towards growing rows, in [0, pi). inf where a ray leaves the lags
    without falling that low. Values between lags come from a cubic spline.
    """
    spline, shift = _spline(acf)
    step = 0.5 * min(acf.lag_x_um, acf.lag_y_um)
    along_x, along_y = np.cos(angles_rad) / acf.lag_x_um, np.sin(angles_rad) / acf.lag_y_um
    reach = np.minimum(
        acf.lags_x / np.maximum(np.abs(along_x), 1e-300),
        acf.lags_y / np.maximum(np.abs(along_y), 1e-300),
    )

    def at(distance: NDArray[np.float64], rays: NDArray[np.int64]) -> NDArray[np.float64]:
        where = np.stack([distance * along_y[rays] + shift, distance * along_x[rays] + acf.lags_x])
        found: NDArray[np.float64] = ndimage.map_coordinates(
            spline, where, order=3, prefilter=False, mode="nearest"
        )
        return found

    crossing = np.full(angles_rad.size, np.inf)
    rays = np.arange(angles_rad.size)
    inner = np.zeros(rays.size)
    while rays.size:
        outer = inner + step
        value = at(outer, rays)
        fell = value <= threshold
        hit = rays[fell]
        crossing[hit] = _refine(at, hit, inner[fell], outer[fell], threshold)
        keep = ~fell & (outer + step <= reach[rays])
        rays, inner = rays[keep], outer[keep]
    return crossing


def _spline(acf: Autocorrelation) -> tuple[NDArray[np.float64], int]:
    """Spline coefficients of the lags with a few mirrored rows, and the row of zero lag."""
    # unknown lags count as not fallen, so that no ray ends in them
    values = np.where(np.isnan(acf.values), 1.0, acf.values)
    shift = min(12, acf.lags_y)
    whole = np.vstack([values[shift:0:-1, ::-1], values])
    coefficients: NDArray[np.float64] = ndimage.spline_filter(whole, order=3, mode="nearest")
    return coefficients, shift


def _refine(
    at: Callable[[NDArray[np.float64], NDArray[np.int64]], NDArray[np.float64]],
    rays: NDArray[np.int64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    threshold: float,
) -> NDArray[np.float64]:
    """Halve the bracket around each crossing until it is far below a lag."""
    for _ in range(14):
        middle = 0.5 * (low + high)
        above = at(middle, rays) > threshold
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return 0.5 * (low + high)  # fmt: skip
