"""The smooth, stiff stretch that is left after the rigid move: few nodes, bending costs."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded
from scipy.sparse import csr_array

from turgor.measure.surface.register.prepare import Relief
from turgor.measure.surface.register.refine import BlockFit, fit_blocks, trust
from turgor.measure.surface.register.transform import DisplacementField, Transform
from turgor.record.height_map import FloatMap

#: what bending costs: stiff while the match spreads from where it was found, softer at the end
STIFF, SOFT = 0.3, 0.005
_STRETCHING = 3e-4
_SETTLED_UM = 0.05


def refine_smooth(
    baseline: Relief,
    followup: Relief,
    transform: Transform,
    block_um: float,
    steps: int,
    bending: float = SOFT,
) -> tuple[Transform, float]:
    """Rigid part and displacement field refined together on one level.

    Returns the transform and the correlation that it reached before its last step. The field
    moves points sideways only: a change of depth can't be taken up by it.
    """
    correlation = 0.0
    basis: csr_array | None = None
    for _ in range(steps):
        fit = fit_blocks(baseline, followup, transform, block_um)
        correlation = fit.whole_correlation
        if basis is None:
            basis = _basis(transform.field, fit.centres_um)
        field = _stepped(transform.field, basis, fit, bending)
        change = np.abs(field.x_um - transform.field.x_um).max()
        change = max(change, np.abs(field.y_um - transform.field.y_um).max())
        transform = split_off_rigid(replace(transform, field=field), fit)
        if change < _SETTLED_UM:
            break
    return transform, correlation


def _basis(field: DisplacementField, points_um: FloatMap) -> csr_array:
    """(points, nodes) sparse spline weights of the nodes at points."""
    rows, cols = field.x_um.shape
    across = _side_weights(points_um[:, 0] / field.spacing_x_um + 1.0, cols)
    down = _side_weights(points_um[:, 1] / field.spacing_y_um + 1.0, rows)
    whole = down[:, :, np.newaxis] * across[:, np.newaxis, :]
    return csr_array(whole.reshape(len(points_um), -1))


def _side_weights(position: NDArray[np.float64], nodes: int) -> FloatMap:
    """Cubic B-spline of each node at each position."""
    apart = np.abs(position[:, np.newaxis] - np.arange(nodes))
    near = 2.0 / 3.0 - apart**2 + 0.5 * apart**3
    far = np.clip(2.0 - apart, 0.0, None) ** 3 / 6.0
    return np.where(apart < 1.0, near, far)


def _stepped(
    field: DisplacementField, basis: csr_array, fit: BlockFit, bending: float
) -> DisplacementField:
    """The field after one Gauss-Newton step; the penalties act on the whole field."""
    count = trust(fit)
    normal = fit.normal * count[:, np.newaxis, np.newaxis]
    right = fit.right * count[:, np.newaxis]
    nodes = basis.shape[1]
    part_xx, part_xy, part_yy = (
        (basis.T @ basis.multiply(normal[:, i, j, np.newaxis])).toarray()
        for i, j in ((0, 0), (0, 1), (1, 1))
    )
    full = np.block([[part_xx, part_xy], [part_xy.T, part_yy]])
    # What one node's share of well-read skin says is the unit in which stiffness is stated.
    rows, cols = field.x_um.shape
    unit = float(np.trace(full)) / (2.0 * (rows - 2) * (cols - 2))
    penalty = unit * _penalty(rows, cols, bending)
    state = np.concatenate([field.x_um.ravel(), field.y_um.ravel()])
    whole = np.concatenate([basis.T @ right[:, 0], basis.T @ right[:, 1]])
    for part in (slice(0, nodes), slice(nodes, 2 * nodes)):
        full[part, part] += penalty
        whole[part] -= penalty @ state[part]
    full[np.diag_indices_from(full)] += 1e-9 * unit
    state = state + _solved(full, whole, cols)
    return replace(
        field,
        x_um=state[:nodes].reshape(rows, cols),
        y_um=state[nodes:].reshape(rows, cols),
    )


def _solved(full: FloatMap, whole: FloatMap, cols: int) -> FloatMap:
    """Solve the symmetric system, x and y of each node side by side so that it is banded.

    The banded solver also stays on one core, where a dense one would wake them all for little.
    """
    nodes = len(whole) // 2
    order = np.arange(2 * nodes).reshape(2, nodes).T.ravel()
    sorted_full = full[np.ix_(order, order)]
    width = min(2 * nodes - 1, 2 * (3 * cols + 3) + 1)
    band = np.zeros((width + 1, 2 * nodes))
    for below in range(width + 1):
        band[below, : 2 * nodes - below] = np.diagonal(sorted_full, -below)
    found = np.empty_like(whole)
    found[order] = solveh_banded(band, whole[order], lower=True, check_finite=False)
    return found


@cache
def _penalty(rows: int, cols: int, bending: float) -> FloatMap:
    """(nodes, nodes) cost of bending (second differences) and a little of stretching (first)."""
    bend_r, bend_c = _squared(rows, 2), _squared(cols, 2)
    slope_r, slope_c = _squared(rows, 1), _squared(cols, 1)
    eye_r, eye_c = np.eye(rows), np.eye(cols)
    bent = np.kron(bend_r, eye_c) + np.kron(eye_r, bend_c) + 2.0 * np.kron(slope_r, slope_c)
    stretched = np.kron(slope_r, eye_c) + np.kron(eye_r, slope_c)
    return np.asarray(bending * bent + _STRETCHING * stretched, dtype=np.float64)


def _squared(count: int, order: int) -> FloatMap:
    """(nodes, nodes) matrix of the sum of squared differences along one side."""
    operator = np.diff(np.eye(count), n=order, axis=0)
    return np.asarray(operator.T @ operator, dtype=np.float64)


def split_off_rigid(transform: Transform, fit: BlockFit) -> Transform:
    """Move the turn and shift hidden in the field into the rigid part, exactly.

    The best rigid move (least squares over the measured blocks) of where the field puts the
    points becomes part of the pose; what is left in the field has none.
    """
    field = transform.field
    centre = np.asarray(transform.centre_um)
    count = fit.weight * trust(fit)
    if not count.sum() > 0.0:
        return transform
    from_points = fit.centres_um - centre
    to_points = from_points + field.at(fit.centres_um)
    middle_from = np.average(from_points, axis=0, weights=count)
    middle_to = np.average(to_points, axis=0, weights=count)
    a, b = from_points - middle_from, to_points - middle_to
    angle = np.arctan2(
        float(np.sum(count * (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]))),
        float(np.sum(count * np.sum(a * b, axis=1))),
    )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    move = middle_to - turn @ middle_from
    # A spline whose nodes hold an affine function is that function, so this loses nothing.
    rows, cols = field.x_um.shape
    node_x = (np.arange(cols) - 1.0) * field.spacing_x_um - centre[0]
    node_y = (np.arange(rows) - 1.0) * field.spacing_y_um - centre[1]
    grid_x, grid_y = np.meshgrid(node_x, node_y)
    put_x, put_y = grid_x + field.x_um - move[0], grid_y + field.y_um - move[1]
    left = replace(
        field,
        x_um=turn[0, 0] * put_x + turn[1, 0] * put_y - grid_x,
        y_um=turn[0, 1] * put_x + turn[1, 1] * put_y - grid_y,
    )
    shift = np.asarray(transform.shift_um) + transform.matrix() @ move
    return replace(
        transform,
        rotation_deg=transform.rotation_deg + float(np.rad2deg(angle)),
        shift_um=(float(shift[0]), float(shift[1])),
        field=left,
    )
