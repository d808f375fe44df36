"""A chart in a photograph: where it lies and what the camera recorded of each patch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.measure.photo.chart.layout import Chart

#: why a patch is not used
CLIPPED, DARK, UNEVEN, HIDDEN, OUTSIDE = "clipped", "black-clipped", "uneven", "hidden", "outside"


@dataclass(frozen=True, slots=True)
class FoundChart:
    """A chart that was found or pointed at.

    corners_px : (4, 2) x, y of the outer corners of its four corner patches, from the chart's own
        top left clockwise; pixel centres are whole numbers.
    homography : (3, 3) from pitches on the chart (the first patch's centre is 0, 0) to pixels.
    rgb : (patches, 3) linear 0..1, mean of each patch's middle; NaN where it lies outside.
    noise : (patches, 3) standard error of ``rgb``.
    code_spread : (patches,) how much the middle's luminance varies, as largest over smallest of
        nine cells.
    faults : (patches,) '' or why the patch is not used.
    um_per_px : µm on the chart's plane at its middle, along the untilted axis; None where the
        pitch is not known.
    tilt_deg : angle between the chart's plane and the sensor's, from perspective; NaN for a chart
        of one row.
    correlation : how well the patches' colours agree with the reference, 1 = fully; NaN where
        the corners were given and too few patches can be compared.
    found_by : 'search' or 'corners'.
    """

    chart: Chart
    corners_px: NDArray[np.float64]
    homography: NDArray[np.float64]
    rgb: NDArray[np.float64]
    noise: NDArray[np.float64]
    code_spread: NDArray[np.float64]
    faults: tuple[str, ...]
    um_per_px: float | None
    tilt_deg: float
    pitch_px: float
    correlation: float
    found_by: str
    flags: tuple[str, ...] = ()

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(patches,) True where the patch may be used for colour."""
        return np.array([fault == "" for fault in self.faults])


def to_pixels(homography: ArrayLike, points: ArrayLike) -> NDArray[np.float64]:
    """(n, 2) x, y in pixels of (n, 2) points in pitches."""
    flat = np.asarray(points, dtype=np.float64)
    mapped = np.column_stack((flat, np.ones(len(flat)))) @ np.asarray(homography).T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def jacobian_at(homography: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, 2) pixels per pitch at a point in pitches; rows are x and y."""
    u, v, w = homography @ np.array([point[0], point[1], 1.0])
    top = homography[:2, :2] * w - np.outer((u, v), homography[2, :2])
    return np.asarray(top / w**2)
