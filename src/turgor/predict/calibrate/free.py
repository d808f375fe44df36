"""The free parameters: each log-normal around its prior, in units of its prior's spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter
from turgor.predict.hierarchy.prior import log_normal_prior
from turgor.skin.load import TRAITS
from turgor.skin.parameters import all_parameter_names, all_prior_medians

FloatArray = NDArray[np.float64]

#: slopes of the rating layer that are fitted with the skin's own parameters
RATING_SLOPES = ("rating.people", "rating.graded")
_PREFIX = {True: "predict.", False: "virtual."}


@dataclass(frozen=True, slots=True)
class FreeParameter:
    """One free parameter: value = median x exp(log_sd x u), u ~ N(0, 1) before any data."""

    name: str
    median: float
    log_sd: float


@cache
def free_parameters() -> tuple[FreeParameter, ...]:
    """Those whose evidence record says ``role = free``, in the order of the parameters' list."""
    names = [
        name
        for name in all_parameter_names()
        if name not in TRAITS
        and dict(find_parameter(f"virtual.{name}").conditions).get("role") == "free"
    ]
    return tuple(
        FreeParameter(name, *log_normal_prior(_PREFIX[name in RATING_SLOPES] + name))
        for name in (*names, *RATING_SLOPES)
    )


def values_of(units: FloatArray) -> FloatArray:
    """Values (k, B) of free parameters at units (k, B) of their prior's spread."""
    free = free_parameters()
    medians = np.array([one.median for one in free])[:, None]
    spreads = np.array([one.log_sd for one in free])[:, None]
    return np.asarray(medians * np.exp(spreads * units))


def skin_parameters(units: FloatArray) -> FloatArray:
    """All parameters of the skin (n_p, B): free ones at ``units`` (k, B), the rest at priors."""
    names = {name: i for i, name in enumerate(all_parameter_names())}
    p = np.repeat(all_prior_medians()[:, None], units.shape[1], axis=1)
    values = values_of(units)
    for i, one in enumerate(free_parameters()):
        if one.name in names:
            p[names[one.name]] = values[i]
    return p


def rating_slopes(units: FloatArray) -> dict[str, FloatArray]:
    """Slopes (B,) of the rating layer by name, at ``units`` (k, B)."""
    values, names = values_of(units), [one.name for one in free_parameters()]
    return {name: values[names.index(name)] for name in RATING_SLOPES}


def by_name(units: FloatArray) -> Sequence[tuple[str, float]]:
    """(name, value) of every free parameter at ``units`` (k,)."""
    values = values_of(units[:, None])[:, 0]
    return [(one.name, float(value)) for one, value in zip(free_parameters(), values, strict=True)]
