"""What was planted, in the frame of one capture.

Capture frame: x to the right and y downwards in µm from the outer corner of the top left cell;
the point in row i and column j lies at ((j + 1/2) pitch, (i + 1/2) pitch).

Depth is the planted displacement at the centre line, against the surface without any wrinkle
(form and microrelief, whose mean over the plane is zero). Where wrinkles meet the greatest
displacement holds, in the surface and in ``depth_um``. Volume is the displacement integrated
over the points that the wrinkle owns, so the volumes of all wrinkles add up to the volume that
is missing from the skin. Raised shoulders are stated apart and are part of neither; a lid drawn
over the shoulders' crests lies up to ``shoulder_um`` higher.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.surface.furrow import arc_length_um
from turgor.record.height_map import FloatMap


@dataclass(frozen=True, slots=True)
class PlantedWrinkle:
    """One wrinkle, or the piece of one that lies inside the field.

    centre_line_um : (n, 2) x, y in the capture frame.
    depth_um : (n,) planted displacement there, the greatest of all wrinkles at that point.
    width_um : (n,) own width at half depth, across the line.
    area_um2 : (n,) own cross-section area, from the closed form of its section.
    shoulder_um : (n,) height of the shoulders' crests over the surface without the wrinkle.
    owned : (n,) True where no other wrinkle is deeper.
    volume_mm3 : displacement over the points that it owns, inside the field.
    in_field : share of the wrinkle's whole length that lies inside the field.
    """

    id: str
    object_class: str
    layout: str
    section: str
    centre_line_um: NDArray[np.float64]
    depth_um: NDArray[np.float64]
    width_um: NDArray[np.float64]
    area_um2: NDArray[np.float64]
    shoulder_um: NDArray[np.float64]
    owned: NDArray[np.bool_]
    volume_mm3: float
    in_field: float

    @property
    def length_mm(self) -> float:
        """Length of the centre line inside the field, tapered ends included, mm."""
        return float(arc_length_um(self.centre_line_um)[-1]) / 1000.0

    @property
    def depth_mean_um(self) -> float:
        """Mean of the depth along the line, by arc length, µm."""
        s = arc_length_um(self.centre_line_um)
        return float(np.trapezoid(self.depth_um, s) / s[-1])

    @property
    def depth_max_um(self) -> float:
        """Greatest depth along the line, µm."""
        return float(self.depth_um.max())

    @property
    def orientation_deg(self) -> float:
        """Axis, 0 to 180 degrees from x towards y (down): axial mean weighted by length."""
        d = np.diff(self.centre_line_um, axis=0)
        length, angle = np.hypot(d[:, 0], d[:, 1]), 2.0 * np.arctan2(d[:, 1], d[:, 0])
        mean = np.arctan2(np.sum(length * np.sin(angle)), np.sum(length * np.cos(angle)))
        return float(np.degrees(0.5 * mean) % 180.0)

    def length_deeper_mm(self, depth_um: float) -> float:
        """Length of the line where the planted depth is at least ``depth_um``, mm."""
        s = arc_length_um(self.centre_line_um)
        inside = 0.5 * (self.depth_um[1:] + self.depth_um[:-1]) >= depth_um
        return float(np.sum(np.diff(s)[inside])) / 1000.0


@dataclass(frozen=True, slots=True)
class PlantedTruth:
    """Everything planted in one capture.

    displacement_um : (rows, cols) how far wrinkles lower the surface, ≥ 0, without gaps.
    owner : (rows, cols) index into ``owner_ids`` of the wrinkle that owns a point, or -1.
    """

    wrinkles: tuple[PlantedWrinkle, ...]
    displacement_um: FloatMap
    owner: NDArray[np.int16]
    owner_ids: tuple[str, ...]
    pitch_um: float

    @property
    def volume_mm3(self) -> float:
        """Volume of all wrinkles inside the field, mm³."""
        return float(self.displacement_um.sum()) * self.pitch_um**2 * 1e-9
