"""Compiled local regression: at each node a small weighted polynomial is fitted to what is there.

With gaps and at edges the weights are those of the points that exist, so a ramp (degree 1) or a
quadric (degree 2) is reproduced wherever the remaining points fix it. Where they don't, the degree
is lowered there, down to the weighted mean.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap

#: a term whose spread beside all other terms is below this is not fixed by the points
SPREAD = 1e-4
#: a pivot below this is rounding
_PIVOT = 1e-12
#: weight, as a share of the full weight, below which a node has nothing to stand on
LEAST_MASS = 1e-10


@jit
def fit_rows(
    value: FloatMap,
    weight: FloatMap,
    weighted: bool,
    summed: bool,
    powers_x: FloatMap,
    powers_y: FloatMap,
    order: int,
    first: int,
    end: int,
    out: FloatMap,
) -> None:
    """Local polynomial of degree ``order`` at its own centre, for rows ``first`` to ``end``.

    value : heights, NaN = missing; or, where ``summed``, weighted sums with ``weight`` as mass.
    out : (rows, cols); 0 where nothing lies near, NaN where ``value`` is NaN.
    """
    rows, cols = value.shape
    rx, ry = powers_x.shape[1] // 2, powers_y.shape[1] // 2
    top = 2 * order
    column_w = np.zeros((top + 1, cols + 2 * rx))
    column_z = np.zeros((order + 1, cols + 2 * rx))
    m = np.empty(cols)
    v = np.empty(cols)
    moment_w = np.empty((top + 1, top + 1, cols))
    moment_z = np.empty((order + 1, order + 1, cols))
    gram = np.empty((6, 6))
    right = np.empty(6)
    solution = np.empty(6)
    for i in range(first, end):
        column_w[:] = 0.0
        column_z[:] = 0.0
        for k in range(max(0, i - ry), min(rows - 1, i + ry) + 1):
            for j in range(cols):
                z = value[k, j]
                known = z - z == 0.0
                w = 1.0
                if weighted:
                    w = weight[k, j]
                m[j] = w if known else 0.0
                s = z if summed else w * z
                v[j] = s if known else 0.0
            _down(m, powers_y[:, k - i + ry], rx, column_w)
            _down(v, powers_y[:, k - i + ry], rx, column_z)
        _across(column_w, powers_x, top, moment_w)
        _across(column_z, powers_x, order, moment_z)
        for j in range(cols):
            out[i, j] = _centre(moment_w, moment_z, j, order, gram, right, solution)
            if not summed:
                out[i, j] += value[i, j] - value[i, j]


@jit
def _down(
    line: NDArray[np.float64], powers: NDArray[np.float64], margin: int, column: FloatMap
) -> None:
    """Add one row to the sums down the columns, once for each power of the row distance."""
    for q in range(column.shape[0]):
        p = powers[q]
        for j in range(line.size):
            column[q, margin + j] += p * line[j]


@jit
def _across(column: FloatMap, powers: FloatMap, top: int, moment: FloatMap) -> None:
    """From sums down the columns to the moments of total degree up to ``top`` at each point."""
    cols = moment.shape[2]
    for q in range(top + 1):
        for p in range(top + 1 - q):
            moment[p, q, :] = 0.0
            for k in range(powers.shape[1]):
                f = powers[p, k]
                for j in range(cols):
                    moment[p, q, j] += f * column[q, j + k]


@jit
def _centre(
    moment_w: FloatMap,
    moment_z: FloatMap,
    j: int,
    order: int,
    gram: FloatMap,
    right: NDArray[np.float64],
    solution: NDArray[np.float64],
) -> float:
    """Constant term of the local polynomial of the highest degree that the points fix."""
    mass = moment_w[0, 0, j]
    if not mass > LEAST_MASS:
        return 0.0
    for degree in range(order, 0, -1):
        count = (degree + 1) * (degree + 2) // 2
        r = 0
        for total in range(degree + 1):
            for b in range(total + 1):
                a = total - b
                right[r] = moment_z[a, b, j] / mass
                s = 0
                for total_s in range(degree + 1):
                    for d in range(total_s + 1):
                        c = total_s - d
                        gram[r, s] = moment_w[a + c, b + d, j] / mass
                        s += 1
                r += 1
        if _solve(gram, right, solution, count):
            return float(solution[0])
    return float(moment_z[0, 0, j] / mass)


@jit
def _solve(
    gram: FloatMap, right: NDArray[np.float64], solution: NDArray[np.float64], count: int
) -> bool:
    """Gram x = right by LDL'; False where the points fix no such polynomial.

    A term's spread beside all others is one over its diagonal of the inverse, whatever the order.
    """
    for c in range(count):
        for k in range(c):
            gram[c, k] /= gram[k, k]
        pivot = gram[c, c]
        for k in range(c):
            pivot -= gram[c, k] * gram[c, k] * gram[k, k]
        if not pivot > _PIVOT:
            return False
        gram[c, c] = pivot
        for r in range(c + 1, count):
            for k in range(c):
                gram[r, c] -= gram[r, k] * gram[c, k]
    for term in range(1, count):
        inverse = 0.0
        for r in range(term, count):
            solution[r] = 1.0 if r == term else 0.0
            for k in range(term, r):
                solution[r] -= gram[r, k] * solution[k]
            inverse += solution[r] * solution[r] / gram[r, r]
        if inverse * SPREAD > 1.0:
            return False
    for r in range(count):
        solution[r] = right[r]
        for k in range(r):
            solution[r] -= gram[r, k] * solution[k]
    for r in range(count - 1, -1, -1):
        solution[r] /= gram[r, r]
        for k in range(r + 1, count):
            solution[r] -= gram[k, r] * solution[k]
    return True
