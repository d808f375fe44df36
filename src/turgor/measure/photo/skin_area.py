"""Which pixels of a picture are skin, where nobody outlined a zone.

It decides only what is looked at, never a colour: pixels whose corrected colour has skin's hue,
chroma and lightness, cleaned of specks and with holes filled, so that spots of any colour inside
skin stay in.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.photo.correct import Correction, corrected_xyz
from turgor.physics.colour import lab_from_xyz, white_point
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph

# Wider than the 15,256 spectra of issa-2025, whose hue lies in 23 to 84°, chroma in 4.9 to 32 and
# L* in 22 to 75, because photographed skin is also shaded, shining and flushed.
HUE_DEG, CHROMA, LIGHTNESS = (12.0, 88.0), (4.5, 55.0), (10.0, 92.0)

#: longer side of the grid on which skin is told from the rest
_GRID_PX = 700
#: part of the picture that must be skin
LEAST_FRACTION = 0.02


def skin_area(photo: Photograph, correction: Correction, outside: BoolMap) -> BoolMap:
    """(rows, cols) bool, True on skin.

    outside : False on what can't be skin, such as the chart and its board.

    Errors: MeasureError where hardly any skin is found.
    """
    from scipy import ndimage

    step = max(1, -(-max(photo.shape) // _GRID_PX))
    rows, cols = photo.shape
    picked = (slice(step // 2, None, step), slice(step // 2, None, step))
    coarse = photo.rgb[picked]
    lab = lab_from_xyz(
        100.0 * corrected_xyz(correction, coarse.reshape(-1, 3)),
        white_point("D65", "cie-1931-2deg"),
    )
    like = _like_skin(lab).reshape(coarse.shape[:2]) & outside[picked]
    cross = ndimage.generate_binary_structure(2, 1)
    like = ndimage.binary_opening(like, cross, iterations=2)
    like = ndimage.binary_closing(np.pad(like, 6), cross, iterations=4)[6:-6, 6:-6]
    like = ndimage.binary_fill_holes(like)
    labels, count = ndimage.label(like)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    like = (sizes >= 0.1 * sizes.max())[labels] & (labels > 0)
    if like.mean() < LEAST_FRACTION:
        raise MeasureError(
            f"only {100 * like.mean():.1f} % of the picture looks like skin; outline the skin as a "
            "zone, or check the chart and the light"
        )
    # The mask's edge is a grid step coarse, so a step is given up all around.
    like = ndimage.binary_erosion(np.pad(like, 1, mode="edge"), cross)[1:-1, 1:-1]
    full = np.repeat(np.repeat(like, step, axis=0), step, axis=1)
    mask = np.zeros((rows, cols), dtype=np.bool_)
    mask[: full.shape[0], : full.shape[1]] = full[:rows, :cols]
    return np.asarray(mask & outside, dtype=np.bool_)


def _like_skin(lab: NDArray[np.float64]) -> BoolMap:
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    inside = np.ones(hue.shape, dtype=np.bool_)
    for value, (low, high) in ((hue, HUE_DEG), (chroma, CHROMA), (lab[..., 0], LIGHTNESS)):
        inside &= (low < value) & (value < high)
    return inside
