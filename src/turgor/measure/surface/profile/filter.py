"""The roughness filter of a profile: Gaussian regression of first order, with gaps and ends.

Where a whole window is measured, the local line equals the plain Gaussian mean (ISO 16610-21), so
the transmission at the cut-off is 50 %. At ends and gaps the line follows the slope, so a ramp
leaves nothing behind.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap

#: sqrt(ln 2 / π): the Gaussian whose transmission at the cut-off is one half
ALPHA = math.sqrt(math.log(2.0) / math.pi)
#: half width of the window in cut-offs; what lies beyond carries 2e-5 of the weight
REACH = 0.8


def gaussian_weights(cutoff_um: float, step_um: float) -> FloatMap:
    """(half + 1,) weights of a point's own and its neighbours' distances, the first one 1."""
    half = max(1, math.floor(REACH * cutoff_um / step_um))
    distance = np.arange(half + 1) * step_um / (ALPHA * cutoff_um)
    return np.asarray(np.exp(-math.pi * distance**2), np.float64)


def roughness(
    height_um: FloatMap, lengths: NDArray[np.int64], cutoff_um: float, step_um: float
) -> FloatMap:
    """Each profile less its mean line, (lines, points) float64, µm; a gap stays a gap.

    Errors: none; a point that stands alone in its window becomes zero.
    """
    out = np.full_like(height_um, np.nan)
    subtract_mean_lines(height_um, lengths, gaussian_weights(cutoff_um, step_um), out)
    return out


@jit
def subtract_mean_lines(
    height: FloatMap, lengths: NDArray[np.int64], weights: FloatMap, out: FloatMap
) -> None:
    """Fill ``out`` with heights less the local line fitted under the Gaussian weights."""
    half = weights.size - 1
    whole = 2.0 * weights.sum() - weights[0]
    for k in range(height.shape[0]):
        n = lengths[k]
        z = np.zeros(n + 2 * half)
        v = np.zeros(n + 2 * half)
        gaps = 0
        for i in range(n):
            if np.isnan(height[k, i]):
                gaps += 1
            else:
                z[half + i] = height[k, i]
                v[half + i] = 1.0
        mean = np.zeros(n)
        for j in range(half + 1):
            w = weights[j] if j else 0.5 * weights[0]
            for i in range(n):
                mean[i] += w * (z[half + i + j] + z[half + i - j])
        if gaps or n <= 2 * half:
            _fit_lines(z, v, weights, 0, n, mean)
        else:
            for i in range(half, n - half):
                mean[i] /= whole
            _fit_lines(z, v, weights, 0, half, mean)
            _fit_lines(z, v, weights, n - half, n, mean)
        for i in range(n):
            out[k, i] = height[k, i] - mean[i]


@jit
def _fit_lines(
    z: FloatMap, v: FloatMap, weights: FloatMap, first: int, end: int, mean: FloatMap
) -> None:
    """Turn weighted sums into the value of the local line, for points ``first`` to ``end``.

    z, v : heights (0 where missing) and 1 where measured, padded by half a window at each end.
    mean : on entry the weighted sum of heights, on return the line at the point itself.
    """
    half = weights.size - 1
    n = end - first
    s0 = np.zeros(n)
    s1 = np.zeros(n)
    s2 = np.zeros(n)
    t1 = np.zeros(n)
    for j in range(half + 1):
        w = weights[j] if j else 0.5 * weights[0]
        w1 = w * j
        w2 = w1 * j
        for i in range(n):
            right = half + first + i + j
            left = half + first + i - j
            s0[i] += w * (v[right] + v[left])
            s1[i] += w1 * (v[right] - v[left])
            s2[i] += w2 * (v[right] + v[left])
            t1[i] += w1 * (z[right] - z[left])
    for i in range(n):
        t0 = mean[first + i]
        det = s0[i] * s2[i] - s1[i] * s1[i]
        if det > 1e-9 * s0[i] * s0[i]:
            mean[first + i] = (s2[i] * t0 - s1[i] * t1[i]) / det
        else:
            mean[first + i] = t0 / s0[i]
