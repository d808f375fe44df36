"""Compiled sums of the spline filter: products of B-splines over the measured points."""

import numpy as np

from turgor.compute import jit
from turgor.record.height_map import FloatMap


@jit
def normal_rows(
    height: FloatMap,
    basis_x: FloatMap,
    basis_y: FloatMap,
    first: int,
    end: int,
    band: FloatMap,
    right: FloatMap,
) -> None:
    """Add rows ``first`` to ``end`` to the normal equations of a B-spline fit.

    basis_x, basis_y : (4, step) weights of the four B-splines that meet each point.
    band : (knots y, 4, knots x, 7), products with the knot ``d`` rows below and ``e - 3`` to the
        right at [., d, ., e]. right : (knots y, knots x), products with the heights.
    """
    cols = height.shape[1]
    step_x, step_y = basis_x.shape[1], basis_y.shape[1]
    knots_x = right.shape[1]
    line = np.empty((knots_x, 4))
    value = np.empty(knots_x)
    for i in range(first, end):
        line[:] = 0.0
        value[:] = 0.0
        for j in range(cols):
            z = height[i, j]
            if z - z != 0.0:
                continue
            left, k = j // step_x, j % step_x
            for a in range(4):
                p = basis_x[a, k]
                value[left + a] += p * z
                for d in range(4 - a):
                    line[left + a, d] += p * basis_x[a + d, k]
        top, k = i // step_y, i % step_y
        for a in range(4):
            p = basis_y[a, k]
            for x in range(knots_x):
                right[top + a, x] += p * value[x]
            for d in range(4 - a):
                f = p * basis_y[a + d, k]
                for x in range(knots_x):
                    for e in range(4):
                        band[top + a, d, x, 3 + e] += f * line[x, e]
                        if e > 0 and x + e < knots_x:
                            band[top + a, d, x + e, 3 - e] += f * line[x, e]
