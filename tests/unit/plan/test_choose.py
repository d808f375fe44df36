"""Choosing: against every choice tried, the same twice, never better under more limits."""

import sys
from dataclasses import replace

import pytest
from tests.unit.plan import planted

from turgor.errors import InputError
from turgor.plan.begin import begin
from turgor.plan.choose import Effort, choose
from turgor.plan.problem import Option, Problem

EXACT = Effort(limit=30.0, given_up=0.0)


def rounded(values):
    return tuple(round(one, 6) for one in values)


@pytest.mark.parametrize("seed", range(25))
def test_as_good_as_every_choice_tried(seed):
    problem = planted.problem(seed, levels=1 + seed % 2)
    found = choose(problem, EXACT)
    assert not problem.broken(found.picks)
    assert rounded(problem.value(found.picks)) == planted.best_by_trying(problem)
    assert all(one.proved and one.gap == 0.0 for one in found.solved)
    assert rounded(one.value for one in found.solved) == rounded(problem.value(found.picks))


@pytest.mark.parametrize("seed", range(25))
def test_where_a_search_begins_breaks_nothing(seed):
    problem = planted.problem(seed, levels=2)
    start = begin(problem)
    assert not problem.broken(start)
    assert problem.value(start) <= planted.best_by_trying(problem) or rounded(
        problem.value(start)
    ) == planted.best_by_trying(problem)


def test_the_same_problem_gives_the_same_choice():
    problem = planted.problem(3, levels=2, families=5, weeks=12)
    short = Effort(limit=0.05)
    assert choose(problem, short) == choose(problem, short)


@pytest.mark.parametrize("seed", range(8))
def test_a_further_cap_never_makes_it_better(seed):
    problem = planted.problem(seed)
    free = problem.value(choose(problem, EXACT).picks)[0]
    for name, most in problem.caps.items():
        tighter = replace(problem, caps={**problem.caps, name: most / 2.0})
        assert problem.value(choose(tighter, EXACT).picks)[0] <= free + 1e-9


def test_what_is_banned_together_is_not_chosen_together():
    problem = planted.problem(5)
    picks = choose(problem, EXACT).picks
    assert len(picks) > 1
    banned = replace(problem, banned=(frozenset(picks),))
    assert set(choose(banned, EXACT).picks) != set(picks)


def _option(name, gain, days=(), **burdens):
    return Option(name, name, name, days, {0: (gain,)}, burdens)


def test_a_planted_best_with_a_simpler_plan_within_what_may_be_given_up():
    small = _option("small", 0.001, (0.0, 7.0), visits=2.0)
    problem = Problem((_option("large", 1.0), small), 1)
    assert dict(choose(problem, EXACT).picks) == {"large": 0, "small": 0}
    simple = choose(problem, Effort(given_up=0.01))
    assert dict(simple.picks) == {"large": 0}
    assert simple.solved[0].gap == pytest.approx(0.001, rel=1e-2)


def test_what_only_harms_is_not_chosen_and_nothing_is_a_choice():
    problem = Problem((_option("harm", -0.2),), 1)
    assert choose(problem, EXACT).picks == ()
    empty = choose(Problem((), 1), EXACT)
    assert empty.picks == () and empty.solved[0].proved


def test_a_gap_is_kept_to_the_day():
    one = Option("a", "a", "a", (0.0, 30.0), {0: (1.0,)}, {})
    other = Option("b", "b", "b", (0.0,), {0: (0.5,), 2: (0.5,), 6: (0.5,)}, {})
    apart = Problem((one, other), 1, {("a", "b"): 12.0, ("b", "a"): 16.0})
    assert dict(choose(apart, EXACT).picks) == {"a": 0, "b": 2}
    more = replace(apart, spacings={("a", "b"): 12.0, ("b", "a"): 17.0})
    assert dict(choose(more, EXACT).picks) == {"a": 0, "b": 6}


def test_without_the_solver_one_line_says_what_to_install(monkeypatch):
    for name in list(sys.modules):
        if name.startswith("ortools"):
            monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "ortools", None)
    with pytest.raises(InputError, match=r"pip install 'turgor\[plan\]'"):
        choose(Problem((_option("a", 1.0),), 1))


def test_effort_is_held():
    with pytest.raises(InputError, match="one worker or more"):
        Effort(workers=0)


def test_of_two_uses_at_home_that_reach_the_same_the_shorter_is_taken():
    options = tuple(
        Option(f"cream {weeks} wk", "cream", "cream", (), {0: (1.0,)}, {"home-weeks": weeks})
        for weeks in (48.0, 24.0)
    )
    assert choose(Problem(options, 1), EXACT).picks == (("cream 24.0 wk", 0),)
