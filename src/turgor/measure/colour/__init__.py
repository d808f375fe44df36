"""Colour of skin from reflectance spectra: findings, repeats within a file, change."""

from turgor.measure.colour.change import colour_difference
from turgor.measure.colour.repeats import measure_spectra
from turgor.measure.colour.whole import SpectrumMeasurement, measure_spectrum

__all__ = ["SpectrumMeasurement", "colour_difference", "measure_spectra", "measure_spectrum"]
