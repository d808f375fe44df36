"""Where the camera stood and how the face moved: plan of the skin to photograph, and back.

A pixel (u, v), pixel centres at whole numbers, looks at the place s of the skin plane through a
pinhole (a homography, exact both ways). There lies the material point m = s + w(s) of the plan,
with w a smooth field of plane waves: another expression. Without expression m = s.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError

F = NDArray[np.float64]

WAVES = 4


@dataclass(frozen=True, slots=True)
class Expression:
    """A smooth displacement of the skin within its own plane.

    amplitude_mm : greatest displacement within 100 mm of the middle. length_mm : the waves are
    one to two times as long.
    """

    amplitude_mm: float = 0.0
    length_mm: float = 60.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a displacement that would fold the skin."""
        if self.amplitude_mm < 0 or 13.0 * self.amplitude_mm >= self.length_mm:
            raise InputError("expression: amplitude_mm from 0 to length_mm / 13, or the skin folds")

    def waves(self) -> F:
        """(WAVES, 5) wave vector in rad/mm, phase, and amplitude in x and y in mm."""
        return _unit_waves(self.length_mm, self.seed) * (1, 1, 1, *(2 * [self.amplitude_mm]))

    def to_plan(self, x_mm: F, y_mm: F) -> tuple[F, F]:
        """Material points that lie at places of the skin plane; any shape, mm."""
        dx, dy = np.zeros_like(x_mm), np.zeros_like(y_mm)
        if self.amplitude_mm:
            for kx, ky, phase, ax, ay in self.waves():
                wave = np.sin(kx * x_mm + ky * y_mm + phase)
                dx += ax * wave
                dy += ay * wave
        return x_mm + dx, y_mm + dy

    def from_plan(self, x_mm: F, y_mm: F) -> tuple[F, F]:
        """Places where material points lie: the inverse, to 1e-10 mm."""
        sx, sy = x_mm, y_mm
        for _ in range(80 if self.amplitude_mm else 0):
            mx, my = self.to_plan(sx, sy)
            sx, sy = sx + (x_mm - mx), sy + (y_mm - my)
        return sx, sy


@lru_cache(maxsize=64)
def _unit_waves(length_mm: float, seed: int) -> F:
    rng = np.random.default_rng([seed, 77])
    k = 2.0 * math.pi / (length_mm * rng.uniform(1.0, 2.0, WAVES))
    angle = math.pi * (np.arange(WAVES) + rng.uniform(0.0, 1.0, WAVES)) / WAVES
    turn = rng.uniform(0.0, 2.0 * math.pi, WAVES)
    waves = np.column_stack(
        (k * np.cos(angle), k * np.sin(angle), rng.uniform(0, 2 * math.pi, WAVES),
         np.cos(turn), np.sin(turn))
    )  # fmt: skip
    x, y = np.meshgrid(np.linspace(-100, 100, 161), np.linspace(-100, 100, 161))
    phase = waves[:, 0, None] * x.ravel() + waves[:, 1, None] * y.ravel() + waves[:, 2, None]
    dx, dy = (waves[:, 3:].T @ np.sin(phase)).reshape(2, -1)
    waves[:, 3:] /= np.hypot(dx, dy).max()
    waves.setflags(write=False)
    return waves


@dataclass(frozen=True, slots=True)
class CameraPose:
    """A pinhole camera before the skin plane.

    um_per_px : µm of skin between pixel centres in the photograph's middle.
    shift_mm : place of the skin plane that the middle looks at. rotation_deg : turn of the skin's
    x axis from u towards v. tilt_x_deg, tilt_y_deg : turn of the plane about its x and y axis.
    """

    um_per_px: float = 80.0
    shift_mm: tuple[float, float] = (0.0, 0.0)
    rotation_deg: float = 0.0
    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0
    distance_mm: float = 500.0
    expression: Expression = field(default_factory=Expression)

    def __post_init__(self) -> None:
        """Refuse a camera that sees no skin."""
        if self.um_per_px <= 0 or self.distance_mm <= 0:
            raise InputError("camera: um_per_px and distance_mm must be above 0")
        if max(abs(self.tilt_x_deg), abs(self.tilt_y_deg)) >= 60:
            raise InputError("camera: tilt must stay below 60°")

    def homography(self, shape: tuple[int, int]) -> F:
        """(3, 3) from places (x mm, y mm, 1) of the skin plane to pixels (u, v, 1)."""
        turn = rotation(self.tilt_x_deg, self.tilt_y_deg, self.rotation_deg)
        columns = np.column_stack((turn[:, 0], turn[:, 1], (0.0, 0.0, self.distance_mm)))
        home = np.array([[1.0, 0, -self.shift_mm[0]], [0, 1.0, -self.shift_mm[1]], [0, 0, 1.0]])
        made: F = self.lens(shape) @ columns @ home
        return made

    def lens(self, shape: tuple[int, int]) -> F:
        """(3, 3) from camera coordinates in mm to pixels."""
        focal_px = 1000.0 * self.distance_mm / self.um_per_px
        rows, cols = shape
        return np.array(
            [[focal_px, 0, 0.5 * (cols - 1)], [0, focal_px, 0.5 * (rows - 1)], [0, 0, 1.0]]
        )

    def to_photo(self, points_mm: F, shape: tuple[int, int]) -> F:
        """(n, 2) pixels (u, v) of material points (n, 2) of the plan in mm."""
        x, y = self.expression.from_plan(points_mm[:, 0], points_mm[:, 1])
        return project(self.homography(shape), np.column_stack((x, y)))

    def to_plan(self, points_px: F, shape: tuple[int, int]) -> F:
        """(n, 2) material points of the plan in mm that pixels (n, 2) look at."""
        s = project(inverted(self.homography(shape)), points_px)
        return np.column_stack(self.expression.to_plan(s[:, 0], s[:, 1]))


def rotation(tilt_x_deg: float, tilt_y_deg: float, turn_deg: float) -> F:
    """(3, 3) turn about z first, then about y, then about x."""
    a, b, c = np.radians([tilt_x_deg, tilt_y_deg, turn_deg])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turned: F = about_x @ about_y @ about_z
    return turned


def inverted(homography: F) -> F:
    """(3, 3) the way back."""
    return np.asarray(np.linalg.inv(homography), dtype=np.float64)


def project(homography: F, points: F) -> F:
    """(n, 2) points (n, 2) through a homography."""
    w = points @ homography[:, :2].T + homography[:, 2]
    projected: F = w[:, :2] / w[:, 2:]
    return projected


@jit
def look(first_row: int, end_row: int, cols: int, inverse: F, waves: F, out: F) -> None:
    """Fill ``out`` (4, points): place s and material point m of each pixel of some rows, mm."""
    k = 0
    for row in range(first_row, end_row):
        for col in range(cols):
            w = inverse[2, 0] * col + inverse[2, 1] * row + inverse[2, 2]
            sx = (inverse[0, 0] * col + inverse[0, 1] * row + inverse[0, 2]) / w
            sy = (inverse[1, 0] * col + inverse[1, 1] * row + inverse[1, 2]) / w
            mx = sx
            my = sy
            for n in range(waves.shape[0]):
                wave = math.sin(waves[n, 0] * sx + waves[n, 1] * sy + waves[n, 2])
                mx += waves[n, 3] * wave
                my += waves[n, 4] * wave
            out[0, k] = sx
            out[1, k] = sy
            out[2, k] = mx
            out[3, k] = my
            k += 1
