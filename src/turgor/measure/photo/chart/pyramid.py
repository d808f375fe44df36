"""A photograph at several sizes, so that a chart of any size is looked for at the cheapest."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.encoding import linear_table
from turgor.measure.photo.opencv import opencv
from turgor.physics.colour.rgb import srgb_from_linear
from turgor.record.photograph import Photograph

#: longest sides, px, at which a chart is looked for before the full size
_SIZES = (1000, 2200)


@dataclass(frozen=True)
class Level:
    """One size of the picture.

    image : (rows, cols, 3) uint8 code values. scale : full-size pixels for one of its pixels.
    """

    image: NDArray[np.uint8]
    scale: float
    encoding: str

    def linear_at(self, points: NDArray[np.int64]) -> NDArray[np.float64]:
        """(n, 3) linear values 0..1 at (n, 2) x, y inside the picture."""
        codes = self.image[points[:, 1], points[:, 0]]
        return linear_table(self.encoding, 256)[codes].astype(np.float64)

    @property
    def to_full(self) -> NDArray[np.float64]:
        """(3, 3) from this level's pixels to full-size pixels, centres of pixels at integers."""
        shift = 0.5 * (self.scale - 1.0)
        return np.array([[self.scale, 0, shift], [0, self.scale, shift], [0, 0, 1.0]])


def code_image(photo: Photograph) -> tuple[NDArray[np.uint8], str]:
    """The picture as 8-bit code values whose steps are about even to the eye, and its encoding."""
    rgb = photo.rgb
    if photo.encoding == "linear":
        table = srgb_from_linear(np.arange(photo.levels) / (photo.levels - 1))
        return np.rint(255 * table).astype(np.uint8)[rgb], "srgb"
    if rgb.dtype == np.uint16:
        return (rgb >> 8).astype(np.uint8), photo.encoding
    return rgb.astype(np.uint8, copy=False), photo.encoding


def without_grain(level: Level) -> Level:
    """The same size with single pixels' noise taken out and edges left where they are."""
    cv2 = opencv("finding a chart")
    return replace(level, image=cv2.medianBlur(level.image, 5))


def levels(photo: Photograph) -> list[Level]:
    """The picture's sizes, smallest first; the last is the full size."""
    cv2 = opencv("finding a chart")
    image, encoding = code_image(photo)
    longest = max(photo.shape)
    made = []
    for size in _SIZES:
        scale = longest / size
        if scale > 1.3:
            rows, cols = photo.shape
            small = cv2.resize(
                image, (round(cols / scale), round(rows / scale)), interpolation=cv2.INTER_AREA
            )
            made.append(Level(small, cols / small.shape[1], encoding))
    return [*made, Level(image, 1.0, encoding)]
