"""A case's wishes, and what a plan holds to besides, as constraints."""

from collections.abc import Sequence

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.plan.constraint import RISK, Cap, Constraint, KeepFree, ReadyBy, WeekCapacity
from turgor.plan.table import PIGMENT
from turgor.record.case import Case


def constraints_of(case: Case, more: Sequence[Constraint] = ()) -> tuple[Constraint, ...]:
    """Every wish as a constraint, and what the planner holds to of its own.

    more : the clinic's; one that caps hyperpigmentation or visits in a week stands in place of the
    planner's.

    Errors: InputError for dates without the date of the plan's day 0.
    """
    wishes = case.wishes
    found: list[Constraint] = [
        Cap(f"wish: {origin}", quantity, float(most))
        for origin, quantity, most in (
            ("downtime_days", "downtime", wishes.downtime_days),
            ("visits", "visits", wishes.visits),
            ("cost", "cost", wishes.cost),
        )
        if most is not None
    ]
    if (wishes.keep_free or wishes.ready_by is not None) and case.start is None:
        raise InputError("wishes name dates: state 'start', the date of the plan's day 0")
    found += [KeepFree("wish: keep_free", first, last) for first, last in wishes.keep_free]
    if wishes.ready_by is not None and case.start is not None:
        if wishes.ready_by <= case.start:
            raise InputError(f"ready_by {wishes.ready_by} is not after the start, {case.start}")
        found.append(ReadyBy("wish: ready_by", wishes.ready_by))
    if not any(isinstance(item, WeekCapacity) for item in more):
        each = round(float(parameter("plan.visits_per_week")))
        found.append(WeekCapacity("assumed: plan.visits_per_week", each))
    darkening = RISK + PIGMENT
    if not any(isinstance(item, Cap) and item.quantity == darkening for item in more):
        most = float(parameter("plan.most_hyperpigmentation"))
        found.append(Cap("assumed: plan.most_hyperpigmentation", darkening, most))
    return (*found, *more)


def horizon_day(case: Case) -> float:
    """Day on which benefit counts: when the person wants to be ready, else the case's horizon."""
    if case.wishes.ready_by is None or case.start is None:
        return case.horizon_days
    return min(case.horizon_days, float((case.wishes.ready_by - case.start).days))
