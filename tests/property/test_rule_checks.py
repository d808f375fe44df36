"""Any case with any course: no crash, a source for each block, and nothing lost by an answer."""

import datetime as dt
import os
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.record.case import Case, CaseEvent, PastTreatment
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import PHOTOTYPES, SkinPlace
from turgor.rules import RuleError, check_course, standard_library
from turgor.rules.finding import CourseCheck, rank

LIBRARY = standard_library()
WORDS = LIBRARY.vocabulary
DAY = dt.date(2026, 12, 1)
#: 10,000 of them are the same test with TURGOR_RULE_CASES=10000
MANY = int(os.environ.get("TURGOR_RULE_CASES", "150"))
SITES = ("full face", "cheek", "neck", "upper lip", "hand", "scalp", "")
PEELS = ("glycolic", "trichloroacetic", "salicylic", "jessner", "phenol", "retinoic")


def numbers(low, high):
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 3))


def fact(field):
    low = 0.0 if field.lowest is None else field.lowest
    high = 400.0 if field.highest is None else field.highest
    if field.type == "number" and field.whole:
        return st.integers(int(low), int(high))
    return {
        "flag": st.booleans(),
        "number": numbers(low, min(high, low + 2000.0)),
        "word": st.sampled_from(field.words or ("",)),
        "words": st.lists(st.sampled_from(field.words or ("",)), max_size=3, unique=True),
    }[field.type]


def facts(*parts, most=12):
    names = [name for name, field in WORDS.fields.items() if field.part in parts]
    pair = st.sampled_from(names).flatmap(
        lambda name: st.tuples(st.just(name), fact(WORDS.fields[name]))
    )
    return st.lists(pair, max_size=most).map(dict)


SETTINGS = {
    "fractional-laser": st.fixed_dictionaries(
        {}, optional={
            "wavelength_nm": st.sampled_from((1064.0, 1550.0, 1927.0, 2940.0, 10600.0)),
            "energy_mj": numbers(1.0, 80.0), "coverage_pct": numbers(1.0, 70.0),
            "density_mtz_cm2": numbers(10.0, 3000.0), "passes": st.sampled_from((1.0, 2.0, 8.0)),
        },
    ),
    "chemical-peel": st.fixed_dictionaries(
        {}, optional={
            "agent": st.sampled_from(PEELS), "percent": numbers(5.0, 90.0),
            "minutes": numbers(0.0, 30.0), "layers": st.sampled_from((1.0, 3.0, 8.0)),
            "second_agent": st.sampled_from(PEELS), "depth": st.sampled_from(("medium", "deep")),
        },
    ),
    "microneedling": st.fixed_dictionaries(
        {}, optional={"needle_depth_um": numbers(100.0, 4000.0), "rf_power_w": numbers(0.0, 60.0)}
    ),
    "biostimulator": st.fixed_dictionaries(
        {}, optional={
            "agent": st.sampled_from(("plla", "caha", "pcl", "hyaluronic")),
            "dilution_ml": numbers(0.0, 20.0), "product_ml": numbers(0.0, 3.0),
        },
    ),
    "topical-retinoid": st.fixed_dictionaries(
        {}, optional={"agent": st.sampled_from(("tretinoin", "retinol")), "percent": numbers(0, 1)}
    ),
    "other": st.just({}),
    "botulinum": st.just({}),
    "ipl": st.just({}),
    "laser-ablative-full": st.just({}),
}  # fmt: skip
SESSIONS = st.sampled_from(sorted(SETTINGS)).flatmap(
    lambda modality: st.builds(
        CourseSession,
        day=st.sampled_from((0.0, 0.0, 7.0, 14.0, 28.0, 56.0, 90.5)),
        modality=st.just(modality),
        settings=SETTINGS[modality],
        site=st.sampled_from(SITES),
        side=st.sampled_from(("", "both", "left", "right")),
    )
)
USES = st.builds(
    CourseUse,
    kind=st.sampled_from(("topical-retinoid", "sunscreen", "hydroquinone")),
    start_day=st.sampled_from((0.0, 10.0)),
    stop_day=st.sampled_from((14.0, 84.0, 4000.0)),
    settings=SETTINGS["topical-retinoid"],
)
COURSES = st.none() | st.builds(
    Course,
    name=st.just("a"),
    sessions=st.lists(SESSIONS, max_size=5).map(tuple),
    uses=st.lists(USES, max_size=2).map(tuple),
    start=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)),
)
CASES = st.builds(
    Case,
    title=st.just("c"),
    place=st.builds(
        SkinPlace,
        site=st.sampled_from(SITES),
        age_years=st.none() | numbers(1.0, 100.0),
        sex=st.sampled_from(("female", "male", "")),
        phototype=st.sampled_from(PHOTOTYPES),
    ),
    answers=facts("person", "session", "pair"),
    concerns=st.lists(st.sampled_from(WORDS.field("concerns").words), max_size=2, unique=True).map(
        tuple
    ),
    events=st.lists(
        st.builds(CaseEvent, numbers(0.0, 400.0), facts("person", "session", "event")), max_size=2
    ).map(tuple),
    past=st.lists(
        st.builds(
            PastTreatment,
            st.sampled_from(WORDS.field("modality").words),
            numbers(0.0, 400.0),
            facts("session", most=3),
        ),
        max_size=2,
    ).map(tuple),
)
CHECKED = settings(max_examples=MANY, deadline=None, database=None, derandomize=True)


def checked(case: Case, course: Course | None) -> CourseCheck | None:
    """The check, or None for a case that is refused in one line."""
    try:
        return check_course(LIBRARY, case, course, DAY)
    except RuleError as error:
        assert "\n" not in str(error) and str(error)
        return None


@CHECKED
@given(CASES, COURSES)
def test_no_crash_and_every_block_has_a_source(case, course):
    found = checked(case, course)
    if found is None:
        return
    assert found == check_course(LIBRARY, case, course, DAY)  # the same case, the same answer
    spoken = {item.rule.key for item in (*found.findings, *found.unanswered)}
    in_force = {item.key for item in LIBRARY.rules_on(DAY)}
    assert spoken | set(found.silent) | set(found.not_asked) == in_force
    for item in found.findings:
        assert item.places and item.standing.reason
        assert bool(item.citation) is bool(item.rule.evidence.source)
        if item.severity == "block":
            assert item.citation and item.rule.evidence.level in ("label", "regulator")
        if WORDS.actions[item.rule.then.do].permits:
            assert item.severity == "info"
    ranks = [rank(item.severity) for item in found.findings]
    assert ranks == sorted(ranks, reverse=True)
    assert all(item.needed for item in found.unanswered)
    for question in found.questions:
        assert question.text.endswith("?") and question.rules


@CHECKED
@given(CASES, COURSES, st.data())
def test_an_answer_never_removes_what_did_not_depend_on_it(case, course, data):
    """What fired fires still: an answer to a question can only decide what was open."""
    before = checked(case, course)
    if before is None or not before.questions:
        return
    asked = data.draw(st.sampled_from(before.questions)).field
    field = WORDS.fields[asked]
    if field.part == "event" or asked in case.answers:
        return
    value = data.draw(fact(field))
    answered = Case(
        **{name: getattr(case, name) for name in ("title", "place", "concerns", "events", "past")},
        answers={**case.answers, asked: value},
    )
    after = checked(answered, course)
    if after is None:  # the answer contradicts another, and is refused
        return
    now = {item.rule.key: item for item in after.findings}
    for item in before.findings:
        kept = now.get(item.rule.key)
        assert kept is not None, (item.rule.key, asked, value)
        assert {place.label for place in item.places} <= {place.label for place in kept.places}
    open_then = {item.rule.key for item in before.unanswered}
    fired_then = {item.rule.key for item in before.findings}
    assert set(now) <= fired_then | open_then


def raised(course: Course, name: str) -> Course:
    """The course with one setting a fifth higher wherever it is stated."""
    sessions = tuple(
        replace(item, settings={**item.settings, name: item.settings[name] * 1.2})
        if name in item.settings
        else item
        for item in course.sessions
    )
    return replace(course, sessions=sessions)


@CHECKED
@given(CASES, COURSES, st.sampled_from(("phototype", "energy_mj", "density_mtz_cm2")))
def test_darker_skin_and_more_energy_or_density_never_remove_a_safety_warning(case, course, what):
    before = checked(case, course)
    if before is None or course is None:
        return
    if what == "phototype":
        order = [name for name in PHOTOTYPES if name]
        if case.place.phototype in ("", "VI"):
            return
        darker = order[order.index(case.place.phototype) + 1]
        case = replace(case, place=replace(case.place, phototype=darker))
    else:
        course = raised(course, what)
    after = checked(case, course)
    if after is None:
        return
    kept = {item.rule.key for item in after.findings}
    lost = {item.rule.key for item in before.findings if item.rule.about == "safety"} - kept
    assert not lost
