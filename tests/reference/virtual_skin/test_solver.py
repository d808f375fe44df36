"""The skin's own courses: against SciPy's Radau, libRoadRunner's CVODE, and themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.skin import assemble
from turgor.skin.load import Schedule
from turgor.skin.sbml import sbml_document
from turgor.skin.solve.course import solve
from turgor.skin.solve.radau import solve_radau
from turgor.skin.state import STATE_NAMES

VISITS = [0.0, 1.0, 3.0, 7.0, 28.0, 45.0, 90.0, 365.0]


@pytest.mark.parametrize("seed", range(4))
def test_radau(solver_courses, seed):
    p = solver_courses.drawn(1, seed)
    schedule = solver_courses.course([0.0, 28.0, 56.0], VISITS, 1, seed, used=seed > 0)
    exact = solve_radau(p, schedule)
    assert solver_courses.off(solve(p, schedule), exact) < 1.0


def test_another_simulator(solver_courses):
    """Four sessions and a retinoid, by libRoadRunner from our SBML."""
    roadrunner = pytest.importorskip("roadrunner")
    p = assemble.prior_medians()[:, None]
    schedule = solver_courses.course([0.0, 28.0, 56.0, 84.0], VISITS[1:], 1, 7)
    model = roadrunner.RoadRunner(sbml_document(p, schedule))
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = 1e-8, 1e-12
    model.timeCourseSelections = list(STATE_NAMES)
    found = np.array(model.simulate(times=VISITS))[1:, :, None]
    # at the visit on day 28, it has had the session of that day
    before = [i for i, day in enumerate(VISITS[1:]) if day != 28.0]
    assert solver_courses.off(solve(p, schedule)[before], found[before]) < 1.0


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), second=st.floats(0.0, 60.0))
def test_steps_of_half_the_length_change_nothing(solver_courses, seed, second):
    p = solver_courses.drawn(8, seed, 0.4)
    schedule = solver_courses.course([0.0, second], VISITS, 8, seed)
    usual, half = solve(p, schedule), solve(p, schedule, step_days=0.125)
    assert solver_courses.off(usual, half) < 1.0


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.floats(1.0, 120.0))
def test_a_course_may_be_cut_in_two(solver_courses, seed, cut):
    p = solver_courses.drawn(8, seed)
    whole = solver_courses.course([0.0, 28.0, 90.0], [cut, 200.0], 8, seed)
    seen, end = solve(p, whole)
    later = whole.event_days >= cut
    held = int((~later).sum()) - 1
    rest = Schedule(
        np.concatenate(([0.0], whole.event_days[later] - cut)),
        np.concatenate((0.0 * whole.loads[:1], whole.loads[later])),
        np.concatenate((whole.levels[held : held + 1], whole.levels[later])),
        np.array([200.0 - cut]),
    )
    assert solver_courses.off(solve(p, rest, seen)[0], end) < 1.0
