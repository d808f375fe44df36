"""Strain between two OCT scans, layer by layer."""

from turgor.measure.elasticity.oct.conditions import oct_conditions
from turgor.measure.elasticity.oct.settings import OctSettings
from turgor.measure.elasticity.oct.whole import OctMeasurement, measure_oct

__all__ = ["OctMeasurement", "OctSettings", "measure_oct", "oct_conditions"]
