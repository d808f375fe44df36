"""Shear and surface waves: motion from echoes, group and phase speed, stiffness, dispersion."""

from turgor.measure.elasticity.wave.by_depth import DepthSpeeds, group_speeds_by_depth
from turgor.measure.elasticity.wave.conditions import wave_conditions
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.measure.elasticity.wave.whole import WaveMeasurement, measure_wave

__all__ = [
    "DepthSpeeds",
    "WaveMeasurement",
    "WaveSettings",
    "group_speeds_by_depth",
    "measure_wave",
    "wave_conditions",
]
