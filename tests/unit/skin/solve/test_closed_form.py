"""The solver against exponentials: impulses on exact days, held levels, visits before events."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.errors import InputError
from turgor.skin.solve.course import Task, solve, solve_many
from turgor.skin.solve.radau import solve_radau

BATCH = 6


def off(found, exact):
    """Worst difference, relative to the value or to a thousandth of what a session does."""
    return float((np.abs(found - exact) / (np.abs(exact) + 1e-3)).max())


def exactly(chain, p, schedule):
    return np.stack([chain.exact(p, schedule, skin) for skin in range(p.shape[1])], axis=2)


day = st.floats(0.0, 400.0)


@settings(max_examples=12, deadline=None)
@given(
    events=st.lists(day, max_size=4),
    visits=st.lists(day, min_size=1, max_size=6),
    seed=st.integers(0, 99),
)
def test_any_course_is_its_closed_form(decay_chain, events, visits, seed):
    p = decay_chain.parameters(BATCH, seed)
    schedule = decay_chain.schedule_of([0.0, *sorted(events)], sorted(visits), BATCH, seed)
    found = solve(p, schedule, dynamics=decay_chain.CHAIN)
    assert found.shape == (len(visits), 3, BATCH)
    assert off(found, exactly(decay_chain, p, schedule)) < 1e-3


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999))
def test_each_skin_may_have_its_own_days(decay_chain, seed):
    rng = np.random.default_rng(seed)
    events = np.sort(rng.uniform(0.0, 200.0, (3, BATCH)), axis=0)
    events[0] = 0.0
    visits = np.sort(rng.uniform(0.0, 300.0, (4, BATCH)), axis=0)
    visits[1, ::2] = events[1, ::2]
    visits = np.sort(visits, axis=0)
    p = decay_chain.parameters(BATCH, seed)
    schedule = decay_chain.schedule_of(events, visits, BATCH, seed)
    found = solve(p, schedule, dynamics=decay_chain.CHAIN)
    assert off(found, exactly(decay_chain, p, schedule)) < 1e-3


def test_a_visit_at_an_event_sees_the_skin_before_it(decay_chain):
    p = decay_chain.parameters(1)
    schedule = decay_chain.schedule_of([0.0, 30.0], [0.0, 30.0, 30.0, 30.0 + 1e-9], 1)
    found = solve(p, schedule, dynamics=decay_chain.CHAIN)[:, 0, 0]
    assert found[0] == 0.0
    assert found[1] == found[2] < 1e-6
    row = list(decay_chain.LOADS).index(decay_chain.LOAD)
    assert found[3] == pytest.approx(schedule.loads[1, row, 0], rel=1e-6)


def test_radau_is_the_closed_form(decay_chain):
    p = decay_chain.parameters(1)
    schedule = decay_chain.schedule_of([0.0, 10.0, 40.0], [5.0, 10.0, 100.0, 365.0], 1)
    found = solve_radau(p, schedule, dynamics=decay_chain.CHAIN)
    assert off(found, exactly(decay_chain, p, schedule)) < 1e-6


def test_fast_parameters_shorten_the_steps(decay_chain):
    """A decay of 40 per day would run away at the usual steps."""
    p = decay_chain.parameters(BATCH)
    p[0] = 40.0
    schedule = decay_chain.schedule_of([0.0, 28.0], [0.1, 1.0, 60.0], BATCH)
    found = solve(p, schedule, dynamics=decay_chain.CHAIN)
    assert off(found, exactly(decay_chain, p, schedule)) < 1e-3


def test_order_padding_and_chunks_change_nothing(decay_chain, monkeypatch):
    batch = 150
    p = decay_chain.parameters(batch)
    schedule = decay_chain.schedule_of([0.0, 28.0, 56.0], [10.0, 56.0, 200.0], batch)
    whole = solve(p, schedule, dynamics=decay_chain.CHAIN)
    chosen = np.random.default_rng(3).permutation(batch)

    def part(which):
        from turgor.skin.load import Schedule

        return Task(
            p[:, which],
            Schedule(
                schedule.event_days, schedule.loads[..., which], schedule.levels[..., which],
                schedule.visit_days,
            ),
        )  # fmt: skip

    for cores in ("1", "3"):
        monkeypatch.setenv("TURGOR_THREADS", cores)
        again = solve_many(
            [part(chosen[:7]), part(chosen[7:8]), part(chosen[8:])], dynamics=decay_chain.CHAIN
        )
        assert np.allclose(np.concatenate(again, axis=2), whole[..., chosen], rtol=1e-12, atol=0.0)


def test_unlike_courses_go_together(decay_chain):
    tasks = [
        Task(
            decay_chain.parameters(n, n),
            decay_chain.schedule_of(28.0 * np.arange(n), np.linspace(3.0, 90.0 * n, 9 - n), n, n),
        )
        for n in range(1, 7)
    ]
    found = solve_many(tasks, dynamics=decay_chain.CHAIN)
    for task, states in zip(tasks, found, strict=True):
        assert off(states, exactly(decay_chain, task.p, task.schedule)) < 1e-3


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda p, s: p.__setitem__((1, 2), np.nan), "parameter b is nan for skin 3"),
        (lambda p, s: s.loads.__setitem__((1, 0, 0), np.inf), "at event 2, skin 1"),
        (lambda p, s: s.levels.__setitem__((0, 4, 0), np.nan), "uv is nan at event 1, skin 1"),
        (lambda p, s: s.visit_days.__setitem__(1, np.nan), "visit 2 is on day nan"),
    ],
)
def test_what_is_no_number_is_refused(decay_chain, spoil, said):
    p = decay_chain.parameters(3)
    schedule = decay_chain.schedule_of([0.0, 9.0], [10.0, 20.0], 3)
    spoil(p, schedule)
    with pytest.raises(InputError, match=said):
        solve(p, schedule, dynamics=decay_chain.CHAIN)


def test_other_wrong_inputs_are_refused(decay_chain):
    p = decay_chain.parameters(3)
    with pytest.raises(InputError, match="must ascend"):
        decay_chain.schedule_of([0.0, 9.0], [20.0, 10.0], 3)
    schedule = decay_chain.schedule_of([0.0, 9.0], [10.0, 20.0], 3)
    with pytest.raises(InputError, match=r"parameters are \(3, 3\); \(4, 3\)"):
        solve(p[:3], schedule, dynamics=decay_chain.CHAIN)
    with pytest.raises(InputError, match=r"start are \(3, 1\)"):
        solve(p, schedule, np.zeros((3, 1)), dynamics=decay_chain.CHAIN)
    with pytest.raises(InputError, match="step_days is 2"):
        solve(p, schedule, step_days=2.0, dynamics=decay_chain.CHAIN)


def test_a_state_that_runs_away_is_refused(decay_chain):
    p = decay_chain.parameters(2)
    p[0, 1] = -3.0  # grows threefold a day
    schedule = decay_chain.schedule_of([0.0], [10.0, 400.0], 2)
    with pytest.raises(InputError, match="first of skin 2 runs away before day 400"):
        solve(p, schedule, dynamics=decay_chain.CHAIN)


@settings(max_examples=6, deadline=None)
@given(cut=st.floats(1.0, 199.0))
def test_a_course_may_be_cut_in_two(decay_chain, cut):
    """What a first visit saw is where the second half starts, with its levels held on."""
    from turgor.skin.load import Schedule

    p = decay_chain.parameters(BATCH)
    whole = decay_chain.schedule_of([0.0, 28.0, 90.0], [cut, 200.0], BATCH)
    seen, end = solve(p, whole, dynamics=decay_chain.CHAIN)
    later = whole.event_days >= cut
    held = int((~later).sum()) - 1
    rest = Schedule(
        np.concatenate(([0.0], whole.event_days[later] - cut)),
        np.concatenate((0.0 * whole.loads[:1], whole.loads[later])),
        np.concatenate((whole.levels[held : held + 1], whole.levels[later])),
        np.array([200.0 - cut]),
    )
    assert off(solve(p, rest, seen, dynamics=decay_chain.CHAIN)[0], end) < 1e-3


def test_skins_that_need_short_steps_are_laid_together(decay_chain):
    """Order by the fastest decay, as the closed form has it."""
    from turgor.skin.solve.course import rest_of
    from turgor.skin.solve.stiffness import order_by_stiffness

    p = decay_chain.parameters(40, 5)
    p[0] = np.random.default_rng(1).permutation(np.geomspace(2.0, 40.0, 40))
    schedule = decay_chain.schedule_of([0.0], [1.0], 40)
    start = rest_of(p, decay_chain.CHAIN)
    order = order_by_stiffness(p, start, schedule.levels[0], decay_chain.CHAIN)
    assert (np.diff(p[0, order[-20:]]) > 0.0).all()
    assert sorted(order) == list(range(40))
