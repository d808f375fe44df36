"""An objective: a quantity that is sought, which way, by when, and whose wish it is."""

import math
from dataclasses import dataclass

from turgor.errors import InputError

DIRECTIONS = ("up", "down")
#: the change on the horizon's day, or the mean of all days until then
COUNTED = ("day", "mean")


@dataclass(frozen=True, slots=True)
class Objective:
    """One quantity of the virtual skin that a plan is to change.

    quantity : an observable. direction : 'up' or 'down', whichever is better. priority : 1 is
    sought before 2; 0 is told beside and not sought. horizon_day : from the plan's day 0, when the
    change counts, or up to which its mean does (``counted``). concern : the word of the case from
    which it comes. weight : among those of one priority.
    """

    quantity: str
    direction: str
    priority: int
    horizon_day: float
    concern: str
    weight: float = 1.0
    counted: str = "day"

    def __post_init__(self) -> None:
        """Hold direction, priority, horizon and weight."""
        if self.direction not in DIRECTIONS:
            raise InputError(
                f"{self.quantity}: direction '{self.direction}'; allowed: {', '.join(DIRECTIONS)}"
            )
        if self.counted not in COUNTED:
            raise InputError(
                f"{self.quantity}: counted '{self.counted}'; allowed: {', '.join(COUNTED)}"
            )
        if self.priority < 0:
            raise InputError(f"{self.quantity}: priority {self.priority}; 0 or more")
        if not (math.isfinite(self.horizon_day) and self.horizon_day > 0.0):
            raise InputError(f"{self.quantity}: horizon day {self.horizon_day:g}; above 0")
        if not (math.isfinite(self.weight) and self.weight > 0.0):
            raise InputError(f"{self.quantity}: weight {self.weight:g}; above 0")

    @property
    def sought(self) -> bool:
        """Whether the chooser looks at it."""
        return self.priority > 0

    @property
    def sign(self) -> float:
        """+1 where more is better, -1 where less is."""
        return 1.0 if self.direction == "up" else -1.0
