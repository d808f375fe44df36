"""A plan is told as it is found, stops when asked, goes on from its file, and costs what it may."""

import dataclasses
import datetime as dt
import json

import pytest
from tests.reference.plan.plan_cases import DAY, case_text

from turgor.errors import InputError, StudyError
from turgor.exchange.case_toml import parse_case
from turgor.plan.choose import Effort
from turgor.plan.plan import Band
from turgor.plan.scenario import Scenario
from turgor.plan.template import standard_templates
from turgor.plan.wishes import constraints_of
from turgor.predict.forecast.forecast import forecast_many
from turgor.record.case import Wishes
from turgor.rules import standard_library
from turgor.workflow.forecast.typed_case import typed
from turgor.workflow.plan.begun import from_last_visit
from turgor.workflow.plan.document import plan_document
from turgor.workflow.plan.groups import by_wish, grouped
from turgor.workflow.plan.signs_together import signs_together
from turgor.workflow.plan.work_out import Told, Wanted, plan_of_file

FEW = ("tretinoin-0.05", "nafl-1550")
PRICES = '[prices]\ncurrency = "EUR"\nfractional-laser = [200, 300]\n'


def wanted(**more) -> Wanted:
    templates = tuple(one for one in standard_templates() if one.id in FEW)
    return Wanted(
        day=DAY, scenario=Scenario(people=16), effort=Effort(limit=0.3), templates=templates, **more
    )  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "case.toml"
    path.write_text(case_text(horizon=252), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(path):
    return plan_of_file(path, wanted())


def test_each_plan_is_told_when_it_is_found(path, whole):
    seen, heard = [], []
    told = Told(
        step=heard.append,
        ready=lambda found: seen.append(("ready", len(found.points))),
        point=lambda point, found: seen.append((point.plan.name, len(found.points))),
    )
    found = plan_of_file(path, wanted(front=False), told)
    assert seen == [("ready", 0), ("first plan", 1)]
    assert heard[0] == "rules" and heard[-1] == "the first plan"
    assert (found.points, found.limits, found.stopped) == (whole.points[:1], 0, "")
    assert whole.limits == len(whole.points) - 1 and not whole.stopped


def test_a_stopped_plan_says_so_and_goes_on_from_its_file(path, whole, tmp_path):
    state = tmp_path / "state.json"
    done = []
    told = Told(
        point=lambda point, found: done.append(point),
        stop=lambda: "2 s were over" if len(done) > 1 else "",
    )
    short = plan_of_file(path, wanted(state=state), told)
    assert short.stopped == "2 s were over" and len(short.points) == 2 < len(whole.points)
    assert short.points == whole.points[:2]
    assert len(json.loads(state.read_text("utf-8"))["points"]) == 2
    resumed = plan_of_file(path, wanted(state=state))
    assert plan_document(resumed) == plan_document(whole)


def test_an_interrupt_keeps_what_was_found(path, whole):
    def stop() -> str:
        raise KeyboardInterrupt

    found = plan_of_file(path, wanted(), Told(stop=stop))
    assert found.stopped == "interrupted" and found.points == whole.points[:1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"of": "', '"of": "0'), "was kept of another case"),
        (lambda text: text.replace("turgor.plan-state/1", "other"), "holds no plans"),
        (lambda text: text[:40], "holds no plans"),
        (lambda text: text.replace("tretinoin-0.05", "tretinoin-9"), "can't be read"),
    ],
)
def test_a_file_of_something_else_is_refused(path, whole, change, said, tmp_path):
    from turgor.workflow.plan.state import write_state

    state = tmp_path / "state.json"
    write_state(state, whole.prepared.asked, whole.points)
    state.write_text(change(state.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        plan_of_file(path, wanted(state=state, front=False))


def test_cost_is_the_clinics_and_never_made_up(tmp_path, whole):
    for point in whole.points:
        cost = plan_document(dataclasses.replace(whole, points=(point,)))["plans"][0]["cost"]
        assert cost["low"] is cost["high"] is None or not point.plan.courses
        assert len(cost["unpriced"]) == len(point.plan.courses)
    path = tmp_path / "priced.toml"
    priced = PRICES + "topical-retinoid = 100\nsunscreen = 50\n"
    path.write_text(case_text(horizon=252, wishes="cost = 700", more=priced), encoding="utf-8")
    found = plan_of_file(path, wanted(front=False))
    (plan,) = plan_document(found)["plans"]
    kinds = {one["template"] for one in plan["courses"]}
    ends = {"tretinoin-0.05": (100, 100), "sunscreen": (50, 50)}
    assert plan["cost"]["low"] == sum(ends[one][0] for one in kinds)
    assert plan["cost"]["high"] == sum(ends[one][1] for one in kinds) <= 700
    assert "nafl-1550" not in kinds  # three sessions at up to 300
    assert "wish: cost" in by_wish(found.options)


def test_signs_of_all_courses_together_stand_beside_the_sum(whole):
    plan = whole.first
    assert {one.candidate.family for one in plan.courses} >= {"topical-retinoid"}
    told = signs_together(whole.prepared, plan)
    asked = whole.prepared.asked
    case = dataclasses.replace(whole.case, endpoints=("wrinkle-depth",), visit_days=())
    seen = forecast_many(case, [plan.combined], asked.draws, asked.studies, people=16)
    ends = [
        min(one.downtime.median, one.until_day - one.session_day)
        for one in seen.courses[1].calendar.sessions
    ]
    assert told.days.median == pytest.approx(sum(ends), rel=0.05)
    # what a retinoid does by itself is no session's: the days are those of the sessions alone
    assert told.days.median == pytest.approx(plan.downtime.median, rel=0.5, abs=3.0)
    assert told.beyond is None  # nobody wished for fewer
    assert signs_together(whole.prepared, whole.points[-1].plan) is None or (
        whole.points[-1].plan.visits
    )
    (said,) = plan_document(dataclasses.replace(whole, points=whole.points[:1]))["plans"]
    assert said["signs_together"]["median"] == told.days.median


def test_days_beyond_a_wish_would_be_told(whole):
    case = dataclasses.replace(whole.case, wishes=Wishes(downtime_days=whole.first.downtime.median))
    held = dataclasses.replace(
        whole.prepared, constraints=constraints_of(case), asked=whole.prepared.asked
    )
    most = whole.first.downtime.median
    longer = dataclasses.replace(whole.first, downtime_together=Band(most, most + 1.0, most + 9.0))
    assert signs_together(held, longer).beyond == pytest.approx(most)
    kept = dataclasses.replace(whole.first, downtime_together=Band(0.0, most, most + 9.0))
    assert signs_together(held, kept).beyond is None


def test_alike_reasons_stand_together(tmp_path):
    path = tmp_path / "open.toml"
    path.write_text(case_text(horizon=252, body_dysmorphia_suspected=None), encoding="utf-8")
    found = plan_of_file(path, wanted(front=False))
    assert found.outcome == "unanswered"
    groups = grouped(found.options, ("waits",))
    assert groups and all(one.fate == "waits" for one in groups)
    assert "can't be offered before" in groups[0].reason.text
    texts = [one.reason.text for one in groups]
    assert len(set(texts)) == len(texts)  # one question stands there once, with all its rules
    counts = [len(one.candidates) for one in groups]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('concerns = ["wrinkles"]', "concerns = []", "'concerns' is empty"),
        ('concerns = ["wrinkles"]', 'concerns = ["wrinkels"]', "line 5: .*did you mean"),
        ("horizon_days = 252", "horizon_days = 10", "set 'horizon_days'"),
        ("pregnant = false", "pregnnt = false", "did you mean pregnant"),
    ],
)
def test_what_cant_be_planned_is_refused_by_its_file(old, new, said, tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(case_text(horizon=252).replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        plan_of_file(path, wanted())
    assert str(caught.value).startswith(f"{path}: ")
    assert str(caught.value).count(str(path)) == 1


BEGUN = """
followed = "laser"
[[finding]]
metric = "wrinkle.depth_mean"
value = 150
[[finding]]
metric = "wrinkle.depth_mean"
value = 120
day = 42
[[course]]
name = "laser"
[[course.session]]
modality = "fractional-laser"
repeat = 4
interval_days = 28
[course.session.settings]
wavelength_nm = 1550
energy_mj = 20.0
density_mtz_cm2 = 250.0
passes = 4
"""


def test_a_begun_course_is_planned_on_from_the_last_visit():
    head, rest = BEGUN.split("[[finding]]", 1)
    text = case_text().replace('site = "cheek"', 'site = "cheek"' + head)
    case = typed(parse_case(text + "[[finding]]" + rest, "case"), "case").case
    moved, flags = from_last_visit(case, standard_library().vocabulary)
    assert moved.start == dt.date(2027, 1, 11) + dt.timedelta(days=42)
    assert [(one.modality, one.days_ago) for one in moved.past] == [("nafl", 42.0), ("nafl", 14.0)]
    assert moved.past[0].facts["energy_mj"] == 20.0 and moved.past[0].facts["site"] == "cheek"
    assert not moved.later and moved.baseline("wrinkle.depth_mean").value == 120.0
    assert [flag.code for flag in flags] == ["planned-from-last-visit"]
    plain, none = from_last_visit(parse_case(case_text(), "case"), standard_library().vocabulary)
    assert plain == parse_case(case_text(), "case") and not none


def test_a_price_of_nothing_known_has_its_line(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(case_text(more="[prices]\nbotox = 3\n"), encoding="utf-8")
    with pytest.raises(StudyError, match="'botox' is no treatment"):
        plan_of_file(path, wanted())


def test_a_phototype_that_nobody_stated_leaves_the_plan_open(tmp_path):
    path = tmp_path / "case.toml"
    text = case_text(horizon=252, site="periorbital", concerns='"periorbital-wrinkles"')
    path.write_text(text.replace('phototype = "II"', ""), encoding="utf-8")
    found = plan_of_file(path, wanted(front=False))
    assert found.outcome == "unanswered"  # published in phototypes I to III, for lines alike


def test_a_retinoid_beside_the_persons_own_is_told(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(case_text(horizon=252, uses_retinoid="true"), encoding="utf-8")
    plan = plan_of_file(path, wanted(front=False)).first
    uses = {one.candidate.template.use for one in plan.courses}
    assert ("topical-retinoid" in uses) == any("uses a retinoid already" in r for r in plan.reasons)


@pytest.mark.parametrize("horizon", [56, 70, 84])
def test_a_horizon_on_which_a_session_would_fall_is_planned(horizon, tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(case_text(horizon=horizon), encoding="utf-8")
    found = plan_of_file(path, wanted(front=False))
    for one in found.first.courses:
        assert all(day < horizon for day in one.session_days)
