"""Priors of effects as the evidence base states them."""

import math

from turgor.errors import EvidenceError
from turgor.evidence import find_parameter


def normal_prior(parameter_id: str) -> tuple[float, float]:
    """(mean, sd) of a slope's normal prior, by the id of its record."""
    record = find_parameter(parameter_id)
    return record.value, _spread(record.spread, parameter_id)


def log_normal_prior(parameter_id: str) -> tuple[float, float]:
    """(median, sd of the logarithm) of a positive value's prior, by the id of its record."""
    record = find_parameter(parameter_id)
    ratio = _spread(record.spread, parameter_id) / record.value
    return record.value, math.sqrt(math.log1p(ratio**2))


def _spread(spread: float | None, parameter_id: str) -> float:
    if spread is None or spread <= 0.0:
        raise EvidenceError(f"parameter '{parameter_id}' has no spread; a prior needs one")
    return spread
