"""From a photometric-stereo capture, as read from its folder, to a height map."""

from dataclasses import replace

import numpy as np

from turgor.formats.light_images import LightImages
from turgor.measure.surface.photometric.flat_field import DEFAULT_DEGREE
from turgor.measure.surface.photometric.height import photometric_height
from turgor.measure.surface.photometric.lights import Lights
from turgor.record.height_map import BoolMap, HeightMap

#: a reading this near to the camera's full scale was cut off by it and is not used
SATURATED = 0.998


def heights_from_lights(
    images: LightImages,
    *,
    surface_kind: str = "elastomer",
    lights: Lights | None = None,
    elevation_deg: float | None = None,
    flat_field_degree: int | None = DEFAULT_DEGREE,
    mask: BoolMap | None = None,
) -> HeightMap:
    """The height map of a capture; 'relative' unless lights or their elevation are given.

    Saturated readings are left out. The instrument's own words are kept in ``settings`` beside
    ours (prefix 'photometric.').
    Errors: as for photometric_height.
    """
    found = photometric_height(
        np.where(images.grey < SATURATED, images.grey, np.nan),
        images.pitch_um,
        lights,
        surface_kind=surface_kind,
        flat_field_degree=flat_field_degree,
        elevation_deg=elevation_deg,
        mask=mask,
    )
    ours = {f"photometric.{name}": text for name, text in found.settings.items()}
    return replace(found, device=images.device, settings={**images.settings, **ours})
