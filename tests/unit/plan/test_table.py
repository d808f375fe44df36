"""Rows and curves: what a course is counted as, by when it starts; signs and risks that add up."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.plan.candidate import candidates_of
from turgor.plan.concern import Sought
from turgor.plan.constraint import Cap
from turgor.plan.objective import Objective
from turgor.plan.options import burdens_of, options_of, problem_of, spared
from turgor.plan.plan import Band
from turgor.plan.prune import Verdict
from turgor.plan.scale import DIFFERENCE, Scale
from turgor.plan.scenario import Scenario
from turgor.plan.table import Curve, Row, union

DAY = Objective("gloss", "up", 1, 70.0, "skin-quality")
MEAN = replace(DAY, counted="mean")
#: rises by 1 a day for 28 days, then stays; doing nothing does nothing
RAMP = Curve(
    "gloss", "1", Scale(DIFFERENCE, 1.0), np.array([0.0, 28.0, 365.0]),
    np.array([[0.0, 14.0, 14.0], [0.0, 28.0, 28.0], [0.0, 42.0, 42.0]]), np.zeros(3), "skin", "",
)  # fmt: skip
NEEDLES = next(one for one in candidates_of() if one.id == "microneedling 4x every 30 d")


def row(curve=RAMP, last=3.0) -> Row:
    ends = (Band(1.0, 2.0, 4.0), Band(1.0, 2.0, 4.0), Band(1.0, 40.0, np.inf))
    return Row(
        NEEDLES, {"gloss": curve}, (*ends, Band(0.0, last, last + 1.0)), (30.0, 30.0, 30.0, 275.0),
        {"darkening": Band(0.01, 0.1, 0.4)}, (),
    )  # fmt: skip


def test_on_a_day_a_later_start_has_had_less_time():
    assert RAMP.counted(DAY) == Band(14.0, 28.0, 42.0)
    assert RAMP.counted(DAY, 56.0).median == pytest.approx(14.0)


def test_the_mean_counts_weeks_before_the_start_as_nothing():
    # ends of ten weeks: 7, 14, 21, and seven times 28
    assert RAMP.counted(MEAN).median == pytest.approx((7 + 14 + 21 + 7 * 28) / 10)
    assert RAMP.counted(MEAN, 35.0).median == pytest.approx((7 + 14 + 21 + 28 + 28) / 10)
    assert RAMP.counted(MEAN, 70.0) == Band(0.0, 0.0, 0.0)


@pytest.mark.parametrize("objective", [DAY, MEAN, replace(MEAN, horizon_day=75.0)])
def test_all_starts_at_once_are_as_one_by_one(objective):
    each = [RAMP.counted(objective, 7.0 * week).median for week in range(10)]
    assert RAMP.medians_by_start(objective, 10) == pytest.approx(each)


def test_before_anything_is_known_nothing_is_counted():
    late = replace(RAMP, days=np.array([30.0, 40.0, 365.0]))
    assert late.added(29.0) == Band(0.0, 0.0, 0.0)
    assert late.added(40.0).median == 28.0


def test_less_is_better_where_less_is_wanted():
    down = replace(RAMP, scale=Scale(DIFFERENCE, -1.0))
    assert down.counted(DAY) == Band(-42.0, -28.0, -14.0)


def test_days_with_signs_end_with_the_next_session():
    assert row().downtime == Band(3.0, 2.0 + 2.0 + 30.0 + 3.0, 4.0 + 4.0 + 30.0 + 4.0)


def test_risks_add_up_as_if_independent():
    cautious = burdens_of(row(), Scenario())["risk:darkening"]
    assert cautious == pytest.approx(spared(0.4))
    assert spared(union((0.4, 0.5))) == pytest.approx(spared(0.4) + spared(0.5))
    assert burdens_of(row(), Scenario(cautious=0.5))["risk:darkening"] == pytest.approx(spared(0.1))


def _fitted(curve, *constraints):
    sought = Sought((replace(MEAN, horizon_day=364.0),), ())
    verdict = Verdict(NEEDLES, "offered", tuple(range(52)), ())
    fitted = options_of([row(curve)], [verdict], sought, constraints, Scenario(), None)
    return fitted, problem_of(fitted, sought, constraints, ())


def test_a_course_is_over_before_its_benefit_counts():
    fitted, problem = _fitted(RAMP, Cap("wish: visits", "visits", 4.0))
    weeks = sorted(fitted.options[0].gains)
    assert weeks[-1] * 7 + 90 < 364 <= (weeks[-1] + 1) * 7 + 90
    assert fitted.options[0].gains[0] > fitted.options[0].gains[10]
    assert problem.caps == {"visits": 4.0}


def test_what_is_told_whatever_is_done_adds_nothing():
    fitted, _ = _fitted(replace(RAMP, basis="naive"))
    assert set(fitted.options[0].gains.values()) == {(0.0,)}


def test_what_breaks_a_wish_by_itself_is_said():
    fitted, _ = _fitted(RAMP, Cap("wish: visits", "visits", 3.0))
    assert not fitted.options and "visits" in fitted.unfit[NEEDLES.id]
