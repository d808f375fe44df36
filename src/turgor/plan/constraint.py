"""Constraints: what a plan may not do. None carries a weight, so none can be traded for benefit."""

import datetime as dt
import math
from dataclasses import dataclass

from turgor.errors import InputError

#: what a series adds up to, and its unit; ``risk:EVENT`` stands beside them
CAPPED = {"downtime": "d", "visits": "1", "cost": "the clinic's currency"}
RISK = "risk:"


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something hard.

    origin : whose it is: 'wish: KEY' of the case, 'rule: ID@version', 'assumed: PARAMETER' for the
    planner's own, 'front' where a list of plans varies it.
    """

    origin: str

    @property
    def assumed(self) -> bool:
        """Whether it is the planner's own, that nobody stated."""
        return self.origin.startswith("assumed:")

    def __post_init__(self) -> None:
        """Hold that somebody stands for it."""
        if not self.origin.strip():
            raise InputError("a constraint names the wish or the rule that it comes from")


@dataclass(frozen=True, slots=True)
class Cap(Constraint):
    """The whole series takes at most so much of 'downtime' (days), 'visits', 'cost' or a risk.

    A risk is ``risk:EVENT``: the share of a stratum, at the scenario's cautious quantile, of which
    any of the courses gives the event to so many at most (0 to 1).
    """

    quantity: str
    most: float

    def __post_init__(self) -> None:
        """Hold the quantity and its limit."""
        Constraint.__post_init__(self)
        if self.quantity not in CAPPED and not self.quantity.startswith(RISK):
            raise InputError(f"nothing caps '{self.quantity}'; {', '.join(CAPPED)}, risk:EVENT do")
        if not (math.isfinite(self.most) and self.most >= 0.0):
            raise InputError(f"at most {self.most:g} of {self.quantity} can't be; 0 or more")
        if self.quantity.startswith(RISK) and self.most > 1.0:
            raise InputError(f"a risk is a share: {self.quantity} at most {self.most:g}")


@dataclass(frozen=True, slots=True)
class WeekCapacity(Constraint):
    """At most so many visits in one week of the plan."""

    most: int

    def __post_init__(self) -> None:
        """Hold the limit."""
        Constraint.__post_init__(self)
        if self.most < 1:
            raise InputError(f"{self.most} visits a week are none; 1 or more")


@dataclass(frozen=True, slots=True)
class KeepFree(Constraint):
    """No sign of a session shows from ``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        """Hold the order."""
        Constraint.__post_init__(self)
        if self.last < self.first:
            raise InputError(f"a span to keep free ends on {self.last}, before {self.first}")


@dataclass(frozen=True, slots=True)
class ReadyBy(Constraint):
    """Every session is given, and its signs are over, by ``day`` (a date)."""

    day: dt.date


@dataclass(frozen=True, slots=True)
class Spacing(Constraint):
    """A session of ``later`` comes at least so many days after one of ``earlier``.

    earlier, later : templates; the same one twice is the interval within a course. least_days :
    infinite where the later may not follow at all.
    """

    earlier: str
    later: str
    least_days: float

    def __post_init__(self) -> None:
        """Hold the number."""
        Constraint.__post_init__(self)
        if math.isnan(self.least_days) or self.least_days < 0.0:
            raise InputError(f"{self.earlier} to {self.later}: {self.least_days:g} days can't be")


@dataclass(frozen=True, slots=True)
class Block(Constraint):
    """A rule keeps a candidate out altogether; ``reason`` is what it says."""

    candidate: str
    reason: str
