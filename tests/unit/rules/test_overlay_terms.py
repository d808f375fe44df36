"""Loosening has terms, tightening is free and counts, and both are in the hash."""

import datetime as dt

import pytest

from turgor.rules import RuleError, check_course, library_of, read_overlay
from turgor.rules.library import overlaid

from .small_library import CO2, DAY, DEEP, PREGNANT, TRIAL, case, course, pack, rule, session

OVER = 'overlay = "clinic"\npack = "p"\n'
BASE = pack(rule("LABEL", *PREGNANT), rule("TRIAL", *DEEP, evidence=TRIAL))
LOOSE = """[[loosen]]
id = "TRIAL"
version = 1
severity = "warn"
reviewer = "Dr N"
reason = "our own audit of 200"
expires = 2026-12-31
"""
STRONG = course(session(settings={**CO2, "energy_mj": 30.0}))


def checked(made, day=DAY):
    return check_course(library_of([made]), case(), STRONG, day)


def test_a_loosened_rule_is_as_it_was_after_the_last_day():
    loose = read_overlay(OVER + LOOSE, "o.toml", BASE)
    assert checked(BASE).of("TRIAL").severity == "require_override"
    for day in (dt.date(2026, 6, 1), dt.date(2026, 12, 31)):
        found = checked(loose, day).of("TRIAL")
        assert found.severity == "warn" and found.standing.written == "block"
        assert found.standing.reason.startswith(
            "loosened to warn by Dr N until 2026-12-31: our own audit of 200"
        )
    lapsed = checked(loose, dt.date(2027, 1, 1))
    assert lapsed.of("TRIAL").severity == "require_override" and lapsed.overlays == ("clinic",)
    assert library_of([loose]).sha256 != library_of([BASE]).sha256


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('"TRIAL"', '"LABEL"', "rests on a label; no overlay can loosen it"),
        ('reviewer = "Dr N"\n', "", "needs 'reviewer'"),
        ('"our own audit of 200"', '" "', "needs 'reason'"),
        ("expires = 2026-12-31", "", "needs 'expires'"),
        ("2026-12-31", '"2026-12-31"', "needs 'expires'"),
        ('"warn"', '"block"', "no lower than 'require_override'"),
        ('"warn"', '"require_override"', "no lower"),
        ('"warn"', '"silent"', "severity 'silent'; allowed"),
        ("version = 1", "version = 2", "is no rule of pack"),
        ('reason = "', 'status = "retired"\nreason = "', "an overlay can't change those"),
    ],
)
def test_loosening_without_its_terms_is_refused(old, new, part):
    assert old in LOOSE
    with pytest.raises(RuleError) as error:
        read_overlay(OVER + LOOSE.replace(old, new, 1), "o.toml", BASE)
    assert part in str(error.value) and "\n" not in str(error.value)


def test_a_tightened_draft_does_what_the_clinic_asks():
    text = OVER + '[[tighten]]\nid = "TRIAL"\nversion = 1\nreason = "ours"\nseverity = "block"\n'
    tight = read_overlay(text, "o.toml", BASE)
    assert checked(tight).blocked
    assert "raised to block by the clinic's overlay" in checked(tight).of("TRIAL").standing.reason
    with pytest.raises(RuleError, match="take that back"):
        read_overlay(text + LOOSE, "o.toml", BASE)


WIDER = OVER + '[[tighten]]\nid = "{}"\nversion = 1\nreason = "ours"\nor_when = "{}"\n'


def test_a_widened_rule_fires_where_either_holds():
    wide = read_overlay(WIDER.format("TRIAL", "passes > 2"), "o.toml", BASE)
    many = course(session(settings={**CO2, "passes": 3.0}))
    found = check_course(library_of([wide]), case(), many, DAY)
    assert found.of("TRIAL").sessions == (0,)


def test_a_rule_stays_one_of_what_it_is_asked_of():
    with pytest.raises(RuleError, match="a rule of a person one of a session; add a"):
        read_overlay(WIDER.format("LABEL", "passes > 2"), "o.toml", BASE)


def test_an_overlay_is_laid_over_its_pack_in_a_library():
    base = library_of(
        [
            BASE,
            pack(rule("ELSE", "pacemaker", "pacemaker = true", "pacemaker = false", ""), name="q"),
        ]
    )
    made = overlaid(base, OVER + LOOSE, "o.toml")
    assert made.overlays == ("clinic",) and made.sha256 != base.sha256
    assert made.packs[1] is base.packs[1]
    assert not made.lapsed(dt.date(2026, 12, 31)) and len(made.lapsed(dt.date(2027, 1, 1))) == 1
    with pytest.raises(RuleError, match="'pack' is 'z'; there are: p, q"):
        overlaid(base, OVER.replace('"p"', '"z"'), "o.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OVER + LOOSE.replace("version = 1", "version = 2"), "did you mean 'TRIAL@1'?"),
        (OVER + LOOSE.replace('"TRIAL"', '"TRAIL"'), "did you mean 'TRIAL@1'?"),
        (OVER + LOOSE.replace("[[loosen]]", "[[loosn]]"), "o.toml:3: unknown keys loosn; allowed: "
         "loosen, overlay, pack, rule, tighten; did you mean 'loosen'?"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_was_meant(text, said):
    with pytest.raises(RuleError) as error:
        read_overlay(text, "o.toml", BASE)
    assert said in str(error.value)


def test_a_day_without_rules_is_no_answer():
    with pytest.raises(RuleError) as error:
        checked(BASE, dt.date(2001, 1, 1))
    assert "no rule is in force on 2001-01-01; they begin on" in str(error.value)
