"""The first pack: its cases, its limits, and what must hold whatever the case."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.evidence import all_sources
from turgor.rules import check_case, facts_from, find_pack, read_overlay
from turgor.rules.expression import Compare, Within, evaluate, leaves
from turgor.rules.rule import EXPECTED, SEVERITIES
from turgor.workflow.adverse.rule_words import history_flags

DAY = date(2026, 6, 1)
PACK = find_pack("adverse-events")
RULES = list(PACK.rules)
WORDS = PACK.vocabulary
CARE = ("emergency", "stop_and_refer", "contact_clinician", "hold_sessions", "report", "record")
NO_TREATMENT = "hydroquinone steroid antibiotic antiviral hyaluronidase cream dose mg apply inject "
EIGHT = [
    "erythema",
    "oedema",
    "discomfort",
    "hyperpigmentation",
    "hypopigmentation",
    "prolonged_sensitivity",
    "infection",
    "scarring",
]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.key)
def test_cases_source_and_care(rule):
    assert {item.expect for item in rule.cases} == set(EXPECTED)
    for item in rule.cases:
        assert evaluate(rule.condition, item.case) is EXPECTED[item.expect]
    if rule.evidence.level != "assumed":
        assert rule.evidence.source in all_sources() and rule.evidence.locator
    assert rule.status == "draft" and rule.then.do in CARE
    if rule.then.limit:  # no source read states within how many hours
        assert "limit of" in rule.evidence.note
    text = f" {rule.then.text.lower()} "
    assert not [word for word in NO_TREATMENT.split() if f" {word} " in text]


def nudged(leaf):
    """Values just below, at and just above each limit that the field can hold."""
    field = WORDS.field(leaf.field)
    step = 1.0 if field.whole else 0.001
    limits = (leaf.limit,) if isinstance(leaf, Compare) else (leaf.low, leaf.high)
    for limit in limits:
        for value in (limit - step, limit, limit + step):
            low = -1e9 if field.lowest is None else field.lowest
            high = 1e9 if field.highest is None else field.highest
            if low <= value <= high:
                yield value


def inside(leaf, value):
    """The limit as its sign says, written apart from the engine."""
    if isinstance(leaf, Within):
        return not (value < leaf.low or value > leaf.high)
    return {
        "==": value - leaf.limit == 0,
        "!=": value - leaf.limit != 0,
        "<": leaf.limit - value > 0,
        "<=": not value - leaf.limit > 0,
        ">": value - leaf.limit > 0,
        ">=": not leaf.limit - value > 0,
    }[leaf.op]


NUMERIC = [
    (rule, leaf)
    for rule in RULES
    for leaf in leaves(rule.condition)
    if isinstance(leaf, Compare | Within)
]


@pytest.mark.parametrize(
    ("rule", "leaf"), NUMERIC, ids=lambda x: getattr(x, "key", None) or x.field
)
def test_both_sides_of_every_limit(rule, leaf):
    values = list(nudged(leaf))
    assert {inside(leaf, value) for value in values} == {True, False}
    firing = next(
        item.case for item in rule.cases if item.expect == "fires" and leaf.field in item.case.facts
    )
    for value in values:
        case = replace(firing, facts={**firing.facts, leaf.field: value})
        assert evaluate(leaf, case) is inside(leaf, value)
        others = [x for x in leaves(rule.condition) if x.field == leaf.field and x != leaf]
        if not others:  # the firing case holds everything else, so this limit alone decides
            assert evaluate(rule.condition, case) is inside(leaf, value)


@pytest.mark.parametrize(("rule", "leaf"), NUMERIC, ids=lambda x: getattr(x, "key", x))
def test_the_cases_hold_each_limit_in_place(rule, leaf):
    """A limit that moved by one step would make one of the rule's own cases fail."""
    values = [c.case.facts[leaf.field] for c in rule.cases if leaf.field in c.case.facts]
    limits = (leaf.limit,) if isinstance(leaf, Compare) else (leaf.low, leaf.high)
    for limit in limits:
        near = [value for value in values if abs(value - limit) <= 1.0]
        assert {inside(leaf, value) for value in near} == {True, False}, (limit, values)


def facts_of(draw):
    facts = {}
    for field in WORDS.fields.values():
        if field.name not in ASKED:
            continue
        choices = {
            "flag": st.booleans(),
            "word": st.sampled_from(field.words or ("",)),
            "words": st.sets(st.sampled_from(field.words or ("",)), max_size=2),
            "number": st.integers(int(field.lowest or 0), int(field.highest or 300)),
        }
        facts[field.name] = draw(st.none() | choices[field.type])
    return facts


ASKED = {leaf.field for rule in RULES for leaf in leaves(rule.condition)}
CASES = st.composite(facts_of)()


def fired(facts, pack=PACK):
    found = check_case(pack, facts_from(facts, WORDS), DAY)
    return {item.rule.id: SEVERITIES.index(item.severity) for item in found.fired}


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(CASES, st.integers(0, 3))
def test_raising_a_grade_never_removes_a_warning(facts, grade):
    below = fired({**facts, "grade": grade})
    above = fired({**facts, "grade": grade + 1})
    assert set(below) <= set(above)


ALARMS = [
    n for n, f in WORDS.fields.items() if f.type == "flag" and f.part == "event" and n != "resolved"
]


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(CASES, st.sampled_from(ALARMS))
def test_a_sign_that_is_seen_never_removes_a_warning(facts, sign):
    assert set(fired({**facts, sign: False})) <= set(fired({**facts, sign: True}))


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(CASES, st.sampled_from(sorted(ASKED)))
def test_forgetting_a_fact_never_makes_a_rule_fire(facts, name):
    assert set(fired({**facts, name: None})) <= set(fired(facts))


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(CASES, st.sampled_from(RULES), st.sampled_from(["pus", "grade >= 2", "not resolved"]))
def test_an_overlay_never_loosens(facts, rule, more):
    text = (
        f'overlay = "o"\npack = "adverse-events"\n[[tighten]]\nid = "{rule.id}"\n'
        f'version = {rule.version}\nreason = "r"\nor_when = "{more}"\n'
    )
    if rule.severity != "block":
        text += 'severity = "block"\n'
    before, after = fired(facts), fired(facts, read_overlay(text, "o.toml", PACK))
    assert all(after.get(name, -1) >= severity for name, severity in before.items())


@pytest.mark.parametrize("event", EIGHT)
def test_every_event_of_grade_3_escalates(event):
    found = check_case(PACK, facts_from({"event": event, "grade": 3}, WORDS), DAY)
    assert found.severity in ("require_override", "block")


@pytest.mark.parametrize("event", [event for event in EIGHT if event != "infection"])
def test_a_mild_early_event_with_no_sign_is_quiet(event):
    facts = dict.fromkeys(ALARMS, False)
    facts |= {"event": event, "grade": 1, "event_day": 1, "session_day": 1, "modality": "afl"}
    facts |= {"course": "improving", "resolved": False, "body_temperature": 36.6}
    facts |= history_flags(())
    facts |= {"site": "cheek", "phototype": 2}
    found = check_case(PACK, facts_from(facts, WORDS), DAY)
    assert not found.fired and not found.unanswered
