"""How the barrier comes back over days: a stretched exponential through two published points."""

import math
from functools import cache

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.phantom.barrier.spec import BarrierSpec


@cache
def _shape() -> tuple[float, float]:
    """(time constant in h, exponent) that meet both points exactly."""
    half = 0.01 * parameter("barrier.recovered_24h")
    most = 0.01 * parameter("barrier.recovered_72h")
    exponent = math.log(math.log(1 - most) / math.log(1 - half)) / math.log(72.0 / 24.0)
    return 24.0 / (-math.log(1.0 - half)) ** (1.0 / exponent), exponent


def recovered_share(hours: float) -> float:
    """Share of the lost barrier that has come back, 0 to 1.

    Errors: InputError before the session.
    """
    if hours < 0:
        raise InputError(f"hours is {hours:g}; recovery begins at 0")
    tau_h, exponent = _shape()
    return -math.expm1(-((hours / tau_h) ** exponent))


def disturbed(spec: BarrierSpec) -> float:
    """The steady value at ``hours_since_session``.

    Water loss is raised by what has not come back; capacitance, which falls as skin dries, is
    lowered by the root of the same factor: an assumption, so that both move and not alike.
    """
    if spec.hours_since_session is None:
        return spec.steady
    left = 1.0 - recovered_share(spec.hours_since_session)
    factor = 1.0 + (spec.disruption_fold - 1.0) * left
    return spec.steady * factor if spec.quantity == "tewl" else spec.steady / math.sqrt(factor)
