"""What norms say together: priors of a baseline, ageing a year, noise of an instrument."""

from turgor.evidence.norms.ageing import ageing_slopes, all_ageing_slopes, quantity_slopes
from turgor.evidence.norms.noise import (
    MeasurementNoise,
    measurement_noise,
    noisy_observables,
    repeatability_of,
)
from turgor.evidence.norms.prior import PopulationPrior, population_prior
from turgor.evidence.norms.slope import AgeingSlope

__all__ = [
    "AgeingSlope",
    "MeasurementNoise",
    "PopulationPrior",
    "ageing_slopes",
    "all_ageing_slopes",
    "measurement_noise",
    "noisy_observables",
    "population_prior",
    "quantity_slopes",
    "repeatability_of",
]
