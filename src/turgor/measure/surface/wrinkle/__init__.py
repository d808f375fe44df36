"""Wrinkles and fine lines as objects: found at scale, measured below a lid from their shoulders."""

from turgor.measure.surface.wrinkle.found import Wrinkle, WrinkleMap
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.region import RegionSummary, region_summary, wrinkle_mask
from turgor.measure.surface.wrinkle.stated import object_values, region_values, wrinkle_conditions
from turgor.measure.surface.wrinkle.whole import find_wrinkles

__all__ = [
    "RegionSummary",
    "Wrinkle",
    "WrinkleMap",
    "WrinkleOptions",
    "find_wrinkles",
    "object_values",
    "region_summary",
    "region_values",
    "wrinkle_conditions",
    "wrinkle_mask",
]
