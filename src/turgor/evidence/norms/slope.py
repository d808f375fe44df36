"""Ageing of one quantity by one way of measuring, with what it rests on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Turn:
    """Where ageing is no straight line: a row, its shape, and the ages at which it turns."""

    row: str
    shape: str
    knots_years: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AgeingSlope:
    """How one subject (an observable, or a collected quantity that is none) changes with age.

    basis : 'slopes' (printed), 'age-groups' (by regression on means of age groups), 'both',
    'correlation' or 'directions' (no number a year). per_year, se, tau : in ``unit``, %/yr of the
    value or the unit a year, pooled over studies by random effects; tau is the sd of the true
    values between studies and between a study's sites and sexes. correlation : with age, pooled,
    with its 95 % interval. age_low, age_high : years that the numbers rest on; outside them they
    say nothing. votes : studies by what they say of the direction ('up', 'down', 'none',
    'turns'). rows : ids that the number rests on; others : ids of further rows on the same.
    se_assumed : no printed error, so one was assumed.
    """

    subject: str
    family: str
    basis: str
    unit: str = ""
    per_year: float | None = None
    se: float | None = None
    tau: float = 0.0
    i_squared: float = 0.0
    studies: int = 0
    n: float | None = None
    correlation: float | None = None
    correlation_low: float | None = None
    correlation_high: float | None = None
    age_low: float | None = None
    age_high: float | None = None
    age_sd: float | None = None
    regions: tuple[str, ...] = ()
    votes: Mapping[str, int] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    rows: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    se_assumed: bool = False

    @property
    def direction(self) -> str:
        """What most studies say: 'up', 'down', 'none' or 'turns'; 'mixed' where two say as much."""
        most = max(self.votes.values(), default=0)
        named = [name for name, votes in self.votes.items() if votes == most]
        return named[0] if len(named) == 1 else "mixed"

    def spread(self) -> float:
        """Sd of what a further study would find, in ``unit``.

        Errors: EvidenceError where there is no number a year.
        """
        if self.se is None:
            raise EvidenceError(f"ageing of {self.subject} by {self.family} has no number a year")
        return math.hypot(self.se, self.tau)

    def from_correlation(self, cv_pct: float) -> float:
        """%/yr that the correlation means for a population with this coefficient of variation.

        Errors: EvidenceError without a correlation or without the spread of ages.
        """
        if self.correlation is None or self.age_sd is None:
            raise EvidenceError(f"ageing of {self.subject} by {self.family} has no correlation")
        return self.correlation * cv_pct / self.age_sd
