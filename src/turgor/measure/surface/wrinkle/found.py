"""What a search for wrinkles gives: the objects, their map and the lid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.record.height_map import BoolMap, FloatMap

IntMap = NDArray[np.int32]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wrinkle:
    """One wrinkle or fine line.

    id : its number in the label map, from 1; deeper objects first.
    object_class : 'wrinkle' or 'line' (fine line).
    centre_line_um : (n, 2) float64 (x, y), µm from the outer corner of the top left cell, at
        even steps along the deepest line.
    depth_profile_um : (n,) depth below the lid along it.
    cross_section_profile_um2 : (n,) area of the section at each point of the centre line.
    section_offset_um, section_share : (m,) the mean section: offset from the centre line
        (positive to the right of the way along it, y down) and depth over the depth at the centre.
    step_um : distance of two points along the centre line; each point stands for one step of
        the length.
    zone_left_um, zone_right_um : how far the wrinkle reaches to each side.
    measured_share : share of its points (inside the zone) that were measured.
    """

    id: int
    object_class: str
    centre_line_um: Points
    depth_profile_um: FloatMap
    cross_section_profile_um2: FloatMap
    section_offset_um: FloatMap
    section_share: FloatMap
    step_um: float
    zone_left_um: float
    zone_right_um: float
    length_mm: float
    depth_mean_um: float
    depth_p95_um: float
    depth_max_um: float
    width_half_depth_um: float
    cross_section_um2: float
    volume_mm3: float
    area_mm2: float
    orientation_deg: float
    measured_share: float


@dataclass(frozen=True, slots=True)
class WrinkleMap:
    """Every object of one map.

    labels : (rows, cols) int32, the id of the object that a point belongs to, 0 = none; where
        objects cross, a point belongs to the one that is deeper there.
    lid_um : (rows, cols) the surface without the objects and without microrelief, µm.
    searched : (rows, cols) bool, points that were measured and inside the mask.
    """

    labels: IntMap
    lid_um: FloatMap
    wrinkles: tuple[Wrinkle, ...]
    searched: BoolMap
    pitch_x_um: float
    pitch_y_um: float
    options: WrinkleOptions
