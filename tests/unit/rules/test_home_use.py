"""What a course uses at home, as rules see it: hydroquinone, acids, antivirals, sunscreen."""

import datetime as dt

import pytest

from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.rules import check_course, find_pack, standard_library, views_of
from turgor.rules.expression import Compare, evaluate, leaves
from turgor.rules.facts import facts_from
from turgor.rules.home_use import OF_USES

DAY = dt.date(2026, 12, 1)
NAFL = {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 300.0}
CO2 = {"wavelength_nm": 10600.0, "energy_mj": 10.0, "coverage_pct": 10.0}
RULES = find_pack("adjunct").rules
LIMITS = [
    (rule, leaf) for rule in RULES for leaf in leaves(rule.condition) if isinstance(leaf, Compare)
]


def laser(settings, *uses, day=28.0, **answers):
    case = Case("c", SkinPlace("full face", 40.0, "female", "V"), answers=answers)
    return case, Course("a", (CourseSession(day, "fractional-laser", settings=settings),), uses)


def used(kind, start, stop, **settings):
    return CourseUse(kind, start, stop, settings)


def facts(*uses, day=28.0):
    (view, *_) = views_of(*laser(NAFL, *uses, day=day)).sessions
    return {name: value for name, value in view.facts.facts.items() if name in OF_USES}


def fired(settings, *uses, **answers):
    case, course = laser(settings, *uses, **answers)
    found = check_course(standard_library(), case, course, DAY)
    return {one.rule.id for one in found.findings if one.rule.id.startswith("ADJ-")}


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("hydroquinone", {"uses_hydroquinone": True, "hydroquinone_planned": True}),
        ("", {"uses_hydroquinone": True, "hydroquinone_planned": True}),
        ("azelaic", {"uses_acids": frozenset({"other-bleaching"}), "hydroquinone_planned": False}),
        ("kojic", {"uses_acids": frozenset({"other-bleaching"}), "hydroquinone_planned": False}),
    ],
)
def test_what_lightens_is_told_apart_by_its_agent(agent, said):
    use = used("hydroquinone", 0.0, 90.0, **({"agent": agent} if agent else {}))
    case = Case("c", SkinPlace("cheek", 40.0, "female", "V"))
    found = views_of(case, Course("a", (), (use,)))
    known = found.person.facts.facts
    names = ("uses_hydroquinone", "hydroquinone_planned", "uses_acids")
    assert {name: known[name] for name in names if name in known} == said
    assert found.treated


def test_an_acid_of_the_course_stands_beside_those_that_are_used_already():
    case = Case("c", SkinPlace("cheek"), answers={"uses_acids": ("beta-hydroxy",)})
    found = views_of(case, Course("a", (), (used("alpha-hydroxy-acid", 0.0, 60.0),)))
    assert found.person.facts.get("uses_acids") == {"alpha-hydroxy", "beta-hydroxy"}


def test_around_a_session_by_hand():
    given = used("hydroquinone", 0.0, 27.0)
    assert facts(given) == {"hydroquinone_before_wk": 27.0 / 7.0}
    assert facts(given, used("hydroquinone", 35.0, 63.0))["hydroquinone_after_d"] == 7.0
    assert facts(used("hydroquinone", 0.0, 90.0))["hydroquinone_after_d"] == 0.0
    assert facts(used("hydroquinone", 0.0, 90.0), day=80.0)["hydroquinone_before_wk"] == 8.0
    assert facts(used("oral-antiviral", 27.0, 37.0)) == {
        "antiviral_from_d": -1.0, "antiviral_d": 10.0,
    }  # fmt: skip
    assert facts(used("oral-antiviral", 0.0, 10.0)) == {}  # it was for something else
    assert facts(used("sunscreen", 0.0, 90.0)) == {"sunscreen_after_d": 0.0}
    assert facts(used("hydroquinone", 0.0, 20.0, agent="azelaic")) == {}


def test_nothing_at_home_asks_nothing():
    case, course = laser(NAFL)
    (view,) = views_of(case, course).sessions
    assert view.absent >= OF_USES
    found = check_course(standard_library(), case, course, DAY)
    assert not OF_USES & {one.field for one in found.questions}


def test_hydroquinone_waits_for_the_end_of_a_pregnancy_with_or_without_a_session():
    use = used("hydroquinone", 0.0, 84.0)
    for sessions in ((), (CourseSession(100.0, "fractional-laser", settings=NAFL),)):
        for pregnant, expected in ((True, True), (False, False)):
            case = Case("c", SkinPlace("cheek", 30.0), answers={"pregnant": pregnant})
            found = check_course(standard_library(), case, Course("a", sessions, (use,)), DAY)
            told = found.of("ADJ-HYDROQUINONE-PREGNANCY")
            assert (told is not None) is expected
            assert told is None or told.severity == "require_override"
    open_ = Case("c", SkinPlace("cheek", 30.0))
    asked = check_course(standard_library(), open_, Course("a", (), (use,)), DAY).questions
    assert "pregnant" in {one.field for one in asked if one.severity == "require_override"}
    sunscreen = Course("a", (), (used("sunscreen", 0.0, 84.0),))
    assert not check_course(standard_library(), open_, sunscreen, DAY).questions


def test_hydroquinone_that_goes_on_through_a_laser_is_told():
    assert fired(NAFL, used("hydroquinone", 14.0, 90.0)) == {"ADJ-HYDROQUINONE-PAUSE"}
    kept = (used("hydroquinone", 14.0, 28.0), used("hydroquinone", 35.0, 63.0))
    assert fired(NAFL, *kept) == set()
    assert fired(NAFL, used("hydroquinone", 21.0, 28.0)) == {"ADJ-HYDROQUINONE-NAFL"}


def test_an_antiviral_is_held_against_the_days_that_were_studied():
    assert fired(CO2, used("oral-antiviral", 27.0, 37.0)) == set()
    assert fired(CO2, used("oral-antiviral", 28.0, 42.0)) == {"ADJ-ANTIVIRAL-LASER"}
    assert fired(CO2, used("oral-antiviral", 27.0, 33.0)) == {"ADJ-ANTIVIRAL-LASER"}


def test_sunscreen_waits_after_an_ablative_laser_alone():
    assert fired(CO2, used("sunscreen", 0.0, 90.0)) == {"ADJ-SUNSCREEN-ABLATIVE"}
    assert fired(CO2, used("sunscreen", 35.0, 90.0)) == set()
    assert fired(NAFL, used("sunscreen", 0.0, 90.0)) == set()


@pytest.mark.parametrize(("rule", "leaf"), LIMITS, ids=lambda x: getattr(x, "id", None) or x.field)
def test_the_rules_cases_hold_each_limit_on_both_sides(rule, leaf):
    words = find_pack("adjunct").vocabulary
    values = [one.case.facts[leaf.field] for one in rule.cases if leaf.field in one.case.facts]
    near = [value for value in values if abs(value - leaf.limit) <= 1.0]
    assert {evaluate(leaf, facts_from({leaf.field: one}, words)) for one in near} == {True, False}
