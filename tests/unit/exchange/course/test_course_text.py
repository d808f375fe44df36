"""Courses as text: what is written is what is read, and what can't be read says where and why."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from turgor.errors import InputError, StudyError
from turgor.exchange.course_text import course_text, read_course_text
from turgor.exchange.course_text.overlap import overlap
from turgor.exchange.course_text.words import course_words
from turgor.physics.tissue.site import find_site
from turgor.record.course import USES, Course, CourseSession, CourseUse
from turgor.record.setting_spec import modality_settings
from turgor.rules import standard_vocabulary
from turgor.skin.loading.doors import LOADED


def read(text):
    return read_course_text(text, where="text")


def test_the_example_of_the_page():
    course = read(
        "fractional CO2 10 mJ 10 % 1 pass full face, 2 sessions every 8 weeks, from 2027-01-10; "
        "tretinoin 0.05 % nightly until 2 weeks before"
    )
    first, second = course.sessions
    assert course.start == dt.date(2026, 11, 29)
    assert course.start + dt.timedelta(days=first.day) == dt.date(2027, 1, 10)
    assert course.start + dt.timedelta(days=second.day) == dt.date(2027, 3, 7)
    assert first.modality == "fractional-laser" and first.site == "full face"
    assert first.settings == {
        "wavelength_nm": 10600.0, "energy_mj": 10.0, "coverage_pct": 10.0, "passes": 1.0,
    }  # fmt: skip
    (use,) = course.uses
    assert use.kind == "topical-retinoid"
    assert use.settings == {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0}
    assert course.start + dt.timedelta(days=use.stop_day) == dt.date(2026, 12, 27)


@pytest.mark.parametrize(
    ("text", "modality", "expected"),
    [
        ("Er:YAG 5 J/cm2 2 passes", "fractional-laser", {"wavelength_nm": 2940.0, "passes": 2.0}),
        ("1550 8 mJ 2000 MTZ/cm2 4 passes", "fractional-laser",
         {"wavelength_nm": 1550.0, "energy_mj": 8.0, "density_mtz_cm2": 2000.0, "passes": 4.0}),
        ("1927 10 mJ 30 % 4 passes", "fractional-laser", {"coverage_pct": 30.0}),
        ("35 % TCA 2 coats 3 min", "chemical-peel",
         {"agent": "trichloroacetic", "percent": 35.0, "layers": 2.0, "minutes": 3.0}),
        ("glycolic acid peel 70 % + 15 % TCA", "chemical-peel",
         {"agent": "glycolic", "percent": 70.0, "second_agent": "trichloroacetic",
          "second_percent": 15.0}),
        ("Jessner's + TCA 35 %", "chemical-peel",
         {"agent": "trichloroacetic", "second_agent": "jessner", "second_when": "before"}),
        ("microneedling 1.5 mm 4 passes pen", "microneedling",
         {"needle_depth_um": 1500.0, "applicator": "pen"}),
        ("RF microneedling 1.5 mm 20 W insulated", "microneedling",
         {"radiofrequency": True, "rf_power_w": 20.0, "insulated": True}),
        ("Sculptra 2 vials 8 mL dilution", "biostimulator",
         {"agent": "plla", "vials": 2.0, "dilution_ml": 8.0}),
        ("CaHA 1:4 1 syringe", "biostimulator", {"agent": "caha", "dilution_ratio": 4.0}),
    ],
)  # fmt: skip
def test_words_and_units_mean_what_they_say(text, modality, expected):
    (session,) = read(text).sessions
    assert session.modality == modality
    for name, value in expected.items():
        assert session.settings[name] == value


def test_percent_is_coverage_of_a_laser_and_strength_of_a_peel():
    assert read("1927 10 mJ 30 %").sessions[0].settings["coverage_pct"] == 30.0
    assert read("TCA 30 %").sessions[0].settings["percent"] == 30.0
    with pytest.raises(StudyError, match=r"column 16: '%' is no unit of RF needling; allowed.*mm"):
        read("RF needling 10 %")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("IPL, 3 sessions every 4 weeks", [0, 28, 56]),
        ("IPL, 4 x 30 days", [0, 30, 60, 90]),
        ("IPL, three sessions 3 weeks apart", [0, 21, 42]),
        ("IPL, 3 monthly", [0, 30, 60]),
        ("IPL, 2 sessions, weekly, on day 3", [3, 10]),
        ("PRP; IPL, 2 sessions every week, 2 weeks after the last", [0, 14, 21]),
        ("IPL, from 2027-01-10; PRP, on 2027-01-24", [0, 14]),
        ("start 2027-01-01; IPL, on 2027-01-10; PRP, day 3", [3, 9]),
    ],
)
def test_days_of_sessions(text, days):
    assert [session.day for session in read(text).sessions] == days


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("tretinoin 0.05 % nightly for 24 weeks", [(0, 168)]),
        ("sunscreen SPF 50 daily", [(0, 3650)]),
        ("sunscreen SPF 50, from day 7 until day 67", [(7, 67)]),
        ("IPL, 2 sessions every 30 days; petrolatum, days 0-2 after each", [(0, 2), (30, 32)]),
        ("IPL, 2 sessions every 5 days; petrolatum, days 0-7 after each", [(0, 12)]),
        ("IPL, 2 sessions every 30 days; petrolatum, from 2 days after each for 5 days",
         [(2, 7), (32, 37)]),
        ("HQ 4 % daily, for 4 weeks before; IPL", [(0, 28)]),
        ("IPL; HQ 4 %, from 6 weeks before until 2 weeks before", [(0, 28)]),
        ("IPL, day 42; HQ 4 %, until 2 weeks before", [(0, 28)]),
        ("IPL, on 2027-02-01; HQ 4 %, from 2027-01-01 until 2027-01-15", [(0, 14)]),
    ],
)  # fmt: skip
def test_spans_of_uses(text, spans):
    assert [(use.start_day, use.stop_day) for use in read(text).uses] == spans


@pytest.mark.parametrize(
    ("text", "per_week"),
    [("nightly", 7), ("twice daily", 14), ("3 nights a week", 3), ("every other night", 3.5),
     ("twice a week", 2), ("2 times a day", 14), ("weekly", 1), ("once daily", 7)],
)  # fmt: skip
def test_rhythms(text, per_week):
    (retinoid,) = read(f"tretinoin 0.05 % {text}").uses
    assert retinoid.settings["nights_per_week"] == per_week
    (acid,) = read(f"vitamin C 15 % {text}").uses
    assert acid.settings["per_day"] == per_week / 7.0
    assert "nights_per_week" not in read("tretinoin 0.05 %").uses[0].settings


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("Fractonal CO2 10 mJ", 1, "did you mean 'fractional co2'"),
        ("CO2 10 mJ", 1, "write fractional CO2 or full-field CO2"),
        ("1550 10 foreheed", 9, "is no unit of 1550 nm"),
        ("1550 mJ", 6, "no number before it"),
        ("1550 10, cheek", 6, "'10' has no unit"),
        ("1550 cheeck", 6, "did you mean 'cheek'"),
        ("tretinoin nigtly", 11, "did you mean 'nightly'"),
        ("IPL, on 2027-02-30", 9, "no date that exists"),
        ("IPL, on 2027-13-01", 9, "no date that exists"),
        ("1550 10 mJ, 20 mJ", 13, "stated twice, first at column 6"),
        ("1550 1927 nm", 6, "stated twice"),
        ("IPL, 3 sessions", 1, "how far apart"),
        ("IPL, 2.5 sessions every week", 6, "whole numbers"),
        ("IPL, 2 sessions every parsec", 23, "how far apart"),
        ("IPL, until day 7", 6, "sessions have no end"),
        ("1550 10-20 mJ", 6, "a range belongs in a protocol"),
        ("CaHA 1:2 if thin", 6, "classes belong in a protocol"),
        ("CaHA 1:2 if thim", 13, "did you mean 'thin'"),
        ("IPL drawn side", 1, "belongs in a protocol"),
        ("tretinoin, until 2 weeks before", 18, "no session stands in this course"),
        ("tretinoin, from day 9 until day 7", 1, "not after it begins"),
        ("sunscreen 50", 11, "has no unit"),
        ("sunscreen SPF", 11, "has no number"),
        ("IPL {", 5, "stands in no course"),
        ('IPL device "x', 12, "a quote is opened"),
        (r'IPL device "a\u001b[2J"', 12, "control character"),
        ("IPL, every 3-2 weeks", 12, "lower number first"),
        ("sunscreen SPF 30 neck", 1, "has no site"),
        ("IPL + TCA 15 %", 5, "two agents of one peel"),
        ("start soon; IPL", 7, "needs the date"),
    ],
)
def test_refusals_say_the_column_and_what_is_allowed(text, column, said):
    with pytest.raises(StudyError) as caught:
        read(text)
    assert f"text, column {column}: " in str(caught.value), str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" ; ", "no treatment or use"),
        ("nothing; IPL", "leave one out"),
        ("IPL, on 2027-02-03; IPL 5 J/cm2, on 2027-02-03", "two sessions of ipl on 2027-02-03"),
        ("IPL left cheek; IPL cheek", "two sessions of ipl of cheek on day 0"),
        ("IPL, day 0; HQ 4 %, from 2 weeks before until 1 week before", "before day 0"),
        ("start 2027-01-10; IPL, on 2027-01-09", "before day 0"),
        ("x" * 60_000, "characters"),
    ],
)
def test_refusals_of_the_whole(text, said):
    with pytest.raises(StudyError, match=said):
        read(text)


def test_different_things_may_share_a_day():
    course = read("1550 10 mJ cheek; 1927 5 mJ cheek; CaHA 1:1 left cheek; CaHA 1:2 right cheek")
    assert [session.day for session in course.sessions] == [0.0] * 4


def test_the_table_of_words_holds_known_modalities_settings_and_sites():
    words = course_words()
    # what the virtual skin isn't loaded with is a treatment that rules know
    given = (*LOADED, *standard_vocabulary().field("modality").words)
    for thing in words.things:
        assert thing.kind in (USES if thing.is_use else given), thing.name
    for kind, entries in words.kinds.items():
        assert kind in (*given, *USES)
        specs = modality_settings(kind).specs
        for word in entries.settings:
            spec = specs.get(word.setting)
            if spec is not None and spec.type == "word":
                assert word.value in spec.words
    for site in set(words.site.values()):
        find_site(site)


NAMES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]), max_size=12
).filter(str.isprintable)
NUMBERS = st.one_of(
    st.integers(0, 3000).map(float),
    st.floats(-1e6, 1e9, allow_nan=False),
    st.sampled_from([0.05, 1.5, 0.1, 8.0, 10600.0, 1e-7]),
)
SETTING_NAMES = st.one_of(
    st.sampled_from(
        ["wavelength_nm", "energy_mj", "coverage_pct", "passes", "agent", "percent", "layers",
         "needle_depth_um", "radiofrequency", "dilution_ratio", "second_agent", "second_percent",
         "vehicle", "spf", "nights_per_week", "per_day", "potency", "cooling", "if", "for", "spot",
         "before", "after", "each",
         "x", "from", "and", "gel", "odd_name", "odd__name", "x_3"]
    ),
    NAMES,
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(["tretinoin", "glycolic", "trichloroacetic", "jessner", "caha", "potent"]),
    NAMES,
)
SETTINGS = st.dictionaries(SETTING_NAMES, st.one_of(NUMBERS, st.booleans(), WORDS), max_size=5)
DAYS = st.one_of(st.integers(0, 400).map(float), st.floats(0, 3000, allow_nan=False))
SIDES = st.sampled_from(["", "left", "right", "midline"])


@st.composite
def courses(draw):
    sessions = []
    for _ in range(draw(st.integers(0, 5))):
        modality = draw(st.one_of(st.sampled_from(LOADED), NAMES))
        held, device = draw(SETTINGS), draw(NAMES)
        site = draw(st.one_of(st.sampled_from(sorted(set(course_words().site.values()))), NAMES))
        side, first = draw(SIDES), draw(DAYS)
        interval = draw(st.one_of(st.sampled_from([7.0, 14.0, 30.0, 56.0]), st.floats(0.5, 90)))
        sessions += [
            CourseSession(first + k * interval, modality, device, held, site, side)
            for k in range(draw(st.integers(1, 4)))
        ]
    ordered = sorted(sessions, key=lambda session: session.day)
    kept = []
    for session in ordered:
        if session.day <= 3650.0 and not any(overlap(session, other) for other in kept):
            kept.append(session)
    uses = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(DAYS)
        stop = draw(st.one_of(st.just(3650.0), st.just(start + draw(st.floats(0.25, 600)))))
        uses.append(CourseUse(draw(st.sampled_from(USES)), start, stop, draw(SETTINGS)))
    if kept and draw(st.booleans()):  # care after each session of the last modality
        begin, length, held = (
            draw(st.sampled_from([0.0, 2.0])),
            draw(st.floats(1, 9)),
            draw(SETTINGS),
        )
        uses += [
            CourseUse("occlusion", one.day + begin, one.day + begin + length, held)
            for one in kept
            if one.modality == kept[-1].modality
        ]
    date = draw(st.one_of(st.none(), st.dates()))
    name = draw(st.one_of(st.just("course"), NAMES))
    return Course(name, tuple(kept), tuple(uses), date)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(courses())
def test_a_course_written_and_read_is_the_same_course(course):
    text = course_text(course)
    again = read(text)
    assert again == course
    assert course_text(again) == text


ALPHABET = st.sampled_from(
    ["fractional CO2", "1550", "TCA", "+", "tretinoin", "10", "10 mJ", "%", "0.05 %", ",", ";",
     "2 sessions", "every 8 weeks", "from", "until", "2 weeks before", "after each", "days 0-2",
     "2027-01-10", "2027-02-30", "left", "cheek", "if thin", "1:2", "dilution", "nightly", "=",
     "SPF 50", "sunscreen", '"', '"x"', "site", "session", "use", "start", "course", "nothing",
     "for", "x", "monthly", "day", "0", "(", "é", "-", "1e999", "9" * 400, "\x00"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(ALPHABET, max_size=14).map(" ".join))
def test_no_text_crashes_the_reader(text):
    try:
        course = read(text)
    except StudyError as error:
        assert str(error).startswith("text") and "\n" not in str(error)
    else:
        assert read(course_text(course)) == course


def test_what_is_no_number_is_not_written():
    with pytest.raises(InputError, match="finite"):
        course_text(Course("x", (CourseSession(0.0, "ipl", settings={"a": float("nan")}),)))


@pytest.mark.parametrize(
    "name", ["if", "for", "spot", "x", "cheek", "every", "day", "+", "a b", "after"]
)
def test_a_setting_may_be_called_what_is_a_word_elsewhere(name):
    settings = {"spot_um": 5.0, name: 1.0, "energy_mj": 2.0}
    course = Course("course", (CourseSession(0.0, "fractional-laser", settings=settings),))
    assert read(course_text(course)) == course


def test_care_after_each_session_is_written_once():
    text = (
        "IPL, 3 sessions every 4 weeks; clobetasol, daily, days 0-2 after each; petrolatum, days "
        "2-7 after each; sunscreen SPF 50, daily, from day 0"
    )
    course = read(text)
    assert len(course.uses) == 7 and course_text(course) == text
