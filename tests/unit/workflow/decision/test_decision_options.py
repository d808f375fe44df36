"""Price ranges, a course that is stopped, trials of parts, signs, and what is not offered."""

import datetime as dt
from dataclasses import replace

import pytest

from turgor.plan.candidate import Candidate
from turgor.plan.explain import Explained
from turgor.plan.prune import Reason
from turgor.plan.template import standard_templates
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.rules import standard_library
from turgor.rules.parser import parse_expression
from turgor.workflow.check.work_out import check_case_of
from turgor.workflow.decision.conjuncts import bare, conjuncts, covers, holds
from turgor.workflow.decision.cost import Cost, cost_of
from turgor.workflow.decision.left_out import LeftOut, left_out
from turgor.workflow.decision.option import Clinic, decision_of
from turgor.workflow.decision.signs import stop_signs
from turgor.workflow.decision.stops import stopped_half_way, with_stops
from turgor.workflow.decision.trials import Part, parts_of, trials_of
from turgor.workflow.decision.upkeep import HELD, upkeep_of

CREAM = CourseUse("topical-retinoid", 0.0, 168.0, {"agent": "tretinoin", "percent": 0.05})


def _peels(*days, uses=()):
    settings = {"agent": "glycolic", "percent": 35.0}
    sessions = tuple(CourseSession(day, "chemical-peel", settings=settings) for day in days)
    return Course("peels", sessions, uses)


def test_a_plan_costs_from_the_lowest_to_the_highest_and_names_what_has_no_price(decision_plans):
    """Two peels of 90 to 120 and a cream of 60 to 80 for all its weeks."""
    forecast, plans = decision_plans
    prices = {"peel-tca-35": (90.0, 120.0), "topical-retinoid": (60.0, 80.0)}
    found = decision_of(None, forecast, plans, Clinic(prices=prices)).options
    assert found[1].cost == Cost(180.0, 240.0, ("sun protection",))
    assert found[2].cost == Cost(60.0, 80.0) and found[4].cost is None
    by_family = cost_of(plans[0].combined, plans[0], {plans[0].courses[0].candidate.family: (1, 2)})
    assert by_family == Cost(2.0, 4.0, ("sun protection",))


def test_a_course_without_a_plan_costs_its_sessions_and_its_uses():
    prices = {"chemical-peel": (90.0, 120.0)}
    peels = _peels(0.0, 14.0, uses=(CREAM,))
    assert cost_of(peels, None, prices) == Cost(180.0, 240.0, ("topical retinoid",))
    both = {**prices, "topical-retinoid": (60.0, 60.0)}
    assert cost_of(peels, None, both) == Cost(240.0, 300.0)
    assert cost_of(peels, None, {}) is None


def test_prices_of_the_case_hold_where_no_clinic_is_named(decision_plans):
    forecast, plans = decision_plans
    clinic = replace(forecast.case.clinic, prices={"topical-retinoid": (60.0, 80.0)})
    whole = replace(forecast, case=replace(forecast.case, clinic=clinic))
    assert decision_of(None, whole, plans).options[2].cost == Cost(60.0, 80.0)


@pytest.mark.parametrize(
    ("days", "kept", "day"), [((0, 30), 1, 30), ((0, 14, 28, 42, 56), 3, 42), ((0, 30, 60), 2, 60)]
)
def test_the_first_half_of_the_visits_is_kept(days, kept, day):
    stopped = stopped_half_way(_peels(*map(float, days), uses=(CREAM,)), 365.0)
    assert stopped is not None and len(stopped.sessions) == kept
    assert [one.stop_day for one in stopped.uses] == [day]


def test_use_at_home_is_stopped_after_half_of_its_time_within_the_horizon():
    def end(horizon):
        stopped = stopped_half_way(Course("cream", (), (CREAM,)), horizon)
        return stopped.uses[0].stop_day

    assert (end(365.0), end(100.0)) == (84.0, 50.0)
    assert stopped_half_way(Course(), 365.0) is None
    assert stopped_half_way(_peels(0.0), 365.0) is None
    late = replace(CREAM, start_day=100.0)
    assert stopped_half_way(_peels(0.0, 30.0, uses=(late,)), 365.0).uses == ()


def test_a_stopped_course_belongs_to_the_whole_one_and_is_no_option(decision_forecast):
    forecast, document = decision_forecast
    nothing, peels, cream = forecast.courses
    stopped = with_stops([peels.course], 180.0)[1]
    other = replace(cream, course=stopped)
    whole = replace(forecast, courses=(nothing, peels, cream, other))
    found = decision_of(document, whole).options
    assert [one.name for one in found] == ["nothing", "two peels", "tretinoin"]
    assert found[2].stopped is None and found[1].stopped is not None
    assert (found[1].stopped.day, found[1].stopped.visits) == (30.0, 1)
    assert found[1].stopped.benefits[0].forecast.median == pytest.approx(0.6)
    strange = replace(cream, course=replace(stopped, sessions=peels.course.sessions))
    found = decision_of(document, replace(forecast, courses=(nothing, peels, strange))).options
    assert len(found) == 3 and found[1].stopped is None


def test_trials_are_of_the_parts_and_of_no_other_agent_or_wavelength():
    laser = CourseSession(0.0, "fractional-laser", settings={"wavelength_nm": 1927.0})
    assert parts_of(Course("", (laser, laser), (CREAM,))) == (
        Part("laser_fractional_nonablative", "", 1927.0),
        Part("topical_retinoid", "tretinoin", None),
    )
    looks = ("look-wrinkles", "look-overall", "look-pigment", "look-texture")
    told = {one.arm for one in trials_of(looks, Course("", (laser,), (CREAM,)))}
    assert any(one.startswith("tretinoin") for one in told)
    assert not any("1550" in one for one in told)
    lightening = Course("", (), (CourseUse("hydroquinone", 0.0, 84.0, {"percent": 4.0}),))
    assert {one.arm for one in trials_of(looks, lightening)} == {"hydroquinone 4 %"}
    tca = CourseSession(0.0, "chemical-peel", settings={"agent": "trichloroacetic"})
    assert not any("carboxy" in one.arm for one in trials_of(looks, Course("", (tca,))))


def _words():
    return standard_library().vocabulary


@pytest.mark.parametrize(
    ("general", "special", "covered"),
    [
        ("breathing_difficulty", "breathing_difficulty and face_swelling", True),
        ("breathing_difficulty and face_swelling", "breathing_difficulty", False),
        ("grade >= 3", "grade >= 4", True),
        ("grade >= 4", "grade >= 3", False),
        ("fever or pus", "pus and spreading_redness", True),
        ("event in {papule, nodule}", "event == nodule and session_day >= 14 d", True),
        ("event == nodule", "event in {papule, nodule}", False),
    ],
)
def test_what_a_sign_holds_in_it(general, special, covered):
    one, other = (
        {bare(part) for part in conjuncts(parse_expression(text, _words()))}
        for text in (general, special)
    )
    assert covers(one, other) is covered


def test_what_answers_say_of_flags():
    tree = parse_expression("keloid_history or poor_healing", _words())
    assert holds(tree, {"keloid_history": True}) is True
    assert holds(tree, {"keloid_history": False, "poor_healing": False}) is False
    assert holds(tree, {"keloid_history": False}) is None
    assert holds(tree, {"keloid_history": "unknown", "poor_healing": False}) is None


def _signs(**answers):
    library = standard_library()
    peel = CourseSession(0.0, "chemical-peel", settings={"depth": "medium"})
    case = Case("", SkinPlace("cheek"), courses=(Course("x", (peel,)),), answers=answers)
    found = check_case_of(case, "case", library, dt.date(2026, 12, 1)).courses[0]
    told = stop_signs(found.signs, library.vocabulary, answers)
    return {sign: group.call for group in told for sign, _ in group.signs}


def test_signs_are_in_a_persons_words_each_once():
    told = _signs()
    assert "difficulty in breathing or swallowing" in told
    assert not any("face, lips" in sign for sign in told)  # held in the sign above
    assert told["anything severe (grade 3 or more of 4)"].startswith("Stop, and be seen")
    assert not any("grade 4" in sign for sign in told)
    assert not any(word in sign for sign in told for word in ("erythema", "oedema", "as measured"))


def test_signs_that_only_others_can_have_are_left_out():
    unknown = [one for one in _signs() if "if you have, or ever had" in one]
    assert any("a weakened immune system" in one for one in unknown)
    never = _signs(
        immunosuppressed=False,
        keloid_history=False,
        hypertrophic_scar_history=False,
        poor_healing=False,
    )
    assert not any("immune" in one or "keloid" in one for one in never)
    weak = _signs(immunosuppressed=True)
    assert "anything moderate or worse (grade 2 or more of 4)" in weak


def test_what_is_told_for_how_long_it_holds_is_in_the_packs():
    known = {rule.id for pack in standard_library().packs for rule in pack.rules}
    assert set(HELD) <= known and upkeep_of(None) == ()


def test_what_is_not_offered_is_told_once_for_each_reason():
    templates = {one.id: one for one in standard_templates()}
    candidates = [
        Candidate(f"{name} {number}x", templates[name], number, 28.0, 0.0, None)
        for name, number in (("plla", 2), ("plla", 3), ("peel-tca-35", 1))
    ]
    asked = Reason("can't be offered before: Is the person pregnant?", "ANY-001@1")
    other = Reason("can't be offered before: Is the person pregnant?", "PEEL-039@1")
    options = [
        Explained("plla 2x", "waits", (asked,)),
        Explained("plla 3x", "waits", (asked,)),
        Explained("peel-tca-35 1x", "waits", (other,)),
        Explained("nothing", "beaten", (Reason("no better"),)),
    ]
    assert left_out(options, candidates) == (
        LeftOut(
            ("poly-L-lactic acid", "trichloroacetic acid 35 %"),
            "waits for an answer",
            "Is the person pregnant?",
            "ANY-001@1, PEEL-039@1",
        ),
    )


def test_a_wish_and_a_limit_of_the_planner_are_told_apart():
    own = Reason("by itself 65.6 of downtime, and 40 is the most (wish: downtime_days)")
    other = Reason(
        "by itself 0.58 of risk, and 0.5 is the most (assumed: plan.most_hyperpigmentation)"
    )
    late = Reason("it is not over by day 90, when its benefit would count")
    options = [
        Explained(name, "wish", (why,)) for name, why in zip("abc", (own, other, late), strict=True)
    ]
    wish, planner, day = left_out(options, ())
    assert (wish.fate, wish.why) == ("kept out by a wish", "more days not presentable than wished")
    assert planner.fate == "kept out by the planner" and "darker patches" in planner.why
    assert planner.basis == "assumed: plan.most_hyperpigmentation"
    assert day.why == late.text
