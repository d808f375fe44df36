"""Parameters of observation: every evidence record ``virtual.observe.<name>`` that has a role."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import all_parameters, find_parameter

FloatArray = NDArray[np.float64]

_PREFIX = "virtual."


@cache
def observe_parameter_names() -> tuple[str, ...]:
    """Names in ``p`` of what laws of observation read, in the order of the evidence base."""
    return tuple(
        name.removeprefix(_PREFIX)
        for name, record in all_parameters().items()
        if name.startswith(f"{_PREFIX}observe.") and "role" in dict(record.conditions)
    )


def observe_prior_medians() -> FloatArray:
    """Medians of their priors, (n,), in that order."""
    return np.array([find_parameter(_PREFIX + name).value for name in observe_parameter_names()])
