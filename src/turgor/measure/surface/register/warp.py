"""Compiled kernels that look up the follow-up at the place where a baseline point went."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.measure.surface.register.prepare import Relief
from turgor.measure.surface.register.transform import Grid, Transform
from turgor.record.height_map import FloatMap

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
def _sum_rows(
    first: int,
    last: int,
    block: int,
    base: NDArray[np.float32],
    base_weight: NDArray[np.float32],
    base_pitch: tuple[float, float],
    follow: NDArray[np.float32],
    follow_weight: NDArray[np.float32],
    follow_pitch: tuple[float, float],
    pose: tuple[float, float, float, float, float, float],
    nodes_x: FloatMap,
    nodes_y: FloatMap,
    spacing: tuple[float, float],
    out: NDArray[np.float64],
) -> None:
    """Sums of :data:`SUMS` over blocks of points; gradients in the baseline's directions, 1/µm."""
    cosine, sine, centre_x, centre_y, shift_x, shift_y = pose
    line_x = np.empty(nodes_x.shape[1])
    line_y = np.empty(nodes_x.shape[1])
    sums = np.zeros(15)
    inverse_x, inverse_y = 1.0 / follow_pitch[0], 1.0 / follow_pitch[1]
    for block_row in range(first, last):
        for row in range(block_row * block, min((block_row + 1) * block, base.shape[0])):
            y = (row + 0.5) * base_pitch[1]
            _collapse(nodes_x, spacing[1], y, line_x)
            _collapse(nodes_y, spacing[1], y, line_y)
            for block_col in range(out.shape[1]):
                sums[:] = 0.0
                for col in range(block_col * block, min((block_col + 1) * block, base.shape[1])):
                    weight = base_weight[row, col]
                    if weight <= 0.0:
                        continue
                    x = (col + 0.5) * base_pitch[0]
                    u = x / spacing[0] + 1.0
                    k = min(int(u), nodes_x.shape[1] - 3)
                    w0, w1, w2, w3 = _spline_weights(u - k)
                    px = (
                        x
                        - centre_x
                        + (
                            w0 * line_x[k - 1]
                            + w1 * line_x[k]
                            + w2 * line_x[k + 1]
                            + w3 * line_x[k + 2]
                        )
                    )
                    py = (
                        y
                        - centre_y
                        + (
                            w0 * line_y[k - 1]
                            + w1 * line_y[k]
                            + w2 * line_y[k + 1]
                            + w3 * line_y[k + 2]
                        )
                    )
                    at_x = (cosine * px - sine * py + centre_x + shift_x) * inverse_x - 0.5
                    at_y = (sine * px + cosine * py + centre_y + shift_y) * inverse_y - 0.5
                    j = int(np.floor(at_x))
                    i = int(np.floor(at_y))
                    if i < 1 or j < 1 or i > follow.shape[0] - 3 or j > follow.shape[1] - 3:
                        continue
                    tx = at_x - j
                    ty = at_y - i
                    weight *= (1.0 - ty) * (
                        (1.0 - tx) * follow_weight[i, j] + tx * follow_weight[i, j + 1]
                    ) + ty * (
                        (1.0 - tx) * follow_weight[i + 1, j] + tx * follow_weight[i + 1, j + 1]
                    )
                    if weight <= 0.0:
                        continue
                    a0, a1, a2, a3 = _keys_weights(tx)
                    e0, e1, e2, e3 = _keys_slopes(tx)
                    c0, c1, c2, c3 = _keys_weights(ty)
                    s0, s1, s2, s3 = _keys_slopes(ty)
                    f = 0.0
                    fx = 0.0
                    fy = 0.0
                    for m in range(4):
                        z0 = follow[i - 1 + m, j - 1]
                        z1 = follow[i - 1 + m, j]
                        z2 = follow[i - 1 + m, j + 1]
                        z3 = follow[i - 1 + m, j + 2]
                        value = a0 * z0 + a1 * z1 + a2 * z2 + a3 * z3
                        slope = e0 * z0 + e1 * z1 + e2 * z2 + e3 * z3
                        cm = c0 if m == 0 else (c1 if m == 1 else (c2 if m == 2 else c3))
                        sm = s0 if m == 0 else (s1 if m == 1 else (s2 if m == 2 else s3))
                        f += cm * value
                        fx += cm * slope
                        fy += sm * value
                    fx *= inverse_x
                    fy *= inverse_y
                    gx = cosine * fx + sine * fy
                    gy = -sine * fx + cosine * fy
                    b = base[row, col]
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
                for n in range(15):
                    out[block_row, block_col, n] += sums[n]


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


def _pose(transform: Transform) -> tuple[float, float, float, float, float, float]:
    matrix = transform.matrix()
    return (float(matrix[0, 0]), float(matrix[1, 0]), *transform.centre_um, *transform.shift_um)


@jit
def _look_up_rows(
    first: int,
    last: int,
    base_pitch: tuple[float, float],
    follow: FloatMap,
    follow_pitch: tuple[float, float],
    pose: tuple[float, float, float, float, float, float],
    nodes_x: FloatMap,
    nodes_y: FloatMap,
    spacing: tuple[float, float],
    out: FloatMap,
) -> None:
    """Cubic where all sixteen points are known, else linear, NaN where the nearest is missing."""
    cosine, sine, centre_x, centre_y, shift_x, shift_y = pose
    line_x = np.empty(nodes_x.shape[1])
    line_y = np.empty(nodes_x.shape[1])
    for row in range(first, last):
        y = (row + 0.5) * base_pitch[1]
        _collapse(nodes_x, spacing[1], y, line_x)
        _collapse(nodes_y, spacing[1], y, line_y)
        for col in range(out.shape[1]):
            out[row, col] = np.nan
            x = (col + 0.5) * base_pitch[0]
            u = x / spacing[0] + 1.0
            k = min(int(u), nodes_x.shape[1] - 3)
            w0, w1, w2, w3 = _spline_weights(u - k)
            px = (
                x
                - centre_x
                + (w0 * line_x[k - 1] + w1 * line_x[k] + w2 * line_x[k + 1] + w3 * line_x[k + 2])
            )
            py = (
                y
                - centre_y
                + (w0 * line_y[k - 1] + w1 * line_y[k] + w2 * line_y[k + 1] + w3 * line_y[k + 2])
            )
            at_x = (cosine * px - sine * py + centre_x + shift_x) / follow_pitch[0] - 0.5
            at_y = (sine * px + cosine * py + centre_y + shift_y) / follow_pitch[1] - 0.5
            if not (
                -0.5 <= at_x <= follow.shape[1] - 0.5 and -0.5 <= at_y <= follow.shape[0] - 0.5
            ):
                continue
            j = min(max(int(np.floor(at_x)), 0), follow.shape[1] - 2)
            i = min(max(int(np.floor(at_y)), 0), follow.shape[0] - 2)
            tx = at_x - j
            ty = at_y - i
            if 1 <= i <= follow.shape[0] - 3 and 1 <= j <= follow.shape[1] - 3:
                a0, a1, a2, a3 = _keys_weights(tx)
                c0, c1, c2, c3 = _keys_weights(ty)
                value = 0.0
                for m in range(4):
                    cm = c0 if m == 0 else (c1 if m == 1 else (c2 if m == 2 else c3))
                    value += cm * (
                        a0 * follow[i - 1 + m, j - 1]
                        + a1 * follow[i - 1 + m, j]
                        + a2 * follow[i - 1 + m, j + 1]
                        + a3 * follow[i - 1 + m, j + 2]
                    )
                if np.isfinite(value):
                    out[row, col] = value
                    continue
            out[row, col] = _linear(follow, i, j, tx, ty)


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
