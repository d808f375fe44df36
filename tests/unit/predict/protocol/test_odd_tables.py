"""Whatever stands in a table, an arm is a course or a reason, and a course loads or says why."""

from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.evidence.outcome import CONTROL_TYPES, Comparator, Outcome
from turgor.evidence.outcomes.library import all_outcomes
from turgor.predict.protocol.course import ArmCourse, arm_course, comparator_course
from turgor.predict.protocol.group import arms_schedule, group_arms
from turgor.predict.protocol.words import meanings

MODALITIES = sorted({row.modality for row in all_outcomes()} | {"laser_xyz", "", "topical_x", "RF"})
KEYS = sorted(
    {key for row in all_outcomes() for key in row.parameters} | {"density", "dilution_ml"}
)
VALUES = sorted({value for row in all_outcomes() for value in row.parameters.values()})
ODD = [
    "0",
    "-3",
    "1e999",
    "1e-12",
    "99999999",
    "NA",
    "?",
    "½",
    "1:0",
    "0x0",
    "",
    "µ",
    "10_vs_20",
    "+",
]
AGENTS = sorted(meanings("agent"))
#: loaded here: rooms that take milliseconds
QUICK = (
    "microneedling", "chemical-peel", "biostimulator", "hyaluronic-gel", "ipl", "radiofrequency",
    "laser-nonablative", "laser-picosecond", "focused-ultrasound", "prp", "sham",
    "injection-saline", "filler-collagen",
)  # fmt: skip

numbers = st.one_of(st.none(), st.sampled_from([0.0, 0.5, 1.0, 1.4, 3.0, 30.0, 400.0]))
rows = st.builds(
    Outcome,
    study=st.just("s"),
    row=st.just(1),
    cohort=st.just("c"),
    citation=st.just(""),
    locator=st.just(""),
    modality=st.sampled_from(MODALITIES),
    parameters=st.dictionaries(
        st.sampled_from(KEYS), st.sampled_from([*VALUES, *ODD, *AGENTS]), max_size=5
    ),
    arm=st.sampled_from(["treated", "vehicle", "without_array", ""]),
    endpoint=st.just("e"),
    unit=st.just("pct"),
    control_type=st.sampled_from(CONTROL_TYPES),
    comparator=st.one_of(
        st.none(),
        st.builds(
            Comparator, st.sampled_from(CONTROL_TYPES), st.sampled_from(MODALITIES), st.just({})
        ),
    ),
    cotreatments=st.lists(
        st.sampled_from(["lidocaine", "hq5_tret0.05_hc1", "6", "saline", "prp", "moonlight"]),
        max_size=2,
    ).map(tuple),
    site=st.sampled_from(["face", "", "eyelid", "knee", "left_ear", "nasolabial_fold"]),
    phototype=st.sampled_from(["", "III", "I-VI", "VII", "dark"]),
    age_years=st.sampled_from([None, 0.2, 30.0, 75.0, 400.0]),
    sessions=numbers,
    interval_days=numbers,
    time_days=numbers,
    extra=st.sampled_from([{}, {"use": "continuous"}, {"days_after_last": "30"}]),
)


@settings(max_examples=400, deadline=None)
@given(rows)
def test_an_arm_is_a_course_or_a_reason(row):
    for found in (arm_course(row), comparator_course(row)):
        if isinstance(found, str):
            assert found
            assert "\n" not in found
            continue
        assert isinstance(found, ArmCourse)
        assert found.visit_day > 0.0
        assert all(session.day >= 0.0 for session in found.course.sessions)


@settings(max_examples=120, deadline=None)
@given(rows)
def test_a_course_loads_or_says_why(row):
    for group in group_arms([row]):
        if not all(one.modality in QUICK for one in group.course.sessions):
            continue
        if any("rf_energy_mj" in one.settings for one in group.course.sessions):
            continue
        loaded = arms_schedule(group, draws=2)
        assert not isinstance(loaded, str) or "\n" not in loaded
