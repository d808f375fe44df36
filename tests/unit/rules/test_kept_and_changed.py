"""A plan opens again with its own rules, and is told what newer ones change."""

import datetime as dt
import json

import pytest

from turgor.rules import RuleError, check_course, library_of, read_overlay, standard_library
from turgor.rules.change import plan_change, rule_changes
from turgor.rules.kept import library_text, read_library, tables_differ

from .small_library import CO2, DAY, DEEP, PREGNANT, TRIAL, case, course, library, pack, rule
from .small_library import session as made_session

STRONG = course(made_session(settings={**CO2, "energy_mj": 30.0}))
OVERLAY = """overlay = "clinic"
pack = "p"
[[loosen]]
id = "TRIAL"
version = 1
severity = "warn"
reviewer = "Dr N"
reason = "our own audit"
expires = 2026-12-31
"""


def test_the_shipped_library_opens_again_and_says_the_same():
    shipped = standard_library()
    text = library_text(shipped)
    again = read_library(text, "kept.json")
    assert again.sha256 == shipped.sha256 and library_text(again) == text
    assert again.rules == shipped.rules and not tables_differ(again)
    told = case(answers={"pregnant": True, "keloid_history": True})
    one, two = (check_course(made, told, STRONG, DAY) for made in (shipped, again))
    assert one == two


def test_overlays_and_dates_are_kept():
    base = pack(rule("LABEL", *PREGNANT), rule("TRIAL", *DEEP, evidence=TRIAL))
    made = library_of([read_overlay(OVERLAY, "o.toml", base)])
    again = read_library(library_text(made), "kept.json")
    assert again.packs == made.packs
    assert again.packs[0].loosened[0].expires == dt.date(2026, 12, 31)


def test_a_source_that_is_gone_is_printed_as_it_was():
    made = library(rule("DEEP", *DEEP))
    text = library_text(made).replace("rules-pearce-2023", "rules-gone-2023")
    document = json.loads(text)
    document["sha256"] = "x"
    with pytest.raises(RuleError, match="not the one it states"):
        read_library(json.dumps(document), "kept.json")
    with pytest.raises(RuleError) as error:
        read_library(json.dumps(document), "kept.json")
    document["sha256"] = str(error.value).split("hash ")[1].split(",")[0]
    found = check_course(read_library(json.dumps(document), "kept.json"), case(), STRONG, DAY)
    assert found.findings[0].citation.endswith(" x") and "Pearce" in found.findings[0].citation


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "is no library"),
        ("[]", "is no library of schema"),
        ('{"schema": "turgor.rule-library/1"}', "lacks citations"),
        (
            '{"schema": "turgor.rule-library/1", "citations": {}, "packs": [[]], "vocabulary": {}}',
            "a pack is a list",
        ),
        ('{"schema": {"$day": "yesterday"}}', "is no day"),
    ],
)
def test_what_is_no_library_is_refused_in_one_line(text, part):
    with pytest.raises(RuleError, match=r"kept\.json") as error:
        read_library(text, "kept.json")
    assert part in str(error.value) and "\n" not in str(error.value)


def test_what_changed_for_an_open_plan():
    old = library(
        rule("SAME", *PREGNANT), rule("GONE", *DEEP), rule("HARDER", *DEEP, severity='"warn"')
    )
    new = library(
        rule("SAME", *PREGNANT),
        rule("HARDER", *DEEP, version=2),
        rule("NEW", "pacemaker", "pacemaker = true", "pacemaker = false", ""),
    )
    told = case(answers={"pregnant": False})
    change = plan_change(old, new, told, STRONG, DAY, DAY)
    assert [(item.rule, item.what) for item in change.rules] == [
        ("GONE", "retired"), ("HARDER", "changed"), ("NEW", "added")
    ]  # fmt: skip
    assert change.rules[1].parts == ("version", "severity", "standing")
    assert [(item.rule, item.before, item.after) for item in change.findings] == [
        ("GONE", "block", ""), ("HARDER", "warn", "block")
    ]  # fmt: skip
    assert change.asked == ("pacemaker",) and not change.no_longer_asked and change.touches
    assert not change.cautious  # it blocked before
    assert plan_change(old, new, told, course(made_session()), DAY, DAY).cautious
    same = plan_change(old, old, told, STRONG, DAY, DAY)
    assert not same.touches and not same.rules


def test_what_lapses_by_date_is_a_change_too():
    base = pack(rule("TRIAL", *DEEP, evidence=TRIAL))
    made = library_of([read_overlay(OVERLAY, "o.toml", base)])
    found = rule_changes(made, made, DAY, dt.date(2027, 1, 1))
    assert [(item.what, item.parts) for item in found] == [("changed", ("standing",))]
    ended = library(rule("E", *DEEP, valid_to="2026-12-31"))
    found = rule_changes(ended, ended, DAY, dt.date(2027, 1, 1))
    assert [(item.rule, item.what) for item in found] == [("E", "retired")]


def test_other_tables_of_words_are_another_library():
    base = pack(rule("LABEL", *PREGNANT))
    now, then = library_of([base]), library_of([base], tables_sha256="0" * 64)
    assert now.sha256 != then.sha256
    again = read_library(library_text(then), "kept.json")
    assert again.sha256 == then.sha256 and tables_differ(again) and not tables_differ(now)
