"""Compiled passes over the full map: plain Gaussian, the step to a coarse grid, and the way back.

Every pass works on rows, holds only a few row buffers, and treats a missing point (NaN, or any
height that is not finite: z - z is then not zero) as weight zero; a row window without gaps takes a
shorter way.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap


@jit
def count_gaps(height: FloatMap, first: int, end: int, gaps: NDArray[np.int64]) -> None:
    """Missing points of each row."""
    cols = height.shape[1]
    for i in range(first, end):
        missing = 0
        for j in range(cols):
            missing += 0 if height[i, j] - height[i, j] == 0.0 else 1
        gaps[i] = missing


@jit
def smooth(
    height: FloatMap,
    gaps: NDArray[np.int64],
    weights_x: NDArray[np.float64],
    weights_y: NDArray[np.float64],
    share_x: NDArray[np.float64],
    first: int,
    end: int,
    out: FloatMap,
) -> None:
    """Gaussian mean of the measured points around each measured point (local degree 0).

    share_x : (cols,) the part of ``weights_x`` that lies inside the map. out is not ``height``.
    """
    rows, cols = height.shape
    rx, ry = weights_x.size // 2, weights_y.size // 2
    column = np.zeros(cols + 2 * rx)
    inside = np.zeros(cols + 2 * rx)
    below = np.empty(cols)
    above = np.empty(cols)
    for i in range(first, end):
        low, high = max(0, i - ry), min(rows - 1, i + ry)
        missing = 0
        share_y = 0.0
        for k in range(low, high + 1):
            missing += gaps[k]
            share_y += weights_y[k - i + ry]
        column[:] = 0.0
        for k in range(low, high + 1):
            w = weights_y[k - i + ry]
            if missing == 0:
                for j in range(cols):
                    column[rx + j] += w * height[k, j]
            else:
                for j in range(cols):
                    z = height[k, j]
                    column[rx + j] += w * z if z - z == 0.0 else 0.0
        above[:] = 0.0
        for k in range(2 * rx + 1):
            w = weights_x[k]
            for j in range(cols):
                above[j] += w * column[j + k]
        if missing == 0:
            for j in range(cols):
                out[i, j] = above[j] / (share_x[j] * share_y)
            continue
        inside[:] = 0.0
        for k in range(low, high + 1):
            w = weights_y[k - i + ry]
            for j in range(cols):
                inside[rx + j] += w if height[k, j] - height[k, j] == 0.0 else 0.0
        below[:] = 0.0
        for k in range(2 * rx + 1):
            w = weights_x[k]
            for j in range(cols):
                below[j] += w * inside[j + k]
        for j in range(cols):
            # z - z is zero for a measured point and NaN for a missing one
            out[i, j] = above[j] / below[j] + (height[i, j] - height[i, j])


@jit
def to_nodes(
    height: FloatMap,
    weight: FloatMap,
    weighted: bool,
    trend: FloatMap,
    first_x: NDArray[np.float64],
    first_y: NDArray[np.float64],
    step_x: int,
    step_y: int,
    pad_x: int,
    pad_y: int,
    first: int,
    end: int,
    mass: FloatMap,
    sum_: FloatMap,
) -> None:
    """Smoothed weight (``mass``) and weighted height (``sum_``) on the nodes of rows first to end.

    weight : (rows, cols), read only where ``weighted``. trend : (3, rows) µm, coefficients of
    x^0, x^1, x^2 (x from -1 to 1 along a row) that are taken off the heights.
    """
    rows, cols = height.shape
    rx, ry = first_x.size // 2, first_y.size // 2
    half = 0.5 * (cols - 1)
    x = (np.arange(cols) - half) / max(half, 0.5)
    above = np.empty(cols)
    below = np.empty(cols)
    for node in range(first, end):
        centre = (node - pad_y) * step_y
        above[:] = 0.0
        below[:] = 0.0
        for i in range(max(0, centre - ry), min(rows - 1, centre + ry) + 1):
            w = first_y[i - centre + ry]
            c0, c1, c2 = trend[0, i], trend[1, i], trend[2, i]
            for j in range(cols):
                z = height[i, j]
                known = z - z == 0.0
                v = z - (c0 + x[j] * (c1 + x[j] * c2))
                m = w
                if weighted:
                    m *= weight[i, j]
                above[j] += m * v if known else 0.0
                below[j] += m if known else 0.0
        for across in range(sum_.shape[1]):
            middle = (across - pad_x) * step_x
            a = 0.0
            b = 0.0
            for j in range(max(0, middle - rx), min(cols - 1, middle + rx) + 1):
                w = first_x[j - middle + rx]
                a += w * above[j]
                b += w * below[j]
            sum_[node, across] = a
            mass[node, across] = b


@jit
def from_nodes(
    height: FloatMap,
    nodes: FloatMap,
    cubic_x: FloatMap,
    cubic_y: FloatMap,
    pad_x: int,
    pad_y: int,
    residual: bool,
    first: int,
    end: int,
    out: FloatMap,
) -> None:
    """Cubic interpolation of the nodes at every measured point, or height less that.

    cubic_x, cubic_y : (4, step) weights of the four nodes around each point between two nodes.
    out : may be ``height`` itself.
    """
    cols = height.shape[1]
    step_x, step_y = cubic_x.shape[1], cubic_y.shape[1]
    line = np.empty(nodes.shape[1])
    value = np.empty((cols // step_x + 1) * step_x)
    for i in range(first, end):
        top = i // step_y + pad_y - 1
        phase = i % step_y
        for j in range(line.size):
            line[j] = (
                cubic_y[0, phase] * nodes[top, j]
                + cubic_y[1, phase] * nodes[top + 1, j]
                + cubic_y[2, phase] * nodes[top + 2, j]
                + cubic_y[3, phase] * nodes[top + 3, j]
            )
        for block in range(cols // step_x + 1):
            left = block + pad_x - 1
            if left + 3 >= line.size:
                break
            a, b, c, d = line[left], line[left + 1], line[left + 2], line[left + 3]
            start = block * step_x
            for k in range(step_x):
                value[start + k] = (
                    a * cubic_x[0, k] + b * cubic_x[1, k] + c * cubic_x[2, k] + d * cubic_x[3, k]
                )
        if residual:
            for j in range(cols):
                out[i, j] = height[i, j] - value[j]
        else:
            for j in range(cols):
                out[i, j] = value[j] + (height[i, j] - height[i, j])
