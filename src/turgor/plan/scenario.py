"""A scenario: the people on whom a plan is weighed, and how cautiously."""

from dataclasses import dataclass

from turgor.errors import InputError

#: of benefit and of risk: the middle and the ends of the 80 % band
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Draws of the virtual skin's people who could be this one.

    people : drawn. seed : of the draws. parameter_set : version of the posterior they come from,
    empty until a forecast says it. cautious : the quantile of risk and of the days on which a sign
    shows that constraints are held to; benefit is sought at the median.
    """

    people: int = 128
    seed: int = 0
    parameter_set: str = ""
    cautious: float = 0.9

    def __post_init__(self) -> None:
        """Hold people and quantile."""
        if self.people < 1:
            raise InputError(f"{self.people} people are none; take 1 or more")
        if self.cautious not in QUANTILES[1:]:
            raise InputError(f"cautious is {self.cautious:g}; allowed: 0.5 and 0.9")
