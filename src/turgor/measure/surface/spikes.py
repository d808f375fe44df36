"""Hair, lashes and specular spikes: thin things that stand on skin and are none, to be dropped.

A point is a spike where it lies beyond its neighbours on both sides, across and down, by more than
any skin slope explains. It is hair where it stands above both neighbours half a millimetre's
fraction away in any one direction. Grooves are never touched, since wrinkles and furrows are such.
"""

import numpy as np
from scipy import ndimage

from turgor.compute import jit, map_strips
from turgor.errors import InputError
from turgor.record.height_map import BoolMap, FloatMap

#: distances in points over which a spike is looked for
_SPIKE_REACH = (1, 2, 4, 8)
#: a hair is at least this many times as long as the width that skin exceeds
HAIR_LENGTH = 4.0
#: a spike must also exceed this many standard deviations of the point noise
_NOISE_FACTOR = 8.0


@jit
def _mark(
    height: FloatMap, across: int, down: int, limit: float, hair: bool, first: int, end: int,
    marked: BoolMap,
) -> None:  # fmt: skip
    """Mark points beyond both neighbours: in both directions (spike), or above in any (hair)."""
    rows, cols = height.shape
    for i in range(first, end):
        for j in range(cols):
            z = height[i, j]
            if z - z != 0.0:
                continue
            above = 0
            below = 0
            for k in range(4 if hair else 2):
                di = 0 if k == 0 else down
                dj = 0 if k == 1 else (-across if k == 3 else across)
                if i < di or i + di >= rows or j < abs(dj) or j + abs(dj) >= cols:
                    continue
                a = z - height[i - di, j - dj]
                b = z - height[i + di, j + dj]
                above += 1 if a > limit and b > limit else 0
                below += 1 if a < -limit and b < -limit else 0
            if hair:
                if above > 0:
                    marked[i, j] = True
            elif above == 2 or below == 2:
                marked[i, j] = True


def spike_mask(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    slope_limit: float = 2.0,
    hair_width_um: float = 120.0,
    hair_height_um: float = 60.0,
) -> BoolMap:
    """(rows, cols) True where a measured point is a spike or hair and should count as missing.

    height_um : (rows, cols) µm, NaN = not measured. slope_limit : the steepest skin (2 is 63°).
    hair_width_um : what is wider is skin. hair_height_um : what stands lower is skin.
    Beside a gap or the edge, where a neighbour is missing, nothing is marked.

    Errors: InputError for pitches or limits that are not positive.
    """
    given = (pitch_x_um, pitch_y_um, slope_limit, hair_width_um, hair_height_um)
    if not all(np.isfinite(v) and v > 0 for v in given):
        raise InputError(f"pitches and limits of the spike search must be positive, not {given}")
    height = np.ascontiguousarray(height_um, dtype=np.float64)
    marked = np.zeros(height.shape, dtype=np.bool_)
    noise = _NOISE_FACTOR * _point_noise_um(height)
    for reach in _SPIKE_REACH:
        limit = max(slope_limit * reach * max(pitch_x_um, pitch_y_um), noise)
        _search(height, (reach, reach), limit, False, marked)
    across = max(1, round(hair_width_um / pitch_x_um))
    down = max(1, round(hair_width_um / pitch_y_um))
    hair = np.zeros_like(marked)
    limit = max(hair_height_um, noise)
    _search(height, (across, down), limit, True, hair)
    hair &= ~marked
    if hair.any():
        marked |= _whole_hair(hair, across, down)
    marked &= np.isfinite(height)
    return marked


def _whole_hair(ridge: BoolMap, across: int, down: int) -> BoolMap:
    """Ridges longer than they are wide, with their flanks; a short one is a crest of skin."""
    labels, _ = ndimage.label(ridge, structure=np.ones((3, 3)))
    keep = [False]
    for rows, cols in ndimage.find_objects(labels):
        long = (rows.stop - rows.start) / down, (cols.stop - cols.start) / across
        keep.append(max(long) >= HAIR_LENGTH)
    size = 2 * max(1, down // 2) + 1, 2 * max(1, across // 2) + 1
    whole: BoolMap = ndimage.maximum_filter(np.array(keep)[labels], size=size)
    return whole


def _search(
    height: FloatMap, reach: tuple[int, int], limit: float, hair: bool, marked: BoolMap
) -> None:
    """Mark what stands off its neighbours ``reach`` points away by more than ``limit`` µm."""
    map_strips(
        lambda a, b: _mark(height, reach[0], reach[1], limit, hair, a, b, marked), height.shape[0]
    )


def _point_noise_um(height: FloatMap) -> float:
    """Standard deviation of uncorrelated noise, from second differences on a lattice of rows."""
    lines = height[:: max(1, height.shape[0] // 200)]
    if lines.shape[1] < 3:
        return 0.0
    second = lines[:, 1:-1] - 0.5 * (lines[:, :-2] + lines[:, 2:])
    known = second[np.isfinite(second)]
    if known.size == 0:
        return 0.0
    return float(1.4826 * np.median(np.abs(known - np.median(known))) / np.sqrt(1.5))
