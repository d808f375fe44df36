"""A course as a schedule: sessions on their days, levels while they last, each once drawn."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import collect_citations
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.skin.load import LEVELS, LOADS, TRAITS, USUAL_LEVELS
from turgor.skin.loading.doors import LOADED
from turgor.skin.loading.schedule import schedule_of

CHEEK = SkinPlace("cheek", 52.0, "female", "IV")
NEEDLES = {"needle_depth_um": 1500.0, "passes": 4.0, "applicator": "pen"}


def needling(*days):
    return tuple(CourseSession(day, "microneedling", settings=NEEDLES) for day in days)


def row(schedule, name):
    return schedule.loads[:, list(LOADS).index(name)]


def level(schedule, name):
    return schedule.levels[:, list(LEVELS).index(name)]


def test_sessions_act_on_their_days_and_alike():
    loaded = schedule_of(Course("n", needling(0, 28, 56)), CHEEK, [90.0], draws=4)
    schedule = loaded.schedule
    assert list(schedule.event_days) == [0.0, 28.0, 56.0]
    pierced = row(schedule, "punctured_papillary")
    assert (pierced > 0.0).all()
    assert (pierced == pierced[0]).all()
    assert schedule.batch == 4
    assert np.unique(pierced[0]).size == 4


def test_doing_nothing_loads_nothing():
    loaded = schedule_of(Course(), CHEEK, [0.0, 365.0], draws=3)
    assert (loaded.schedule.loads == 0.0).all()
    for name, usual in USUAL_LEVELS.items():
        assert (level(loaded.schedule, name) == usual).all()


def test_a_session_after_the_last_visit_is_left_out():
    schedule = schedule_of(Course("n", needling(0, 28, 56)), CHEEK, [30.0], draws=2).schedule
    assert list(schedule.event_days) == [0.0, 28.0]


def test_a_use_holds_from_start_to_stop():
    use = CourseUse("alpha-hydroxy-acid", 10.0, 70.0, {"percent": 10.0})
    schedule = schedule_of(Course("a", (), (use,)), CHEEK, [100.0], draws=3).schedule
    assert list(schedule.event_days) == [0.0, 10.0, 70.0]
    assert level(schedule, "exfoliation") == pytest.approx(
        np.array([[0.0] * 3, [1.0] * 3, [0.0] * 3])
    )
    assert (level(schedule, "moisturiser")[:, 0] == [0.0, 1.0, 0.0]).all()
    assert (level(schedule, "uv") == 1.0).all()


def test_a_retinoid_begins_and_fades():
    use = CourseUse(
        "topical-retinoid",
        30.0,
        198.0,
        {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0},
    )
    schedule = schedule_of(Course("r", (), (use,)), CHEEK, [365.0], draws=3).schedule
    days, effect = schedule.event_days, level(schedule, "retinoid")
    assert 15 <= days.size <= 25
    assert (effect[days < 30.0] == 0.0).all()
    assert (effect[(days >= 60.0) & (days < 198.0)] > 0.5).all()
    assert (effect[-1] == 0.0).all()
    irritation = level(schedule, "irritation")
    assert (irritation.max(axis=0) > irritation[days < 198.0][-1]).all(), "it is grown used to"


def test_sunscreens_and_acids_go_together():
    uses = (
        CourseUse("sunscreen", 0.0, 100.0, {"spf": 50.0}),
        CourseUse("hydroquinone", 0.0, 50.0),
        CourseUse("antioxidant", 0.0, 50.0, {"percent": 15.0}),
    )
    schedule = schedule_of(Course("s", (), uses), CHEEK, [100.0], draws=4).schedule
    assert (level(schedule, "uv")[0] < 0.8).all()
    assert (level(schedule, "uv")[-1] == 1.0).all()
    assert (level(schedule, "lightening")[0] <= 1.0).all(), "no more than the most"
    assert level(schedule, "antioxidant_supply")[0] == pytest.approx(1.0)
    assert (level(schedule, "moisturiser")[0] == 1.0).all(), "three vehicles are no more than one"


def test_two_sunscreens_let_through_what_both_let_through():
    first, second = ({"spf": 50.0, "per_day": 1.0}, {"spf": 15.0, "per_day": 0.5})

    def uv(*settings):
        uses = tuple(CourseUse("sunscreen", 0.0, 100.0, one) for one in settings)
        return level(schedule_of(Course("s", (), uses), CHEEK, [50.0], draws=4).schedule, "uv")[0]

    np.testing.assert_allclose(uv(first, second), uv(first) * uv(second))


def test_a_drying_vehicle_moistens_less_and_seldom_use_less_still():
    def moist(**more):
        settings = {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0} | more
        use = CourseUse("topical-retinoid", 0.0, 84.0, settings)
        schedule = schedule_of(Course("r", (), (use,)), CHEEK, [60.0], draws=2).schedule
        return level(schedule, "moisturiser")[0]

    np.testing.assert_allclose(moist(vehicle="cream"), 1.0)
    assert (moist(vehicle="gel") < 0.95).all()
    np.testing.assert_allclose(
        moist(vehicle="gel", nights_per_week=3.5), 0.5 * moist(vehicle="gel")
    )


def test_traits_of_the_person_and_the_product():
    course = Course(
        "p",
        (
            CourseSession(
                0.0, "biostimulator", settings={"agent": "caha", "vials": 1.0, "dilution_ml": 1.5}
            ),
        ),
    )
    loaded = schedule_of(course, CHEEK, [90.0], draws=8)
    assert set(loaded.traits) <= set(TRAITS)
    assert loaded.traits["trait.age_years"] == 52.0
    assert loaded.traits["trait.pigment"] > 1.0, "type IV reacts more than type III"
    assert 80.0 < loaded.traits["trait.particle_life_days"] < 250.0, "a mineral is gone in a year"
    unknown = schedule_of(Course(), SkinPlace("cheek"), [1.0], draws=1)
    assert unknown.traits["trait.pigment"] == 1.0
    assert {"age-not-given", "phototype-not-given"} <= {flag.code for flag in unknown.flags}


def test_the_same_seed_is_the_same_course_and_is_cited_anew():
    course = Course("n", needling(0))
    with collect_citations() as (_, first):
        one = schedule_of(course, CHEEK, [9.0], draws=5, seed=3)
    with collect_citations() as (_, second):
        two = schedule_of(course, CHEEK, [9.0], draws=5, seed=3)
    assert (one.schedule.loads == two.schedule.loads).all()
    assert first == second
    assert "needle.depth-ratio.pen" in first
    other = schedule_of(course, CHEEK, [9.0], draws=5, seed=4)
    assert (one.schedule.loads != other.schedule.loads).any()


def test_what_is_usual_is_drawn_with_all_the_rest():
    """A setting that nobody states spreads the loads; one that is stated doesn't."""
    stated = schedule_of(Course("n", needling(0)), CHEEK, [9.0], draws=16).schedule
    usual = {"microneedling": {"needle_depth_um": "protocol.needling.depth_thick"}}
    drawn = schedule_of(Course("n", needling(0)), CHEEK, [9.0], draws=16, usual=usual).schedule

    def spread(schedule):
        pierced = row(schedule, "punctured_reticular")[0] + 1e-6
        return float(np.std(np.log(pierced)))

    assert spread(drawn) > 1.2 * spread(stated)


@pytest.mark.parametrize(
    ("course", "visits", "draws", "said"),
    [
        (Course("x", (CourseSession(0.0, "cupping"),)), [1.0], 2, "cupping"),
        (Course("x", needling(-3.0)), [1.0], 2, "day -3"),
        (Course(), [1.0], 0, "0 draws"),
        (Course(), [2.0, 1.0], 2, "ascend"),
        (Course("x", (CourseSession(0.0, "microneedling"),)), [1.0], 2, "needle_depth_um"),
        (Course("x", (), (CourseUse("sunscreen", 0.0, 9.0),)), [1.0], 2, "spf"),
        (
            Course("x", (), (CourseUse("antioxidant", 0.0, 9.0, {"agent": "rhubarb"}),)),
            [1.0],
            2,
            "rhubarb",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(course, visits, draws, said):
    with pytest.raises(InputError, match=said) as error:
        schedule_of(course, CHEEK, visits, draws=draws)
    assert "\n" not in str(error.value)


def test_an_unknown_modality_is_told_what_is_known():
    with pytest.raises(InputError) as error:
        schedule_of(Course("x", (CourseSession(0.0, "cupping"),)), CHEEK, [1.0], draws=2)
    assert all(name in str(error.value) for name in LOADED)


def test_courses_beyond_any_studied_say_so():
    many = schedule_of(Course("n", needling(*range(0, 90, 3))), CHEEK, [99.0], draws=2)
    codes = {flag.code for flag in many.flags}
    assert {"longer-than-studied", "denser-than-studied"} <= codes
    few = schedule_of(Course("n", needling(0, 28, 56)), CHEEK, [99.0], draws=2)
    assert not {"longer-than-studied", "denser-than-studied"} & {flag.code for flag in few.flags}


def test_two_products_share_a_life_and_say_so():
    plla = {"agent": "plla", "vials": 1.0, "dilution_ml": 8.0}
    caha = {"agent": "caha", "vials": 1.0, "dilution_ml": 1.5}
    course = Course(
        "two",
        (
            CourseSession(0.0, "biostimulator", settings=plla),
            CourseSession(30.0, "biostimulator", settings=caha),
        ),
    )
    loaded = schedule_of(course, CHEEK, [90.0], draws=4)
    assert "particle-lives-averaged" in {flag.code for flag in loaded.flags}
    assert 160.0 < loaded.traits["trait.particle_life_days"] < 520.0
