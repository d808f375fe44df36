"""The free parameters: each log-normal around its prior, in units of its prior's spread."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter
from turgor.predict.hierarchy.prior import log_normal_prior
from turgor.skin.load import TRAITS
from turgor.skin.parameters import all_parameter_names, all_prior_medians

FloatArray = NDArray[np.float64]

#: the rating layer's own that are fitted with the skin's: slopes, and what raters see in any arm
RATING_SLOPES = ("rating.people", "rating.graded", "rating.placebo")
_PREFIX = {True: "predict.", False: "virtual."}


@dataclass(frozen=True, slots=True)
class FreeParameter:
    """One free parameter: value = median x exp(log_sd x u), u ~ N(0, 1) before any data."""

    name: str
    median: float
    log_sd: float


Free = tuple[FreeParameter, ...]


@cache
def may_be_free() -> Free:
    """Those whose evidence record says ``role = free``, then the rating layer's."""
    names = [
        name
        for name in all_parameter_names()
        if name not in TRAITS
        and dict(find_parameter(f"virtual.{name}").conditions).get("role") == "free"
    ]
    return named((*names, *RATING_SLOPES))


def named(names: tuple[str, ...]) -> Free:
    """Free parameters by their names, with the priors that their records state."""
    return tuple(
        FreeParameter(name, *log_normal_prior(_PREFIX[name in RATING_SLOPES] + name))
        for name in names
    )


def values_of(free: Free, units: FloatArray) -> FloatArray:
    """Values (k, B) of free parameters at units (k, B) of their prior's spread."""
    medians = np.array([one.median for one in free])[:, None]
    spreads = np.array([one.log_sd for one in free])[:, None]
    return np.asarray(medians * np.exp(spreads * units))


def skin_parameters(free: Free, units: FloatArray) -> FloatArray:
    """All parameters of the skin (n_p, B): free ones at ``units`` (k, B), the rest at priors."""
    places = {name: i for i, name in enumerate(all_parameter_names())}
    p = np.repeat(all_prior_medians()[:, None], units.shape[1], axis=1)
    for one, values in zip(free, values_of(free, units), strict=True):
        if one.name in places:
            p[places[one.name]] = values
    return p


def rating_slopes(free: Free, units: FloatArray) -> dict[str, FloatArray]:
    """Slopes (B,) of the rating layer by name, at ``units`` (k, B); priors' medians if not free."""
    values = {one.name: row for one, row in zip(free, values_of(free, units), strict=True)}
    rest = np.ones(units.shape[1])
    return {
        name: values.get(name, log_normal_prior(f"predict.{name}")[0] * rest)
        for name in RATING_SLOPES
    }
