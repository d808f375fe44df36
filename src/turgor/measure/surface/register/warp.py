"""Compiled kernels that look up the follow-up at the place where a baseline point went."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.measure.surface.register.prepare import Relief
from turgor.measure.surface.register.transform import Grid, Transform
from turgor.record.height_map import FloatMap

Pitch = tuple[float, float]
Pose = tuple[float, float, float, float, float, float]

#: columns of the block sums, in the order in which the kernel writes them
SUMS = (
    "w",
    "b",
    "f",
    "bb",
    "ff",
    "bf",
    "gx",
    "gy",
    "bgx",
    "bgy",
    "fgx",
    "fgy",
    "gxx",
    "gxy",
    "gyy",
)


@jit
def _spline_weights(t: float) -> tuple[float, float, float, float]:
    """Cubic B-spline weights of the four nodes round a point at share ``t`` of its cell."""
    s = 1.0 - t
    return (
        s * s * s / 6.0,
        (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0,
        (4.0 - 6.0 * s * s + 3.0 * s * s * s) / 6.0,
        t * t * t / 6.0,
    )


@jit
def _keys_weights(t: float) -> tuple[float, float, float, float]:
    """Cubic convolution weights (Keys 1981, a = -1/2)."""
    return (
        t * (-0.5 + t * (1.0 - 0.5 * t)),
        1.0 + t * t * (-2.5 + 1.5 * t),
        t * (0.5 + t * (2.0 - 1.5 * t)),
        t * t * (-0.5 + 0.5 * t),
    )


@jit
def _keys_slopes(t: float) -> tuple[float, float, float, float]:
    """Derivatives of :func:`_keys_weights`."""
    return (
        -0.5 + t * (2.0 - 1.5 * t),
        t * (-5.0 + 4.5 * t),
        0.5 + t * (4.0 - 4.5 * t),
        t * (-1.0 + 1.5 * t),
    )


@jit
def _along(weights: tuple[float, float, float, float], line: NDArray[np.float64], k: int) -> float:
    """A spline value from the four nodes round cell ``k`` of a collapsed row."""
    w0, w1, w2, w3 = weights
    return float(w0 * line[k - 1] + w1 * line[k] + w2 * line[k + 1] + w3 * line[k + 2])


@jit
def _collapse(nodes: FloatMap, spacing_um: float, y_um: float, out: NDArray[np.float64]) -> None:
    """Node values along one row of points: the spline summed over its node rows."""
    v = min(max(y_um / spacing_um + 1.0, 1.0), nodes.shape[0] - 2.0)
    k = min(int(v), nodes.shape[0] - 3)
    w0, w1, w2, w3 = _spline_weights(v - k)
    for i in range(nodes.shape[1]):
        out[i] = (
            w0 * nodes[k - 1, i] + w1 * nodes[k, i] + w2 * nodes[k + 1, i] + w3 * nodes[k + 2, i]
        )


@jit
def _place(
    x: float,
    y: float,
    line_x: NDArray[np.float64],
    line_y: NDArray[np.float64],
    spacing_x_um: float,
    pose: Pose,
    follow_pitch: Pitch,
) -> tuple[float, float]:
    """Column and row of the follow-up, with fractions, where a baseline point went."""
    cosine, sine, centre_x, centre_y, shift_x, shift_y = pose
    u = x / spacing_x_um + 1.0
    k = min(int(u), line_x.shape[0] - 3)
    weights = _spline_weights(u - k)
    px = x - centre_x + _along(weights, line_x, k)
    py = y - centre_y + _along(weights, line_y, k)
    at_x = (cosine * px - sine * py + centre_x + shift_x) / follow_pitch[0] - 0.5
    at_y = (sine * px + cosine * py + centre_y + shift_y) / follow_pitch[1] - 0.5
    return at_x, at_y


@jit
def _between(image: NDArray[np.float32], i: int, j: int, tx: float, ty: float) -> float:
    """Linear value in a cell of four points."""
    upper = (1.0 - tx) * image[i, j] + tx * image[i, j + 1]
    lower = (1.0 - tx) * image[i + 1, j] + tx * image[i + 1, j + 1]
    return float((1.0 - ty) * upper + ty * lower)


@jit
def _value_and_slopes(
    image: NDArray[np.float32], i: int, j: int, tx: float, ty: float
) -> tuple[float, float, float]:
    """Cubic value and its derivatives by column and row."""
    a0, a1, a2, a3 = _keys_weights(tx)
    e0, e1, e2, e3 = _keys_slopes(tx)
    down = _keys_weights(ty)
    fall = _keys_slopes(ty)
    f = 0.0
    fx = 0.0
    fy = 0.0
    for m in range(4):
        z0 = image[i - 1 + m, j - 1]
        z1 = image[i - 1 + m, j]
        z2 = image[i - 1 + m, j + 1]
        z3 = image[i - 1 + m, j + 2]
        value = a0 * z0 + a1 * z1 + a2 * z2 + a3 * z3
        f += down[m] * value
        fx += down[m] * (e0 * z0 + e1 * z1 + e2 * z2 + e3 * z3)
        fy += fall[m] * value
    return f, fx, fy


@jit
def _add(
    sums: NDArray[np.float64], weight: float, b: float, f: float, gx: float, gy: float
) -> None:
    """One point's part of :data:`SUMS`."""
    wb = weight * b
    wf = weight * f
    sums[0] += weight
    sums[1] += wb
    sums[2] += wf
    sums[3] += wb * b
    sums[4] += wf * f
    sums[5] += wb * f
    sums[6] += weight * gx
    sums[7] += weight * gy
    sums[8] += wb * gx
    sums[9] += wb * gy
    sums[10] += wf * gx
    sums[11] += wf * gy
    sums[12] += weight * gx * gx
    sums[13] += weight * gx * gy
    sums[14] += weight * gy * gy


@jit
def _sum_rows(
    first: int,
    last: int,
    block: int,
    base: NDArray[np.float32],
    base_weight: NDArray[np.float32],
    base_pitch: Pitch,
    follow: NDArray[np.float32],
    follow_weight: NDArray[np.float32],
    follow_pitch: Pitch,
    pose: Pose,
    nodes_x: FloatMap,
    nodes_y: FloatMap,
    spacing: Pitch,
    out: NDArray[np.float64],
) -> None:
    """Sums of :data:`SUMS` over blocks of points; gradients in the baseline's directions, 1/µm."""
    cosine, sine = pose[0], pose[1]
    line_x = np.empty(nodes_x.shape[1])
    line_y = np.empty(nodes_x.shape[1])
    for row in range(first * block, min(last * block, base.shape[0])):
        y = (row + 0.5) * base_pitch[1]
        _collapse(nodes_x, spacing[1], y, line_x)
        _collapse(nodes_y, spacing[1], y, line_y)
        for col in range(base.shape[1]):
            weight = base_weight[row, col]
            if weight <= 0.0:
                continue
            x = (col + 0.5) * base_pitch[0]
            at_x, at_y = _place(x, y, line_x, line_y, spacing[0], pose, follow_pitch)
            j = int(np.floor(at_x))
            i = int(np.floor(at_y))
            if i < 1 or j < 1 or i > follow.shape[0] - 3 or j > follow.shape[1] - 3:
                continue
            weight *= _between(follow_weight, i, j, at_x - j, at_y - i)
            if weight <= 0.0:
                continue
            f, fx, fy = _value_and_slopes(follow, i, j, at_x - j, at_y - i)
            fx /= follow_pitch[0]
            fy /= follow_pitch[1]
            gx = cosine * fx + sine * fy
            gy = -sine * fx + cosine * fy
            _add(out[row // block, col // block], weight, base[row, col], f, gx, gy)


def block_sums(
    baseline: Relief, followup: Relief, transform: Transform, block_um: float
) -> tuple[FloatMap, FloatMap]:
    """Sums over square blocks of the baseline, and the blocks' centres.

    Returns ((blocks, 15) float64 in the order of :data:`SUMS`, (blocks, 2) x and y in µm).
    """
    rows, cols = baseline.value.shape
    block = max(4, round(block_um / max(baseline.pitch_x_um, baseline.pitch_y_um)))
    down, across = -(-rows // block), -(-cols // block)
    out = np.zeros((down, across, len(SUMS)))
    field = transform.field

    def work(first: int, last: int) -> None:
        _sum_rows(
            first, last, block,
            baseline.value, baseline.weight, (baseline.pitch_x_um, baseline.pitch_y_um),
            followup.value, followup.weight, (followup.pitch_x_um, followup.pitch_y_um),
            _pose(transform), field.x_um, field.y_um, (field.spacing_x_um, field.spacing_y_um),
            out,
        )  # fmt: skip

    map_strips(work, down, least=2)
    middle_x = (np.minimum((np.arange(across) + 1) * block, cols) + np.arange(across) * block) / 2.0
    middle_y = (np.minimum((np.arange(down) + 1) * block, rows) + np.arange(down) * block) / 2.0
    grid_x, grid_y = np.meshgrid(middle_x * baseline.pitch_x_um, middle_y * baseline.pitch_y_um)
    return out.reshape(-1, len(SUMS)), np.stack([grid_x.ravel(), grid_y.ravel()], axis=1)


def _pose(transform: Transform) -> Pose:
    matrix = transform.matrix()
    return (float(matrix[0, 0]), float(matrix[1, 0]), *transform.centre_um, *transform.shift_um)


@jit
def _cubic(height: FloatMap, i: int, j: int, tx: float, ty: float) -> float:
    """Cubic value; NaN where one of the sixteen points is missing."""
    a0, a1, a2, a3 = _keys_weights(tx)
    down = _keys_weights(ty)
    value = 0.0
    for m in range(4):
        value += down[m] * (
            a0 * height[i - 1 + m, j - 1]
            + a1 * height[i - 1 + m, j]
            + a2 * height[i - 1 + m, j + 1]
            + a3 * height[i - 1 + m, j + 2]
        )
    return value


@jit
def _look_up_rows(
    first: int,
    last: int,
    base_pitch: Pitch,
    follow: FloatMap,
    follow_pitch: Pitch,
    pose: Pose,
    nodes_x: FloatMap,
    nodes_y: FloatMap,
    spacing: Pitch,
    out: FloatMap,
) -> None:
    """Cubic where all sixteen points are known, else linear, NaN where the nearest is missing."""
    line_x = np.empty(nodes_x.shape[1])
    line_y = np.empty(nodes_x.shape[1])
    rows, cols = follow.shape
    for row in range(first, last):
        y = (row + 0.5) * base_pitch[1]
        _collapse(nodes_x, spacing[1], y, line_x)
        _collapse(nodes_y, spacing[1], y, line_y)
        for col in range(out.shape[1]):
            x = (col + 0.5) * base_pitch[0]
            at_x, at_y = _place(x, y, line_x, line_y, spacing[0], pose, follow_pitch)
            out[row, col] = np.nan
            if not (-0.5 <= at_x <= cols - 0.5 and -0.5 <= at_y <= rows - 0.5):
                continue
            j = min(max(int(np.floor(at_x)), 0), cols - 2)
            i = min(max(int(np.floor(at_y)), 0), rows - 2)
            if 1 <= i <= rows - 3 and 1 <= j <= cols - 3:
                out[row, col] = _cubic(follow, i, j, at_x - j, at_y - i)
            if not np.isfinite(out[row, col]):
                out[row, col] = _linear(follow, i, j, at_x - j, at_y - i)


@jit
def _linear(height: FloatMap, i: int, j: int, tx: float, ty: float) -> float:
    """Linear value in a cell of four points; one missing point, not the nearest, is bridged."""
    a = height[i, j]
    b = height[i, j + 1]
    c = height[i + 1, j]
    d = height[i + 1, j + 1]
    missing = 0
    for z in (a, b, c, d):
        if not np.isfinite(z):
            missing += 1
    nearest = height[i + (1 if ty > 0.5 else 0), j + (1 if tx > 0.5 else 0)]
    if missing > 1 or not np.isfinite(nearest):
        return np.nan
    if not np.isfinite(a):
        a = b + c - d
    elif not np.isfinite(b):
        b = a + d - c
    elif not np.isfinite(c):
        c = a + d - b
    elif not np.isfinite(d):
        d = b + c - a
    return float((1.0 - ty) * ((1.0 - tx) * a + tx * b) + ty * ((1.0 - tx) * c + tx * d))


def look_up(height_um: FloatMap, follow: Grid, base: Grid, transform: Transform) -> FloatMap:
    """Heights of the follow-up at each point of the baseline's grid, (rows, cols) µm; NaN-aware."""
    out = np.empty(base.shape, dtype=np.float64)
    field = transform.field

    def work(first: int, last: int) -> None:
        _look_up_rows(
            first, last, (base.pitch_x_um, base.pitch_y_um),
            height_um, (follow.pitch_x_um, follow.pitch_y_um),
            _pose(transform), field.x_um, field.y_um, (field.spacing_x_um, field.spacing_y_um),
            out,
        )  # fmt: skip

    map_strips(work, base.shape[0])
    return out
