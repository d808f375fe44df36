"""The published protocols as they were published, and protocols read and written without loss."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.errors import InputError, StudyError
from turgor.exchange.course_text import (
    course_text,
    protocol_text,
    read_course_text,
    read_protocol_text,
)
from turgor.exchange.course_text.words import course_words
from turgor.exchange.protocol_toml import (
    parse_protocol,
    protocol_toml,
    published_protocols,
    read_protocol,
)
from turgor.record.course import USES
from turgor.record.protocol import (
    SIDES,
    Protocol,
    ProtocolArm,
    ProtocolSession,
    ProtocolUse,
    SettingByClass,
    SettingRange,
)
from turgor.record.protocol_course import protocol_course

PUBLISHED = published_protocols()


def published(number):
    (found,) = [item for name, item in PUBLISHED.items() if name.startswith(f"p{number:02d}-")]
    return found


def arms(protocol):
    return {arm.name: arm for arm in protocol.arms}


def only(items):
    (item,) = items
    return item


def test_there_are_the_twelve_each_with_source_and_locator():
    assert [name[:3] for name in PUBLISHED] == [f"p{number:02d}" for number in range(1, 13)]
    for protocol in PUBLISHED.values():
        assert protocol.source and protocol.locator and protocol.population and protocol.note


def test_1_tretinoin_at_three_strengths_and_its_vehicle():
    protocol = published(1)
    assert protocol.allocation == "parallel" and protocol.people == 296
    assert len(protocol.arms) == 4 and protocol.readout_days == (168.0,)
    strengths = []
    for arm in protocol.arms:
        use = only(arm.uses)
        assert (use.from_day, use.to_day, use.per_week) == (0.0, 168.0, 7.0)
        assert not arm.sessions
        strengths.append((use.kind, use.settings.get("percent")))
    assert strengths == [
        ("topical-retinoid", 0.05), ("topical-retinoid", 0.01), ("topical-retinoid", 0.001),
        ("vehicle", None),
    ]  # fmt: skip
    assert "1552056" in protocol.locator


def test_2_tretinoin_daily_for_two_years():
    protocol = published(2)
    use = only(arms(protocol)["tretinoin"].uses)
    assert use.settings["agent"] == "tretinoin" and use.settings["percent"] == 0.05
    assert (use.from_day, use.to_day, use.per_week) == (0.0, 730.0, 7.0)
    assert only(arms(protocol)["vehicle"].uses).kind == "vehicle"
    assert protocol.people == 204 and 365.0 in protocol.readout_days


def test_3_five_peels_a_fortnight_apart():
    protocol = published(3)
    one, other = (only(arm.sessions) for arm in protocol.arms)
    for session in (one, other):
        assert session.modality == "chemical-peel"
        assert (session.count, session.interval_days) == (5, 14.0)
    assert one.settings == {"agent": "trichloroacetic", "percent": 35.0}
    assert other.settings == {
        "agent": "glycolic", "percent": 70.0, "second_agent": "trichloroacetic",
        "second_percent": 15.0,
    }  # fmt: skip
    assert protocol.readout_days == (4 * 14 + 90.0,) and protocol.people == 40


def test_4_photoageing_at_1550():
    protocol = published(4)
    face, body = (only(arm.sessions) for arm in protocol.arms)
    for session in (face, body):
        assert session.settings["wavelength_nm"] == 1550.0 and session.settings["energy_mj"] == 8.0
        assert session.count == 3 and session.interval_days == SettingRange(21.0, 28.0)
    assert face.settings["density_mtz_cm2"] == 2000.0 and face.site == "face"
    assert body.settings["density_mtz_cm2"] == SettingRange(1500.0, 2000.0)
    assert protocol.people == 50 and "second-hand" in protocol.note


def test_5_two_densities_side_by_side():
    protocol = published(5)
    lower, higher = (only(arm.sessions) for arm in protocol.arms)
    assert protocol.allocation == "split-side"
    assert {lower.side, higher.side} == {"drawn", "other"}
    assert lower.settings["energy_mj"] == higher.settings["energy_mj"]
    assert lower.settings["density_mtz_cm2"] < higher.settings["density_mtz_cm2"]
    assert protocol.readout_days == (16 * 7.0, 24 * 7.0) and protocol.people == 7


def test_6_ranges_of_1927_off_the_face():
    session = only(only(published(6).arms).sessions)
    assert session.settings == {
        "wavelength_nm": 1927.0, "energy_mj": SettingRange(10.0, 20.0),
        "coverage_pct": SettingRange(30.0, 55.0), "passes": SettingRange(4.0, 8.0),
    }  # fmt: skip
    assert session.count == 3 and session.interval_days == SettingRange(21.0, 28.0)
    assert session.site == "body" and published(6).people == 9


def test_7_clobetasol_on_one_side_for_two_days():
    protocol = published(7)
    steroid, plain = arms(protocol)["clobetasol"], arms(protocol)["petrolatum"]
    assert protocol.allocation == "split-side" and protocol.people == 40
    for arm, side in ((steroid, "drawn"), (plain, "other")):
        session = only(arm.sessions)
        assert session.count == 1 and session.settings == {"wavelength_nm": 10600.0}
        assert session.side == side and all(use.side == side for use in arm.uses)
        assert all(use.of_session for use in arm.uses)
    assert [(use.kind, use.from_day, use.to_day) for use in steroid.uses] == [
        ("corticosteroid", 0.0, 2.0), ("occlusion", 2.0, 7.0),
    ]  # fmt: skip
    assert steroid.uses[0].settings["agent"] == "clobetasol"
    assert [(use.kind, use.from_day, use.to_day) for use in plain.uses] == [("occlusion", 0.0, 7.0)]
    assert protocol.readout_days == (7.0, 14.0, 21.0, 28.0, 60.0, 90.0)


def test_8_four_needlings():
    protocol = published(8)
    session = only(only(protocol.arms).sessions)
    assert (session.modality, session.count, session.interval_days) == ("microneedling", 4, 30.0)
    assert protocol.readout_days == (30.0, 60.0, 90.0, 150.0) and protocol.people == 48
    # days of looking are not days of treatment
    assert set(protocol.readout_days) != {0.0, 30.0, 60.0, 90.0}


def test_9_polynucleotide_on_the_side_that_was_drawn():
    protocol = published(9)
    product, saline = (only(arm.sessions) for arm in protocol.arms)
    for session in (product, saline):
        assert (session.count, session.interval_days) == (3, 14.0)
        assert session.settings["radiofrequency"] is True
        assert session.settings["insulated"] is False and session.site == "full face"
    assert product.side == "drawn" and product.settings["topical"] == "polynucleotide"
    assert saline.side == "other" and saline.settings["topical"] == "saline"
    last = 28.0
    assert protocol.readout_days == (last + 14, last + 30, last + 60, last + 90, last + 180)


def test_10_plla_and_saline():
    protocol = published(10)
    plla, saline = (only(arm.sessions) for arm in protocol.arms)
    assert plla.settings == {"agent": "plla"} and saline.modality == "injection-saline"
    for session in (plla, saline):
        assert (session.count, session.interval_days) == (3, 28.0)
    months = [(day - 56.0) / 30.4 for day in protocol.readout_days]
    assert [round(month) for month in months] == [6, 9, 12] and protocol.people == 40


def test_11_three_cycles_or_two():
    protocol = published(11)
    three, two = (only(arm.sessions) for arm in protocol.arms)
    assert protocol.allocation == "alternative"
    assert (three.count, three.interval_days) == (3, 56.0)
    assert (two.count, two.interval_days) == (2, 112.0)
    assert three.settings == two.settings == {"agent": "caha", "dilution_ratio": 2.0}
    for session in (three, two):
        last = (session.count - 1) * session.interval_days
        assert protocol.readout_days == (last + 16 * 7.0,)


def test_12_dilution_by_measured_skin():
    protocol = published(12)
    session = only(only(protocol.arms).sessions)
    assert protocol.allocation == "by-measure" and protocol.people == 20
    assert (session.count, session.interval_days) == (2, 120.0) and session.site == "neck"
    assert session.settings["dilution_ratio"] == SettingByClass(
        "skin_thickness", {"normal": 2.0, "thin": 4.0, "atrophic": 6.0}
    )
    assert protocol.readout_days == (0.0, 120.0, 210.0)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_protocol_is_the_same_by_text_and_toml(name, tmp_path):
    protocol = PUBLISHED[name]
    assert read_protocol_text(protocol_text(protocol), where=name) == protocol
    file = tmp_path / "protocol.toml"
    file.write_text(protocol_toml(protocol), encoding="utf-8")
    assert read_protocol(file) == protocol


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_arm_is_a_course_that_text_holds(name):
    for arm in PUBLISHED[name].arms:
        course = protocol_course(PUBLISHED[name], arm.name, {"skin_thickness": "thin"}, "left")
        assert read_course_text(course_text(course), where=name) == course


def test_one_persons_course_of_each_kind_of_choice():
    thin = protocol_course(published(12), measured={"skin_thickness": "thin"})
    assert [session.settings["dilution_ratio"] for session in thin.sessions] == [4.0, 4.0]
    steroid = protocol_course(published(7), "clobetasol", side="left")
    assert steroid.sessions[0].side == "left"
    assert [(use.kind, use.start_day, use.stop_day) for use in steroid.uses] == [
        ("corticosteroid", 0.0, 2.0), ("occlusion", 2.0, 7.0),
    ]  # fmt: skip
    assert protocol_course(published(7), "petrolatum", side="left").sessions[0].side == "right"
    low, middle, high = (protocol_course(published(6), share=share) for share in (0.0, 0.5, 1.0))
    assert [c.sessions[0].settings["energy_mj"] for c in (low, middle, high)] == [10.0, 15.0, 20.0]
    assert middle.sessions[0].settings["passes"] == 6.0
    assert [session.day for session in high.sessions] == [0.0, 28.0, 56.0]
    assert all(session.day.is_integer() for session in middle.sessions)
    nightly = protocol_course(published(1), "tretinoin 0.05 %").uses[0]
    assert nightly.settings["nights_per_week"] == 7.0
    assert protocol_course(published(1), "vehicle").uses[0].settings == {"per_day": 1.0}


@pytest.mark.parametrize(
    ("number", "arm", "measured", "side", "said"),
    [
        (12, "", {}, "", "skin_thickness, which was not measured; allowed: normal, thin, atrophic"),
        (12, "", {"skin_thickness": "fat"}, "", "is 'fat'; allowed: normal"),
        (7, "clobetasol", {}, "", "none is stated; state left or right"),
        (7, "clobetasol", {}, "top", "'top' is none"),
        (7, "", {}, "left", "several arms; name one"),
        (7, "clobetasone", {}, "left", "did you mean 'clobetasol'"),
    ],
)
def test_what_is_left_open_is_asked_for(number, arm, measured, side, said):
    with pytest.raises(InputError, match=said):
        protocol_course(published(number), arm, measured, side)
    with pytest.raises(InputError, match="allowed: 0"):
        protocol_course(published(6), share=1.5)


def test_what_is_used_before_a_protocol_moves_its_first_day():
    protocol = read_protocol_text(
        'protocol "x"; IPL, 2 sessions every 4 weeks; HQ 4 % daily, from 4 weeks before each until '
        "2 weeks before each; tretinoin 0.05 %, from day -42 until day -14",
        where="text",
    )
    assert protocol.arms[0].uses[0].of_session and protocol.arms[0].uses[1].from_day == -42.0
    course = protocol_course(protocol)
    assert [session.day for session in course.sessions] == [42.0, 70.0]
    assert [(use.kind, use.start_day, use.stop_day) for use in course.uses] == [
        ("hydroquinone", 14.0, 28.0), ("hydroquinone", 42.0, 56.0), ("topical-retinoid", 0.0, 28.0),
    ]  # fmt: skip


def test_text_of_a_protocol_as_people_write_it():
    protocol = read_protocol_text(
        'protocol "test"; split-face; arm A: 1927 10-20 mJ 30 to 55 % 4-8 passes side drawn, 3 '
        "sessions every 3-4 weeks; arm B: 1927 10 mJ 30 % 4 passes, other side, 3 sessions every 4 "
        "weeks; petrolatum, days 0-7 after each; read at days 30, 60, 90 and 150; 12 people",
        where="text",
    )
    assert [arm.name for arm in protocol.arms] == ["A", "B"]
    assert protocol.arms[0].sessions[0].settings["energy_mj"] == SettingRange(10.0, 20.0)
    assert protocol.arms[1].uses[0].of_session
    assert protocol.readout_days == (30.0, 60.0, 90.0, 150.0)
    plain = read_protocol_text('protocol "one"; PRP', where="text")
    assert plain.allocation == "single" and plain.arms[0].name == "treated"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("IPL", "has no name"),
        ('protocol "x"', "has 0 arms"),
        ('protocol "x"; protocol "y"; IPL', "column 15: 'protocol' is stated twice"),
        ('protocol "x"; IPL, on 2027-01-10', "column 23: a protocol has no dates"),
        ('protocol "x"; arm IPL', "column 15: an arm is written"),
        ('protocol "x"; arm A:', "nothing after ':'"),
        ('protocol "x"; IPL; read at', "'read' needs days"),
        ('protocol "x"; IPL; read at days 9, 7', "each after the one before"),
        ('protocol "x"; IPL; 2.5 people', "whole numbers"),
        ('protocol "x"; parallel; IPL', "has 1 arms; allowed: 2 or more"),
        ('protocol "x"; split side; arm A: IPL; arm B: nothing', "no session or use has a side"),
        ('protocol "x"; by measure; IPL', "no setting hangs on a class"),
        ('protocol "x"; arm A: IPL; arm A: PRP', "names of their own"),
        ('protocol "x"; tretinoin, days 0-2 after each', "the arm has none"),
        ('protocol "x"; IPL, 2 sessions', "need an interval"),
        (
            'protocol "x"; IPL, 2 sessions every 3-4 weeks; PRP, 1 week after the last',
            "isn't fixed",
        ),
        ('protocol "x"; session "laser-fractionel"', "modality 'laser-fractionel'"),
        ('protocol "x"; 1550 20-10 mJ', "lower number first"),
        ('protocol "x"; IPL; source "a" "b"', "one too many"),
    ],
)
def test_refused_text(text, said):
    with pytest.raises(StudyError) as caught:
        read_protocol_text(text, where="text")
    assert said in str(caught.value) and str(caught.value).startswith("text")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nam = 'x'", "unknown key 'nam'"),
        ("name = 'x'", "has 0 arms"),
        ("name = 'x'\n[[arm]]\nname='a'\n[[arm.session]]\nmodality='ipI'", "modality 'ipI'"),
        ("name='x'\n[[arm]]\nname='a'\n[[arm.session]]\nmodality='ipl'\nside='top'", "side 'top'"),
        ("name = 'x'\n[[arm]]\nname='a'\n[[arm.use]]\nkind='sunscream'\nto_day=3",
         "did you mean 'sunscreen'"),
        ("name = 'x'\n[[arm]]\nname='a'\n[[arm.use]]\nkind='sunscreen'\nto_day=-3",
         "ends after it begins"),
        ("name = 'x'\nallocation='paralel'\n[[arm]]\nname='a'", "did you mean 'parallel'"),
        ("name = 'x'\n[[arm]]\nname='a'\n[[arm.session]]\nmodality='ipl'\nsettings={a={low=1}}",
         "allowed: { low = 10, high = 20 }"),
        ("name = 'x'\n[[arm]]\nname='a'\n[[arm.session]]\nmodality='ipl'\n"
         "settings={a={low=2,high=1}}", "is no range"),
        ("name = 'x'\n[[arm]]\nname='a'\n[[arm.session]]\nmodality='ipl'\nsettings={a=inf}",
         "finite"),
        ("name = 'x", "no valid TOML"),
    ],
)  # fmt: skip
def test_refused_toml(text, said):
    with pytest.raises(StudyError) as caught:
        parse_protocol(text, "file.toml")
    assert said in str(caught.value) and str(caught.value).startswith("file.toml")


NAMES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=9
)
PLAIN = st.one_of(
    st.integers(0, 500).map(float), st.floats(-100, 1e6, allow_nan=False), st.booleans(), NAMES
)
RANGES = st.tuples(st.floats(0, 50), st.floats(0.5, 50)).map(
    lambda ends: SettingRange(ends[0], ends[0] + ends[1])
)
CHOICES = st.one_of(
    PLAIN,
    RANGES,
    st.builds(
        SettingByClass,
        st.one_of(st.just("skin_thickness"), NAMES),
        st.dictionaries(st.one_of(st.sampled_from(["thin", "normal"]), NAMES), PLAIN, min_size=1),
    ),
)
SETTINGS = st.dictionaries(
    st.one_of(st.sampled_from(["energy_mj", "passes", "agent", "percent", "dilution_ratio",
                               "needle_depth_um", "second_agent", "second_percent"]), NAMES),
    CHOICES, max_size=4,
)  # fmt: skip
MODALITIES = sorted({thing.kind for thing in course_words().things if not thing.is_use})
DAYS = st.one_of(st.integers(0, 300).map(float), st.floats(0, 500))


@st.composite
def protocol_sessions(draw):
    count = draw(st.integers(1, 4))
    interval = draw(st.one_of(st.sampled_from([7.0, 28.0, 30.0]), RANGES)) if count > 1 else 0.0
    if isinstance(interval, SettingRange):
        interval = SettingRange(interval.low + 1.0, interval.high + 1.0)
    return ProtocolSession(
        draw(DAYS), draw(st.sampled_from(MODALITIES)), count, interval,
        draw(st.one_of(st.just(""), NAMES)), draw(SETTINGS), draw(st.one_of(st.just(""), NAMES)),
        draw(st.sampled_from(SIDES)),
    )  # fmt: skip


@st.composite
def protocol_uses(draw):
    start = draw(st.one_of(st.just(0.0), st.floats(-60, 200)))
    stop = draw(st.one_of(st.just(3650.0), st.just(start + draw(st.floats(0.5, 300)))))
    return ProtocolUse(
        draw(st.sampled_from(USES)), start, stop, draw(st.sampled_from([7.0, 14.0, 3.0, 0.7])),
        draw(SETTINGS), draw(st.sampled_from(SIDES)), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def protocols(draw):
    names = draw(st.lists(NAMES, min_size=2, max_size=3, unique=True))
    made = tuple(
        ProtocolArm(
            name,
            tuple(draw(st.lists(protocol_sessions(), min_size=1, max_size=2))),
            tuple(draw(st.lists(protocol_uses(), max_size=2))),
        )
        for name in names
    )
    texts = [draw(st.one_of(st.just(""), NAMES)) for _ in range(5)]
    readouts = tuple(sorted(set(draw(st.lists(DAYS, max_size=4)))))
    return Protocol(
        draw(NAMES), texts[0], made, draw(st.sampled_from(["parallel", "alternative"])), readouts,
        texts[1], draw(st.one_of(st.none(), st.integers(1, 500))), *texts[2:],
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(protocols())
def test_any_protocol_is_the_same_by_text_and_toml(protocol):
    assert read_protocol_text(protocol_text(protocol), where="text") == protocol
    assert parse_protocol(protocol_toml(protocol), "toml") == protocol
