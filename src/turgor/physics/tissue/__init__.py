"""Skin's layers with their optical, thermal, electrical and diffusion properties."""

from turgor.physics.tissue.diffusion import (
    DiffusionLayer,
    Solute,
    corneum_permeability_cm_h,
    diffusion_layers,
)
from turgor.physics.tissue.electrical import ElectricalLayer, electrical_layers
from turgor.physics.tissue.optical import effective_absorption, optical_stack
from turgor.physics.tissue.stack import tissue_stack
from turgor.physics.tissue.thermal import thermal_layers
from turgor.physics.tissue.water import water_absorption_mm

__all__ = [
    "DiffusionLayer",
    "ElectricalLayer",
    "Solute",
    "corneum_permeability_cm_h",
    "diffusion_layers",
    "effective_absorption",
    "electrical_layers",
    "optical_stack",
    "thermal_layers",
    "tissue_stack",
    "water_absorption_mm",
]
