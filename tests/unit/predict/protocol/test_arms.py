"""Arms of published studies as courses: what was done, on whom, when, or why not."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.evidence import all_parameters, find_parameter
from turgor.evidence.outcome import Comparator, Outcome
from turgor.evidence.outcomes.library import all_outcomes
from turgor.predict.protocol.course import ArmCourse, arm_course, comparator_course
from turgor.predict.protocol.group import arms_schedule, group_arms
from turgor.skin.load import LEVELS, LOADS
from turgor.skin.loading.doors import LOADED

#: not loaded in these tests, since each takes a while; benchmarks/arm_loading.py loads them all
SLOW = ("fractional-laser", "laser-ablative-full")


def outcome(modality, parameters=None, **fields):
    told = {"site": "face", "sessions": 3.0, "interval_days": 28.0, "time_days": 140.0, **fields}
    return Outcome("s", 1, "c", "", "", modality, parameters or {}, "a", "e", "pct", **told)


def course(*args, **kwargs):
    found = arm_course(outcome(*args, **kwargs))
    assert isinstance(found, ArmCourse), found
    return found


def test_every_row_is_a_course_or_says_why_not():
    reasons = [arm_course(row) for row in all_outcomes()]
    for found in reasons:
        assert isinstance(found, ArmCourse) or (found and "\n" not in found)
    people = [
        found
        for row, found in zip(all_outcomes(), reasons, strict=True)
        if row.species == "human" and row.indication == "photoageing"
    ]
    share = sum(isinstance(found, ArmCourse) for found in people) / len(people)
    assert share > 0.9
    for row in all_outcomes():
        if row.comparator is not None:
            assert comparator_course(row)


def test_what_is_done_has_a_model():
    for row in all_outcomes():
        found = arm_course(row)
        if isinstance(found, ArmCourse):
            assert all(session.modality in LOADED for session in found.course.sessions)
            assert found.visit_day > 0.0
            assert all(
                name in all_parameters() for held in found.usual.values() for name in held.values()
            )


def test_every_row_loads_or_says_why_not():
    """Lasers aside, which benchmarks/arm_loading.py loads."""
    for group in group_arms(all_outcomes()):
        if any(session.modality in SLOW for session in group.course.sessions):
            continue
        if any("rf_energy_mj" in session.settings for session in group.course.sessions):
            continue
        loaded = arms_schedule(group, draws=2)
        assert not isinstance(loaded, str), loaded
        schedule = loaded.schedule
        assert tuple(schedule.visit_days) == group.visit_days
        assert np.isfinite(schedule.loads).all()
        assert np.isfinite(schedule.levels).all()
        if group.course.sessions and group.course.name not in ("sham", "nothing"):
            treats = any(day <= group.visit_days[-1] for day in schedule.event_days)
            assert treats and schedule.loads.sum() > 0.0, group.course


@pytest.mark.parametrize(
    ("modality", "parameters", "said"),
    [
        ("surgery", {}, "surgery"),
        ("moonlight_bath", {}, "moonlight_bath"),
        ("chemical_peel", {"agent": "carboxytherapy"}, "carboxytherapy"),
        ("chemical_peel", {}, "not stated"),
        ("chemical_peel", {"agent": "dandelion"}, "dandelion"),
        ("topical_retinoid", {"agent": "bakuchiol"}, "bakuchiol"),
        ("topical_antioxidant", {"agent": "cosmetic"}, "cosmetic"),
        (
            "topical_antioxidant",
            {"agent": "ascorbic", "delivery": "iontophoresis"},
            "iontophoresis",
        ),
        ("laser_nonablative", {}, "wavelength"),
        ("laser_fractional_mixed", {}, "two lasers"),
    ],
)
def test_what_has_no_model_says_so(modality, parameters, said):
    found = arm_course(outcome(modality, parameters))
    assert isinstance(found, str)
    assert said in found


def test_animals_are_declined():
    found = arm_course(outcome("chemical_peel", {"agent": "TCA"}, species="mouse"))
    assert isinstance(found, str)
    assert "mouse" in found


def test_sessions_follow_from_their_number_and_interval():
    arm = course("laser_fractional_nonablative", {"wavelength_nm": "1550", "energy_mj": "20"})
    assert [session.day for session in arm.course.sessions] == [0.0, 28.0, 56.0]
    assert arm.visit_day == 140.0
    assert arm.course.sessions[0].settings["energy_mj"] == 20.0
    assert "density_mtz_cm2" in arm.usual["fractional-laser"]
    assert "energy_mj" not in arm.usual["fractional-laser"]


def test_what_is_not_told_of_time_is_taken_and_said():
    arm = course("IPL", sessions=None, interval_days=None, time_days=None)
    assert len(arm.course.sessions) == 4
    assert arm.visit_day == arm.course.last_session_day + 90.0
    assert sum(flag.code == "taken-by-default" for flag in arm.flags) >= 3
    short = course("IPL", sessions=None, interval_days=None, time_days=30.0)
    assert len(short.course.sessions) == 2
    after = course("IPL", time_days=None, extra={"days_after_last": "30"})
    assert after.visit_day == 86.0
    at_once = course("IPL", time_days=0.0, sessions=1.0)
    assert 0.0 < at_once.visit_day < 0.1, "treated skin is looked at, not skin before"


def test_a_retinoid_is_used_to_its_visit():
    words = {"agent": "tretinoin", "conc_pct": "0.1", "freq": "daily", "vehicle": "cream"}
    arm = course("topical_retinoid", words, sessions=None, interval_days=1.0, time_days=336.0)
    (use,) = arm.course.uses
    assert (use.kind, use.start_day) == ("topical-retinoid", 0.0)
    assert use.stop_day >= 336.0
    assert use.settings == {
        "agent": "tretinoin", "percent": 0.1, "nights_per_week": 7.0, "vehicle": "cream",
    }  # fmt: skip
    weeks = course("topical_retinoid", {**words, "weeks": "24"}, sessions=None, time_days=400.0)
    assert weeks.course.uses[0].stop_day == 168.0


def test_a_concentration_that_is_not_told_is_drawn():
    arm = course("topical_retinoid", {"agent": "tretinoin", "conc_pct": "NA"}, sessions=None)
    assert (
        arm.usual["topical-retinoid/tretinoin"]["percent"] == "protocol.retinoid.tretinoin.percent"
    )
    record = find_parameter("protocol.retinoid.tretinoin.percent")
    assert record.basis == "assumed"
    assert record.low is not None and record.high is not None and record.high > 3.0 * record.low


@pytest.mark.parametrize(
    ("control", "modality", "expected"),
    [
        ("vehicle", "topical_retinoid", ("use", "vehicle")),
        ("untreated", "biostimulator_CaHA", ("none", "")),
        ("saline", "biostimulator_PLLA", ("session", "injection-saline")),
        ("sham", "IPL", ("session", "sham")),
        ("saline", "microneedling", ("session", "microneedling")),
    ],
)
def test_controls(control, modality, expected):
    arm = course(modality, control_type=control)
    what, name = expected
    kinds = {session.modality for session in arm.course.sessions}
    uses = {use.kind for use in arm.course.uses}
    if what == "use":
        assert (kinds, uses) == (set(), {name})
    elif what == "session":
        assert (kinds, uses) == ({name}, set())
    else:
        assert (kinds, uses) == (set(), set())


def test_a_contrasts_other_side_is_its_own_course():
    ours = {"wavelength_nm": "10600", "energy_mj": "20", "density_pct": "10"}
    theirs = {**ours, "density_pct": "20"}
    row = outcome(
        "laser_fractional_ablative",
        ours,
        comparator=Comparator("active-comparator", "laser_fractional_ablative", theirs),
    )
    arm, other = arm_course(row), comparator_course(row)
    assert isinstance(arm, ArmCourse)
    assert isinstance(other, ArmCourse)
    assert arm.course.sessions[0].settings["coverage_pct"] == 10.0
    assert other.course.sessions[0].settings["coverage_pct"] == 20.0
    assert other.course.sessions[0].settings["energy_mj"] == 20.0
    assert (arm.place, arm.visit_day) == (other.place, other.visit_day)
    none = comparator_course(outcome("IPL"))
    assert isinstance(none, str)
    untreated = comparator_course(replace(row, comparator=Comparator("untreated")))
    assert isinstance(untreated, ArmCourse)
    assert not untreated.course.sessions


def test_a_cotreatment_without_a_model_declines_unless_both_arms_got_it():
    row = outcome("microneedling", cotreatments=("stem_cell_exosomes",))
    found = arm_course(row)
    assert isinstance(found, str)
    assert "exosomes" in found
    both = replace(
        row, comparator=Comparator("active-comparator", "IPL", cotreatments=("stem_cell_exosomes",))
    )
    assert isinstance(arm_course(both), ArmCourse)
    assert isinstance(comparator_course(both), ArmCourse)


def test_cotreatments_that_are_known_are_done_as_well():
    plasma = course("microneedling", cotreatments=("prp_intradermal_injection",))
    assert {one.modality for one in plasma.course.sessions} == {"microneedling", "prp"}
    cream = course("chemical_peel", {"agent": "glycolic"}, cotreatments=("hq5_tret0.05_hc1",))
    assert {use.kind for use in cream.course.uses} == {
        "hydroquinone", "topical-retinoid", "corticosteroid",
    }  # fmt: skip
    strengths = {use.kind: use.settings.get("percent") for use in cream.course.uses}
    assert strengths["hydroquinone"] == 5.0
    assert strengths["topical-retinoid"] == 0.05


def test_people_and_places():
    korean = course("IPL", ancestry="korean", site="crows_feet_splitface")
    assert korean.place.site == "periorbital"
    assert korean.place.phototype == "III"
    assert "phototype-from-population" in {flag.code for flag in korean.flags}
    stated = course("IPL", ancestry="korean", phototype="IV", age_years=47.0, sex="female")
    assert (stated.place.phototype, stated.place.age_years) == ("IV", 47.0)
    assert course("IPL", phototype="II-IV").place.phototype == "III"
    assert course("IPL", ancestry="black").place.phototype == "V"
    unknown = course("IPL", site="photodamaged_skin")
    assert unknown.place.site == "face"
    assert "site-assumed" in {flag.code for flag in unknown.flags}


@pytest.mark.parametrize(
    ("parameters", "settings"),
    [
        ({"agent": "TCA", "conc_pct": "35"}, {"agent": "trichloroacetic", "percent": 35.0}),
        (
            {"agent": "TCA_lactic", "conc_pct": "3.75+15"},
            {"agent": "lactic", "percent": 15.0, "second_agent": "trichloroacetic",
             "second_percent": 3.75, "second_when": "mixed"},
        ),
        (
            {"agent": "MJS_then_TCA20"},
            {"agent": "trichloroacetic", "percent": 20.0, "second_agent": "jessner",
             "second_when": "before"},
        ),
        (
            {"agent": "glycolic30_TCA15"},
            {"agent": "trichloroacetic", "percent": 15.0, "second_agent": "glycolic",
             "second_percent": 30.0},
        ),
        ({"agent": "baker_phenol"}, {"agent": "phenol", "percent": 50.0, "croton_oil_pct": 2.1}),
        ({"agent": "azelaic", "conc_pct": "20"}, {"agent": "mandelic", "percent": 20.0}),
    ],
)  # fmt: skip
def test_peels_by_their_agents(parameters, settings):
    arm = course("chemical_peel", parameters)
    held = arm.course.sessions[0].settings
    assert {name: held[name] for name in settings} == settings


def test_a_retinoid_peels_from_one_percent_on():
    peel = course("chemical_peel", {"agent": "tretinoin", "conc_pct": "5"})
    assert not peel.course.sessions
    assert [use.start_day for use in peel.course.uses] == [0.0, 28.0, 56.0]
    cream = course("chemical_peel", {"agent": "tretinoin", "conc_pct": "0.1"})
    assert cream.course.uses[0].stop_day > 28.0


def test_wavelengths_and_energies_that_no_model_takes_are_brought_in():
    arm = course("laser_fractional_ablative", {"wavelength_nm": "2936", "energy_mj": "1e6"})
    held = arm.course.sessions[0].settings
    assert held["wavelength_nm"] == 2936.0, "within what makers round"
    assert held["energy_mj"] < 1e5
    other = course("laser_fractional_ablative", {"wavelength_nm": "2780"})
    assert other.course.sessions[0].settings["wavelength_nm"] == 2780.0
    far = course("laser_fractional_ablative", {"wavelength_nm": "9300"})
    assert far.course.sessions[0].settings["wavelength_nm"] == 10600.0
    assert "brought-into-range" in {flag.code for flag in far.flags}


def test_outcomes_of_one_arm_share_one_schedule():
    rows = [outcome("IPL", time_days=days) for days in (30.0, 90.0, 90.0, 180.0)]
    contrast = outcome("IPL", time_days=60.0, comparator=Comparator("untreated"))
    groups = group_arms([*rows, contrast])
    assert len(groups) == 2
    first, second = groups
    assert first.visit_days == (30.0, 60.0, 90.0, 180.0)
    assert len(first.outcomes) == 5
    assert second.outcomes == ()
    assert len(second.held_against) == 1
    assert first.visit_of(first.arms[1]) == 2
    loaded = arms_schedule(first, draws=3)
    assert not isinstance(loaded, str)
    assert loaded.schedule.visit_days.tolist() == [30.0, 60.0, 90.0, 180.0]


def test_more_of_what_is_stated_is_more_of_a_load():
    def pierced(depth):
        (group,) = group_arms([outcome("microneedling", {"needle_mm": depth}, sessions=1.0)])
        loaded = arms_schedule(group, draws=4)
        assert not isinstance(loaded, str)
        return loaded.schedule.loads[0, list(LOADS).index("punctured_reticular")].mean()

    assert pierced("2.0") > pierced("1.0") > pierced("0.25")


def test_a_vehicle_moistens_and_does_nothing_else():
    row = outcome("topical_retinoid", control_type="vehicle", sessions=None, interval_days=1.0)
    (group,) = group_arms([row])
    loaded = arms_schedule(group, draws=2)
    assert not isinstance(loaded, str)
    levels = loaded.schedule.levels[0]
    assert (levels[list(LEVELS).index("moisturiser")] == 1.0).all()
    assert (levels[list(LEVELS).index("retinoid")] == 0.0).all()
    assert (loaded.schedule.loads == 0.0).all()


def test_the_ranges_of_courses_are_those_of_the_records(benchmark_module):
    """A file that lags behind the records is written anew by benchmarks/course_ranges.py."""
    module = benchmark_module("course_ranges")
    assert module.FILE.read_text(encoding="utf-8") == module.as_toml()
