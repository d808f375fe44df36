"""Which way is up: the eight orientations that a camera may note."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Exif

Photo = NDArray[np.uint8] | NDArray[np.uint16]
#: Exif 2.32, table 4
ORIENTATION_TAG = 0x0112


def turned_upright(rgb: Photo, orientation: int) -> Photo:
    """The picture as it was seen, for each of Exif's eight orientations."""
    if orientation in (5, 6, 7, 8):
        rgb = np.swapaxes(rgb, 0, 1)
    if orientation in (2, 3, 6, 7):
        rgb = rgb[:, ::-1]
    if orientation in (3, 4, 7, 8):
        rgb = rgb[::-1]
    return rgb.copy(order="C")


def exif_orientation(exif: "Exif") -> int:
    """1 to 8; 1 where the notes say nothing or something else."""
    value = exif.get(ORIENTATION_TAG, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
