"""The choice as a model of OR-Tools' CP-SAT: one binary for each option in each of its weeks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
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
    _fill_weeks(model, problem, picks)
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
    """A pick excludes all of another family's that lie too near, and these exclude each other.

    One clique for each pick and other family: a relaxation sees far more in it than in pairs.
    """
    families: dict[str, list[Pick]] = defaultdict(list)
    for one in problem.options:
        families[one.family] += [(one.id, week) for week in sorted(one.gains)]
    known: dict[tuple[str, str, int], bool] = {}

    def near(pick: Pick, other: Pick) -> bool:
        key = (pick[0], other[0], other[1] - pick[1])  # the distance alone counts
        if key not in known:
            known[key] = problem.too_near_each_other(pick, other)
        return known[key]

    for family, own in families.items():
        for other, theirs in families.items():
            if other == family:
                continue
            for pick in own:
                excluded = [picks[one] for one in theirs if near(pick, one)]
                if excluded:
                    model.add_at_most_one([picks[pick], *excluded])


def _fill_weeks(model: "CpModel", problem: Problem, picks: "Mapping[Pick, IntVar]") -> None:
    """At most so many visits in a week."""
    if problem.week_capacity is None:
        return
    visits: dict[int, list[LinearExprT]] = defaultdict(list)
    for one in problem.options:
        for start in sorted(one.gains):
            weeks = [int(day // DAYS_A_WEEK) for day in one.days(start)]
            for week in sorted(set(weeks)):
                visits[week].append(weeks.count(week) * picks[one.id, start])
    for _, own in sorted(visits.items()):
        model.add(sum(own) <= problem.week_capacity)
