"""Structure of the skin from high-frequency ultrasound."""

from turgor.measure.ultrasound.conditions import ultrasound_conditions
from turgor.measure.ultrasound.envelope import bmode_of
from turgor.measure.ultrasound.picture import draw_borders
from turgor.measure.ultrasound.settings import UltrasoundSettings
from turgor.measure.ultrasound.whole import (
    UltrasoundMeasurement,
    UltrasoundQuality,
    measure_ultrasound,
)

__all__ = [
    "UltrasoundMeasurement",
    "UltrasoundQuality",
    "UltrasoundSettings",
    "bmode_of",
    "draw_borders",
    "measure_ultrasound",
    "ultrasound_conditions",
]
