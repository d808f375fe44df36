"""What rules keep out: blocks, overrides, unanswered questions, gaps between two modalities."""

import datetime as dt
import math
from dataclasses import replace

import pytest

from turgor.plan.candidate import candidates_of
from turgor.plan.explain import mechanisms
from turgor.plan.prune import verdicts_of
from turgor.plan.spacing import changing_gaps, rule_gap
from turgor.plan.template import read_templates, standard_templates
from turgor.record.case import Case, PastTreatment
from turgor.record.skin_place import SkinPlace
from turgor.rules import check_course, library_of, read_pack, standard_library
from turgor.rules.override import Override, with_overrides
from turgor.rules.vocabulary import standard_vocabulary

DAY = dt.date(2027, 1, 1)
RULE = """
[[rule]]
id = "{name}"
version = 1
status = "{status}"
kind = "{kind}"
severity = "{severity}"
about = "safety"
applies_to = {{ {applies} }}
when = "{when}"
then = {{ do = "avoid", text = "Not this." }}
rationale = "planted"
evidence = {{ level = "assumed", note = "planted" }}
valid_from = 2026-01-01
{more}
"""
REVIEWED = 'reviewed_by = "a clinician"'
NEEDLES = """
[[template]]
id = "needles"
family = "microneedling"
title = "needles"
modality = "microneedling"
counts = [2]
interval_days = [28]
settings = { needle_depth_um = 1500, passes = 4, rf_power_w = 0, topical_during = false }
source = "somebody"

[[template]]
id = "plla"
family = "biostimulator"
title = "PLLA"
modality = "biostimulator"
counts = [1]
sites = ["cheek"]
phototypes = ["I", "II", "III"]
settings = { agent = "plla", vials = 1, dilution_ml = 8 }
source = "somebody"
"""
CASE = Case(
    "planted",
    SkinPlace("cheek", 50.0, "female", "II"),
    start=dt.date(2027, 1, 4),
    concerns=("wrinkles",),
    answers={"hemisphere": "north"},
    horizon_days=168.0,
)


def all_answered(case: Case) -> Case:
    """No to every yes-or-no question about the person, a clinician being there."""
    flags = {
        name: False
        for name, field in standard_vocabulary().fields.items()
        if field.part == "person" and field.type == "flag"
    }
    rest = {"clinician_present": True, "hemisphere": "north", "skin_thickness": "normal"}
    return replace(case, answers={**flags, **rest})


def verdicts(library, case=CASE, overrides=(), templates=NEEDLES, looked=frozenset()):
    def check(course):
        return with_overrides(check_course(library, case, course, DAY), overrides)

    found = verdicts_of(candidates_of(read_templates(templates, "t")), case, check, 24, looked)
    return {one.candidate.id.split(" ")[0]: one for one in found}


@pytest.fixture(scope="module")
def standard():
    return standard_library()


def test_all_answered_with_no_needles_are_offered_and_nothing_always(standard):
    found = verdicts(standard, all_answered(CASE))
    assert {name: one.status for name, one in found.items()} == {
        "nothing": "offered", "sunscreen": "offered", "needles": "offered", "plla": "offered",
    }  # fmt: skip
    # the last session lies before the last day, so that what follows is seen
    assert found["needles"].starts == tuple(range(20))


def test_a_label_blocks_and_says_why_whatever_else_is_said(standard):
    case = all_answered(CASE)
    keloids = replace(case, answers={**case.answers, "keloid_history": True})
    found = verdicts(standard, keloids)["plla"]
    assert found.status == "rejected" and found.starts == ()
    assert found.reasons[0].rule.startswith("PLLA-009@")
    assert found.reasons[0].severity == "block"
    assert found.reasons[0].citation


def test_a_rule_that_nobody_read_in_its_source_keeps_out_until_a_clinician_looked():
    text = 'pack = "x"\ntitle = "x"\n' + RULE.format(
        name="X-001", status="draft", kind="contraindication", severity="block",
        applies='modality = ["plla"]', when="age_years >= 18 yr", more=AGES,
    )  # fmt: skip
    library = library_of([read_pack(text, "x.toml")])
    found = verdicts(library)["plla"]
    assert found.status == "waits" and found.reasons[0].rule == "X-001@1"
    assert "a clinician has looked into X-001: Not this." in found.reasons[0].text
    assert verdicts(library, looked=frozenset({"X-002@1"}))["plla"].status == "waits"
    assert verdicts(library, looked=frozenset({"X-001@1"}))["plla"].status == "offered"


def test_a_missing_answer_that_could_block_keeps_out_until_it_is_asked(standard):
    case = all_answered(CASE)
    unknown = {k: v for k, v in case.answers.items() if k != "keloid_history"}
    found = verdicts(standard, replace(case, answers=unknown))["plla"]
    assert found.status == "waits"
    assert found.reasons[0].text.startswith("can't be offered before: ")
    assert "keloid" in found.reasons[0].text


def test_what_asks_for_an_override_is_kept_out_until_one_is_recorded(standard):
    case = all_answered(CASE)
    pregnant = replace(case, answers={**case.answers, "pregnant": True})
    found = verdicts(standard, pregnant)["needles"]
    assert found.status == "needs-override"
    rule = found.reasons[0].rule
    pack = next(one for one in standard.packs if any(r.key == rule for r in one.rules))
    override = Override(rule, pack.sha256, "the clinician", "clinician", DAY, "specialist-agreed")
    assert verdicts(standard, pregnant, (override,))["needles"].status == "offered"


def test_so_does_one_that_could_ask_for_an_override(standard):
    case = all_answered(CASE)
    unknown = {k: v for k, v in case.answers.items() if k != "pregnant"}
    found = verdicts(standard, replace(case, answers=unknown))
    assert found["needles"].status == "waits" and found["sunscreen"].status == "offered"
    assert "pregnant" in found["needles"].reasons[0].text


def test_a_template_stays_where_and_in_whom_it_was_published(standard):
    case = all_answered(CASE)
    neck = verdicts(standard, replace(case, place=replace(case.place, site="neck")))
    assert neck["plla"].status == "rejected" and "neck" in neck["plla"].reasons[0].text
    dark = verdicts(standard, replace(case, place=replace(case.place, phototype="V")))
    assert "person's is V" in dark["plla"].reasons[0].text
    unknown = verdicts(standard, replace(case, place=replace(case.place, phototype="")))
    assert unknown["plla"].status == "waits"


def test_a_later_start_is_asked_anew_after_what_was_done_before(standard):
    case = all_answered(CASE)
    filled = replace(case, past=(PastTreatment("hyaluronic_filler", 3.0, {"site": "cheek"}),))
    rf = NEEDLES.replace("rf_power_w = 0", "rf_power_w = 10")
    weeks = verdicts(standard, filled, templates=rf)["needles"]
    free = verdicts(standard, case, templates=rf)["needles"]
    assert free.status == "offered"
    assert weeks.status in ("offered", "needs-override")
    assert set(weeks.starts) <= set(free.starts)


def planted_library(when: str, severity: str = "block"):
    text = 'pack = "planted"\ntitle = "planted"\n' + RULE.format(
        name="GAP-001", status="reviewed", kind="combination", severity=severity,
        applies="", when=when, more=REVIEWED + CASES,
    ).replace("applies_to = {  }\n", "")  # fmt: skip
    return library_of([read_pack(text, "planted.toml")])


AGES = """
[[rule.case]]
expect = "fires"
given = { age_years = 30, modality = "plla" }
[[rule.case]]
expect = "silent"
given = { age_years = 3, modality = "plla" }
[[rule.case]]
expect = "unknown"
given = { modality = "plla" }
"""
CASES = """
[[rule.case]]
expect = "fires"
given = { gap_d = 3, earlier_modality = "microneedling", later_modality = "plla" }
[[rule.case]]
expect = "silent"
given = { gap_d = 300, earlier_modality = "microneedling", later_modality = "plla" }
[[rule.case]]
expect = "unknown"
given = { earlier_modality = "microneedling", later_modality = "plla" }
"""


def test_a_rule_of_pairs_spaces_two_modalities_in_its_own_order():
    library = planted_library(
        "gap_d < 21 d and earlier_modality == microneedling and later_modality == plla"
    )
    needles, plla = read_templates(NEEDLES, "t")

    def check(course):
        return check_course(library, CASE, course, DAY)

    tested = changing_gaps(library)
    assert {20.0, 21.0, 22.0} <= set(tested)
    assert rule_gap(needles, plla, tested, check) == (21.0, "GAP-001@1")
    # on one day it is open which comes first
    assert rule_gap(plla, needles, tested, check) == (1.0, "GAP-001@1")


def test_a_mild_rule_of_pairs_spaces_nothing_and_one_without_end_for_good():
    needles, plla = read_templates(NEEDLES, "t")
    pair = "earlier_modality == microneedling and later_modality == plla"

    def gap(library):
        def check(course):
            return check_course(library, CASE, course, DAY)

        return rule_gap(needles, plla, changing_gaps(library), check)

    assert gap(planted_library(f"gap_d < 21 d and {pair}", "warn")) == (0.0, "")
    assert math.isinf(gap(planted_library(f"(gap_d < 299 d or gap_d > 301 d) and {pair}"))[0])


def test_every_mechanism_speaks_of_a_modality_and_a_concern_that_exist():
    words = standard_vocabulary()
    kinds = {one.use for one in standard_templates()} | set(words.field("modality").words)
    for line in mechanisms():
        assert line.modality in kinds
        assert line.concern in words.field("concerns").words
        assert line.source and line.says
