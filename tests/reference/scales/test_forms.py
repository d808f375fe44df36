"""Shipped forms against arithmetic by hand, what a form asked, licences, typed anchors."""

import tomllib
from importlib.resources import files

import pytest

from turgor.errors import InputError, MeasureError, TurgorError
from turgor.evidence import all_sources
from turgor.formats.questionnaire import read_questionnaire, write_questionnaire
from turgor.measure.scales import (
    LicenceProof,
    measure_scales,
    scale_conditions,
    shipped_instrument,
    shipped_names,
    type_anchors,
)
from turgor.record.questionnaire import EnableWhen, Item, Licence, Response


def findings(form, answers, rater="person"):
    response = Response(form.id, form.version, answers, rater, "en")
    found = measure_scales(form, response, capture_sha256="0" * 64).findings
    return {f.measurand.as_mapping()["score"]: f for f in found}


def test_satisfaction_by_hand():
    form = shipped_instrument("satisfaction")
    names = [item.link_id for item in form.items]
    full = dict(zip(names, "43210", strict=True))
    assert findings(form, full)["satisfaction"].value == 10.0
    # 4 + 3 + 2 + 1 over four of five: 10 / 4 * 5
    part = findings(form, dict(zip(names[:4], "4321", strict=True)))["satisfaction"]
    assert part.value == 12.5 and "prorated" in part.flags
    assert findings(form, dict.fromkeys(names[:3], "4"))["satisfaction"].value is None


def test_comfort_by_hand():
    form = shipped_instrument("comfort")
    names = [item.link_id for item in form.items]
    assert names == ["stinging", "itching", "tightness", "dryness", "burning", "warmth"]
    found = findings(form, dict(zip(names, (3.0, 0.0, 7.0, 4.0, 1.0, 0.0), strict=True)))
    assert found["comfort"].value == pytest.approx(15.0 / 6.0)
    assert found["tightness"].value == 7.0 and found["tightness"].metric == "scale.nrs"
    four = findings(form, dict(zip(names[:4], (3.0, 0.0, 7.0, 4.0), strict=True)))
    assert four["comfort"].value == 3.5 and four["burning"].value is None
    assert (
        findings(form, dict(zip(names[:3], (3.0, 0.0, 7.0), strict=True)))["comfort"].value is None
    )


def test_lines_and_numbers_are_stated_as_marked():
    for name, metric, marks in (
        ("nrs-pain", "scale.nrs", (0.0, 7.0, 10.0)),
        ("vas-pain", "scale.vas", (0.0, 31.5, 100.0)),
    ):
        for mark in marks:
            found = findings(shipped_instrument(name), {"pain": mark})["pain"]
            assert (found.metric, found.value) == (metric, mark)


def test_a_grade_with_typed_anchors():
    template = shipped_instrument("grade")
    with pytest.raises(MeasureError, match="type the anchors of grade"):
        findings(template, {"grade": 2.0})
    words = {0: "none", 1: "faint", 2: "clear", 5: "deep"}
    typed = type_anchors(template, "fine-lines", words, "Lines beside the eye")
    found = findings(typed, {"grade": "5"}, "clinician")["grade"]
    assert (found.metric, found.value, found.flags) == ("scale.grade", 5.0, ())
    other = type_anchors(template, "fine-lines", words | {1: "slight"}, "Lines beside the eye")
    assert other.version != typed.version, "other words are another measurand"
    for bad in ({}, {0: "none"}, {0: "none", 1: " "}, {0: "same", 1: "Same"}):
        with pytest.raises(InputError):
            type_anchors(template, "x", bad, "q")
    with pytest.raises(InputError, match="no template"):
        type_anchors(typed, "x", words, "q")


def test_conditions_are_known_before_an_answer():
    form = shipped_instrument("comfort")
    told = scale_conditions(form, "comfort", rater="person", language="en")
    found = findings(form, {item.link_id: 1.0 for item in form.items})["comfort"]
    assert found.measurand.as_mapping() == told
    assert told["recall"] == "past 24 hours"


def test_a_licensed_instrument_waits_for_its_proof(made):
    licence = Licence("required", "A Holder", "", "signed agreement")
    form = made.form([made.sum_score()], licence=licence)
    answers = {f"q{n}": 1.0 for n in range(1, 6)}
    with pytest.raises(MeasureError, match="signed agreement"):
        made.measured(form, answers)
    for bad in (
        LicenceProof("Somebody", "A-1", "2026-01-31"),
        LicenceProof("A Holder", " ", "2026-01-31"),
        LicenceProof("A Holder", "A-1", "last week"),
        LicenceProof("A Holder", "A-1", "2026-01-31", "another"),
    ):
        with pytest.raises(MeasureError):
            made.measured(form, answers, bad)
    proof = LicenceProof("a holder", "A-1", "2026-01-31", "made")
    assert made.measured(form, answers, proof).findings[0].value == 5.0


@pytest.mark.parametrize(
    ("operator", "wanted", "given", "asked"),
    [
        ("=", 2.0, 2.0, True),
        ("=", 2.0, 1.0, False),
        ("!=", 2.0, 1.0, True),
        ("!=", 2.0, None, True),
        ("!=", 2.0, 2.0, False),
        ("<", 2.0, None, False),
        (">", 2.0, 3.0, True),
        (">=", 2.0, 2.0, True),
        ("<", 2.0, 2.0, False),
        ("<=", 2.0, 2.0, True),
        ("exists", True, 0.0, True),
        ("exists", True, None, False),
        ("exists", False, None, True),
    ],
)
def test_what_was_not_asked_is_no_answer(made, operator, wanted, given, asked):
    second = made.number_item("q2", enable_when=(EnableWhen("q1", operator, wanted),))
    score = made.sum_score(2, missing="prorate", prorate_up_to=0.5)
    form = made.form([score], items=[made.number_item("q1"), second])
    answers = {"q2": 4.0} | ({} if given is None else {"q1": given})
    found = made.measured(form, answers)
    value = found.findings[0].value
    if asked:
        assert value == (8.0 if given is None else given + 4.0)
    else:
        assert value == (None if given is None else 2.0 * given)
        assert "answered-though-not-asked" in found.flags
        assert "not-asked" in found.findings[0].flags


def test_a_chain_of_questions_breaks_where_one_was_not_asked(made):
    second = made.number_item("q2", enable_when=(EnableWhen("q1", "=", 1.0),))
    third = made.number_item("q3", enable_when=(EnableWhen("q2", "exists", True),))
    score = made.sum_score(3, missing="prorate", prorate_up_to=0.9)
    form = made.form([score], items=[made.number_item("q1"), second, third])
    assert made.answered(form, 1.0, 2.0, 3.0).findings[0].value == 6.0
    assert made.answered(form, 0.0, 2.0, 3.0).findings[0].value == 0.0


def test_answers_from_anywhere_are_held_against_their_items(made):
    form = made.form([made.sum_score()])
    for answers in ({"q1": 9.0}, {"q1": "2"}, {"q1": True}, {"q1": 1.5}, {"z": 1.0}):
        with pytest.raises(TurgorError):
            made.measured(form, answers)


def test_odd_forms_are_flagged(made):
    items = [made.number_item("q1", required=True), Item("note", "note", "text")]
    form = made.form([made.sum_score(1)], items=items, rater="clinician")
    found = made.measured(form, {"note": "x"}, rater="person")
    assert {"required-not-answered", "rater-not-as-intended"} <= set(found.flags)


def test_what_is_shipped_is_open_and_names_known_sources():
    assert shipped_names() == (
        *("comfort", "grade", "masi", "mmasi", "nrs-pain", "satisfaction", "vas-pain"),
    )
    for name in shipped_names():
        form = shipped_instrument(name)
        assert form.licence.kind == "open" and not form.flags and not form.unread
        for score in form.scores:
            assert not score.better_source or score.better_source in all_sources()
            assert score.mid is None and score.sem is None, "none is known"
        side = files("turgor.measure.scales") / "data" / f"{name}.scoring.toml"
        assert tomllib.loads(side.read_text(encoding="utf-8"))["licence"]["terms"]


def test_any_or_all_conditions(made):
    conditions = (EnableWhen("q1", "=", 1.0), EnableWhen("q2", "=", 1.0))
    for whole, expected in ((False, 5.0), (True, None)):
        third = made.number_item("q3", enable_when=conditions, enable_all=whole)
        items = [made.number_item("q1"), made.number_item("q2"), third]
        form = made.form([made.sum_score(3)], items=items)
        assert made.answered(form, 1.0, 0.0, 4.0).findings[0].value == expected


def test_who_answered_and_in_which_words_is_part_of_the_measurand(made):
    form = made.form([made.sum_score()], rater="person", language="da")
    answers = {f"q{n}": 1.0 for n in range(1, 6)}
    told = made.measured(form, answers, rater="clinician").findings[0].measurand.as_mapping()
    assert (told["rater"], told["language"]) == ("clinician", "en")
    bare = scale_conditions(form, "total")
    assert (bare["rater"], bare["language"]) == ("person", "da")


def test_a_typed_grade_survives_being_written(tmp_path):
    words = {1: "faint", 2: "clear", 5: "deep"}
    typed = type_anchors(shipped_instrument("grade"), "fine-lines", words, "Lines")
    write_questionnaire(typed, tmp_path / "g.json")
    again = read_questionnaire(tmp_path / "g.json")
    assert again == typed and (again.scores[0].lowest, again.scores[0].highest) == (1.0, 5.0)
