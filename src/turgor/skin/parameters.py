"""All parameters of the virtual skin in one order: processes', traits, observation's."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.skin import assemble
from turgor.skin.observe.parameters import observe_parameter_names, observe_prior_medians

FloatArray = NDArray[np.float64]


@cache
def all_parameter_names() -> tuple[str, ...]:
    """Names of the rows of ``p``: what processes read, then traits, then what observation reads."""
    return (*assemble.parameter_names(), *observe_parameter_names())


def all_prior_medians() -> FloatArray:
    """Medians of the priors, (n,), in the order of ``all_parameter_names``."""
    return np.concatenate([assemble.prior_medians(), observe_prior_medians()])
