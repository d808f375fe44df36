"""Several plans on one page: what each is called, takes and costs, and what is not offered."""

from dataclasses import replace

from turgor.record.case import CaseEvent, CaseOverride, Wishes
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.report.decision_course import done_lines
from turgor.report.decision_page import decision_context, decision_page
from turgor.report.decision_wishes import wish_words
from turgor.report.decision_words import change_words, of_people, others_words, rest_of_people
from turgor.workflow.check.work_out import check_case_of
from turgor.workflow.decision.counts import Share
from turgor.workflow.decision.left_out import LeftOut
from turgor.workflow.decision.option import Clinic, decision_of
from turgor.workflow.decision.stops import with_stops

PRICES = {"peel-tca-35": (90.0, 120.5), "topical-retinoid": (60.0, 80.0)}


def test_both_ways_of_telling_make_up_a_hundred():
    for share in (0.004, 0.045, 0.745, 0.755, 0.996, 1.0, 0.0):
        one = Share(share, share, share)
        told = (of_people(one), rest_of_people(one))
        if told[0] == "under 1":
            assert told[1] == "over 99"
        else:
            assert sum(map(int, told)) == 100, share
    assert rest_of_people(Share(0.3, 0.5, 0.7)) == "50 (30 to 70)"


def test_a_plan_is_called_by_what_is_done_in_it(decision_plans):
    forecast, plans = decision_plans
    clinic = Clinic(prices=PRICES, currency="EUR")
    glance, *blocks = decision_context(decision_of(None, forecast, plans, clinic)).blocks
    titles = [card.title.replace("\u00a0", " ") for card in glance.cards]
    assert titles == [
        "Doing nothing",
        "A: 2 × trichloroacetic acid 35 %, sun protection",
        "B: tretinoin 0.05 % nightly",
        "C: tretinoin 0.02 % nightly",
        "D: sun protection",
    ]
    costs = [dict(card.facts)["cost"] for card in glance.cards]
    assert costs[1] == "180 to 241 EUR, and what no price was given for: sun protection"
    assert costs[2] == "60 to 80 EUR" and costs[4] == "no price given"
    assert any("ranges of all open options" in line for line in glance.lines)
    assert blocks[1].whose.startswith("First plan; ") and blocks[0].whose == "nothing is done"
    why = dict(blocks[1].facts)["why it is here"]
    assert why.startswith("found as 'first plan'\nno other choice within the wishes is better")
    assert "better by more than 3.0 %" in dict(blocks[2].facts)["why it is here"]


def test_ranges_that_lie_apart_are_not_called_alike(decision_forecast):
    forecast, _ = decision_forecast
    nothing, peels, cream = forecast.courses

    def shares(outlook, *ends):
        endpoint = outlook.endpoints[0]
        study = replace(
            endpoint.study, quantiles=endpoint.study.quantiles * 0.0 + [[e] for e in ends]
        )
        return replace(outlook, endpoints=(replace(endpoint, study=study), *outlook.endpoints[1:]))

    apart = (nothing, shares(peels, 10.0, 15.0, 20.0), shares(cream, 50.0, 60.0, 80.0))
    glance = decision_context(decision_of(None, replace(forecast, courses=apart))).blocks[0]
    assert not any("ranges of all open options" in line for line in glance.lines)


def test_what_is_done_is_told_with_dates_and_without_what_is_not_done(decision_forecast):
    forecast, _ = decision_forecast
    needles = {"depth_um": 1500.0, "rf_power_w": 0.0, "topical_during": False}
    course = Course(
        "x",
        (CourseSession(0.0, "microneedling", settings=needles),),
        (CourseUse("topical-retinoid", 14.0, 5000.0, {"agent": "tretinoin", "percent": 0.05}),),
    )
    outlook = replace(forecast.courses[2], course=course)
    whole = replace(forecast, courses=(forecast.courses[0], outlook))
    lines = done_lines(decision_of(None, whole).options[1])
    assert lines[0].startswith("microneedling (") and lines[0].endswith("): 10 Jan 2027")
    assert "RF" not in lines[0] and "topical" not in lines[0]
    assert lines[1] == "tretinoin (topical retinoid; 0.05 %): from 24 Jan 2027 on"


def test_a_wish_for_cost_is_open_where_a_part_has_no_price(decision_plans):
    forecast, plans = decision_plans
    option = decision_of(None, forecast, plans, Clinic(prices=PRICES)).options[1]
    assert wish_words(option, Wishes(cost=500.0), "EUR") == [
        "at most 500 EUR: can't be told without a price of sun protection"
    ]
    assert wish_words(option, Wishes(cost=100.0)) == ["at most 100: not kept"]


def test_stopping_early_is_told_where_it_was_forecast(decision_forecast):
    forecast, document = decision_forecast
    nothing, peels, cream = forecast.courses
    early = replace(cream, course=with_stops([peels.course], 180.0)[1])
    whole = replace(forecast, courses=(nothing, peels, cream, early))
    glance, _, block, _ = decision_context(decision_of(document, whole)).blocks
    assert len(glance.cards) == 3
    assert dict(block.facts)["if it is stopped early"] == (
        "stopped on 9 Feb 2027, after 1 of 2 visits; of 100 people\n"
        "wrinkles look better for 60 (40 to 80) at day 180, beside 50 (30 to 70) with the whole "
        "course"
    )


def test_what_is_not_offered_stands_with_its_reason(decision_plans):
    forecast, plans = decision_plans
    left = (LeftOut(("microneedling",), "waits for an answer", "Is she pregnant?", "ANY-001@1"),)
    html = decision_page(None, forecast, plans, left=left)
    assert "Looked at, and not offered: 1 reasons" not in html
    assert "Looked at, and not offered: 1 reason" in html
    assert "waits for an answer: Is she pregnant?" in html and "ANY-001@1" in html
    assert "Looked at" not in decision_page(None, forecast, plans)


def test_screens_beforehand_are_told_asked_or_not(decision_forecast):
    forecast, _ = decision_forecast
    answers = {**forecast.case.answers, "unrealistic_expectations": False}
    asked = replace(forecast, case=replace(forecast.case, answers=answers))
    glance = decision_context(decision_of(None, asked)).blocks[0]
    assert [answer for _, answer in glance.facts] == ["no", "not asked yet"]


def test_what_is_known_of_several_counts_stands_once(decision_forecast):
    forecast, document = decision_forecast
    nothing, peels, cream = forecast.courses
    rate = replace(peels.rates[0], flags=("never-named", "none-seen"))
    other = replace(rate, event="infection", flags=("none-seen",))
    whole = replace(forecast, courses=(nothing, replace(peels, rates=(rate, other)), cream))
    block = decision_context(decision_of(document, whole)).blocks[2]
    assert len(block.harm_notes) == 2
    assert [row[-1].split("; ")[-1] for row in block.harms.rows[1:]] == ["notes 1 and 2", "note 2"]


def test_an_override_of_another_option_is_not_told_here(decision_forecast):
    forecast, document = decision_forecast
    override = CaseOverride(
        "PEEL-005@1",
        "a clinician",
        "clinician",
        "benefit-outweighs",
        document.day,
        "talked through",
    )
    case = replace(document.case, overrides=(override,))
    marked = check_case_of(case, "case", document.library, document.day)
    _, _, peels, cream = decision_context(decision_of(marked, forecast)).blocks
    assert any(one.overridden for one in peels.rules.fired)
    assert cream.rules.overrides == ()


def test_changes_are_told_in_two_digits():
    told = [change_words(one) for one in (-63.94, 0.56, 112.3, 0.04, 3.41)]
    assert told == ["−64", "+0.6", "+112", "0", "+3.4"]


def test_a_stopped_option_is_marked_and_not_compared(decision_forecast):
    forecast, document = decision_forecast
    weeping = CaseEvent(3.0, {"event": "infection", "grade": 2, "pus": True})
    ill = replace(document.case, events=(weeping,))
    checked = check_case_of(ill, "case", document.library, document.day)
    glance, *_ = decision_context(decision_of(checked, forecast)).blocks
    assert glance.cards[1].closed.startswith("Not open to this person")
    assert glance.cards[0].closed == ""
    assert glance.cards[1].closed in decision_page(checked, forecast)
    open_ones = [card for card in glance.cards[1:] if not card.closed]
    assert len(open_ones) < 2 and not any("ranges of all open" in line for line in glance.lines)


def test_other_people_than_were_studied_are_named_with_their_phototypes():
    told = others_words(["outside studied population: phototype 6, studied in 2, 3"])
    assert told == ("Others than this person were studied: phototype VI, studied in II, III",)
