"""The areal spline filter: the smooth surface that trades closeness against bending.

It minimises sum m (z - s)^2 + beta T(s) + (1 - beta) B(s) with m = 1 at measured points, T the
squared first differences, B the squared second differences (both directions and the mixed one),
scaled by alpha = 1 / (2 sin(pi pitch / nesting)) so that half of the amplitude passes at the
nesting index. Edges are free (natural): with beta = 0 a ramp is reproduced up to edges and gaps.
"""

import numpy as np
from scipy import fft, sparse
from scipy.sparse.linalg import LinearOperator, cg, splu

from turgor.compute import map_strips
from turgor.errors import InputError, MeasureError
from turgor.measure.surface.filters.nesting import check_nesting
from turgor.measure.surface.filters.passes import from_nodes
from turgor.measure.surface.filters.spline_moments import normal_rows
from turgor.measure.surface.form import fit_form, remove_polynomial
from turgor.record.height_map import FloatMap

#: knots of the cubic B-spline per nesting index, where the filter is not solved on every point
_KNOTS = 10
#: unknowns up to which the equations are solved directly
_DIRECT = 60_000
_TOLERANCE = 1e-9
_RIDGE = 1e-13


def spline_lowpass(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    nesting_um: float,
    beta: float = 0.0,
) -> FloatMap:
    """The spline of the measured points, at each measured point.

    height_um : (rows, cols) µm, NaN = not measured; NaN stays NaN and spoils nothing else.
    nesting_um : wavelength of which half of the amplitude passes.
    beta : tension from 0 (bending alone) to 1 (first differences alone). A ramp is reproduced
        only with 0.

    Below 20 points per nesting index the equations stand at every point; above, s is a cubic
    B-spline with ten knots per nesting index.

    Errors: InputError for a nesting index below two pitches or beta outside 0 to 1; MeasureError
    where no surface is fixed by the points or the iteration doesn't settle.
    The areal form is our own extension of the profile filter: docs/science/filters.md.
    References: iso-16610-22-2015.
    """
    check_nesting(nesting_um, pitch_x_um, pitch_y_um)
    if not 0.0 <= beta <= 1.0:
        raise InputError(f"spline tension beta {beta:g} is not between 0 and 1")
    height = np.ascontiguousarray(height_um, dtype=np.float64)
    # what beta = 0 reproduces exactly is taken off before, for the sake of rounding
    trend = fit_form(height, 0 if beta > 0 else 1)
    level = remove_polynomial(height, trend)
    points = nesting_um / pitch_x_um, nesting_um / pitch_y_um
    step_x, step_y = (max(1, int(n / _KNOTS)) for n in points)
    alpha2_x, alpha2_y = ((0.5 / np.sin(np.pi / n)) ** 2 for n in points)
    if step_x == step_y == 1:
        smooth = _every_point(level, alpha2_x, alpha2_y, beta)
    else:
        smooth = _on_knots(level, (step_x, step_y), (alpha2_x, alpha2_y), beta)
    return remove_polynomial(smooth, trend, out=smooth, sign=-1.0)


def _every_point(level: FloatMap, alpha2_x: float, alpha2_y: float, beta: float) -> FloatMap:
    """Conjugate gradients on the differences themselves, from the solution by cosines."""
    known = np.isfinite(level)
    shape = level.shape

    def apply(vector: FloatMap) -> FloatMap:
        s = vector.reshape(shape)
        out = np.where(known, s, 0.0)
        for axis, alpha2 in ((1, alpha2_x), (0, alpha2_y)):
            if beta > 0:
                _add_transposed(out, beta * alpha2 * np.diff(s, axis=axis), axis, (-1.0, 1.0))
            if beta < 1 and shape[axis] > 2:
                bend = (1 - beta) * alpha2**2 * np.diff(s, 2, axis=axis)
                _add_transposed(out, bend, axis, (1.0, -2.0, 1.0))
        if beta < 1:
            twist = 2 * (1 - beta) * alpha2_x * alpha2_y * np.diff(np.diff(s, axis=0), axis=1)
            across = np.zeros((shape[0] - 1, shape[1]))
            _add_transposed(across, twist, 1, (-1.0, 1.0))
            _add_transposed(out, across, 0, (-1.0, 1.0))
        return out.ravel()

    # without gaps and with mirrored instead of free edges, cosines solve the equations at once
    wave_x = 2.0 - 2.0 * np.cos(np.pi * np.arange(shape[1]) / shape[1])
    wave_y = 2.0 - 2.0 * np.cos(np.pi * np.arange(shape[0]) / shape[0])
    stiff = alpha2_x * wave_x[None, :] + alpha2_y * wave_y[:, None]
    stiff = known.mean() + beta * stiff + (1 - beta) * stiff**2

    def mirrored(vector: FloatMap) -> FloatMap:
        waves = fft.dctn(vector.reshape(shape), norm="ortho")
        waves /= stiff
        solved: FloatMap = fft.idctn(waves, norm="ortho", overwrite_x=True).ravel()
        return solved

    size = (level.size, level.size)
    operator = LinearOperator(size, matvec=apply, dtype=np.float64)
    near = LinearOperator(size, matvec=mirrored, dtype=np.float64)
    right = np.where(known, level, 0.0).ravel()
    solution, failed = cg(operator, right, rtol=_TOLERANCE, atol=0.0, maxiter=2000, M=near)
    if failed:
        raise MeasureError("the spline filter did not settle; gaps are too wide for this nesting")
    smooth = solution.reshape(shape)
    smooth[~known] = np.nan
    return np.ascontiguousarray(smooth)


def _add_transposed(out: FloatMap, part: FloatMap, axis: int, stencil: tuple[float, ...]) -> None:
    """Add the transposed difference of ``part`` along ``axis`` to ``out``."""
    length = part.shape[axis]
    for k, factor in enumerate(stencil):
        window = [slice(None), slice(None)]
        window[axis] = slice(k, k + length)
        out[tuple(window)] += factor * part


def _on_knots(
    level: FloatMap, steps: tuple[int, int], alpha2: tuple[float, float], beta: float
) -> FloatMap:
    """The same energy over cubic B-splines on every ``step``-th point."""
    rows, cols = level.shape
    basis = _cubic_b(steps[0]), _cubic_b(steps[1])
    knots = (rows - 1) // steps[1] + 4, (cols - 1) // steps[0] + 4

    def strip(first: int, end: int) -> tuple[FloatMap, FloatMap]:
        band, right = np.zeros((knots[0], 4, knots[1], 7)), np.zeros(knots)
        normal_rows(level, basis[0], basis[1], first, end, band, right)
        return band, right

    parts = map_strips(strip, rows)
    band = sum((part[0] for part in parts[1:]), start=parts[0][0])
    right = sum((part[1] for part in parts[1:]), start=parts[0][1])
    matrix = _from_band(band) + _penalty((rows, cols), knots, basis, alpha2, beta)
    # the last knot may meet no point, only its own zero
    ridge = sparse.eye_array(right.size) * (_RIDGE * matrix.diagonal().max())
    solution = _solved(sparse.csc_matrix(matrix + ridge), right.ravel())
    nodes = np.ascontiguousarray(solution.reshape(knots))
    smooth = np.empty_like(level)
    map_strips(
        lambda a, b: from_nodes(level, nodes, basis[0], basis[1], 1, 1, False, a, b, smooth), rows
    )
    return smooth


def _solved(matrix: sparse.csc_matrix, right: FloatMap) -> FloatMap:
    """Direct where that is cheap, else conjugate gradients with the diagonal."""
    if right.size <= _DIRECT:
        solution: FloatMap = splu(matrix, permc_spec="MMD_AT_PLUS_A").solve(right)
    else:
        scale = sparse.diags_array(1.0 / matrix.diagonal())
        solution, failed = cg(matrix, right, rtol=_TOLERANCE, atol=0.0, maxiter=5000, M=scale)
        if failed:
            raise MeasureError("the spline filter did not settle; gaps are too wide for it")
    if not np.all(np.isfinite(solution)):
        raise MeasureError("the measured points fix no spline; too few rows or columns of them")
    return solution


def _cubic_b(step: int) -> FloatMap:
    """(4, step) cubic B-spline weights at the points between two knots."""
    t = np.arange(step) / step
    parts = [(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3]
    return np.ascontiguousarray(np.array(parts) / 6.0)


def _from_band(band: FloatMap) -> sparse.csr_matrix:
    """The sparse symmetric matrix of which the band holds the rows above and on the diagonal."""
    ny, _, nx, _ = band.shape
    y, dy, x, dx = np.nonzero(band)
    values = band[y, dy, x, dx]
    row, col = y * nx + x, (y + dy) * nx + x + dx - 3
    mirrored = dy > 0
    return sparse.csr_matrix(
        (
            np.concatenate([values, values[mirrored]]),
            (np.concatenate([row, col[mirrored]]), np.concatenate([col, row[mirrored]])),
        ),
        shape=(ny * nx, ny * nx),
    )


def _penalty(
    shape: tuple[int, int],
    knots: tuple[int, int],
    basis: tuple[FloatMap, FloatMap],
    alpha2: tuple[float, float],
    beta: float,
) -> sparse.csr_matrix:
    """Tension and bending of the B-spline, by differences of its values at every point."""
    x = _differences(shape[1], knots[1], basis[0])
    y = _differences(shape[0], knots[0], basis[1])
    ax, ay = alpha2
    tension = ax * sparse.kron(y[0], x[1]) + ay * sparse.kron(y[1], x[0])
    bending = ax**2 * sparse.kron(y[0], x[2]) + ay**2 * sparse.kron(y[2], x[0])
    bending = bending + 2 * ax * ay * sparse.kron(y[1], x[1])
    return sparse.csr_matrix(beta * tension + (1 - beta) * bending)


def _differences(points: int, knots: int, basis: FloatMap) -> list[sparse.csr_matrix]:
    """Gram matrices of the values, first and second differences of each B-spline along a line."""
    at = np.arange(points)
    step = basis.shape[1]
    values = sparse.csr_matrix(
        (
            basis[:, at % step].T.ravel(),
            (np.repeat(at, 4), (at[:, None] // step + np.arange(4)).ravel()),
        ),
        shape=(points, knots),
    )
    grams = [values.T @ values]
    for _ in range(2):
        values = values[1:] - values[:-1]
        grams.append(values.T @ values)
    return grams
