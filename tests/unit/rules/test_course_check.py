"""Every rule in every view: findings, questions, conflicts, who was studied, open words, parts."""

import pytest

from turgor.evidence import collect_citations
from turgor.record.case import CaseEvent, PastTreatment
from turgor.record.course import Course
from turgor.rules import RuleError, check_course, library_of, standard_library

from .small_library import (
    CO2,
    DAY,
    DEEP,
    PREGNANT,
    TRIAL,
    case,
    course,
    library,
    pack,
    rule,
    session,
)

STRONG = {**CO2, "energy_mj": 30.0}


def test_a_rule_of_several_sessions_is_one_finding_with_its_places():
    found = check_course(
        library(rule("DEEP", *DEEP)),
        case(),
        course(session(0.0, settings=STRONG), session(28.0), session(56.0, settings=STRONG)),
        DAY,
    )
    assert [item.rule.id for item in found.findings] == ["DEEP"]
    assert found.findings[0].sessions == (0, 2) and found.blocked and found.severity == "block"
    assert [place.day for place in found.findings[0].places] == [0.0, 56.0]
    assert not found.questions and not found.undecided and not found.silent


def test_a_missing_answer_to_a_rule_that_would_block_is_a_blocking_question():
    made = library(
        rule("B", *PREGNANT), rule("W", *PREGNANT, severity='"warn"'), rule("DEEP", *DEEP)
    )
    found = check_course(made, case(), course(session()), DAY)
    assert [(q.field, q.severity, q.rules) for q in found.questions] == [
        ("pregnant", "block", ("B@1", "W@1"))
    ]
    assert found.undecided and not found.blocked and found.silent == ("DEEP@1",)
    assert found.questions[0].text == "Is the person pregnant?"
    draft = check_course(
        library(rule("B", *PREGNANT, evidence=TRIAL)), case(), course(session()), DAY
    )
    assert [(q.severity, q.blocking) for q in draft.questions] == [("require_override", False)]


def test_an_answer_settles_it():
    made = library(rule("B", *PREGNANT))
    for pregnant in (True, False):
        found = check_course(made, case(answers={"pregnant": pregnant}), None, DAY)
        assert found.blocked is pregnant and not found.questions


def test_where_nothing_is_done_nothing_is_asked_of_the_person():
    made = library(rule("B", *PREGNANT))
    found = check_course(made, case(), Course(), DAY)
    assert not found.questions and found.not_asked == ("B@1",) and not found.silent
    assert check_course(made, case(), None, DAY).undecided  # no course is thought of yet


def test_what_a_treatment_may_be_fires_only_for_all_of_it():
    any_peel = (
        "modality in {peel_superficial, peel_medium}", 'modality = "peel_medium"',
        'modality = "afl"', "",
    )  # fmt: skip
    medium = (
        "modality == peel_medium and pregnant", 'modality = "peel_medium", pregnant = true',
        'modality = "afl"', "",
    )  # fmt: skip
    made = library(rule("ANY", *any_peel), rule("MEDIUM", *medium))
    open_peel = session(modality="chemical-peel", settings={"agent": "glycolic", "percent": 70.0})
    found = check_course(made, case(answers={"pregnant": True}), course(open_peel), DAY)
    assert [item.rule.id for item in found.findings] == ["ANY"]
    assert [item.needed for item in found.unanswered] == [("modality",)]
    assert "leaves open which of peel_superficial, peel_medium" in found.questions[0].reasons[0]
    not_pregnant = check_course(made, case(answers={"pregnant": False}), course(open_peel), DAY)
    assert not not_pregnant.unanswered
    not_told = check_course(made, case(), course(open_peel), DAY)
    assert [item.needed for item in not_told.unanswered] == [("modality", "pregnant")]
    blank = check_course(made, case(), course(session(modality="other", settings={})), DAY)
    assert {item.needed for item in blank.unanswered} == {("modality",), ("modality", "pregnant")}


def test_a_rule_of_one_site_fires_for_a_face_that_is_treated_as_a_whole():
    near_eye = ("site == periocular", 'site = "periocular"', 'site = "neck"', "")
    neck = ("site == neck", 'site = "neck"', 'site = "cheek"', "")
    made = library(rule("EYE", *near_eye), rule("NECK", *neck))
    found = check_course(made, case(), course(session()), DAY)
    assert [item.rule.id for item in found.findings] == ["EYE"] and found.silent == ("NECK@1",)
    odd = check_course(made, case("scalp"), course(session()), DAY)
    assert [q.field for q in odd.questions] == ["site"]


def test_of_what_there_is_none_nothing_holds():
    short = ("interval_d < 21 d", "interval_d = 20", "interval_d = 21", "")
    long = ("not interval_d <= 42 d", "interval_d = 43", "interval_d = 42", "")
    made = library(rule("SHORT", *short), rule("LONG", *long))
    found = check_course(made, case(), course(session()), DAY)
    assert not found.findings and not found.questions
    twice = check_course(made, case(), course(session(), session(7.0), session(90.0)), DAY)
    assert {item.rule.id: item.sessions for item in twice.findings} == {
        "SHORT": (1,), "LONG": (2,)
    }  # fmt: skip


def test_the_season_is_asked_by_the_hemisphere():
    summer = ("season == summer", 'season = "summer"', 'season = "winter"', "")
    made = library(rule("SUN", *summer))
    dated = Course("a", (session(),), start=DAY)
    assert [q.field for q in check_course(made, case(), dated, DAY).questions] == ["hemisphere"]
    undated = check_course(made, case(), course(session()), DAY)
    assert [q.field for q in undated.questions] == ["season"]
    south = case(answers={"hemisphere": "south"})
    assert not check_course(made, south, dated, DAY).findings
    assert check_course(made, case(answers={"hemisphere": "north"}), dated, DAY).blocked


def test_pairs_see_what_was_done_before():
    soon = (
        "earlier_modality == hyaluronic_filler and later_modality == afl and same_field "
        "and gap_d < 2 wk",
        'earlier_modality = "hyaluronic_filler", later_modality = "afl", same_field = true, '
        "gap_d = 13",
        'earlier_modality = "hyaluronic_filler", later_modality = "afl", gap_d = 14',
        'earlier_modality = "hyaluronic_filler", later_modality = "afl", gap_d = 13',
    )
    made = library(rule("SOON", *soon))
    for days, fires in ((13.0, True), (14.0, False)):
        past = (PastTreatment("hyaluronic_filler", days, {"site": "cheek"}),)
        found = check_course(made, case(past=past), course(session()), DAY)
        assert found.blocked is fires and not found.questions
    unsaid = case(past=(PastTreatment("hyaluronic_filler", 3.0),))
    assert [q.field for q in check_course(made, unsaid, course(session()), DAY).questions] == [
        "same_field"
    ]


def test_events_are_checked_with_the_session_before_them():
    exudate = (
        "modality == afl and exudate and session_day >= 3 d",
        'modality = "afl", exudate = true, session_day = 3',
        'modality = "afl", exudate = true, session_day = 2',
        'modality = "afl", exudate = true',
    )
    made = library(rule("WET", *exudate, kind='"escalation"'))
    for day, fires in ((2.0, False), (3.0, True)):
        events = (CaseEvent(day, {"exudate": True}),)
        assert check_course(made, case(events=events), course(session()), DAY).blocked is fires


def test_outside_the_studied_population():
    made = library(rule("DEEP", *DEEP, population="{ phototypes = [1, 2, 3] }"))
    strong = course(session(settings=STRONG))
    found = check_course(made, case(phototype="V"), strong, DAY).findings[0]
    assert found.outside_population == (
        "outside studied population: phototype 5, studied in 1, 2, 3"
    )
    for inside in ("II", ""):
        assert (
            not check_course(made, case(phototype=inside), strong, DAY)
            .findings[0]
            .outside_population
        )


def test_conflicts_stand_side_by_side_within_one_view():
    wait = ("isotretinoin_months < 6 mo", "isotretinoin_months = 5", "isotretinoin_months = 6", "")
    go = (
        "modality == afl and isotretinoin_months < 6 mo",
        'modality = "afl", isotretinoin_months = 5', "isotretinoin_months = 6", "",
    )  # fmt: skip
    no_delay = '{ do = "no_delay", text = "No delay." }'
    made = library(
        rule("WAIT", *wait), rule("GO", *go, then=no_delay), rule("ELSE", *PREGNANT),
        rule("NAMED", *DEEP, conflicts_with='["ELSE"]'),
    )  # fmt: skip
    told = case(answers={"isotretinoin_months": 2, "pregnant": True})
    found = check_course(made, told, course(session(), session(28.0, settings=STRONG)), DAY)
    shown = {(c.one.rule.id, c.other.rule.id): len(c.places) for c in found.conflicts}
    # the label's wait meets the trial's no delay; another block on the same person does not
    assert shown == {("WAIT", "GO"): 2, ("ELSE", "NAMED"): 1}
    assert all(c.one.citation and c.other.citation for c in found.conflicts)


def test_sources_are_cited_and_printed():
    with collect_citations() as (sources, _):
        found = check_course(library(rule("DEEP", *DEEP)), case(), course(session()), DAY)
        assert not found.findings and not sources
        check_course(library(rule("DEEP", *DEEP)), case(), course(session(settings=STRONG)), DAY)
    assert sources == {"rules-pearce-2023"}


def test_a_library_is_one_set_of_rules():
    one, two = pack(rule("A", *PREGNANT), name="one"), pack(rule("B", *DEEP), name="two")
    both = library_of([one, two])
    assert {item.id for item in both.rules} == {"A", "B"} and both.rule("A@1").id == "A"
    assert both.sha256 == library_of([two, one]).sha256 != library_of([one]).sha256
    assert both.pack_of(both.rule("B@1")).id == "two"
    with pytest.raises(RuleError, match="stands in packs 'one' and 'other'"):
        library_of([one, pack(rule("A", *DEEP), name="other")])
    crossing = pack(rule("C", *DEEP, conflicts_with='["A"]'), name="three")
    assert library_of([one, crossing]).rules
    with pytest.raises(RuleError, match="conflicts_with 'A', which is no rule of this library"):
        library_of([crossing])
    with pytest.raises(RuleError, match="is no rule of this library"):
        both.rule("C@1")
    with pytest.raises(RuleError, match="at least one pack"):
        library_of([])


def test_the_shipped_library():
    shipped = standard_library()
    assert shipped is standard_library() and len(shipped.sha256) == 64
    assert len({item.id for item in shipped.rules}) == len({item.key for item in shipped.rules})


def test_a_rule_of_a_pair_meets_one_of_its_session():
    soon = (
        "later_modality == afl and gap_d < 2 wk", 'later_modality = "afl", gap_d = 13',
        'later_modality = "afl", gap_d = 14', "",
    )  # fmt: skip
    made = library(rule("SOON", *soon, conflicts_with='["DEEP"]'), rule("DEEP", *DEEP))
    strong = session(settings=STRONG)
    planned = course(strong, session(7.0), session(40.0, settings=STRONG))
    found = check_course(made, case(), planned, DAY)
    assert [item.places for item in found.conflicts] == [
        ("session 1 (day 0): fractional-laser 10600 nm",)
    ]
