"""Fields of zones: from one zone and how zones are placed to shares of the skin by depth."""

from turgor.skin.stimulus.field.build_up import (
    Scan,
    background_rise_c,
    build_up,
    cooling_flags,
    usual_scan,
)
from turgor.skin.stimulus.field.coverage import lateral_fractions
from turgor.skin.stimulus.field.density import density_of_coverage
from turgor.skin.stimulus.field.device import LaserDevice, find_laser
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit
from turgor.skin.stimulus.field.medium import even_layer
from turgor.skin.stimulus.field.shape import ZoneField, ZoneShape

__all__ = [
    "HeatDeposit",
    "LaserDevice",
    "Scan",
    "ZoneField",
    "ZoneShape",
    "background_rise_c",
    "build_up",
    "cooling_flags",
    "density_of_coverage",
    "even_layer",
    "find_laser",
    "lateral_fractions",
    "usual_scan",
]
