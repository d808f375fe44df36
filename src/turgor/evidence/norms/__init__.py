"""What norms say together: priors of a baseline, ageing a year, noise of an instrument."""

from turgor.evidence.norms.ageing import ageing_slopes, all_ageing_slopes, quantity_slopes
from turgor.evidence.norms.slope import AgeingSlope

__all__ = [
    "AgeingSlope",
    "ageing_slopes",
    "all_ageing_slopes",
    "quantity_slopes",
]
