"""Photometric stereo: a height map from images of one unmoved surface under several lights."""

from turgor.measure.surface.photometric.height import photometric_height
from turgor.measure.surface.photometric.lights import (
    Lights,
    lights_from_falloff,
    lights_from_sphere,
    ring_lights,
)
from turgor.measure.surface.photometric.whole import heights_from_lights

__all__ = [
    "Lights",
    "heights_from_lights",
    "lights_from_falloff",
    "lights_from_sphere",
    "photometric_height",
    "ring_lights",
]
