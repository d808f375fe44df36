"""Bring a follow-up's picture or map into the baseline's frame."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.register.registration import PhotoRegistration

#: OpenCV's remap takes no side longer than this
_LONGEST_SIDE = 32766
_STRIP_ROWS = 512


def warp_to_baseline(
    image: NDArray[np.generic], registration: PhotoRegistration
) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """The follow-up's ``image`` on the baseline's pixels, and which of them it shows.

    image : (rows, cols) or (rows, cols, channels) of the follow-up's size, uint8, uint16, float32
        or float64 (returned as float32). Interpolated bicubically; pixels that the follow-up
        doesn't show are NaN in floats, 0 in integers.

    Errors: InputError where the image has another size than the follow-up, or another type.
    """
    if image.shape[:2] != registration.followup_shape or image.ndim not in (2, 3):
        raise InputError(
            f"the image is {image.shape[:2][::-1]} px, the registered follow-up "
            f"{registration.followup_shape[::-1]}; give the follow-up's own image or map"
        )
    if image.dtype.kind == "f":
        image = image.astype(np.float32, copy=False)
    elif image.dtype not in (np.uint8, np.uint16):
        raise InputError(
            f"an image of type {image.dtype} can't be warped; use uint8, uint16, float"
        )
    rows, cols = registration.baseline_shape
    if max(rows, cols, *image.shape[:2]) > _LONGEST_SIDE:
        raise InputError(f"a side is longer than {_LONGEST_SIDE} px; crop the photographs")
    cv2 = opencv()
    out = np.empty((rows, cols, *image.shape[2:]), image.dtype)
    valid = np.empty((rows, cols), np.bool_)
    xs = np.arange(cols, dtype=np.float64)
    fill = float("nan") if image.dtype.kind == "f" else 0
    last_row, last_col = image.shape[0] - 1, image.shape[1] - 1
    for first in range(0, rows, _STRIP_ROWS):
        ys = np.arange(first, min(rows, first + _STRIP_ROWS), dtype=np.float64)
        x, y = registration.skin_map.dense(xs, ys)
        part = cv2.remap(image, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        inside = (x >= 0) & (y >= 0) & (x <= last_col) & (y <= last_row)
        part[~inside] = fill
        here = slice(first, first + len(ys))
        out[here], valid[here] = part.reshape(out[here].shape), inside
    return out, valid
