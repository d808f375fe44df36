"""One skin's course by SciPy's Radau: implicit, with its own steps, from event to event."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.skin.load import LEVELS, LOADS, Schedule
from turgor.skin.solve.check import checked_inputs
from turgor.skin.solve.course import rest_of
from turgor.skin.solve.dynamics import Dynamics, Terms, tissue_dynamics
from turgor.skin.solve.plan import make_plan

FloatArray = NDArray[np.float64]


def solve_radau(
    p: FloatArray,
    schedule: Schedule,
    start: FloatArray | None = None,
    *,
    relative: float = 1e-8,
    absolute: float = 1e-11,
    method: str = "Radau",
    dynamics: Dynamics | None = None,
) -> FloatArray:
    """States at visits (V, n_s, 1) of one skin; arguments as for ``solve`` with a batch of 1.

    relative, absolute : tolerances of each step. method : another of SciPy's, by its name.
    Errors: InputError as ``solve``; MeasureError where SciPy finds no solution.
    """
    from scipy.integrate import solve_ivp

    dynamics = dynamics or tissue_dynamics()
    checked_inputs(p, schedule, start, dynamics)
    names = dynamics.states
    terms = _terms(dynamics.parameters, p[:, 0])
    state = (rest_of(p, dynamics) if start is None else start)[:, 0].astype(np.float64)
    plan = make_plan(schedule)
    ends = np.empty((len(plan.days), len(names)))

    for gap, days in enumerate(plan.days[:, 0]):
        if days > 0.0:
            level = _terms(tuple(LEVELS), schedule.levels[plan.held[gap, 0], :, 0])

            def rates(_: float, y: FloatArray, level: Terms = level) -> FloatArray:
                return _values(dynamics.rates(_terms(names, y), level, terms), names, 0.0 * y)

            done = solve_ivp(rates, (0.0, days), state, method, rtol=relative, atol=absolute)
            if not done.success:
                raise MeasureError(f"no solution over {days:g} days: {done.message}")
            state = done.y[:, -1]
        ends[gap] = state
        if plan.is_event[gap, 0]:
            load = _terms(tuple(LOADS), schedule.loads[plan.event[gap, 0], :, 0])
            state = _values(dynamics.jump(_terms(names, state), load, terms), names, state)
    return ends[plan.visit[:, 0], :, None]


def _terms(names: tuple[str, ...], values: FloatArray) -> Terms:
    return cast(Terms, dict(zip(names, values.tolist(), strict=True)))


def _values(terms: Terms, names: tuple[str, ...], otherwise: FloatArray) -> FloatArray:
    return np.array([terms.get(n, y) for n, y in zip(names, otherwise, strict=True)], dtype=float)
