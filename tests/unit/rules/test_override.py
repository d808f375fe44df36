"""Overrides mark findings and never remove them; who may, and with which reason."""

import datetime as dt

import pytest

from turgor.record.custody import ROLES
from turgor.record.rule_override import REASONS, RuleOverride
from turgor.rules import RuleError, check_course
from turgor.rules.override import (
    CLINICIAN,
    REASON_TEXTS,
    Override,
    kept_override,
    with_overrides,
)

from .small_library import CO2, DAY, DEEP, PREGNANT, TRIAL, case, course, library, rule, session

STRONG = course(session(settings={**CO2, "energy_mj": 30.0}))
STOP = '{ do = "stop_and_refer", text = "Stop." }'
MADE = library(
    rule("LABEL", *PREGNANT),
    rule("TRIAL", *DEEP, evidence=TRIAL),
    rule("STOP", *DEEP, then=STOP),
    rule("MILD", *DEEP, severity='"warn"'),
    rule("SIGN", *DEEP, then=STOP, kind='"escalation"', evidence=TRIAL),
)
PACK = MADE.packs[0].sha256
CHECK = check_course(MADE, case(answers={"pregnant": True}), STRONG, DAY)
TEXT = "discussed with the obstetrician"


def override(name="LABEL", role="clinician", text=TEXT, pack=PACK, when=DAY, **more):
    given = {"who": "Dr N", "reason": "specialist-agreed"} | more
    return Override(f"{name}@1", pack, given["who"], role, when, given["reason"], text)


@pytest.mark.parametrize(
    ("made", "part"),
    [
        (override(), ""),
        (override("TRIAL", "coordinator", ""), ""),
        (override(role="rater"), "by a clinician alone"),
        (override(text="ok"), "with the reason in words"),
        (override("SIGN"), ""),
        (override("SIGN", "coordinator"), "by a clinician alone"),
        (override("SIGN", text=""), "with the reason in words"),
        (override("STOP"), "nobody can override"),
        (override("MILD"), "needs no override"),
        (override("GONE"), "does not fire"),
        (override(pack="0" * 64), "another state of the rules"),
        (override(when=DAY + dt.timedelta(1)), "dated after the check"),
    ],
)
def test_who_may_override_what(made, part):
    found = with_overrides(CHECK, [made])
    assert len(found.findings) == len(CHECK.findings) == 5
    marked = [item.rule.key for item in found.findings if item.overridden]
    assert marked == ([] if part else [made.rule]) and len(found.overrides) == 1
    assert ("does not hold" in found.overrides[0]) is bool(part) and part in found.overrides[0]
    assert [item.severity for item in found.findings] == [i.severity for i in CHECK.findings]


def test_a_block_that_is_overridden_no_longer_stops():
    pregnant = check_course(
        library(rule("LABEL", *PREGNANT)), case(answers={"pregnant": True}), STRONG, DAY
    )
    assert pregnant.blocked
    pack = dict(pregnant.packs)["p"]
    found = with_overrides(pregnant, [override(pack=pack)])
    assert not found.blocked and found.severity == "block"
    assert "Dr N, clinician, 2026-06-01" in found.of("LABEL").overridden
    assert TEXT in found.of("LABEL").overridden


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"role": "neighbour"}, "allowed: coordinator"),
        ({"reason": "because"}, "allowed: not-applicable"),
        ({"who": " "}, "needs who"),
    ],
)
def test_a_record_is_held_against_the_lists(change, part):
    with pytest.raises(RuleError) as error:
        override(**change)
    assert part in str(error.value)


def test_every_reason_of_the_record_has_its_words():
    assert set(REASON_TEXTS) == set(REASONS) and CLINICIAN in ROLES


def test_what_a_study_keeps_is_an_override_of_the_library():
    kept = RuleOverride(
        "S1",
        "",
        "LABEL@1",
        "block",
        MADE.sha256,
        "Dr N",
        "clinician",
        "specialist-agreed",
        TEXT,
        DAY,
    )
    found = with_overrides(CHECK, [kept_override(kept)])
    assert [item.rule.id for item in found.findings if item.overridden] == ["LABEL"]
