"""The hazards' coefficients: their medians, or draws from what the evidence leaves open."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter, parameter, parameter_draw

FloatArray = NDArray[np.float64]
#: name (without the evidence's prefix) -> value, or one value for each skin (B,)
Values = Mapping[str, float | FloatArray]

#: read by the signs and their limits
SIGN_PARAMETERS: tuple[str, ...] = (
    "hazard.erythema_half",
    "hazard.erythema_power",
    "hazard.erythema_of_open",
    "hazard.erythema_of_mediator",
    "hazard.oedema_half",
    "hazard.crust_half",
    "hazard.crust_of_corneum",
    "hazard.sensitivity_half",
    "hazard.sensitivity_of_open",
    "hazard.sensitivity_of_inflammation",
    "hazard.sign_stretch",
)
LIMIT_PARAMETERS: tuple[str, ...] = (
    "hazard.limit_erythema",
    "hazard.limit_oedema",
    "hazard.limit_crust",
    "hazard.limit_sensitivity",
)


def hazard_medians(names: tuple[str, ...] = SIGN_PARAMETERS + LIMIT_PARAMETERS) -> Values:
    """Each coefficient's median."""
    return {name: find_parameter(f"virtual.{name}").value for name in names}


def hazard_draws(
    count: int, seed: int = 0, names: tuple[str, ...] = SIGN_PARAMETERS + LIMIT_PARAMETERS
) -> Values:
    """``count`` draws of each coefficient (B,), stratified and independent of one another."""
    drawn = np.empty((len(names), count))
    for index in range(count):
        with parameter_draw(index, count, seed):
            drawn[:, index] = [parameter(f"virtual.{name}") for name in names]
    return dict(zip(names, drawn, strict=True))
