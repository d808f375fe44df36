"""Kernels that find three layers in every block column: path, skin and what lies beneath."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

Cube = NDArray[np.float64]


@jit
def layer_costs(level: NDArray[np.float64], weight: NDArray[np.float64], least: int) -> Cube:
    """Squared residual of a straight line in each of three layers, for every pair of borders.

    level, weight : (rows, cols) block means and pixels behind them. Result (cols, rows + 1,
    rows + 1): [column, surface, bottom]; inf where the skin is thinner than ``least`` rows or
    no brighter at either border than what lies beyond it.
    """
    rows, cols = level.shape
    costs = np.full((cols, rows + 1, rows + 1), np.inf)
    sums = np.zeros((rows + 1, 6))
    for c in range(cols):
        for r in range(rows):
            w, x, y = weight[r, c], float(r), level[r, c]
            if w <= 0:
                w, y = 0.0, 0.0
            sums[r + 1, 0] = sums[r, 0] + w
            sums[r + 1, 1] = sums[r, 1] + w * x
            sums[r + 1, 2] = sums[r, 2] + w * x * x
            sums[r + 1, 3] = sums[r, 3] + w * y
            sums[r + 1, 4] = sums[r, 4] + w * x * y
            sums[r + 1, 5] = sums[r, 5] + w * y * y
        for s in range(rows - least + 1):
            over, path_at = _line(sums, 0, s, float(s) - 0.5, False)
            for b in range(s + least, rows + 1):
                skin, inside_top = _line(sums, s, b, float(s) - 0.5, True)
                inside_low = _value(sums, s, b, float(b) - 0.5)
                under, under_at = _line(sums, b, rows, float(b) - 0.5, True)
                if s > 0 and inside_top <= path_at:
                    continue
                if b < rows and inside_low <= under_at:
                    continue
                costs[c, s, b] = over + skin + under
    return costs


@jit
def _moments(sums: NDArray[np.float64], a: int, b: int) -> tuple[float, float, float]:
    """Mean, slope and centre of the rows a to b."""
    n = sums[b, 0] - sums[a, 0]
    if n <= 0:
        return 0.0, 0.0, 0.0
    x = (sums[b, 1] - sums[a, 1]) / n
    y = (sums[b, 3] - sums[a, 3]) / n
    xx = (sums[b, 2] - sums[a, 2]) / n - x * x
    xy = (sums[b, 4] - sums[a, 4]) / n - x * y
    slope = xy / xx if xx > 1e-9 else 0.0
    return y, slope, x


@jit
def _value(sums: NDArray[np.float64], a: int, b: int, at: float) -> float:
    mean, slope, centre = _moments(sums, a, b)
    return mean + slope * (at - centre)


@jit
def _line(
    sums: NDArray[np.float64], a: int, b: int, at: float, sloped: bool
) -> tuple[float, float]:
    """Squared residual of rows a to b about their line (or mean), and the line's value there."""
    n = sums[b, 0] - sums[a, 0]
    if n <= 0:
        return 0.0, 0.0
    mean, slope, centre = _moments(sums, a, b)
    rest = sums[b, 5] - sums[a, 5] - n * mean * mean
    if not sloped:
        return max(rest, 0.0), mean
    xx = (sums[b, 2] - sums[a, 2]) - n * centre * centre
    return max(rest - slope * slope * xx, 0.0), mean + slope * (at - centre)


@jit
def _spread(best: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Least of best[s', b'] + step (|s - s'| + |b - b'|), by two passes along each axis."""
    n, m = best.shape
    out = best.copy()
    for s in range(n):
        for b in range(1, m):
            out[s, b] = min(out[s, b], out[s, b - 1] + step)
        for b in range(m - 2, -1, -1):
            out[s, b] = min(out[s, b], out[s, b + 1] + step)
    for b in range(m):
        for s in range(1, n):
            out[s, b] = min(out[s, b], out[s - 1, b] + step)
        for s in range(n - 2, -1, -1):
            out[s, b] = min(out[s, b], out[s + 1, b] + step)
    return out


@jit
def cheapest_pair(costs: Cube, step: float) -> NDArray[np.int64]:
    """The two borders of least total cost, each step of a border between columns costing more.

    Result (cols, 2): surface and bottom, in block rows; all -1 where a column allows none.
    """
    cols, n, m = costs.shape
    total = np.empty((cols, n, m))
    total[0] = costs[0]
    for c in range(1, cols):
        total[c] = costs[c] + _spread(total[c - 1], step)
    found = np.full((cols, 2), -1, np.int64)
    s0, b0, least = -1, -1, np.inf
    for s in range(n):
        for b in range(m):
            if total[cols - 1, s, b] < least:
                s0, b0, least = s, b, total[cols - 1, s, b]
    if s0 < 0:
        return found
    found[cols - 1, 0], found[cols - 1, 1] = s0, b0
    for c in range(cols - 2, -1, -1):
        least, ps, pb = np.inf, s0, b0
        for s in range(n):
            for b in range(m):
                value = total[c, s, b] + step * (abs(s - s0) + abs(b - b0))
                if value < least:
                    least, ps, pb = value, s, b
        s0, b0 = ps, pb
        found[c, 0], found[c, 1] = s0, b0
    return found
