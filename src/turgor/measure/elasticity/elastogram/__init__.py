"""Findings of what a scanner itself states of stiffness, device-reported and never merged."""

from turgor.measure.elasticity.elastogram.conditions import (
    ElastogramSettings,
    elastogram_conditions,
)
from turgor.measure.elasticity.elastogram.whole import ElastogramMeasurement, measure_elastogram

__all__ = [
    "ElastogramMeasurement",
    "ElastogramSettings",
    "elastogram_conditions",
    "measure_elastogram",
]
