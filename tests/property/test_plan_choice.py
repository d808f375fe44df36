"""Choices of planted problems, against every choice that there is."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.plan.planted import best_by_trying, every_choice, problem

from turgor.plan.choose import Effort, choose

EXACT = Effort(limit=30.0, given_up=0.0)
seeds = st.integers(0, 10_000)


def rounded(values):
    return tuple(round(one, 6) for one in values)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=seeds, levels=st.integers(1, 3))
def test_the_best_of_all_choices(seed, levels):
    planted = problem(seed, levels=levels)
    found = choose(planted, EXACT)
    assert not planted.broken(found.picks)
    assert rounded(planted.value(found.picks)) == best_by_trying(planted)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=seeds, name=st.sampled_from(["visits", "downtime", "risk:darkening"]))
def test_a_tighter_limit_is_never_better_and_always_kept(seed, name):
    planted = problem(seed)
    free = choose(planted, EXACT)
    half = planted.caps[name] / 2.0
    tight = replace(planted, caps={**planted.caps, name: half})
    found = choose(tight, EXACT)
    assert tight.burden(found.picks, name) <= half + 1e-9
    assert planted.value(found.picks)[0] <= planted.value(free.picks)[0] + 1e-6


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=seeds, limit=st.sampled_from([0.001, 0.01, 1.0]))
def test_the_gap_holds_however_short_the_search_was(seed, limit):
    planted = problem(seed, families=4)
    found = choose(planted, Effort(limit=limit, given_up=0.0))
    best = best_by_trying(planted)[0]
    solved = found.solved[0]
    assert solved.value <= best + 1e-6 <= solved.bound + 2e-6
    assert found.picks in every_choice_sorted(planted)


def every_choice_sorted(planted):
    return {
        tuple(sorted(picks, key=lambda pick: (pick[1], pick[0]))) for picks in every_choice(planted)
    }
