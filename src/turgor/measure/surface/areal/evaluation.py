"""What is evaluated: the points of a surface that were measured and lie in the region."""

import numpy as np

from turgor.compute import jit, map_strips
from turgor.errors import MeasureError
from turgor.record.height_map import BoolMap, FloatMap


@jit
def _scan(height: FloatMap, first: int, end: int) -> tuple[int, int]:
    """How many points of a strip are finite, and how many are infinite."""
    finite, infinite = 0, 0
    for i in range(first, end):
        for j in range(height.shape[1]):
            value = height[i, j]
            if value == value:
                if abs(value) < np.inf:
                    finite += 1
                else:
                    infinite += 1
    return finite, infinite


def evaluated_surface(
    height_um: FloatMap, pitch_x_um: float, pitch_y_um: float, mask: BoolMap | None = None
) -> FloatMap:
    """The surface with NaN at every point that is not evaluated.

    height_um : (rows, cols) float64, µm, NaN = not measured (infinite counts as not measured).
    mask : (rows, cols) bool, True where a point belongs to the region; None takes all.
    Returns the given array itself where nothing must be taken out, so that no map is copied.

    Errors: MeasureError for a wrong shape or pitch, or where no point is left.
    """
    if height_um.ndim != 2 or min(height_um.shape) < 2:
        raise MeasureError(f"a map needs 2 x 2 points or more; this one is {height_um.shape}")
    if not (0.0 < pitch_x_um < np.inf and 0.0 < pitch_y_um < np.inf):
        raise MeasureError(
            f"point distances must be positive; these are {pitch_x_um} and {pitch_y_um} µm"
        )
    surface = np.ascontiguousarray(height_um, dtype=np.float64)
    if mask is not None:
        if mask.shape != height_um.shape:
            raise MeasureError(
                f"the mask is {mask.shape}, the map {height_um.shape}; give one shape"
            )
        if not mask.all():
            surface = np.where(mask, surface, np.nan)
    parts = map_strips(lambda a, b: _scan(surface, a, b), surface.shape[0])
    if not any(part[0] for part in parts):
        raise MeasureError("no point of the map is both measured and inside the region")
    if any(part[1] for part in parts):
        surface = np.where(np.isfinite(surface), surface, np.nan)
    return surface


def bounding_part(surface: FloatMap) -> FloatMap:
    """The smallest rectangle that holds every evaluated point, as a view of the surface."""
    there = ~np.isnan(surface)
    rows, cols = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    return surface[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
