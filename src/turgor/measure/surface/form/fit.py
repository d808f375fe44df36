"""Least squares and robust polynomials of total degree, from one pass of separable moments."""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.errors import InputError, MeasureError
from turgor.measure.surface.form.moments import accumulate
from turgor.record.height_map import BoolMap, FloatMap

#: highest total degree; above it a polynomial follows the wrinkles instead of the body
ORDER_LIMIT = 6
#: Gram matrix eigenvalues below this share of the largest mean that the points fix no polynomial
_DEGENERATE = 1e-10
#: points of the regular lattice on which the robust weights settle before the pass over all
_LATTICE_POINTS = 100_000
_NO_MASK = np.zeros((1, 1), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial surface of total degree ``order`` over one map.

    coefficients : (order + 1, order + 1) µm, of T_a(x) T_b(y), where T are Chebyshev polynomials
        and x and y run from -1 at the first centre to 1 at the last; zero where a + b > order.
    shape : rows and columns of the map.
    """

    coefficients: FloatMap
    shape: tuple[int, int]

    @property
    def order(self) -> int:
        """Highest total degree."""
        return int(self.coefficients.shape[0]) - 1

    def row_coefficients_um(self) -> FloatMap:
        """(order + 1, rows) µm: for each row, what multiplies T_a(x)."""
        return np.ascontiguousarray(self.coefficients @ chebyshev(self.shape[0], self.order))

    def height_um(self, row: NDArray[np.float64], col: NDArray[np.float64]) -> FloatMap:
        """(len(row), len(col)) µm: the polynomial at these row and column positions."""
        y = _at(_scaled(row, self.shape[0]), self.order)
        x = _at(_scaled(col, self.shape[1]), self.order)
        values: FloatMap = (self.coefficients @ y).T @ x
        return values


def _scaled(position: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Row or column positions as -1 at the first centre and 1 at the last."""
    half = 0.5 * (count - 1)
    return (np.asarray(position, dtype=np.float64) - half) / max(half, 0.5)


def _at(x: NDArray[np.float64], degree: int) -> FloatMap:
    """(degree + 1, len(x)) Chebyshev polynomials."""
    return np.ascontiguousarray(np.polynomial.chebyshev.chebvander(x, degree).T)


def chebyshev(count: int, degree: int) -> FloatMap:
    """(degree + 1, count) Chebyshev polynomials at ``count`` even steps from -1 to 1."""
    return _at(_scaled(np.arange(count, dtype=np.float64), count), degree)


def _terms(order: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(order + 1) for b in range(order + 1 - a)]


def _solve(data: FloatMap, weight: FloatMap, order: int, used: int) -> FloatMap:
    """Coefficients from the moments; products of Chebyshev polynomials are sums of two others."""
    terms = _terms(order)
    if used < len(terms):
        raise MeasureError(
            f"form of degree {order} needs at least {len(terms)} measured points, found {used}; "
            "lower the degree or widen the region"
        )
    gram = np.empty((len(terms), len(terms)))
    for r, (a, b) in enumerate(terms):
        for s, (c, d) in enumerate(terms):
            gram[r, s] = 0.25 * sum(
                weight[k, m] for k in (a + c, abs(a - c)) for m in (b + d, abs(b - d))
            )
    eigenvalues = np.linalg.eigvalsh(gram)
    if not eigenvalues[0] > _DEGENERATE * eigenvalues[-1]:
        raise MeasureError(
            f"form of degree {order} is not fixed by the measured points, which lie on too few "
            "rows or columns; lower the degree or widen the region"
        )
    solution = np.linalg.solve(gram, np.array([data[a, b] for a, b in terms]))
    coefficients = np.zeros((order + 1, order + 1))
    for (a, b), value in zip(terms, solution, strict=True):
        coefficients[a, b] = value
    return coefficients


def _fit(
    height_um: FloatMap,
    order: int,
    mask: BoolMap | None,
    earlier: Polynomial | None = None,
    cut_um: float = 0.0,
) -> Polynomial:
    """One weighted least squares fit over the whole map."""
    rows, cols = height_um.shape
    basis_x, basis_y = chebyshev(cols, 2 * order), chebyshev(rows, 2 * order)
    row_coefficients = np.zeros((1, 1)) if earlier is None else earlier.row_coefficients_um()
    use = _NO_MASK if mask is None else mask

    def strip(first: int, end: int) -> tuple[FloatMap, FloatMap, int]:
        data = np.zeros((order + 1, cols))
        weight = np.zeros((2 * order + 1, cols))
        full = np.zeros(2 * order + 1)
        used = accumulate(
            height_um, use, mask is not None, row_coefficients, basis_x, basis_y,
            cut_um, first, end, data, weight, full,
        )  # fmt: skip
        weight += full[:, None]
        return basis_x[: order + 1] @ data.T, basis_x @ weight.T, used

    parts = map_strips(strip, rows)
    data, weight, used = reduce(lambda p, q: (p[0] + q[0], p[1] + q[1], p[2] + q[2]), parts)
    return Polynomial(_solve(data, weight, order, used), (rows, cols))


def checked(height_um: FloatMap, order: int, mask: BoolMap | None) -> FloatMap:
    """The map as contiguous float64, once order and mask are seen to fit it.

    Errors: InputError.
    """
    if height_um.ndim != 2 or height_um.size == 0:
        raise InputError(f"a height map has two dimensions and points; this has {height_um.shape}")
    if not 0 <= order <= ORDER_LIMIT:
        raise InputError(f"form degree {order} is not between 0 and {ORDER_LIMIT}")
    if mask is not None and mask.shape != height_um.shape:
        raise InputError(f"mask {mask.shape} and height map {height_um.shape} differ in shape")
    return np.ascontiguousarray(height_um, dtype=np.float64)


def fit_form(height_um: FloatMap, order: int, mask: BoolMap | None = None) -> Polynomial:
    """Least squares polynomial of total degree ``order`` (0 mean, 1 plane, 2 quadric, to 6).

    height_um : (rows, cols) µm, NaN = not measured. mask : (rows, cols), True = use for the fit.

    Errors: InputError for a wrong order or mask; MeasureError where points are too few or lie on
    too few rows or columns to fix the polynomial.
    """
    return _fit(checked(height_um, order, mask), order, mask)


def fit_form_robust(
    height_um: FloatMap, order: int, mask: BoolMap | None = None, iterations: int = 20
) -> Polynomial:
    """The same by Tukey's biweight, so that wrinkles, hair and spikes don't pull the form.

    The cut-off is 4.4478 times the median absolute residual (three standard deviations of a normal
    one). Weights settle on a regular lattice of about 100 000 points; the last fit uses all.

    Errors: as :func:`fit_form`.
    """
    height = checked(height_um, order, mask)
    rows, cols = height.shape
    step = max(1, int(np.sqrt(height.size / _LATTICE_POINTS)))
    row, col = np.arange(step // 2, rows, step), np.arange(step // 2, cols, step)
    lattice = np.ascontiguousarray(height[np.ix_(row, col)])
    lattice_mask = None if mask is None else np.ascontiguousarray(mask[np.ix_(row, col)])
    form = _fit(height, order, mask)
    known = np.isfinite(lattice) if lattice_mask is None else np.isfinite(lattice) & lattice_mask
    if np.count_nonzero(known) <= len(_terms(order)):
        return form
    earlier_cut = 0.0
    cut = 0.0
    for _ in range(iterations):
        model = form.height_um(row.astype(np.float64), col.astype(np.float64))
        cut = 4.4478 * float(np.median(np.abs(lattice - model)[known]))
        if cut <= 1e-9 * (1.0 + float(np.max(np.abs(model)))):
            return form
        form = _fit_lattice(lattice, known, (row, col), (rows, cols), form, cut)
        if abs(cut - earlier_cut) <= 1e-4 * cut:
            break
        earlier_cut = cut
    return _fit(height, order, mask, form, cut)


def _fit_lattice(
    lattice: FloatMap,
    known: BoolMap,
    lines: tuple[NDArray[np.int64], NDArray[np.int64]],
    shape: tuple[int, int],
    form: Polynomial,
    cut_um: float,
) -> Polynomial:
    """One reweighted fit on the lattice, in the coordinates of the whole map."""
    row, col = (line.astype(np.float64) for line in lines)
    residual = np.where(known, lattice - form.height_um(row, col), 0.0)
    left = np.clip(1.0 - np.square(residual / cut_um), 0.0, None)
    weight = np.where(known, left * left, 0.0)
    degree = 2 * form.order
    y, x = _at(_scaled(row, shape[0]), degree), _at(_scaled(col, shape[1]), degree)
    n = form.order + 1
    moments = x @ weight.T @ y.T
    data = x[:n] @ (weight * np.where(known, lattice, 0.0)).T @ y[:n].T
    used = int(np.count_nonzero(weight))
    return Polynomial(_solve(data, moments, form.order, used), shape)
