"""Melanin, blood, its oxygenation and scattering from reflectance spectra, each with its doubt."""

from turgor.measure.colour.chromophore.doubt import interval
from turgor.measure.colour.chromophore.invert import Inversion, invert
from turgor.measure.colour.chromophore.prior import Prior, prior
from turgor.measure.colour.chromophore.whole import measure_chromophores

__all__ = ["Inversion", "Prior", "interval", "invert", "measure_chromophores", "prior"]
