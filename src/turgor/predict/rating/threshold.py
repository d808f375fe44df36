"""Thresholds of responders as a ladder: each rung is harder than the one below it."""

from turgor.predict.row import Row

#: rungs above 'any improvement'; a row climbs every rung up to its own
RUNGS = ("step_quarter", "step_half", "step_most")
_RUNGS_OF = {
    "any": 0,
    "grade-1": 1,
    "quarter": 1,
    "moderate": 2,
    "half": 2,
    "good": 2,
    "three-quarters": 3,
}


def climbs(row: Row, rung: str) -> float:
    """-1 where the row's threshold includes this rung, else 0; an unstated threshold has none."""
    return -float(_RUNGS_OF.get(row.outcome.threshold, 0) > RUNGS.index(rung))
