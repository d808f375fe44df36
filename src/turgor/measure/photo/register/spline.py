"""A smooth displacement: cubic B-splines on square nodes, evaluated anywhere, with its Jacobian."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SplineField:
    """Displacement in pixels of the baseline.

    nodes_px : (node rows, node cols, 2), x and y. The first node lies one spacing above and left of
    the first pixel's centre. spacing_px : between nodes.
    """

    nodes_px: FloatArray
    spacing_px: float

    def at(self, points_px: FloatArray) -> FloatArray:
        """(n, 2) displacement at (n, 2) points; beyond the nodes it stays as at their edge."""
        first, weights = self._taps(points_px)
        return _gathered(self.nodes_px, first, weights[0][0], weights[1][0])

    def gradient_at(self, points_px: FloatArray) -> FloatArray:
        """(n, 2, 2): element [i, j] is the derivative of component i along axis j (x, y)."""
        first, weights = self._taps(points_px)
        (value_x, slope_x), (value_y, slope_y) = weights
        along_x = _gathered(self.nodes_px, first, slope_x, value_y)
        along_y = _gathered(self.nodes_px, first, value_x, slope_y)
        return np.stack([along_x, along_y], axis=2) / self.spacing_px

    def dense(self, xs_px: FloatArray, ys_px: FloatArray) -> NDArray[np.float32]:
        """(len(ys), len(xs), 2) displacement on a grid of columns and rows."""
        rows = basis(ys_px, self.nodes_px.shape[0], self.spacing_px).astype(np.float32)
        cols = basis(xs_px, self.nodes_px.shape[1], self.spacing_px).astype(np.float32)
        out = np.empty((len(ys_px), len(xs_px), 2), np.float32)
        for axis in (0, 1):
            out[..., axis] = rows @ self.nodes_px[..., axis].astype(np.float32) @ cols.T
        return out

    def _taps(
        self, points_px: FloatArray
    ) -> tuple[NDArray[np.intp], tuple[tuple[FloatArray, FloatArray], ...]]:
        counts = np.array([self.nodes_px.shape[1], self.nodes_px.shape[0]])
        place = np.clip(points_px / self.spacing_px, 0.0, counts - 3.0 - 1e-9)
        first = np.floor(place).astype(np.intp)
        weights = tuple(_cubic(place[:, axis] - first[:, axis]) for axis in (0, 1))
        return first, weights


def still_field(shape: tuple[int, int], spacing_px: float) -> SplineField:
    """No displacement, with nodes for a photograph of ``shape``."""
    counts = [int(np.ceil(side / spacing_px)) + 3 for side in shape]
    return SplineField(np.zeros((counts[0], counts[1], 2)), spacing_px)


def basis(places_px: FloatArray, count: int, spacing_px: float) -> FloatArray:
    """(n, count) weights of the nodes along one axis."""
    place = np.clip(places_px / spacing_px, 0.0, count - 3.0 - 1e-9)
    first = np.floor(place).astype(np.intp)
    value, _ = _cubic(place - first)
    out = np.zeros((len(place), count))
    np.put_along_axis(out, first[:, None] + np.arange(4)[None, :], value, axis=1)
    return out


def bending(rows: int, cols: int) -> FloatArray:
    """(rows cols, rows cols) quadratic form of the nodes' second differences, mixed ones too."""
    second = [np.diff(np.eye(n), n=2, axis=0) for n in (rows, cols)]
    first = [np.diff(np.eye(n), axis=0) for n in (rows, cols)]
    down = np.kron(second[0].T @ second[0], np.eye(cols))
    across = np.kron(np.eye(rows), second[1].T @ second[1])
    mixed = np.kron(first[0].T @ first[0], first[1].T @ first[1])
    return np.asarray(down + across + 2.0 * mixed)


def _cubic(t: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(n, 4) weights and their slopes at ``t`` within a cell."""
    s = 1.0 - t
    value = np.stack([s**3, 3 * t**3 - 6 * t**2 + 4, 3 * s**3 - 6 * s**2 + 4, t**3], axis=1)
    slope = np.stack([-3 * s**2, 9 * t**2 - 12 * t, -9 * s**2 + 12 * s, 3 * t**2], axis=1)
    return value / 6.0, slope / 6.0


def _gathered(
    nodes: FloatArray, first: NDArray[np.intp], across: FloatArray, down: FloatArray
) -> FloatArray:
    total = np.zeros((len(first), nodes.shape[2]))
    for j in range(4):
        for i in range(4):
            part = nodes[first[:, 1] + j, first[:, 0] + i]
            total += (down[:, j] * across[:, i])[:, None] * part
    return total
