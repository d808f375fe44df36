"""What lies around the skin: where it is, and whether the background is plain."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.found import FoundChart, to_pixels
from turgor.measure.photo.correct.correction import Correction, corrected_xyz
from turgor.measure.photo.least_squares import white_xyz
from turgor.measure.photo.opencv import opencv
from turgor.physics.colour import lab_from_xyz
from turgor.record.photograph import Photograph

_MARGIN = 0.6
_STRIDE_PX = 400
_SKIN_HUE_DEG, _SKIN_CHROMA, _SKIN_LIGHT = (15.0, 85.0), (6.0, 50.0), (12.0, 90.0)
_LEAST_SHARE = 0.03


def outside_chart(photo: Photograph, chart: FoundChart | None) -> NDArray[np.bool_]:
    """(rows, cols) True where the picture is not the chart's card."""
    mask = np.ones(photo.shape, np.uint8)
    if chart is not None:
        cv2 = opencv("judging a capture")
        outline = chart.chart.outline
        wider = outline + _MARGIN * np.sign(outline - outline.mean(axis=0))
        corners = np.rint(to_pixels(chart.homography, wider)).astype(np.int32)
        cv2.fillConvexPoly(mask, corners, 0)
    return mask.astype(np.bool_)


def background_spread(
    photo: Photograph, correction: Correction, outside: NDArray[np.bool_],
    skin: NDArray[np.bool_] | None,
) -> float:  # fmt: skip
    """Spread of the background's colour: root mean square distance in L*a*b* from its median.

    NaN where no background is seen. Without ``skin`` all that has skin's hue and chroma counts as
    skin; that decides only what is looked at here, never a colour.
    """
    step = max(1, max(photo.shape) // _STRIDE_PX)
    part = (slice(None, None, step), slice(None, None, step))
    codes = photo.rgb[part].reshape(-1, 3)
    lab = lab_from_xyz(np.maximum(corrected_xyz(correction, codes), 0.0), white_xyz())
    looked_at = outside[part].ravel()
    if skin is not None:
        background = looked_at & ~skin[part].ravel()
    else:
        hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        like_skin = (
            (_SKIN_HUE_DEG[0] < hue) & (hue < _SKIN_HUE_DEG[1])
            & (_SKIN_CHROMA[0] < chroma) & (chroma < _SKIN_CHROMA[1])
            & (_SKIN_LIGHT[0] < lab[:, 0]) & (lab[:, 0] < _SKIN_LIGHT[1])
        )  # fmt: skip
        background = looked_at & ~like_skin
    if background.sum() < max(50, _LEAST_SHARE * looked_at.sum()):
        return float("nan")
    values = lab[background]
    far = np.linalg.norm(values - np.median(values, axis=0), axis=1)
    return float(np.sqrt(np.mean(far**2)))
