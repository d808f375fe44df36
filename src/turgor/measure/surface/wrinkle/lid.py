"""The reference lid: the smooth mean level of the skin around the objects, carried over them.

A cubic fitted to the whole field takes what form is left; on what remains, each node takes the
value at its place of a local quadratic, fitted with Gaussian weights to the points that lie
outside every object. A quadratic carries the curvature of the skin across a wrinkle, where a
membrane would cut the corner: at a radius of 60 mm and 3 mm width by 19 µm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.wrinkle.grid import WorkingGrid
from turgor.record.height_map import BoolMap, FloatMap

#: points further from the local level than this many robust standard deviations are spikes
SPIKE = 6.0

#: least share of the weight that lies within one sigma for a lid that isn't pulled to the form
RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Lid:
    """Heights on nodes: node (i, j) stands at (j * spacing_um, i * spacing_um), bilinear between.

    The nodes cover the whole field, its edges included.
    """

    node_um: FloatMap
    spacing_um: float

    def sampled(self, shape: tuple[int, int], pitch_x_um: float, pitch_y_um: float) -> FloatMap:
        """The lid at the points of a map of this shape, µm."""
        rows = _linear(shape[0], pitch_y_um / self.spacing_um, self.node_um.shape[0])
        cols = _linear(shape[1], pitch_x_um / self.spacing_um, self.node_um.shape[1])
        across = np.ascontiguousarray(_rows(cols, self.node_um.T).T)
        out = np.empty(shape)
        for first in range(0, shape[0], 256):  # in pieces, so that no second map is needed
            piece = slice(first, first + 256)
            out[piece] = _rows((rows[0][piece], rows[1][piece]), across)
        return out


def fit_lid(grid: WorkingGrid, outside: BoolMap, sigma_um: float, spacing_um: float) -> Lid:
    """Fit the lid to the cells of a working grid that are ``outside`` every object.

    outside : (rows, cols) bool on the working grid. Where too few points stand near a node the
    local quadratic gives way to the field's cubic.
    """
    factor = max(1, round(spacing_um / grid.cell_um))
    weight = np.where(outside & np.isfinite(grid.height_um), grid.share, 0.0)
    coarse, mass, x_um, y_um = _blocks(np.nan_to_num(grid.height_um), weight, grid.cell_um, factor)
    form = _Cubic(x_um, y_um, grid)
    node_y, node_x = (_nodes(n * grid.cell_um, spacing_um) for n in grid.height_um.shape)
    coefficients = form.fit(coarse, mass)
    rest = np.where(mass > 0, coarse - form.value(coefficients, x_um, y_um), 0.0)
    mass = _without_spikes(rest, mass)
    gx = _weights(node_x, x_um, sigma_um)
    gy = _weights(node_y, y_um, sigma_um)
    local = _local_quadratic(rest, mass, gx, gy)
    base = form.value(coefficients, node_x, node_y)
    return Lid(base + local, spacing_um)


def _nodes(side_um: float, spacing_um: float) -> FloatMap:
    count = int(np.ceil(side_um / spacing_um)) + 2
    return np.asarray(np.arange(count) * spacing_um, dtype=np.float64)


def _linear(count: int, step: float, nodes: int) -> tuple[NDArray[np.intp], FloatMap]:
    at = np.asarray((np.arange(count) + 0.5) * step, dtype=np.float64)
    low = np.minimum(at.astype(np.intp), nodes - 2)
    return low, at - low


def _rows(place: tuple[NDArray[np.intp], FloatMap], nodes: FloatMap) -> FloatMap:
    low, part = place
    return np.asarray(nodes[low] * (1.0 - part)[:, None] + nodes[low + 1] * part[:, None])


def _blocks(
    height: FloatMap, weight: FloatMap, cell_um: float, factor: int
) -> tuple[FloatMap, FloatMap, FloatMap, FloatMap]:
    """Weighted means of blocks of cells, their weights, and the centres of the blocks."""
    rows, cols = height.shape
    pad = ((0, -rows % factor), (0, -cols % factor))
    shape = ((rows + pad[0][1]) // factor, factor, (cols + pad[1][1]) // factor, factor)
    mass = np.pad(weight, pad).reshape(shape).sum(axis=(1, 3))
    total = np.pad(weight * height, pad).reshape(shape).sum(axis=(1, 3))
    x_um = (np.arange(shape[2]) + 0.5) * factor * cell_um
    y_um = (np.arange(shape[0]) + 0.5) * factor * cell_um
    return total / np.maximum(mass, 1e-12), mass, x_um, y_um


class _Cubic:
    """A cubic in x and y over the field, in coordinates from -1 to 1."""

    powers = [(i, j) for i in range(4) for j in range(4 - i)]

    def __init__(self, x_um: FloatMap, y_um: FloatMap, grid: WorkingGrid) -> None:
        self.half_x = max(0.5 * grid.height_um.shape[1] * grid.cell_um, 1.0)
        self.half_y = max(0.5 * grid.height_um.shape[0] * grid.cell_um, 1.0)
        self.x_um, self.y_um = x_um, y_um

    def fit(self, height: FloatMap, mass: FloatMap) -> FloatMap:
        terms = self._terms(self.x_um, self.y_um)
        root = np.sqrt(mass).ravel()
        weighted = terms * root[:, None]
        normal = weighted.T @ weighted + 1e-9 * max(float(root @ root), 1e-12) * np.eye(10)
        return np.asarray(np.linalg.solve(normal, weighted.T @ (height.ravel() * root)))

    def value(self, coefficients: FloatMap, x_um: FloatMap, y_um: FloatMap) -> FloatMap:
        return np.asarray(self._terms(x_um, y_um) @ coefficients).reshape(len(y_um), len(x_um))

    def _terms(self, x_um: FloatMap, y_um: FloatMap) -> FloatMap:
        u = x_um / self.half_x - 1.0
        v = y_um / self.half_y - 1.0
        return np.stack([np.outer(v**j, u**i).ravel() for i, j in self.powers], axis=1)


def _without_spikes(rest: FloatMap, mass: FloatMap) -> FloatMap:
    known = rest[mass > 0]
    if known.size < 8:
        return mass
    middle = np.median(known)
    spread = 1.4826 * np.median(np.abs(known - middle))
    return np.where(np.abs(rest - middle) > SPIKE * max(spread, 5.0), 0.0, mass)


def _weights(node_um: FloatMap, at_um: FloatMap, sigma_um: float) -> list[FloatMap]:
    """(nodes, points) Gaussian weights times 1, u, u², u³, u⁴ with u the distance in sigmas."""
    u = (at_um[None, :] - node_um[:, None]) / sigma_um
    g = np.exp(-0.5 * u * u)
    return [g * u**k for k in range(5)]


def _local_quadratic(
    rest: FloatMap, mass: FloatMap, gx: list[FloatMap], gy: list[FloatMap]
) -> FloatMap:
    powers = [(i, j) for i in range(3) for j in range(3 - i)]
    # Few large products: many small ones cost more in waking threads than in arithmetic.
    all_x, all_y = np.concatenate(gx), np.concatenate(gy)
    moments = _blocked(all_y @ (mass @ all_x.T), len(gy[0]), len(gx[0]))
    three = slice(0, 3 * len(gx[0]))
    values = _blocked(
        all_y[: 3 * len(gy[0])] @ ((mass * rest) @ all_x[three].T), len(gy[0]), len(gx[0])
    )
    moment = {(i, j): moments[j, :, i] for i in range(5) for j in range(5 - i)}
    right = np.stack([values[j, :, i] for i, j in powers], axis=-1)
    left = np.empty((*right.shape, len(powers)))
    for a, (i, j) in enumerate(powers):
        for b, (k, m) in enumerate(powers):
            left[..., a, b] = moment[(i + k, j + m)]
    # A weak pull of slopes and curvatures towards the form keeps bare nodes calm.
    typical = max(float(np.median(moment[(0, 0)])), 1e-9)
    for a, (i, j) in enumerate(powers):
        left[..., a, a] += typical * RIDGE * (1.0 + 10.0 * (i + j))
    solved = np.linalg.solve(left, right[..., None])
    return np.asarray(solved[..., 0, 0])


def _blocked(product: FloatMap, rows: int, cols: int) -> FloatMap:
    """(5 rows, 5 cols) seen as (5, rows, 5, cols)."""
    return product.reshape(product.shape[0] // rows, rows, product.shape[1] // cols, cols)
