"""Skin left alone, against slopes that are pooled from norms, and against a stiff solver."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from turgor.evidence.norms.ageing import ageing_slopes
from turgor.skin.assemble import jump, parameter_names, prior_medians, rates, rest_state
from turgor.skin.load import LOADS, USUAL_LEVELS
from turgor.skin.state import STATE_NAMES

MEDIANS = dict(zip(parameter_names(), prior_medians(), strict=True))
#: half of a 95 % interval, in standard errors
HALF_95 = 1.96


def followed(start, days, method="LSODA"):
    """States (n_s, V) by a solver of SciPy's."""

    def change(_, y):
        by_name = rates(dict(zip(STATE_NAMES, y, strict=True)), USUAL_LEVELS, MEDIANS)
        return np.array([by_name[name] for name in STATE_NAMES])

    y = np.array([float(start[name]) for name in STATE_NAMES])
    done = solve_ivp(change, (0.0, days[-1]), y, method, t_eval=days, rtol=1e-8, atol=1e-10)
    assert done.success
    return dict(zip(STATE_NAMES, done.y, strict=True))


@pytest.fixture(scope="module")
def decade():
    return followed(rest_state(MEDIANS), [5 * 365.25, 10 * 365.25])


@pytest.mark.parametrize(
    ("state", "observable"),
    [
        ("collagen_mature_reticular", "dermal-thickness"),
        ("epidermis", "epidermal-thickness"),
        ("elastin", "elasticity-r2"),
        ("vessels", "vascularity"),
    ],
)
def test_skin_left_alone_ages_as_norms_say(decade, state, observable):
    """From the fifth to the tenth year, within the norm's 95 % interval, in % of the start."""
    slope = ageing_slopes()[observable]
    fifth, tenth = decade[state]
    a_year = 100.0 * (tenth - fifth) / 5.0
    assert abs(a_year - slope.per_year) < HALF_95 * slope.se
    assert a_year < 0.0


def test_sun_damage_grows(decade):
    """Degraded collagen is 3.6-fold in photodamaged skin; collagen and looks fall with age."""
    for name in ("elastosis", "collagen_fragments"):
        assert decade[name][1] > decade[name][0] > 1.03
    collagen, looks = ageing_slopes()["collagen"], ageing_slopes()["look-wrinkles"]
    assert collagen.correlation < 0.0
    assert looks.correlation < 0.0


def test_the_laws_steps_are_fine_enough(courses, skins):
    """What the laws are held against differs from LSODA's by less than 5e-3 of a state's size."""
    load = dict.fromkeys(LOADS, 0.0) | courses.FRACTIONAL_CO2
    start = jump(rest_state(MEDIANS), load, MEDIANS)
    days = [1.0, 7.0, 28.0, 180.0]
    exact = followed(start, days)
    for i, day in enumerate(days):
        for name in STATE_NAMES:
            size = max(np.abs(exact[name]).max(), 1e-3)
            assert skins["fractional"](name, day)[0] == pytest.approx(
                exact[name][i], abs=5e-3 * size
            ), (name, day)


def test_nothing_is_stiff(courses, skins):
    """Along courses every mode decays, none faster than 2.5 a day."""
    for arm in ("nothing", "fractional", "full", "particles-monthly"):
        for day in (1.0, 7.0, 21.0, 90.0, 365.0):
            modes = np.linalg.eigvals(jacobian(skins[arm].states[day][:, 0]))
            assert modes.real.min() > -2.5, (arm, day)
            assert modes.real.max() < 1e-6, (arm, day)
            assert np.abs(modes.imag).max() < 1e-3, (arm, day)


def jacobian(y):
    columns = []
    for i in range(y.size):
        step = 1e-6 * max(1.0, abs(y[i]))
        ends = []
        for sign in (1.0, -1.0):
            moved = y.copy()
            moved[i] += sign * step
            by_name = rates(dict(zip(STATE_NAMES, moved, strict=True)), USUAL_LEVELS, MEDIANS)
            ends.append(np.array([by_name[name] for name in STATE_NAMES]))
        columns.append((ends[0] - ends[1]) / (2.0 * step))
    return np.array(columns).T
