"""Where an instrument was held: capture frame to plan frame of the skin, and back.

A point p of the capture, taken from the field's middle, lies on the place
s = displacement + R(rotation) p. The skin there is the material point
m = s / (1 + strain) + warp (sin(2 pi s_y / L), sin(2 pi s_x / L)): a smooth stretch, as of
another expression. Without stretch m = s, exactly.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """How one capture was placed.

    displacement_um : plan coordinates (x, y) of the field's middle.
    rotation_deg : turn of the instrument's x axis from x towards y of the plan.
    tilt_x_deg, tilt_y_deg : slope of the plane that the instrument's own axes add.
    strain_x, strain_y : relative stretch of the skin; warp_um, warp_length_um : its smooth part.
    """

    displacement_um: tuple[float, float] = (0.0, 0.0)
    rotation_deg: float = 0.0
    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0
    strain_x: float = 0.0
    strain_y: float = 0.0
    warp_um: float = 0.0
    warp_length_um: float = 20000.0

    def __post_init__(self) -> None:
        """Refuse a stretch that folds the skin."""
        if 2 * math.pi * abs(self.warp_um) >= 0.5 * self.warp_length_um:
            raise InputError("warp_um is so large that the skin would fold; keep it below L / 13")
        if min(self.strain_x, self.strain_y) <= -0.5:
            raise InputError("strain must lie above -0.5")

    def to_skin(self, x_um: F, y_um: F, middle_um: tuple[float, float]) -> tuple[F, F]:
        """Plan coordinates of capture points; ``middle_um`` is the field's middle."""
        c, s = math.cos(math.radians(self.rotation_deg)), math.sin(math.radians(self.rotation_deg))
        px, py = x_um - middle_um[0], y_um - middle_um[1]
        sx = self.displacement_um[0] + c * px - s * py
        sy = self.displacement_um[1] + s * px + c * py
        if self.warp_um == 0.0 and self.strain_x == 0.0 and self.strain_y == 0.0:
            return sx, sy
        k = 2 * math.pi / self.warp_length_um
        return (
            sx / (1 + self.strain_x) + self.warp_um * np.sin(k * sy),
            sy / (1 + self.strain_y) + self.warp_um * np.sin(k * sx),
        )

    def to_capture(self, x_um: F, y_um: F, middle_um: tuple[float, float]) -> tuple[F, F]:
        """Capture coordinates of points of the plan frame: the inverse, to 1e-9 µm."""
        k = 2 * math.pi / self.warp_length_um
        sx, sy = x_um.copy(), y_um.copy()
        for _ in range(60 if self.warp_um or self.strain_x or self.strain_y else 0):
            sx, sy = (
                (x_um - self.warp_um * np.sin(k * sy)) * (1 + self.strain_x),
                (y_um - self.warp_um * np.sin(k * sx)) * (1 + self.strain_y),
            )
        c, s = math.cos(math.radians(self.rotation_deg)), math.sin(math.radians(self.rotation_deg))
        dx, dy = sx - self.displacement_um[0], sy - self.displacement_um[1]
        return middle_um[0] + c * dx + s * dy, middle_um[1] - s * dx + c * dy
