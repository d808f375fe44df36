"""Pooling estimates that may differ in truth: DerSimonian and Laird's closed form."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean of the true values, its standard error, and how far they lie apart.

    tau : sd of the true values. i_squared : share (0 to 1) of the estimates' variance that is not
    their own error. weights : of each estimate, summing to 1.
    """

    mean: float
    se: float
    tau: float
    q: float
    i_squared: float
    weights: tuple[float, ...]

    @property
    def spread(self) -> float:
        """Sd of a further true value: of the mean's error and of the true values together."""
        return math.hypot(self.se, self.tau)


def pool(estimates: Sequence[float], errors: Sequence[float]) -> Pooled:
    """Pool k estimates with their standard errors (both (k,), errors above 0).

    DerSimonian and Laird 1986: tau² by the moment of Q, never below 0. One estimate is itself.

    Errors: EvidenceError for none, unequal numbers, or an error that is not above 0.
    """
    if not estimates or len(estimates) != len(errors):
        raise EvidenceError(f"{len(estimates)} estimates and {len(errors)} errors can't be pooled")
    if not all(error > 0.0 for error in errors):
        raise EvidenceError("an estimate's standard error must lie above 0")
    weights = [1.0 / error**2 for error in errors]
    total = math.fsum(weights)
    fixed = math.fsum(w * x for w, x in zip(weights, estimates, strict=True)) / total
    q = math.fsum(w * (x - fixed) ** 2 for w, x in zip(weights, estimates, strict=True))
    freedom = len(estimates) - 1
    scale = total - math.fsum(w * w for w in weights) / total
    tau2 = max(0.0, (q - freedom) / scale) if freedom else 0.0
    random = [1.0 / (error**2 + tau2) for error in errors]
    whole = math.fsum(random)
    mean = math.fsum(w * x for w, x in zip(random, estimates, strict=True)) / whole
    return Pooled(
        mean=mean,
        se=math.sqrt(1.0 / whole),
        tau=math.sqrt(tau2),
        q=q,
        i_squared=max(0.0, (q - freedom) / q) if q > 0.0 and freedom else 0.0,
        weights=tuple(w / whole for w in random),
    )
