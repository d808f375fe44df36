"""Dense flow made stiff: DIS flow starts the spline, Gauss-Newton over blocks refines it.

The flow of each point is never used as it is: the spline's nodes lie far apart against a spot, so
that a spot which shrank can't be made to look as if skin had been drawn together.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.blocks import Blocks, aligned, compare
from turgor.measure.photo.register.channel import Level
from turgor.measure.photo.register.features import as_bytes
from turgor.measure.photo.register.mapping import SkinMap
from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.register.spline import FloatArray, SplineField, basis, bending

#: the nodes' second differences are expected to be of this size, in node spacings
BENDING_SHARE = 0.02
_FLOW_BLOCK = 8
_FLOW_U_POINTS = 0.3
_LEAST_WEIGHT_SHARE = 0.3


def start_from_flow(baseline: Level, followup: Level, start: SkinMap) -> SkinMap:
    """The spline that follows DIS optical flow where flow there and back agree."""
    cv2 = opencv()
    value, weight = aligned(baseline, followup, start)
    one, two = as_bytes(baseline.value), as_bytes(value)
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    there = flow.calc(one, two, None)
    back = flow.calc(two, one, None)
    rows, cols = one.shape
    at_y, at_x = np.mgrid[0:rows, 0:cols].astype(np.float32)
    returned = cv2.remap(
        back, at_x + there[..., 0], at_y + there[..., 1], cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    apart = np.hypot(*np.moveaxis(there + returned, 2, 0))
    used = baseline.weight * weight * (apart < 1.0)
    down, across = rows // _FLOW_BLOCK, cols // _FLOW_BLOCK

    def mean(image: NDArray[np.float32]) -> FloatArray:
        cut = image[: down * _FLOW_BLOCK, : across * _FLOW_BLOCK]
        small = cv2.resize(cut, (across, down), interpolation=cv2.INTER_AREA)
        return np.asarray(small, np.float64)

    total = mean(used.astype(np.float32))
    moves = [
        mean((used * there[..., axis]).astype(np.float32)) / np.maximum(total, 1e-6)
        for axis in (0, 1)
    ]
    step = baseline.factor * _FLOW_BLOCK
    information = np.where(total > _LEAST_WEIGHT_SHARE, total, 0.0)
    information /= (_FLOW_U_POINTS * baseline.factor) ** 2
    vector = np.stack(moves, -1) * baseline.factor * information[..., None]
    blocks = Blocks(
        (np.arange(across) + 0.5) * step - 0.5,
        (np.arange(down) + 0.5) * step - 0.5,
        information[..., None, None] * np.eye(2),
        vector,
        np.ones_like(total),
        total,
    )
    return SkinMap(start.homography, solved(blocks, start.field))


def refine(baseline: Level, followup: Level, skin_map: SkinMap, steps: int) -> SkinMap:
    """Gauss-Newton: compare, solve for the nodes, again."""
    for _ in range(steps):
        blocks = compare(baseline, *aligned(baseline, followup, skin_map))
        moved = solved(blocks, skin_map.field)
        change = float(np.abs(moved.nodes_px - skin_map.field.nodes_px).max())
        skin_map = SkinMap(skin_map.homography, moved)
        if change < 0.02 * baseline.factor:
            break
    return skin_map


def solved(blocks: Blocks, field: SplineField) -> SplineField:
    """The field after one regularised least-squares step over the blocks.

    Blocks that no longer look alike (a crust, a hair, a spot that faded) count less: by the square
    of their correlation.
    """
    from scipy.linalg import cho_factor, cho_solve

    rows, cols, _ = field.nodes_px.shape
    count = rows * cols
    down = basis(blocks.ys_px, rows, field.spacing_px)
    across = basis(blocks.xs_px, cols, field.spacing_px)
    trust = np.clip(blocks.correlation, 0.0, 1.0) ** 2 * (blocks.weight > 0.0)
    matrix = np.zeros((2 * count, 2 * count))
    right = np.zeros(2 * count)
    stiff = bending(rows, cols) / (BENDING_SHARE * field.spacing_px) ** 2
    for i in (0, 1):
        flat = field.nodes_px[..., i].ravel()
        told = down.T @ (trust * blocks.vector[..., i]) @ across
        right[i * count : (i + 1) * count] = told.ravel() - stiff @ flat
        for j in (i, 1):
            part = _product(down, across, trust * blocks.matrix[..., i, j])
            matrix[i * count : (i + 1) * count, j * count : (j + 1) * count] = part
            if i != j:
                matrix[j * count :, i * count : (i + 1) * count] = part.T
    for i in (0, 1):
        own = slice(i * count, (i + 1) * count)
        matrix[own, own] += stiff
    # A hair of pull to where the field is: a field without any block keeps its place.
    matrix[np.diag_indices(2 * count)] += 1e-6 + 1e-9 * float(np.trace(matrix)) / (2 * count)
    step = cho_solve(cho_factor(matrix, overwrite_a=True), right)
    nodes = field.nodes_px + np.moveaxis(step.reshape(2, rows, cols), 0, 2)
    return SplineField(nodes, field.spacing_px)


def _product(down: FloatArray, across: FloatArray, weight: FloatArray) -> FloatArray:
    """Sum over blocks of weight times the product of their node weights, all nodes by all nodes."""
    rows, cols = down.shape[1], across.shape[1]
    pairs_x = (across[:, :, None] * across[:, None, :]).reshape(len(across), -1)
    pairs_y = (down[:, :, None] * down[:, None, :]).reshape(len(down), -1)
    summed = (pairs_y.T @ weight @ pairs_x).reshape(rows, rows, cols, cols)
    return np.asarray(summed.transpose(0, 2, 1, 3).reshape(rows * cols, rows * cols))
