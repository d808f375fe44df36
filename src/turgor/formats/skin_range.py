"""Is this plausibly skin? A wrong unit shows first as a field or a roughness no skin has.

The limits are this project's own judgement, wide on purpose; they flag and never refuse.
"""

import numpy as np

from turgor.record.height_map import HeightMap

OUTSIDE_SKIN = "outside_skin_range"
FIELD_MM = (1.0, 200.0)
SQ_UM = (5.0, 500.0)
_SAMPLES = 250_000


def outside_skin_range(height_map: HeightMap) -> bool:
    """True where a side of the field or the rms height about a plane is unlike any skin.

    The rms is taken from at most a quarter of a million points spread over the map.
    """
    if any(not FIELD_MM[0] <= side <= FIELD_MM[1] for side in height_map.field_mm):
        return True
    return not SQ_UM[0] <= _rms_about_plane_um(height_map) <= SQ_UM[1]


def _rms_about_plane_um(height_map: HeightMap) -> float:
    """Root mean square height in µm about the least-squares plane."""
    rows, cols = height_map.shape
    step = max(1, int(np.ceil(np.sqrt(rows * cols / _SAMPLES))))
    part = height_map.height_um[::step, ::step]
    row, col = np.nonzero(np.isfinite(part))
    if len(row) < 3:
        return 0.0
    z = part[row, col]
    with np.errstate(over="ignore", invalid="ignore"):
        design = np.column_stack((np.ones(len(row)), row - row.mean(), col - col.mean()))
        z = z - z.mean()
        normal = design.T @ design
        slopes = np.linalg.lstsq(normal, design.T @ z, rcond=None)[0]
        return float(np.sqrt(np.mean((z - design @ slopes) ** 2)))
