"""Colour of a reflectance spectrum: observers, illuminants, tristimulus values, L*a*b*, ITA."""

from turgor.physics.colour.cielab import chroma, hue_deg, lab_from_xyz, xyz_from_lab
from turgor.physics.colour.difference import delta_e_2000
from turgor.physics.colour.illuminant import ILLUMINANTS, illuminant_power
from turgor.physics.colour.ita import ITA_CLASSES, ita_class, ita_deg
from turgor.physics.colour.observer import OBSERVERS, colour_matching
from turgor.physics.colour.tristimulus import tristimulus, white_point

__all__ = [
    "ILLUMINANTS",
    "ITA_CLASSES",
    "OBSERVERS",
    "chroma",
    "colour_matching",
    "delta_e_2000",
    "hue_deg",
    "illuminant_power",
    "ita_class",
    "ita_deg",
    "lab_from_xyz",
    "tristimulus",
    "white_point",
    "xyz_from_lab",
]
