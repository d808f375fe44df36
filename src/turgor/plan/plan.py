"""A plan: the courses that were chosen and placed, what they are worth, and what it rests on."""

import datetime as dt
from dataclasses import dataclass

from turgor.plan.candidate import Candidate
from turgor.plan.constraint import Constraint
from turgor.plan.objective import Objective
from turgor.plan.scenario import Scenario
from turgor.record.course import Course


@dataclass(frozen=True, slots=True)
class Band:
    """Median and 80 % band; the ends are the 0.1 and 0.9 quantiles."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class PlacedCourse:
    """A candidate on the calendar.

    start_week : from the plan's day 0. session_days : from there, all of them. dates : of the
    sessions, or of the first and last day of a use; empty where the case has no date.
    """

    candidate: Candidate
    start_week: int
    session_days: tuple[float, ...]
    dates: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveValue:
    """What a plan does to one objective at its horizon, in ``unit``; better is more.

    nothing : what doing nothing does, taken off the others already. sum : median gain of the chosen
    courses, each forecast alone, on a scale where gains don't pile up beyond all there is.
    together : of all of them forecast as one course. basis : what the latter rests on: skin,
    weighed, literature or naive; ``note`` says why it is not the skin's own.
    """

    objective: Objective
    unit: str
    nothing: float
    sum: float
    together: Band
    basis: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConstraintStatus:
    """Whether a constraint holds, what the plan uses of it, and what is left, in ``unit``."""

    constraint: Constraint
    holds: bool
    used: float
    slack: float
    unit: str


@dataclass(frozen=True, slots=True)
class Solved:
    """How good the solver knows the choice to be, for one priority.

    value, bound : of the chooser's own scale. gap : how far the bound lies above the value, as a
    share of the value; 0 where the choice is proved best.
    """

    priority: int
    value: float
    bound: float
    gap: float
    proved: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A chosen plan; without any course it is doing nothing.

    downtime : days in all, risk : share of a stratum by event, both of courses as if each were
    alone; downtime_together, risk_together : of all of them forecast as one course. given_up :
    share of the best value that a simpler plan may cost. solved : of the choice before courses were
    left out; where it was chosen anew, against the bound of the first. limit : of deterministic
    time. reasons : why these. fired : rules that fire on the whole of it, as 'severity ID@version'.
    marginal : of each course, what the first objective loses
    without it, the others being forecast together. left_out : candidates that the sum of single
    courses chose, and without which the others together reach hardly less. reserved : of
    what is capped, how much was kept free for each course beyond the first, so that the limit holds
    for all of them forecast as one; a risk as minus the logarithm of who is spared.
    """

    name: str
    courses: tuple[PlacedCourse, ...]
    combined: Course
    values: tuple[ObjectiveValue, ...]
    constraints: tuple[ConstraintStatus, ...]
    downtime: Band
    visits: int
    cost: float | None
    risk: tuple[tuple[str, Band], ...]
    solved: tuple[Solved, ...]
    scenario: Scenario
    library_sha256: str
    seed: int
    workers: int
    limit: float
    given_up: float
    reasons: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    marginal: tuple[float, ...] = ()
    left_out: tuple[str, ...] = ()
    reserved: tuple[tuple[str, float], ...] = ()
    downtime_together: Band = Band(0.0, 0.0, 0.0)
    risk_together: tuple[tuple[str, Band], ...] = ()

    @property
    def gap(self) -> float:
        """Of the first priority; 0 where nothing was sought."""
        return self.solved[0].gap if self.solved else 0.0

    @property
    def holds(self) -> bool:
        """Whether every constraint does."""
        return all(item.holds for item in self.constraints)
