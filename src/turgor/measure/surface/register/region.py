"""A region drawn as a polygon, and the points of a map that lie inside it."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.record.height_map import BoolMap, FloatMap


def as_polygon(polygon_um: FloatMap) -> FloatMap:
    """A polygon as an (n, 2) float64 array of x, y in µm from the outer corner of the first cell.

    Errors: MeasureError where the array has another shape, a vertex is not finite, or there are
    only one or two vertices (none is allowed and means the whole field).
    """
    points = np.asarray(polygon_um, dtype=np.float64)
    if points.size == 0:
        return np.empty((0, 2), dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise MeasureError(
            f"polygon has shape {points.shape}; allowed: (n, 2) with x, y in µm; give one pair "
            "for each vertex"
        )
    if not np.isfinite(points).all():
        raise MeasureError("polygon has a vertex that is not finite; give every x and y in µm")
    if len(points) < 3:
        raise MeasureError(
            f"polygon has {len(points)} vertices; allowed: none (whole field) or at least 3"
        )
    return points


def polygon_mask(
    polygon_um: FloatMap, shape: tuple[int, int], pitch_x_um: float, pitch_y_um: float
) -> BoolMap:
    """Which points of a map lie inside a polygon.

    polygon_um : (n, 2), x and y in µm from the outer corner of the top left cell, so the centre
        of the point (row, col) is ((col + 0.5) * pitch_x_um, (row + 0.5) * pitch_y_um); closed
        by itself; empty = the whole field.
    Returns (rows, cols) bool by the even-odd rule at the centres. A centre exactly on an edge
    belongs to the side towards larger x, so polygons that share an edge share no point.

    Errors: MeasureError as for :func:`as_polygon`, and for a pitch that is not positive.
    """
    points = as_polygon(polygon_um)
    rows, cols = shape
    if not (pitch_x_um > 0.0 and pitch_y_um > 0.0):
        raise MeasureError(
            f"pitch is {pitch_x_um} by {pitch_y_um} µm; allowed: positive; state the map's pitch"
        )
    if len(points) == 0:
        return np.ones(shape, dtype=np.bool_)
    # Each crossing of a row's centre line flips everything to its right; one running exclusive-or
    # along the rows then fills the polygon, whatever the number of edges.
    flips: NDArray[np.uint8] = np.zeros((rows, cols + 1), dtype=np.uint8)
    x_cells = points[:, 0] / pitch_x_um - 0.5
    y_cells = points[:, 1] / pitch_y_um - 0.5
    for start in range(len(points)):
        end = (start + 1) % len(points)
        upper, lower = (start, end) if y_cells[start] <= y_cells[end] else (end, start)
        first = max(0, int(np.ceil(y_cells[upper])))
        last = min(rows, int(np.ceil(y_cells[lower])))
        if last <= first:
            continue
        row = np.arange(first, last)
        share = (row - y_cells[upper]) / (y_cells[lower] - y_cells[upper])
        crossing = x_cells[upper] + share * (x_cells[lower] - x_cells[upper])
        flips[row, np.clip(np.ceil(crossing), 0, cols).astype(np.intp)] ^= 1
    np.bitwise_xor.accumulate(flips, axis=1, out=flips)
    return flips[:, :cols].astype(np.bool_)
