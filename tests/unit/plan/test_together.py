"""Limits hold for courses forecast as one, not only for their sum."""

import datetime as dt
from dataclasses import replace

import pytest
from tests.unit.plan.made_up import MadeUp
from tests.unit.plan.test_rules_decide import all_answered

from turgor.plan import settle
from turgor.plan.choose import Effort, choose
from turgor.plan.constraint import RISK, Cap, KeepFree
from turgor.plan.explain import explained
from turgor.plan.front import front
from turgor.plan.prepare import Asked, prepare
from turgor.plan.settle import best_plan, first_plan
from turgor.plan.table import PIGMENT
from turgor.plan.template import standard_templates
from turgor.plan.together import beyond, wholes
from turgor.record.case import Case, Wishes
from turgor.record.skin_place import SkinPlace
from turgor.rules import standard_library

START = dt.date(2027, 1, 4)
CASE = all_answered(
    Case(
        "interfering",
        SkinPlace("cheek", 52.0, "female", "III"),
        start=START,
        concerns=("wrinkles", "texture"),
        horizon_days=252.0,
    )
)
KEPT = {"tretinoin-0.05", "peel-glycolic-35", "nafl-1927", "microneedling", "caha-1-2"}
FREE = Wishes()
LENIENT = (Cap("clinic", RISK + PIGMENT, 1.0),)


def prepared_of(wishes=FREE, more=LENIENT, effort=None):
    return prepare(
        Asked(
            replace(CASE, wishes=wishes), standard_library(), dt.date(2027, 1, 1), None, None,
            effort=effort or Effort(limit=0.1), more=more,
            templates=tuple(one for one in standard_templates() if one.id in KEPT),
        )
    )  # fmt: skip


def limit_of(plan, kind=Cap, quantity="downtime"):
    return next(
        one
        for one in plan.constraints
        if isinstance(one.constraint, kind)
        and getattr(one.constraint, "quantity", quantity) == quantity
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("interference", [0.0, 0.2, 0.6])
def test_days_forecast_as_one_stay_within_the_wish(seed, interference):
    with MadeUp(seed, interference):
        free = first_plan(prepared_of())
        most = round(0.8 * free.downtime.median)
        plan = first_plan(prepared_of(Wishes(downtime_days=most)))
    assert plan.holds and plan.downtime.median <= most + 1e-6
    assert plan.downtime_together.median <= most + 1e-6
    told = limit_of(plan)
    assert told.used == pytest.approx(max(plan.downtime.median, plan.downtime_together.median))
    anew = [one for one in plan.reasons if "forecast as one, exceeds" in one]
    assert bool(plan.reserved) <= bool(anew)
    assert interference > 0.0 or not anew  # nothing exceeds a limit that the sum keeps


def test_a_choice_that_does_not_hold_is_made_anew_and_says_so():
    with MadeUp(1, 0.6):
        free = first_plan(prepared_of())
        most = free.downtime.median + 1.0  # the sum of the best fits, all of it together does not
        assert free.downtime_together.median > most
        held = prepared_of(Wishes(downtime_days=most))
        plan = first_plan(held)
        alone = choose(held.problem, held.asked.effort).solved[0]
    assert plan.downtime_together.median <= most
    (told,) = [one for one in plan.reasons if "forecast as one, exceeds" in one]
    assert any(one.startswith("so that it holds: ") for one in plan.reasons)
    assert "of downtime, and" in told and "wish: downtime_days" in told
    assert all(for_each > 0.0 for _, for_each in plan.reserved)
    # the bound is that of the choice with the sum alone: the gap says all that the limit costs
    assert plan.solved[0].bound == pytest.approx(alone.bound)
    assert plan.solved[0].value < alone.value
    assert plan.solved[0].gap > 0.0 and not plan.solved[0].proved


def test_a_risk_forecast_as_one_stays_within_the_limit():
    with MadeUp(1, 0.6):
        held = prepared_of(more=(Cap("clinic", RISK + PIGMENT, 0.3),))
        plan = first_plan(held)
        assert len(plan.courses) > 1
        assert dict(plan.risk_together)[PIGMENT].high <= 0.3 + 1e-6
        assert not beyond(held, picks_of(plan))
    assert plan.holds and limit_of(plan, Cap, RISK + PIGMENT).slack >= 0.0


def test_dates_are_free_of_signs_forecast_as_one():
    span = (START + dt.timedelta(100), START + dt.timedelta(130))
    with MadeUp(1, 1.5):
        held = prepared_of(Wishes(keep_free=(span,)))
        plan = first_plan(held)
        (whole,) = wholes(held, [picks_of(plan)])
    assert plan.courses and plan.holds and limit_of(plan, KeepFree).holds
    for day, band in whole.signs:
        assert day + band.high <= 100.0 or day >= 131.0


def test_where_no_choice_holds_courses_are_taken_out(monkeypatch):
    monkeypatch.setattr(settle, "_ROUNDS", 1)
    with MadeUp(1, 0.6):
        free = first_plan(prepared_of())
        held = prepared_of(Wishes(downtime_days=free.downtime.median + 1.0))
        plan = first_plan(held)
        told = explained(held, plan)
    assert plan.holds and not beyond_plan(plan)
    (said,) = [one for one in plan.reasons if "taken out: " in one]
    gone = said.rpartition("taken out: ")[2].split(", ")
    assert gone and not {one.candidate.id for one in plan.courses} & set(gone)
    fates = {one.candidate: one for one in told}
    assert all(fates[name].fate != "chosen" for name in gone)
    assert plan.solved[0].value < plan.solved[0].bound and plan.solved[0].gap > 0.0


def test_plans_of_the_list_keep_their_limit_as_one_too():
    with MadeUp(2, 0.4):
        held = prepared_of(effort=Effort(limit=0.1))
        points = list(front(held, first_plan(held)))
    assert len(points) > 3
    for point in points[1:]:
        assert point.plan.holds
        if point.limit.quantity == "downtime":
            assert point.plan.downtime_together.median <= point.limit.most + 1e-6
        if point.limit.quantity == RISK + PIGMENT:
            risk = dict(point.plan.risk_together).get(PIGMENT)
            assert risk is None or risk.high <= point.limit.most + 1e-6


def test_a_limit_of_nothing_at_all_is_kept():
    with MadeUp(1, 0.6):
        plan = best_plan(prepared_of(), "none", (Cap("front", "downtime", 0.0),))
    assert plan.holds and plan.downtime_together.median == 0.0


def picks_of(plan):
    return tuple((one.candidate.id, one.start_week) for one in plan.courses)


def beyond_plan(plan):
    return [one for one in plan.constraints if not one.holds]
