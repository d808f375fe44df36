"""Height parameters and the height histogram, in two fused passes over the map."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.record.height_map import FloatMap

#: height classes of the histogram; a class is Sz / 131072 wide
HEIGHT_CLASSES = 131072


@dataclass(frozen=True, slots=True)
class HeightParameters:
    """Height parameters about the mean of the evaluated points, all in µm save Ssk and Sku.

    ``skewness`` and ``kurtosis`` are NaN on a flat map. ``counts`` : (HEIGHT_CLASSES,) int64,
    points in equal height classes from the lowest to the highest height, kept for the material
    ratio curve.
    """

    points: int
    mean_um: float
    sq_um: float
    sa_um: float
    sp_um: float
    sv_um: float
    skewness: float
    kurtosis: float
    counts: NDArray[np.int64]

    @property
    def sz_um(self) -> float:
        """Maximum height Sz, the sum of Sp and Sv."""
        return self.sp_um + self.sv_um


@jit
def _extent(height: FloatMap, first: int, end: int) -> tuple[int, float, float, float]:
    """Count, sum, least and greatest of the evaluated points in a strip of rows."""
    count = 0
    total, low, high = 0.0, np.inf, -np.inf
    for i in range(first, end):
        row = 0.0
        for j in range(height.shape[1]):
            value = height[i, j]
            if value == value:
                count += 1
                row += value
                low = min(low, value)
                high = max(high, value)
        total += row
    return count, total, low, high


@jit
def _moments(
    height: FloatMap,
    first: int,
    end: int,
    mean: float,
    low: float,
    scale: float,
    counts: NDArray[np.int64],
) -> tuple[float, float, float, float]:
    """Sums of |d|, d², d³ and d⁴ about the mean; fills the histogram on the way."""
    last = counts.size - 1
    s1, s2, s3, s4 = 0.0, 0.0, 0.0, 0.0
    for i in range(first, end):
        r1, r2, r3, r4 = 0.0, 0.0, 0.0, 0.0
        for j in range(height.shape[1]):
            value = height[i, j]
            if value == value:
                d = value - mean
                square = d * d
                r1 += abs(d)
                r2 += square
                r3 += square * d
                r4 += square * square
                counts[min(int((value - low) * scale), last)] += 1
        s1 += r1
        s2 += r2
        s3 += r3
        s4 += r4
    return s1, s2, s3, s4  # fmt: skip


def height_parameters(surface: FloatMap) -> HeightParameters:
    """Sq, Ssk, Sku, Sp, Sv, Sz and Sa of an evaluated surface.

    surface : (rows, cols) float64, µm, NaN = not evaluated, at least one finite point.
    Source: iso-25178-2-2021, height parameters; heights refer to the mean of the points.
    """
    rows = surface.shape[0]
    extents = map_strips(lambda a, b: _extent(surface, a, b), rows)
    points = sum(item[0] for item in extents)
    mean = sum(item[1] for item in extents) / points
    low, high = min(item[2] for item in extents), max(item[3] for item in extents)
    spread = high - low
    scale = HEIGHT_CLASSES / spread if spread > 0.0 else 0.0

    def strip(a: int, b: int) -> tuple[tuple[float, float, float, float], NDArray[np.int64]]:
        counts = np.zeros(HEIGHT_CLASSES, dtype=np.int64)
        return _moments(surface, a, b, mean, low, scale, counts), counts

    parts = map_strips(strip, rows)
    s1, s2, s3, s4 = (sum(part[0][k] for part in parts) / points for k in range(4))
    flat = not s2 > 0.0
    return HeightParameters(
        points=points,
        mean_um=mean,
        sq_um=s2**0.5,
        sa_um=s1,
        sp_um=high - mean,
        sv_um=mean - low,
        skewness=np.nan if flat else s3 / s2**1.5,
        kurtosis=np.nan if flat else s4 / s2**2,
        counts=np.sum([part[1] for part in parts], axis=0),
    )
