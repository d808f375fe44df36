"""Compiled passes of the form operator: moments of the heights, and subtraction of a polynomial.

Sums run down the columns first, so that the inner loop is elementwise and needs no reordering of
additions to be fast; the columns are then folded against the x basis by a small matrix product.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import BoolMap, FloatMap


@jit
def accumulate(
    height: FloatMap,
    use: BoolMap,
    masked: bool,
    row_coefficients: FloatMap,
    basis_x: FloatMap,
    basis_y: FloatMap,
    cut: float,
    first: int,
    end: int,
    data_sum: FloatMap,
    weight_sum: FloatMap,
    full_sum: NDArray[np.float64],
) -> int:
    """Add rows ``first`` to ``end`` to the moments and return how many points they used.

    height : (rows, cols) µm. use : (rows, cols), read only where ``masked``.
    row_coefficients : (order + 1, rows) of an earlier polynomial, whose residual sets a biweight
        of cut-off ``cut`` µm; a cut-off of zero or less means unit weights.
    basis_x, basis_y : (2 order + 1, cols | rows) Chebyshev polynomials.
    data_sum (order + 1, cols), weight_sum (2 order + 1, cols), full_sum (2 order + 1): summed in
    place; rows without gaps and with unit weights go to ``full_sum`` alone.
    """
    cols = height.shape[1]
    terms, degrees = data_sum.shape[0], weight_sum.shape[0]
    value = np.empty(cols)
    weight = np.empty(cols)
    model = np.empty(cols)
    used = 0
    for i in range(first, end):
        count = 0
        for j in range(cols):
            z = height[i, j]
            value[j] = z if z - z == 0.0 else 0.0
            weight[j] = 1.0 if z - z == 0.0 else 0.0
        if masked:
            for j in range(cols):
                weight[j] = weight[j] if use[i, j] else 0.0
        for j in range(cols):
            count += 1 if weight[j] > 0.0 else 0
        used += count
        if count == 0:
            continue
        if cut > 0.0:
            _biweight(value, row_coefficients[:, i], basis_x, cut, model, weight)
        whole = count == cols and cut <= 0.0
        if not whole:
            value *= weight
        for b in range(terms):
            t = basis_y[b, i]
            for j in range(cols):
                data_sum[b, j] += t * value[j]
        for b in range(degrees):
            t = basis_y[b, i]
            if whole:
                full_sum[b] += t
            else:
                for j in range(cols):
                    weight_sum[b, j] += t * weight[j]
    return used


@jit
def _biweight(
    value: NDArray[np.float64],
    coefficients: NDArray[np.float64],
    basis_x: FloatMap,
    cut: float,
    model: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> None:
    """Multiply the weights of one row by Tukey's biweight of the residuals."""
    model[:] = coefficients[0]
    for a in range(1, coefficients.size):
        for j in range(model.size):
            model[j] += coefficients[a] * basis_x[a, j]
    for j in range(model.size):
        u = (value[j] - model[j]) / cut
        left = 1.0 - u * u
        weight[j] = weight[j] * left * left if left > 0.0 else 0.0


@jit
def subtract(
    height: FloatMap,
    row_coefficients: FloatMap,
    basis_x: FloatMap,
    sign: float,
    first: int,
    end: int,
    out: FloatMap,
) -> None:
    """Rows of ``height - sign * polynomial`` into ``out``, which may be ``height`` itself."""
    cols = height.shape[1]
    terms = row_coefficients.shape[0]
    model = np.empty(cols)
    for i in range(first, end):
        model[:] = row_coefficients[0, i]
        for a in range(1, terms):
            c = row_coefficients[a, i]
            for j in range(cols):
                model[j] += c * basis_x[a, j]
        for j in range(cols):
            out[i, j] = height[i, j] - sign * model[j]
