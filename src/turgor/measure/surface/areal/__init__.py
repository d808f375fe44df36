"""Areal texture parameters of ISO 25178-2 from a scale-limited surface with any gaps."""

from turgor.measure.surface.areal.result import ArealResult, own_conditions
from turgor.measure.surface.areal.whole import areal_parameters

__all__ = ["ArealResult", "areal_parameters", "own_conditions"]
