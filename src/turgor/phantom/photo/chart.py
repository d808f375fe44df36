"""A colour chart that lies in the picture: its geometry, its placing, and what covers a point."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.phantom.photo.pose import CameraPose, project, rotation

F = NDArray[np.float64]

#: patches of the usual chart in reading order, dark skin first and black last
PATCHES = (
    "dark skin", "light skin", "blue sky", "foliage", "blue flower", "bluish green",
    "orange", "purplish blue", "moderate red", "purple", "yellow green", "orange yellow",
    "blue", "green", "red", "yellow", "magenta", "cyan",
    "white", "neutral 8", "neutral 6.5", "neutral 5", "neutral 3.5", "black",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart of square patches in a dark frame.

    patch_mm, gap_mm, border_mm : side of a patch, frame between patches, frame around them.
    centre_mm : place on the skin plane. rotation_deg : turn from x towards y; 180 is upside down.
    tilt_x_deg, tilt_y_deg : turn out of the skin's plane about the chart's own axes.
    hidden : share of the chart, from its right edge, that a cloth covers.
    """

    columns: int = 6
    patches: tuple[str, ...] = PATCHES
    patch_mm: float = 7.2
    gap_mm: float = 0.8
    border_mm: float = 2.0
    centre_mm: tuple[float, float] = (0.0, -55.0)
    rotation_deg: float = 0.0
    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0
    frame_reflectance: float = 0.035
    hidden: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no grid of patches."""
        if self.columns < 1 or not self.patches or len(self.patches) % self.columns:
            raise InputError("a chart's patches must fill whole rows of its columns")
        if min(self.patch_mm, self.border_mm) <= 0 or self.gap_mm < 0:
            raise InputError("a chart needs patches and a border above 0 mm")

    @property
    def rows(self) -> int:
        """Rows of patches."""
        return len(self.patches) // self.columns

    @property
    def pitch_mm(self) -> float:
        """Between the centres of neighbouring patches."""
        return self.patch_mm + self.gap_mm

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height with the frame."""
        edge = 2.0 * self.border_mm - self.gap_mm
        return self.columns * self.pitch_mm + edge, self.rows * self.pitch_mm + edge

    def patch_corners_mm(self) -> F:
        """(patches, 4, 2) corners of each patch from its top left clockwise, chart mm."""
        square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * self.patch_mm
        row, col = np.divmod(np.arange(len(self.patches)), self.columns)
        first = self.border_mm + self.pitch_mm * np.column_stack((col, row))
        corners: F = first[:, None, :] + square
        return corners

    def homography(self, pose: CameraPose, shape: tuple[int, int]) -> F:
        """(3, 3) from chart mm, origin at its own top left, to pixels of that photograph."""
        own = rotation(self.tilt_x_deg, self.tilt_y_deg, self.rotation_deg)[:, :2]
        camera = rotation(pose.tilt_x_deg, pose.tilt_y_deg, pose.rotation_deg)
        off = np.array([*np.subtract(self.centre_mm, pose.shift_mm), 0.0])
        middle = np.array(self.size_mm) / 2.0
        columns = camera @ np.column_stack((own, off - own @ middle))
        columns[2, 2] += pose.distance_mm
        made: F = pose.lens(shape) @ columns
        return made

    def corners_px(self, pose: CameraPose, shape: tuple[int, int], frame: bool = False) -> F:
        """(4, 2) pixels of the outer corners of the four corner patches, or of the frame.

        From the chart's own top left clockwise.
        """
        w, h = self.size_mm
        e = 0.0 if frame else self.border_mm
        square = np.array([[e, e], [w - e, e], [w - e, h - e], [e, h - e]])
        return project(self.homography(pose, shape), square)

    def numbers(self) -> F:
        """(8,) coefficients for ``chart_at``."""
        w, h = self.size_mm
        return np.array(
            (self.columns, self.rows, self.patch_mm, self.pitch_mm, self.border_mm, w, h,
             w * (1.0 - self.hidden))
        )  # fmt: skip


@jit
def chart_at(x: float, y: float, pixel_mm: float, numbers: F) -> tuple[float, float, int]:
    """Share of a pixel that the chart covers, share of that in a patch, and the patch's number.

    The number after the last patch is the cloth that hides part of the chart.
    Edges are straight and wider apart than a pixel, so coverage is linear in their distance.
    """
    out = min(min(x, numbers[5] - x), min(y, numbers[6] - y)) / pixel_mm + 0.5
    if out <= 0.0:
        return 0.0, 0.0, -1
    cover = min(out, 1.0)
    if x > numbers[7]:
        return cover, 1.0, int(numbers[0] * numbers[1])
    pitch = numbers[3]
    patch = numbers[2]
    p = (x - numbers[4] - 0.5 * patch) / pitch
    q = (y - numbers[4] - 0.5 * patch) / pitch
    col = min(max(math.floor(p + 0.5), 0), int(numbers[0]) - 1)
    row = min(max(math.floor(q + 0.5), 0), int(numbers[1]) - 1)
    off = max(abs(p - col), abs(q - row)) * pitch
    inside = min(max((0.5 * patch - off) / pixel_mm + 0.5, 0.0), 1.0)
    return cover, inside, row * int(numbers[0]) + col
