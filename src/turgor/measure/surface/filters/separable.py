"""How a Gaussian regression is run: on every point for small kernels, else on a coarse grid.

On the coarse grid the map is first smoothed by a narrow Gaussian and picked at every ``step``-th
point; what is left of the wide Gaussian, with its local powers, is summed over those nodes, and
the smooth result is interpolated back by cubics. A trend of the filter's own degree is taken off
before and put back after, which changes nothing in exact arithmetic and makes ramps exact.
"""

from dataclasses import dataclass

import numpy as np

from turgor.compute import map_strips
from turgor.errors import InputError, MeasureError
from turgor.measure.surface.filters.local_fit import fit_rows
from turgor.measure.surface.filters.nesting import PAD, Axis, axis, check_nesting
from turgor.measure.surface.filters.passes import count_gaps, from_nodes, smooth, to_nodes
from turgor.measure.surface.form import Polynomial, fit_form, remove_polynomial
from turgor.record.height_map import FloatMap

_NONE = np.ones((1, 1))


@dataclass(frozen=True, slots=True)
class GaussianRegression:
    """A Gaussian regression filter for one grid.

    nesting_um : wavelength of which half the amplitude passes. order : local degree 0, 1 or 2.

    Errors (on construction through :func:`gaussian_regression`): InputError.
    """

    x: Axis
    y: Axis
    order: int

    def lowpass(
        self, height: FloatMap, weight: FloatMap | None = None, out: FloatMap | None = None
    ) -> FloatMap:
        """Smoothed heights of the measured points; ``weight`` (rows, cols) ≥ 0 counts each."""
        return self._run(height, weight, out, residual=False)

    def highpass(
        self, height: FloatMap, weight: FloatMap | None = None, out: FloatMap | None = None
    ) -> FloatMap:
        """Heights less the smoothed ones; ``out`` may be ``height`` itself."""
        return self._run(height, weight, out, residual=True)

    def _run(
        self, height: FloatMap, weight: FloatMap | None, out: FloatMap | None, residual: bool
    ) -> FloatMap:
        if height.ndim != 2 or height.size == 0:
            raise InputError(f"a height map has two dimensions and points; not {height.shape}")
        if weight is not None and weight.shape != height.shape:
            raise InputError(f"weights {weight.shape} and heights {height.shape} differ in shape")
        height = np.ascontiguousarray(height, dtype=np.float64)
        if self.x.step > 1 or self.y.step > 1:
            result = np.empty_like(height) if out is None else out
            self._coarse(height, weight, residual, result)
            return result
        fresh = out is None or out is height
        result = np.empty_like(height) if out is None or fresh else out
        if self.order == 0 and weight is None:
            _plain(height, self.x, self.y, result)
        else:
            self._every_point(height, weight, result)
        if residual:
            np.subtract(height, result, out=result)
        if out is not None and result is not out:
            out[:] = result
            return out
        return result

    def _every_point(self, height: FloatMap, weight: FloatMap | None, out: FloatMap) -> None:
        trend = _trend(height, self.order)
        level = height if trend is None else remove_polynomial(height, trend)
        weights = _NONE if weight is None else np.ascontiguousarray(weight, dtype=np.float64)
        map_strips(
            lambda a, b: fit_rows(
                level, weights, weight is not None, False,
                self.x.powers, self.y.powers, self.order, a, b, out,
            ),
            height.shape[0],
        )  # fmt: skip
        if trend is not None:
            remove_polynomial(out, trend, out=out, sign=-1.0)

    def _coarse(
        self, height: FloatMap, weight: FloatMap | None, residual: bool, out: FloatMap
    ) -> None:
        rows, cols = height.shape
        x, y = self.x, self.y
        trend = _trend(height, self.order)
        shape = _nodes(rows, y), _nodes(cols, x)
        mass, total, nodes = (np.empty(shape) for _ in range(3))
        line = _in_powers(trend, rows)
        weights = _NONE if weight is None else np.ascontiguousarray(weight, dtype=np.float64)
        map_strips(
            lambda a, b: to_nodes(
                height, weights, weight is not None, line, x.first, y.first,
                x.step, y.step, PAD, PAD, a, b, mass, total,
            ),
            shape[0],
            4,
        )  # fmt: skip
        map_strips(
            lambda a, b: fit_rows(
                total, mass, True, True, x.powers, y.powers, self.order, a, b, nodes
            ),
            shape[0],
            4,
        )
        if trend is not None:
            row = np.arange(-PAD, shape[0] - PAD, dtype=np.float64) * y.step
            col = np.arange(-PAD, shape[1] - PAD, dtype=np.float64) * x.step
            nodes += trend.height_um(row, col)
        cubic_x, cubic_y = _cubic(x.step), _cubic(y.step)
        map_strips(
            lambda a, b: from_nodes(height, nodes, cubic_x, cubic_y, PAD, PAD, residual, a, b, out),
            rows,
        )


def gaussian_regression(
    nesting_um: float, pitch_x_um: float, pitch_y_um: float, order: int
) -> GaussianRegression:
    """The filter of this nesting index and local degree on this grid.

    Errors: InputError for a nesting index below two pitches or an order other than 0, 1, 2.
    """
    check_nesting(nesting_um, pitch_x_um, pitch_y_um)
    if order not in (0, 1, 2):
        raise InputError(f"local degree {order} is not 0, 1 or 2")
    return GaussianRegression(
        axis(nesting_um, pitch_x_um, order), axis(nesting_um, pitch_y_um, order), order
    )


def _plain(height: FloatMap, x: Axis, y: Axis, out: FloatMap) -> None:
    rows, cols = height.shape
    gaps = np.zeros(rows, dtype=np.int64)
    map_strips(lambda a, b: count_gaps(height, a, b, gaps), rows)
    share_x = np.convolve(np.ones(cols), x.powers[0])
    radius = x.powers.shape[1] // 2
    share_x = np.ascontiguousarray(share_x[radius : radius + cols])
    map_strips(
        lambda a, b: smooth(height, gaps, x.powers[0], y.powers[0], share_x, a, b, out), rows
    )


def _trend(height: FloatMap, order: int) -> Polynomial | None:
    """The polynomial of the filter's own degree, or of the highest that the points fix."""
    for degree in range(order, -1, -1):
        try:
            return fit_form(height, degree)
        except MeasureError:
            continue
    return None


def _in_powers(trend: Polynomial | None, rows: int) -> FloatMap:
    """(3, rows) coefficients of 1, x, x² along each row."""
    powers = np.zeros((3, rows))
    if trend is not None:
        chebyshev = trend.row_coefficients_um()
        powers[: chebyshev.shape[0]] = chebyshev
        powers[0] -= powers[2]
        powers[2] *= 2.0
    return powers


def _nodes(points: int, along: Axis) -> int:
    """Nodes that cover the points of one direction, with ``PAD`` more at both ends."""
    return -(-(points - 1) // along.step) + 1 + 2 * PAD


def _cubic(step: int) -> FloatMap:
    """(4, step) Lagrange weights of the nodes -1, 0, 1, 2 at each of the points between 0 and 1."""
    t = np.arange(step) / step
    before, at = -t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2
    after, beyond = -(t + 1) * t * (t - 2) / 2, (t + 1) * t * (t - 1) / 6
    return np.ascontiguousarray(np.array([before, at, after, beyond]))
