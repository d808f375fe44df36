"""Objective, constraint, scenario, plan: four frozen types; nothing hard can be weighed."""

import datetime as dt
from dataclasses import FrozenInstanceError, fields

import pytest

from turgor.errors import InputError
from turgor.plan.constraint import (
    Block,
    Cap,
    Constraint,
    KeepFree,
    ReadyBy,
    Spacing,
    WeekCapacity,
)
from turgor.plan.objective import Objective
from turgor.plan.plan import Plan
from turgor.plan.scenario import Scenario

DAY = dt.date(2027, 3, 1)
HARD = (
    Cap("wish: visits", "visits", 4.0),
    WeekCapacity("assumed: plan.visits_per_week", 1),
    KeepFree("wish: keep_free", DAY, DAY),
    ReadyBy("wish: ready_by", DAY),
    Spacing("rule: ANY-012@1", "a", "b", 14.0),
    Block("rule: PLLA-009@1", "plla", "keloids"),
)


@pytest.mark.parametrize("hard", HARD, ids=lambda one: type(one).__name__)
def test_a_constraint_has_an_origin_and_nothing_to_weigh_it_by(hard):
    assert isinstance(hard, Constraint) and not isinstance(hard, Objective)
    names = {one.name for one in fields(hard)}
    assert "origin" in names
    assert names.isdisjoint({"weight", "priority", "penalty", "soft"})
    with pytest.raises(FrozenInstanceError):
        hard.origin = "me"  # type: ignore[misc]


def test_every_constraint_that_there_is_was_looked_at():
    names = {one.__name__ for one in Constraint.__subclasses__()}
    assert {type(one).__name__ for one in HARD} == names


def test_the_four_are_four():
    types = {Objective, Constraint, Scenario, Plan}
    assert len(types) == 4
    assert not any(issubclass(a, b) for a in types for b in types if a is not b)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Objective("wrinkle-depth", "down", 1, 0.0, "wrinkles"), "horizon"),
        (lambda: Objective("wrinkle-depth", "left", 1, 9.0, "wrinkles"), "direction"),
        (lambda: Objective("wrinkle-depth", "down", 1, 9.0, "w", counted="max"), "counted"),
        (lambda: Cap("wish: mood", "mood", 1.0), "nothing caps"),
        (lambda: Cap("wish: visits", "visits", -1.0), "0 or more"),
        (lambda: Cap("front", "risk:scarring", 1.5), "a share"),
        (lambda: Cap("", "visits", 1.0), "names the wish or the rule"),
        (lambda: KeepFree("wish: keep_free", DAY, DAY - dt.timedelta(1)), "before"),
        (lambda: Spacing("rule: X@1", "a", "b", -1.0), "can't be"),
        (lambda: Scenario(people=0), "1 or more"),
        (lambda: Scenario(cautious=0.3), "0.5 and 0.9"),
    ],
)
def test_what_cant_be_is_refused_in_one_line(make, said):
    with pytest.raises(InputError, match=said):
        make()
