"""The choice as a model of OR-Tools' CP-SAT: one binary for each option in each of its weeks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from turgor.errors import InputError
from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.problem import Pick, Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar, LinearExprT

#: gains are whole numbers of this size to the solver, burdens of the next
GAIN_STEP = 1e-5
BURDEN_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Built:
    """The model, its binaries by pick, and each priority's sum."""

    model: "CpModel"
    picks: "Mapping[Pick, IntVar]"
    sums: "tuple[LinearExprT, ...]"


def build(problem: Problem) -> Built:
    """The model of a problem, without an objective yet.

    Errors: InputError where the solver is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        raise InputError("choosing a plan needs OR-Tools: pip install 'turgor[plan]'") from error
    model = cp_model.CpModel()
    picks = {
        (one.id, week): model.new_bool_var(f"{one.id} from week {week}")
        for one in problem.options
        for week in sorted(one.gains)
    }
    families: dict[str, list[IntVar]] = defaultdict(list)
    for one in problem.options:
        families[one.family] += [picks[one.id, week] for week in sorted(one.gains)]
    for own in families.values():
        model.add_at_most_one(own)
    _cap(model, problem, picks)
    _space(model, problem, picks)
    for ban in problem.banned:
        model.add_bool_or([picks[pick].Not() for pick in sorted(ban) if pick in picks])
    sums = tuple(
        sum(
            round(one.gains[week][level] / GAIN_STEP) * picks[one.id, week]
            for one in problem.options
            for week in sorted(one.gains)
        )
        for level in range(problem.levels)
    )
    return Built(model, picks, sums)


def _cap(model: "CpModel", problem: Problem, picks: "Mapping[Pick, IntVar]") -> None:
    for name, most in problem.caps.items():
        terms = [
            (round(one.burdens.get(name, 0.0) / BURDEN_STEP), picks[one.id, week])
            for one in problem.options
            for week in sorted(one.gains)
        ]
        used = [weight * pick for weight, pick in terms if weight]
        if used:
            model.add(sum(used) <= round(most / BURDEN_STEP))


def _space(model: "CpModel", problem: Problem, picks: "Mapping[Pick, IntVar]") -> None:
    """Whether a kind has a session on a day: a binary that its picks add up to."""
    at: dict[tuple[str, float], list[IntVar]] = defaultdict(list)
    family: dict[str, str] = {}
    for one in problem.options:
        family[one.kind] = one.family
        for week in sorted(one.gains):
            for day in one.days(week):
                at[one.kind, day].append(picks[one.id, week])
    there: dict[tuple[str, float], IntVar] = {}
    by_week: dict[int, list[IntVar]] = defaultdict(list)
    days: dict[str, list[float]] = defaultdict(list)
    for (kind, day), own in sorted(at.items()):
        told = model.new_bool_var(f"{kind} on day {day:g}")
        model.add(sum(own) == told)
        there[kind, day] = told
        by_week[int(day // DAYS_A_WEEK)].append(told)
        days[kind].append(day)
    if problem.week_capacity is not None:
        for _, own in sorted(by_week.items()):
            if len(own) > problem.week_capacity:
                model.add(sum(own) <= problem.week_capacity)
    shared = _shared_gap(problem, family)
    _windows(model, there, shared)
    kinds = sorted(days)
    for k, kind in enumerate(kinds):
        for other in kinds[k + 1 :]:
            if family[kind] == family[other]:
                continue
            for day in days[kind]:
                for to in days[other]:
                    if abs(to - day) >= shared and problem.too_near(kind, day, other, to):
                        model.add_bool_or([there[kind, day].Not(), there[other, to].Not()])


def _shared_gap(problem: Problem, family: Mapping[str, str]) -> float:
    """Days that any two sessions at all lie apart, of one course or of two."""
    least = [
        problem.spacings.get((one, other), 0.0)
        for one in family
        for other in family
        if family[one] != family[other]
    ]
    for option in problem.options:
        days = option.session_days
        least += [b - a for a, b in pairwise(days)]
    return min(least, default=0.0)


def _windows(model: "CpModel", there: "Mapping[tuple[str, float], IntVar]", shared: float) -> None:
    """At most one session in any so many days: what a relaxation sees better than pairs."""
    days = sorted({day for _, day in there})
    for first in days:
        own = [one for (_, day), one in there.items() if first <= day < first + shared]
        if len(own) > 1:
            model.add_at_most_one(own)
