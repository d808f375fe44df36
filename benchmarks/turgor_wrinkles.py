"""The adaptor from Turgor's wrinkle detector to the plain words of wrinkle_scoring.

It runs what `turgor measure` runs: the default skin pipeline, then the detector on the surface
that the S-filter and the form operator leave.
"""

import numpy as np

from turgor.measure.surface.pipeline import prepare
from turgor.measure.surface.wrinkle import find_wrinkles
from turgor.record.height_map import HeightMap
from wrinkle_scoring import Line


def find(height_map: HeightMap) -> list[Line]:
    """Every object that the detector states, wrinkles and fine lines."""
    layers = prepare(height_map)
    found = find_wrinkles(layers.s_f_um, height_map.pitch_x_um, height_map.pitch_y_um)
    return [
        Line(
            id=str(w.id),
            object_class="wrinkle" if w.object_class == "wrinkle" else "fine-line",
            line_um=w.centre_line_um,
            depth_um=w.depth_profile_um,
            width_um=np.full(len(w.centre_line_um), w.width_half_depth_um),
            volume_mm3=w.volume_mm3,
            stated_depth_um=w.depth_mean_um,
            stated_length_mm=w.length_mm,
        )
        for w in found.wrinkles
        if len(w.centre_line_um) >= 2
    ]
