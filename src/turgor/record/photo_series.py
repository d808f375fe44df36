"""One place's photographs over the visits, all in the baseline's frame, ready to be looked at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PhotoVisit:
    """One visit's photograph laid on the baseline.

    rgb : (rows, cols, 3) uint8, sRGB after colour correction. mi_rgb, ei_rgb : (rows, cols)
    float64, NaN where clipped. known : (rows, cols) bool, False where this visit shows no skin,
    the registration is not trusted or the zone ends. note : a line that says how it was laid.
    """

    visit: str
    rgb: NDArray[np.uint8]
    mi_rgb: NDArray[np.float64]
    ei_rgb: NDArray[np.float64]
    known: NDArray[np.bool_]
    note: str


@dataclass(frozen=True, slots=True)
class SpotPlace:
    """Where a spot that is followed lies: centre and reach in pixels of the series' frame."""

    id: str
    kind: str
    centre_px: tuple[float, float]
    radius_px: float


@dataclass(frozen=True, slots=True)
class PhotoSeries:
    """The series of one place; ``visits`` begins with the baseline.

    shown : the follow-up that is held against baseline in pictures. um_per_px : of this frame, None
    where there was no scale. whole_frame : True where no zone was placed, so that the whole shared
    field is shown.
    """

    subject: str
    site: str
    side: str
    region: str
    um_per_px: float | None
    visits: tuple[PhotoVisit, ...]
    shown: str
    spots: tuple[SpotPlace, ...] = ()
    whole_frame: bool = True
