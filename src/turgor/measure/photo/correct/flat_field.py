"""Uneven light taken out by a photograph of a plain grey card under the same light and camera."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.photo.encoding import linear_table
from turgor.measure.photo.opencv import opencv
from turgor.record.photograph import Photograph

FLATTENED = "flat-field-applied"
_SMOOTH_SHARE = 0.02
_MOST_RANGE = 4.0


def flattened(photo: Photograph, card: Photograph) -> Photograph:
    """The photograph divided by the card's light, channel by channel, as 16-bit linear values.

    The card must fill the picture and be plain; its texture is smoothed away. Its own grey does
    not matter. The chart must be found in the flattened photograph.

    Errors: MeasureError where sizes or encodings differ, the card is clipped or black, or its
    light varies more than fourfold; MissingExtraError without OpenCV.
    """
    if photo.shape != card.shape or photo.encoding != card.encoding:
        raise MeasureError(
            f"the grey card's photograph is {card.shape} in {card.encoding}, this one "
            f"{photo.shape} in {photo.encoding}; take both with the same camera and settings"
        )
    light = _light(card)
    if float(light.min()) <= 0.005 or float((card.rgb >= 0.988 * (card.levels - 1)).mean()) > 0.001:
        raise MeasureError("the grey card is clipped or black; expose it to about middle grey")
    spread = float((light.max(axis=(0, 1)) / light.min(axis=(0, 1))).max())
    if spread > _MOST_RANGE:
        raise MeasureError(
            f"the light on the grey card varies {spread:.1f}-fold; "
            "at most fourfold can be evened out, move the lights"
        )
    linear = linear_table(photo.encoding, photo.levels)[photo.rgb]
    linear *= light.mean(axis=(0, 1)) / light
    codes = np.rint(np.minimum(linear, 1.0) * 65535.0).astype(np.uint16)
    # a full pixel stays full, however dark its corner
    codes[photo.rgb >= photo.levels - 1] = 65535
    return Photograph(
        rgb=codes,
        encoding="linear",
        pixel_um=photo.pixel_um,
        format_id=photo.format_id,
        device=photo.device,
        settings=photo.settings,
        flags=(*photo.flags, FLATTENED),
    )


def _light(card: Photograph) -> NDArray[np.float32]:
    """(rows, cols, 3) smooth linear light."""
    cv2 = opencv("evening out the light")
    linear = linear_table(card.encoding, card.levels)[card.rgb]
    rows, cols = card.shape
    small = cv2.resize(linear, (max(2, cols // 8), max(2, rows // 8)), interpolation=cv2.INTER_AREA)
    sigma = max(1.0, _SMOOTH_SHARE * max(small.shape[:2]))
    smooth = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(smooth, (cols, rows), interpolation=cv2.INTER_CUBIC), np.float32)
