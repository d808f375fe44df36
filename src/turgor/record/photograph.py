"""A photograph as the camera kept it: upright, with nothing in it that tells who or where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ENCODINGS = ("srgb", "display-p3", "adobe-rgb", "linear", "unknown")


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph.

    rgb : (rows, cols, 3) uint8 or uint16, in the file's own encoding, turned upright.
    encoding : one of ENCODINGS, from the embedded profile; 'unknown' is treated as sRGB and
        flagged.
    pixel_um : µm of skin between pixel centres where the file states it, else None.
    settings : exposure, aperture, sensitivity, focal length, white balance and flash as text. Never
        place, date, owner, serial numbers or free text.
    """

    rgb: NDArray[np.uint8] | NDArray[np.uint16]
    encoding: str = "srgb"
    pixel_um: float | None = None
    format_id: str = "array"
    device: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.rgb.shape[0]), int(self.rgb.shape[1])

    @property
    def levels(self) -> int:
        """How many values a channel can take: 256 or 65536."""
        return 256 if self.rgb.dtype == np.uint8 else 65536
