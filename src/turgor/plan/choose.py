"""Choose and place: one priority after the other, each with the gap to what could still be better.

The same problem gives the same choice on the same machine: a fixed seed, a fixed number of
workers that take turns, and a limit in the solver's own deterministic time instead of the clock's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from turgor.errors import InputError
from turgor.plan.begin import begin
from turgor.plan.model import GAIN_STEP, Built, build
from turgor.plan.plan import Solved
from turgor.plan.problem import Option, Pick, Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

#: what a simpler choice is simpler in, and how much each counts: a visit, a day with signs, a week
#: that a course starts later, and one of a use at home
_VISIT, _SIGN_DAY, _WEEK, _HOME_WEEK = 1000, 50, 1, 1
#: of the limit, the share that a later priority, and the last step, the simplest choice, may take
_LATER, _SIMPLEST = 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Effort:
    """How a choice is sought.

    limit : deterministic time for the first priority, roughly seconds of one core. given_up :
    share of the best value that a simpler choice may cost. workers, seed : fixed, so that it can
    be repeated.
    """

    limit: float = 2.0
    given_up: float = 0.01
    workers: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        """Hold what they can be."""
        if self.limit <= 0.0 or self.workers < 1 or not 0.0 <= self.given_up < 1.0:
            raise InputError(
                f"limit {self.limit:g}, workers {self.workers}, given_up {self.given_up:g}: a "
                "limit above 0, one worker or more, and a share below 1"
            )


@dataclass(frozen=True, slots=True)
class Choice:
    """Picks in order of their weeks, and how good each priority is known to be."""

    picks: tuple[Pick, ...]
    solved: tuple[Solved, ...]


def choose(problem: Problem, effort: Effort | None = None, hint: Sequence[Pick] = ()) -> Choice:
    """The best choice found, and how far from the best possible it can be.

    Without options that gain anything it is empty, which is doing nothing.

    Errors: InputError where the solver is missing.
    """
    effort = effort or Effort()
    if not problem.options:
        return Choice((), tuple(Solved(k + 1, 0.0, 0.0, 0.0, True) for k in range(problem.levels)))
    built = build(problem)
    best = begin(problem, hint)
    solved: list[Solved] = []
    for level in range(problem.levels):
        built.model.maximize(built.sums[level])
        limit = effort.limit if level == 0 else _LATER * effort.limit
        picks, bound, proved = _solve(built, effort, limit, best)
        if picks is not None:
            best = picks
        value = _value(problem, best, level)
        bound = max(min(bound, round(most_of(problem, level) / GAIN_STEP)), value)
        solved.append(_in_steps(level, value, bound, proved or bound == value))
        kept = value - round(effort.given_up * abs(value))
        built.model.add(built.sums[level] >= kept)
    built.model.minimize(
        sum(
            _load(one, week) * built.picks[one.id, week]
            for one in problem.options
            for week in sorted(one.gains)
        )
    )
    simpler, _, _ = _solve(built, effort, _SIMPLEST * effort.limit, best)
    best = simpler if simpler is not None else best
    for level, item in enumerate(solved):  # what was chosen, not the best that was seen
        bound = round(item.bound / GAIN_STEP)
        solved[level] = _in_steps(level, _value(problem, best, level), bound, item.proved)
    return Choice(tuple(sorted(best, key=lambda pick: (pick[1], pick[0]))), tuple(solved))


def _solve(
    built: Built, effort: Effort, limit: float, hint: Sequence[Pick]
) -> tuple[tuple[Pick, ...] | None, int, bool]:
    """Picks, the bound of the objective, whether it is reached; None where nothing was found."""
    from ortools.sat.python import cp_model

    solver = _solver(effort, limit)
    built.model.clear_hints()  # type: ignore[no-untyped-call]
    chosen = set(hint)
    for pick, one in built.picks.items():
        built.model.add_hint(one, pick in chosen)
    status = solver.solve(built.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, round(solver.best_objective_bound), False
    picks = tuple(pick for pick, one in built.picks.items() if solver.boolean_value(one))
    return picks, round(solver.best_objective_bound), status == cp_model.OPTIMAL


def _solver(effort: Effort, limit: float) -> "CpSolver":
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = limit
    # its own handler would end the solve where somebody pressed a key, and swallow the key
    solver.parameters.catch_sigint_signal = False
    return solver


def _value(problem: Problem, picks: Sequence[Pick], level: int) -> int:
    return sum(round(problem.option(name).gains[week][level] / GAIN_STEP) for name, week in picks)


def most_of(problem: Problem, level: int) -> float:
    """What no choice can exceed: the best of each family, whatever they break together."""
    best: dict[str, int] = {}
    for one in problem.options:
        most = max(round(row[level] / GAIN_STEP) for row in one.gains.values())
        best[one.family] = max(best.get(one.family, 0), most)
    return sum(best.values()) * GAIN_STEP


def solved_of(level: int, value: float, bound: float, proved: bool = False) -> Solved:
    """A value and the bound that it is known to lie under, as the solver or others know it."""
    gap = (bound - value) / abs(value) if value else float(bound > 0)
    return Solved(level + 1, value, bound, max(gap, 0.0), proved)


def _in_steps(level: int, value: int, bound: int, proved: bool) -> Solved:
    return solved_of(level, value * GAIN_STEP, bound * GAIN_STEP, proved)


def _load(option: Option, week: int) -> int:
    signs = round(_SIGN_DAY * option.burdens.get("downtime", 0.0))
    home = round(_HOME_WEEK * option.burdens.get("home-weeks", 0.0))
    return _VISIT * len(option.session_days) + signs + home + _WEEK * week + 1
