"""The shared decision page says what was counted by hand, each number with what it is of."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from turgor.record.case import CaseEvent, CaseOverride, Wishes
from turgor.record.course import Course, CourseSession
from turgor.report.decision_chart import people
from turgor.report.decision_page import decision_context, decision_page, write_decision_page
from turgor.report.decision_wishes import wish_words
from turgor.report.decision_words import of_people
from turgor.rules import standard_library
from turgor.workflow.check.work_out import check_case_of
from turgor.workflow.decision.counts import Share
from turgor.workflow.decision.option import Clinic, decision_of
from turgor.workflow.forecast.template import CASE_TEMPLATE
from turgor.workflow.forecast.work_out import forecast_of_file


def test_counts_of_a_hundred():
    assert of_people(Share(0.3, 0.5, 0.7)) == "50 (30 to 70)"
    assert of_people(Share(0.0001, 0.0098, 0.084)) == "under 1 (up to 8)"
    assert of_people(Share(0.0001, 0.0001, 0.009)) == "under 1"
    assert of_people(Share(0.0001, 0.045, 0.224)) == "5 (under 1 to 22)"
    assert of_people(Share(0.0, 0.0, 1.0)) == "0 (0 to 100)"


def test_a_hundred_squares():
    drawn = people(Share(0.3, 0.5, 0.7), "x")
    counted = [part.count("M") for part in (drawn.low, drawn.median, drawn.high, drawn.rest)]
    assert counted == [30, 20, 20, 30]


def test_what_the_page_says(decision_forecast):
    forecast, document = decision_forecast
    glance, nothing, peels, cream = decision_context(decision_of(document, forecast)).blocks
    assert [card.title for card in glance.cards] == ["Doing nothing", "Two peels", "Tretinoin"]
    facts = dict(glance.cards[1].facts)
    assert facts["wrinkles look better, of 100"] == "50 (30 to 70)"
    assert facts["days not presentable"] == "16 (10 to 24)"
    assert facts["darkening, of 100"] == "5 (1 to 20)"
    assert facts["visits"] == "2" and facts["cost"] == "no price given"
    assert "within 180 days of 10 Jan 2027, benefit and harm alike" in glance.lines[0]
    assert "library" in glance.foot and "parameter set 1" in glance.foot
    sentence = peels.benefits[0].sentence
    assert sentence.startswith("Of 100 people like you, 50 (30 to 70) look better")
    assert "beside 10 (2 to 20) with nothing done" in sentence
    assert "The other 50 (30 to 70) do not." in sentence  # both ways of telling it
    assert peels.benefits[0].reported.startswith("40 (25 to 90) of 100: what was reported")
    assert "8 in 10 of these reports lie in the brackets" in peels.benefits[0].reported
    assert nothing.rules is None and nothing.harms is None
    assert peels.calendar is not None
    first = peels.calendar.rows[0]
    assert first[0] == "1: 10 Jan 2027"
    assert first[1] == "by 17 Jan; 9 in 10 by 22 Jan"
    assert first[2] == "none for half; 9 in 10 by 13 Jan" and first[4] == "none"
    assert peels.calendar.rows[-1][-1] == "16 (10 to 24)"
    assert cream.calendar is None and cream.benefits[0].trials is not None
    row = next(one for one in cream.benefits[0].trials.rows if "98 of 159" in one[1])
    assert "65 of 169" in row[2] and row[3] == "about 4.3 (3.0 to 7.9, 95 %)"


def test_every_number_of_harm_stands_with_its_count_its_people_and_its_evidence(decision_forecast):
    forecast, document = decision_forecast
    for block in decision_context(decision_of(document, forecast)).blocks[1:]:
        for row in block.harms.rows if block.harms else ():
            assert all(row), row
            assert re.search(r"\d+ of \d+|no count", row[2]), row
        for item in block.benefits:
            assert "Of 100 people" in item.sentence and item.grade
            assert "studies" in item.reported
            for row in item.trials.rows if item.trials else ():
                assert all(row) and re.search(r"\(\d+ of \d+\)|\(n \d+\)|n not printed", row[1])


def test_rules_questions_overrides_and_the_phone(decision_forecast):
    forecast, document = decision_forecast
    html = decision_page(document, forecast)
    assert "Avoid a peel where the person tends to keloids." in html
    assert "needs a recorded override" in html and "Still to be answered" in html
    assert "not a medical device" in html and 'class="phone"' in html
    assert "http" not in html.split("<main>")[1].split('id="sources"')[0]
    override = CaseOverride(
        "PEEL-005@1", "a clinician", "clinician", "benefit-outweighs", document.day,
        "one small scar, talked through",
    )  # fmt: skip
    case = replace(document.case, overrides=(override,))
    marked = check_case_of(case, "case", document.library, document.day)
    html = decision_page(marked, forecast, clinic=Clinic(phone="0123 456", name="the practice"))
    assert "1 overridden" in html and "one small scar, talked through" in html
    assert "0123 456" in html and 'class="phone"' not in html
    assert "was not checked against the rules" in decision_page(None, forecast)


def test_what_a_case_writes_is_text_and_no_markup(decision_forecast):
    forecast, document = decision_forecast
    case = replace(forecast.case, title="<script>alert(1)</script>")
    assert "<script>alert" not in decision_page(document, replace(forecast, case=case))


def test_what_is_declined_or_stopped_is_said_first(decision_forecast):
    forecast, document = decision_forecast
    young = replace(document.case, place=replace(document.case.place, age_years=12.0))
    checked = check_case_of(young, "case", document.library, document.day)
    _, _, peels, _ = decision_context(decision_of(checked, forecast)).blocks
    assert peels.alerts and peels.alerts[0].startswith("Declined: ")
    weeping = CaseEvent(3.0, {"event": "infection", "grade": 2, "pus": True})
    ill = replace(document.case, events=(weeping,))
    checked = check_case_of(ill, "case", document.library, document.day)
    glance, _, peels, _ = decision_context(decision_of(checked, forecast)).blocks
    assert peels.alerts[0].startswith("Stopped by AE-") and glance.cards[1].style == "blocked"


def test_wishes_are_told_each_by_itself(decision_forecast):
    """Two sessions on 10 January and 9 February; signs for 12 days at the high end, 24 in all."""
    forecast, document = decision_forecast
    peels = decision_of(document, forecast).options[1]

    def said(**wishes):
        return wish_words(peels, Wishes(**wishes))[0].split(": ")[-1]

    assert said(downtime_days=24.0) == "kept, even where signs last long"
    assert said(downtime_days=16.0) == "likely kept, not where signs last long"
    assert said(downtime_days=15.0) == "likely not kept"
    assert (said(visits=2), said(visits=1)) == ("kept", "not kept")
    assert said(cost=100.0) == "no price given"
    free = (dt.date(2027, 1, 23), dt.date(2027, 2, 8))
    assert said(keep_free=(free,)) == "kept, even where signs last long"
    assert (
        said(keep_free=((dt.date(2027, 1, 22), free[1]),)) == "signs may show where they last long"
    )
    assert said(ready_by=dt.date(2027, 2, 21)) == "kept, even where signs last long"
    assert said(ready_by=dt.date(2027, 2, 20)) == "signs may still show where they last long"
    assert wish_words(peels, Wishes()) == []


@pytest.mark.parametrize(
    ("modality", "settings", "named"),
    [
        ("microneedling", {"rf_power_w": 20.0}, "burns, scars, loss of fat"),
        ("biostimulator", {"agent": "caha"}, "possible vascular occlusion"),
        ("biostimulator", {"agent": "plla"}, "any change of vision"),
    ],
)
def test_rare_but_serious_stands_by_name(decision_forecast, modality, settings, named):
    """What the regulator lists for heated needles, and vessels that injections can close."""
    forecast, document = decision_forecast
    course = Course("two peels", (CourseSession(0.0, modality, settings=settings),))
    case = replace(document.case, courses=(course,))
    checked = check_case_of(case, "case", document.library, document.day)
    block = decision_context(decision_of(checked, forecast)).blocks[2].rules
    assert any(named in name + text for name, text in block.serious)


def test_an_event_without_a_course_stops_on_the_first_page(decision_forecast):
    forecast, document = decision_forecast
    weeping = CaseEvent(3.0, {"event": "infection", "grade": 2, "pus": True})
    ill = replace(document.case, courses=(), events=(weeping,))
    checked = check_case_of(ill, "case", document.library, document.day)
    alone = replace(forecast, case=ill, courses=forecast.courses[:1])
    glance, _ = decision_context(decision_of(checked, alone)).blocks
    assert glance.alerts and glance.alerts[0].startswith("Stopped by AE-")
    assert "Stopped by AE-" in decision_page(checked, alone)


def test_the_page_of_a_case_that_is_read_checked_and_forecast(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(CASE_TEMPLATE, encoding="utf-8")
    forecast = forecast_of_file(path, 32)
    document = check_case_of(forecast.case, "case", standard_library(), dt.date(2026, 12, 1))
    write_decision_page(document, forecast, tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text("utf-8")
    assert "Four non-ablative sessions" in html and "98 of 159" in html
    assert "was not checked" not in html and "NAFL-" in html
    for key in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{key}"' in html
