"""Skin's layers with their optical, thermal, electrical and diffusion properties."""

from turgor.physics.tissue.optical import effective_absorption, optical_stack
from turgor.physics.tissue.stack import tissue_stack
from turgor.physics.tissue.thermal import thermal_layers
from turgor.physics.tissue.water import water_absorption_mm

__all__ = [
    "effective_absorption",
    "optical_stack",
    "thermal_layers",
    "tissue_stack",
    "water_absorption_mm",
]
