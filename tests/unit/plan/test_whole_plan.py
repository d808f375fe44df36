"""One case from wishes to a list of plans, on few people and few templates."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from tests.unit.plan.test_rules_decide import all_answered

from turgor.errors import InputError
from turgor.plan.choose import Effort
from turgor.plan.constraint import Cap, KeepFree
from turgor.plan.explain import FATES, explained
from turgor.plan.front import front, limits_of, nondominated
from turgor.plan.options import against
from turgor.plan.prepare import Asked, prepare
from turgor.plan.scenario import Scenario
from turgor.plan.settle import first_plan
from turgor.plan.template import NOTHING, SUNSCREEN, standard_templates
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of
from turgor.predict.forecast.forecast import forecast_many
from turgor.predict.forecast.studies import study_forecasts
from turgor.record.case import Case, Wishes
from turgor.record.skin_place import SkinPlace
from turgor.rules import standard_library

START = dt.date(2027, 1, 4)
FREE = (dt.date(2027, 3, 1), dt.date(2027, 3, 14))
KEPT = ("tretinoin-0.05-alternate", "plla", "microneedling", "nafl-1550")
CASE = all_answered(
    Case(
        "one",
        SkinPlace("cheek", 52.0, "female", "II"),
        start=START,
        concerns=("wrinkles", "scars"),
        wishes=Wishes(visits=6, downtime_days=60.0, keep_free=(FREE,)),
        horizon_days=252.0,
    )
)


def asked(case=CASE, **more) -> Asked:
    templates = tuple(one for one in standard_templates() if one.id in KEPT)
    return Asked(
        case, standard_library(), dt.date(2027, 1, 1), draws_of(shipped_parameter_set()),
        study_forecasts(), scenario=Scenario(people=24), effort=Effort(limit=0.5),
        templates=templates, **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def prepared():
    return prepare(asked())


@pytest.fixture(scope="module")
def plan(prepared):
    return first_plan(prepared)


def test_every_wish_holds_and_each_says_what_is_left(plan):
    assert plan.courses and plan.holds
    wishes = [one for one in plan.constraints if one.constraint.origin.startswith("wish")]
    assert len(wishes) == 3
    assert all(one.slack >= 0.0 for one in wishes)
    assert plan.visits <= 6 and plan.downtime.median <= 60.0


def test_no_sign_shows_while_it_is_to_be_kept_free(prepared, plan):
    first, last = ((day - START).days for day in FREE)
    for one in plan.courses:
        row = prepared.table.row(one.candidate.id)
        for day, band in zip(one.session_days, row.signs, strict=True):
            assert day + band.high <= first or day > last


def test_sessions_of_two_modalities_keep_their_distance(prepared, plan):
    least = {(one.earlier, one.later): one.least_days for one in prepared.spacings}
    for one, other in itertools.permutations(plan.courses, 2):
        key = (one.candidate.template.id, other.candidate.template.id)
        gaps = [b - a for a in one.session_days for b in other.session_days if b >= a]
        assert all(gap >= least[key] for gap in gaps)


def test_the_plan_says_what_it_rests_on(prepared, plan):
    assert plan.library_sha256 == standard_library().sha256
    assert plan.scenario.parameter_set == shipped_parameter_set().version
    assert (plan.seed, plan.workers, plan.limit) == (0, 2, 0.5)
    assert 0.0 <= plan.gap < 0.5
    assert any(told.startswith("scars can't be sought") for told in plan.reasons)
    assert not any(told.startswith(("block", "require_override")) for told in plan.fired)


def test_together_is_the_forecast_of_the_course_as_it_lies(prepared, plan):
    value = plan.values[0]
    case = replace(
        CASE, endpoints=(value.objective.quantity,), visit_days=(252.0,), horizon_days=252.0
    )
    found = forecast_many(
        case, [plan.combined], prepared.asked.draws, prepared.asked.studies, people=24
    )
    nothing, own = (one.endpoints[0].change.median[-1] for one in found.courses)
    assert value.objective.quantity == "wrinkle-depth"
    assert value.together.median == pytest.approx(nothing - own, abs=0.05)
    assert value.sum >= value.together.median  # of courses that share what they mend


def test_the_same_case_gives_the_same_plan(plan):
    assert first_plan(prepare(asked())) == plan


def test_every_candidate_has_a_fate_and_a_reason(prepared, plan):
    told = explained(prepared, plan)
    assert [one.candidate for one in told] == [one.id for one in prepared.candidates]
    assert {one.candidate for one in told} >= {NOTHING, SUNSCREEN}
    chosen = {one.candidate.id for one in plan.courses}
    for one in told:
        assert one.fate in FATES and one.reasons and all(why.text for why in one.reasons)
        assert (one.fate == "chosen") == (one.candidate in chosen)


def test_wishes_keep_out_what_breaks_them_alone(prepared):
    row = next(row for row in prepared.table.rows if row.candidate.visits == 4)
    assert "visits" in against(row, 0, Cap("wish: visits", "visits", 3.0), 0.9, START)
    assert "no price" in against(row, 0, Cap("wish: cost", "cost", 900.0), 0.9, START)
    day = KeepFree("wish: keep_free", START, START)
    assert "kept free" in against(row, 0, day, 0.9, START)
    assert not against(row, 1, day, 0.9, START)


def test_plans_come_one_by_one_stop_and_go_on(prepared, plan):
    stream = front(prepared, plan)
    first, second = next(stream), next(stream)
    assert first.plan == plan and first.limit is None
    assert second.limit is not None and second.plan.holds
    assert list(front(prepared, plan, stop=lambda: True)) == [first]
    again = front(prepared, plan, known=[first, second])
    assert [next(again), next(again)] == [first, second]
    third = next(again)
    assert third.key == next(stream).key


def test_under_a_limit_no_plan_adds_up_to_more(prepared, plan):
    points = list(itertools.islice(front(prepared, plan), 4))
    for point in points[1:]:
        bound = plan.solved[0].bound
        assert point.plan.solved[0].value <= bound + 1e-6
        assert all(one.holds for one in point.plan.constraints)
    assert {point.key for point in nondominated(points)} <= {point.key for point in points}
    assert len(limits_of(plan)) == len({(one.quantity, one.most) for one in limits_of(plan)})


def test_while_answers_are_missing_only_what_needs_none_is_offered():
    bare = replace(CASE, answers={})
    held = prepare(asked(bare))
    kept = {one.candidate.id: one for one in held.verdicts}
    assert kept[NOTHING].status == kept[SUNSCREEN].status == "offered"
    waiting = [one for one in held.verdicts if one.status == "waits"]
    assert any(one.candidate.template.id == "plla" for one in waiting)
    plan = first_plan(held)
    assert all(kept[one.candidate.id].status == "offered" for one in plan.courses)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"concerns": ()}, "'concerns' is empty"),
        ({"concerns": ("scars",)}, "nothing that is wanted"),
        ({"concerns": ("lines",)}, "unknown"),
        ({"start": None}, "state 'start'"),
        ({"horizon_days": 7.0}, "horizon_days"),
        ({"wishes": Wishes(ready_by=START)}, "not after the start"),
    ],
)
def test_what_cant_be_planned_is_refused(change, said):
    with pytest.raises(InputError, match=said):
        prepare(asked(replace(CASE, **change)))
