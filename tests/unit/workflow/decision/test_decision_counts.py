"""Counts on which a decision is shared, held against sums done by hand."""

import datetime as dt

import pytest

from turgor.evidence.outcome import Outcome
from turgor.plan.plan import Band, Plan, Solved
from turgor.plan.scenario import Scenario
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.rules import standard_library
from turgor.workflow.check.work_out import check_case_of
from turgor.workflow.decision.cost import Cost
from turgor.workflow.decision.counts import Counted, Share, number_needed
from turgor.workflow.decision.days import day_text
from turgor.workflow.decision.option import Clinic, decision_of
from turgor.workflow.decision.signs import stop_signs
from turgor.workflow.decision.trials import trials_of

CREAM = Course(
    "tretinoin", uses=(CourseUse("topical-retinoid", 0.0, 168.0, {"agent": "tretinoin"}),)
)


def test_a_number_needed_to_treat_by_hand():
    """98/159 - 65/169 = 0.2317; its standard error 0.0538; so 4.3, and 3.0 to 7.9."""
    found = number_needed(Counted(98 / 159, 98, 159), Counted(65 / 169, 65, 169))
    assert found is not None and found.low is not None and found.high is not None
    assert found.value == pytest.approx(4.315, abs=0.002)
    assert (found.low, found.high) == (
        pytest.approx(2.966, abs=0.01),
        pytest.approx(7.915, abs=0.02),
    )


def test_no_number_where_there_is_no_difference_and_no_interval_where_nobody_was_counted():
    assert number_needed(Counted(0.4, 40, 100), Counted(0.5, 50, 100)) is None
    assert number_needed(Counted(0.5, 5, 10), Counted(0.4, 4, 10)) is None
    found = number_needed(Counted(0.79), Counted(0.48))
    assert found is not None and found.low is None and found.value == pytest.approx(1 / 0.31)


def test_a_share_over_several_treatments():
    """1 - 0.99² = 0.0199."""
    share = Share(0.001, 0.01, 0.02).over(2)
    assert share.ends == pytest.approx((0.001999, 0.0199, 0.0396))


def test_published_shares_carry_their_denominators_and_their_own_control_group():
    """The trial that planning names: 98 of 159 with 0.02 %, 65 of 169 with its vehicle."""
    trials = trials_of(("look-wrinkles", "look-overall"), CREAM)
    own = next(one for one in trials if one.treated.events == 98)
    assert (own.treated.n, own.control) == (159, Counted(65 / 169, 65, 169))
    assert own.control_type == "vehicle" and own.needed is not None and own.day == 168.0
    for trial in trials:
        assert trial.citation and (trial.needed is None) == bool(trial.why)
        if trial.control is None:
            assert trial.needed is None and "comparison group" in trial.why


def _row(arm, control_type="treated", **more):
    given = {
        "study": "s", "row": 1, "cohort": "s", "citation": "made", "locator": "", "arm": arm,
        "modality": "topical_retinoid", "parameters": {}, "endpoint": "responder_pct",
        "unit": "pct", "control_type": control_type, "value": 50.0, "time_days": 84.0, "n": 10.0,
    }  # fmt: skip
    return Outcome(**{**given, **more})


def test_what_has_no_comparison_group_of_its_own_gets_no_number():
    def why(*rows):
        look = ("look-wrinkles", "look-overall")
        return [one.why for one in trials_of(look, CREAM, rows)]

    vehicle = {"control_type": "vehicle", "value": 10.0}
    assert why(_row("a_1")) == ["no comparison group"]
    assert why(_row("a_1"), _row("vehicle", **vehicle)) == [""]
    for other in (
        {"time_days": 30.0}, {"study": "t"}, {"site": "neck"}, {"threshold": "good"},
        {"rater": "patient"},
    ):  # fmt: skip
        assert why(_row("a_1"), _row("vehicle", **vehicle, **other)) == ["no comparison group"]
    assert why(_row("a_1"), _row("vehicle_of_2", **vehicle)) == ["no comparison group"]
    assert why(_row("a_1"), _row("vehicle_of_1", **vehicle), _row("vehicle_of_2", **vehicle)) == [
        ""
    ]
    several = why(_row("a_1"), _row("vehicle", **vehicle), _row("air", **vehicle))
    assert several == ["several comparison groups that can't be told apart"]
    assert why(_row("a_1", seen="secondary")) == []


def test_a_day_is_a_date_where_the_case_has_one():
    assert day_text(dt.date(2027, 1, 10), -1.0) == "9 Jan 2027"
    assert day_text(None, 14.0) == "day 14"


def test_options_of_a_case(decision_forecast):
    forecast, document = decision_forecast
    prices = {"chemical-peel": (100.0, 150.0)}
    found = decision_of(document, forecast, None, Clinic(prices=prices, currency="EUR"))
    nothing, peels, cream = found.options
    assert nothing.nothing and nothing.check is None and not nothing.harms
    assert (peels.visits, peels.cost) == (2, Cost(200.0, 300.0)) and cream.cost is None
    assert peels.benefits[0].forecast.ends == pytest.approx((0.3, 0.5, 0.7))
    assert peels.benefits[0].nothing is not None
    assert peels.benefits[0].nothing.ends == pytest.approx((0.02, 0.1, 0.2))
    assert peels.benefits[0].reported.ends == pytest.approx((0.25, 0.4, 0.9))
    assert peels.days.total == (10.0, 16.0, 24.0)  # two sessions of 5, 8 and 12 days
    darkening, scars = peels.harms
    assert darkening.share.ends == (0.01, 0.05, 0.2)
    assert scars.share.ends == pytest.approx((0.001999, 0.0199, 0.0396)) and scars.serious
    assert "2 of 200 treatments in 1 study" in scars.counted and "2 treatments" in scars.counted
    antiviral = next(one for one in peels.duties if "antiviral" in one.says)
    assert antiviral.whose == "the clinician"
    assert antiviral.spans[0][0] == "10 Jan 2027"  # from the day of the peel, as the source says


def test_a_course_that_was_not_checked_is_told_so(decision_forecast):
    forecast, _ = decision_forecast
    found = decision_of(None, forecast)
    assert all(one.check is None and not one.duties for one in found.options)
    assert found.checked_on is None


def _signs_after(*sessions):
    library = standard_library()
    case = Case("", SkinPlace("cheek"), courses=(Course("x", sessions, CREAM.uses),))
    found = check_case_of(case, "case", library, dt.date(2026, 12, 1)).courses[0]
    return stop_signs(found.signs, library.vocabulary)


def test_signs_are_of_the_treatment_and_the_gravest_answer_wins():
    laser = _signs_after(
        CourseSession(0.0, "fractional-laser", settings={"wavelength_nm": 10600.0})
    )
    cream = _signs_after()
    said = {sign for group in laser for sign, _ in group.signs}
    assert laser[0].call.startswith("Call the emergency service")
    assert "any change of vision" in dict(laser[0].signs)
    assert any("weeps" in sign for sign in said)
    assert not any("weeps" in sign for group in cream for sign, _ in group.signs)
    every = [sign for group in laser for sign, _ in group.signs]
    assert len(every) == len(set(every))
    assert not any("grade of the event" in sign or ": yes" in sign for sign in every)


def test_a_session_is_needed_for_a_calendar(decision_forecast):
    forecast, document = decision_forecast
    cream = decision_of(document, forecast).options[2]
    assert cream.days.sessions == () and cream.visits == 0
    assert Course("x", (CourseSession(0.0, "sham"),)).last_session_day == 0.0


def test_a_plan_belongs_to_the_course_of_its_name(decision_forecast):
    forecast, document = decision_forecast
    band = Band(0.0, 0.0, 0.0)
    plan = Plan(
        name="first", courses=(), combined=forecast.courses[1].course, values=(), constraints=(),
        downtime=band, visits=2, cost=480.0, risk=(),
        solved=(Solved(1, 1.0, 1.02, 0.02, proved=False),), scenario=Scenario(), library_sha256="",
        seed=0, workers=1, limit=1.0, given_up=0.0, reasons=("fewer visits",),
    )  # fmt: skip
    _, peels, cream = decision_of(document, forecast, plan).options
    assert peels.cost == Cost(480.0, 480.0, ceiling=True) and peels.plan is plan
    assert cream.plan is None and cream.cost is None
    assert decision_of(document, forecast, [plan]).options[1].plan is plan
