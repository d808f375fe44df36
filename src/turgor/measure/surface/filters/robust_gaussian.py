"""Robust Gaussian regression: points that stand off the smooth surface lose their say."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.measure.surface.filters.separable import gaussian_regression
from turgor.record.height_map import FloatMap

#: cut-off of Tukey's biweight in median absolute residuals: three normal standard deviations
CUT = 4.4478
#: least weight of a measured point, so that a region of outliers alone still has a surface
FLOOR = 1e-6
#: iterations end when the cut-off moves by less than this share of itself
TOLERANCE = 1e-3
_MEDIAN_POINTS = 500_000


@jit
def _reweight(
    height: FloatMap, smooth: FloatMap, cut: float, first: int, end: int, weight: FloatMap
) -> None:
    """Biweights of the residuals; zero for a missing point."""
    for i in range(first, end):
        for j in range(height.shape[1]):
            u = (height[i, j] - smooth[i, j]) / cut
            left = 1.0 - u * u
            w = left * left if left > 0.0 else 0.0
            w = w if w > FLOOR else FLOOR
            weight[i, j] = w if u == u else 0.0


def robust_gaussian_lowpass(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    nesting_um: float,
    order: int = 2,
    iterations: int = 20,
) -> FloatMap:
    """Gaussian regression with Tukey biweights, iterated until the weights settle.

    height_um : (rows, cols) µm, NaN = not measured; NaN stays NaN and spoils nothing else.
    nesting_um : wavelength of which half of the amplitude passes where no point is an outlier.
    order : local degree 0, 1 or 2. iterations : at most.

    The cut-off is 4.4478 times the median absolute residual, taken over all points up to half a
    million and over an even lattice of about that many above.

    Errors: InputError for a nesting index below two pitches or another order.
    References: iso-16610-71-2014, iso-ts-16610-31-2010, seewig-2005.
    """
    height = np.ascontiguousarray(height_um, dtype=np.float64)
    regression = gaussian_regression(nesting_um, pitch_x_um, pitch_y_um, order)
    smooth = regression.lowpass(height)
    weight = np.empty_like(height)
    earlier = 0.0
    for _ in range(iterations):
        cut = CUT * _median_residual_um(height, smooth)
        if cut == 0.0 or abs(cut - earlier) <= TOLERANCE * cut:
            break
        if cut <= 1e-9 * (1.0 + float(np.nanmax(np.abs(smooth)))):
            break
        earlier = cut
        _biweights(height, smooth, cut, weight)
        smooth = regression.lowpass(height, weight, out=smooth)
    return smooth


def _biweights(height: FloatMap, smooth: FloatMap, cut: float, weight: FloatMap) -> None:
    """Fill ``weight`` with the biweights of the residuals."""
    map_strips(lambda a, b: _reweight(height, smooth, cut, a, b, weight), height.shape[0])


def _median_residual_um(height: FloatMap, smooth: FloatMap) -> float:
    """Median absolute residual of the measured points; 0 where there is none."""
    step = max(1, int(np.sqrt(height.size / _MEDIAN_POINTS)))
    lattice = (slice(step // 2, None, step), slice(step // 2, None, step))
    residual: NDArray[np.float64] = np.abs(height[lattice] - smooth[lattice]).ravel()
    residual = residual[np.isfinite(residual)]
    return float(np.median(residual)) if residual.size else 0.0
