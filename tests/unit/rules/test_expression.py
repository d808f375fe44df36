"""Expressions: what is read, what is refused and where, and which questions are left."""

import pytest

from turgor.rules import RuleError, facts_from, standard_vocabulary
from turgor.rules.expression import Compare, Has, Within, evaluate, leaves, needed
from turgor.rules.parser import MOST_DEPTH, parse_expression
from turgor.rules.refusal import ExpressionError
from turgor.rules.tokens import MOST_CHARACTERS

WORDS = standard_vocabulary()


def tree(text):
    return parse_expression(text, WORDS)


def value(text, **facts):
    return evaluate(tree(text), facts_from(facts, WORDS))


def test_numbers_are_turned_into_the_unit_of_their_field():
    assert tree("event_day >= 2 wk") == Compare("event_day", ">=", 14.0, 1)
    assert tree("event_day in 1 .. 2 wk") == Within("event_day", 7.0, 14.0, 1)
    assert tree("event_day in 1..2 d") == Within("event_day", 1.0, 2.0, 1)
    assert tree("uses_acids has {alpha-hydroxy, other-bleaching}") == Has(
        "uses_acids", frozenset({"alpha-hydroxy", "other-bleaching"}), 1
    )


@pytest.mark.parametrize(
    ("text", "facts", "truth"),
    [
        ("grade == 2", {"grade": 2}, True),
        ("grade != 2", {"grade": 2}, False),
        ("grade < 2", {"grade": 2}, False),
        ("grade <= 2", {"grade": 2}, True),
        ("grade > 2", {"grade": 2}, False),
        ("grade >= 2", {"grade": 2}, True),
        ("event_day in 3 .. 10 d", {"event_day": 10}, True),
        ("event_day in 3 .. 10 d", {"event_day": 10.01}, False),
        ("site == neck", {"site": "neck"}, True),
        ("site != neck", {"site": "neck"}, False),
        ("site != neck", {}, None),
        ("site in {neck, chest}", {"site": "chest"}, True),
        ("uses_acids has other-bleaching", {"uses_acids": []}, False),
        ("uses_acids has other-bleaching", {}, None),
        ("pus or fever and itch", {"pus": True}, True),
        ("(pus or fever) and itch", {"pus": True, "itch": False}, False),
        ("not pus and not fever", {"pus": False, "fever": False}, True),
        ("not (pus and fever)", {"pus": False}, True),
        ("not not pus", {"pus": True}, True),
    ],
)
def test_value(text, facts, truth):
    assert value(text, **facts) is truth


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("", 1, "a field of the vocabulary"),
        ("pus and", 8, "the text ends"),
        ("pus pus", 5, "'and', 'or' or the end"),
        ("pus or puss", 8, "did you mean pus"),
        ("grade >= 2 wk", 12, "'wk' given"),
        ("event_day >= 2", 15, "no unit"),
        ("event_day >= 2 kg", 16, "'kg' given"),
        ("grade >= 7", 10, "above 4"),
        ("grade >= 2.5", 10, "no whole number"),
        ("grade >= x", 10, "a number"),
        ("grade = 2", 7, "'='"),
        ("grade", 6, "one of =="),
        ("pus == 1", 5, "'and', 'or' or the end"),
        ("site == moon", 9, "no word of 'site'"),
        ("site > neck", 6, "'==', '!=' or 'in'"),
        ("site in neck", 9, "'{'"),
        ("site in {}", 10, "a word of 'site'"),
        ("site in {neck", 14, "'}'"),
        ("uses_acids == keloid", 12, "'has'"),
        ("event_day in 5 .. 3 d", 14, "low end"),
        ("event_day in 5 d .. 8 d", 16, "'..'"),
        ("event_day in -1 .. 8 d", 14, "below 0"),
        ("(pus", 5, "')'"),
        ("pus; import os", 4, "';' has no place"),
        ("__import__('os')", 12, "no place"),
        ("__import__(os)", 1, "not in the vocabulary"),
        ("not", 4, "the text ends"),
        ("event_day >= " + "9" * 400 + " d", 14, "too large"),
    ],
)
def test_refused_with_the_column(text, column, part):
    with pytest.raises(ExpressionError) as error:
        tree(text)
    assert part in str(error.value)
    assert error.value.column == column


def test_depth_and_length_are_limited():
    deep = MOST_DEPTH - 1
    assert value("(" * deep + "pus" + ")" * deep, pus=True) is True
    assert value(" and ".join(["(not itch)"] * 60), itch=False) is True, "long is not deep"
    for text in ("(" * 500 + "pus" + ")" * 500, "not " * 400 + "pus"):
        with pytest.raises(RuleError, match="deep"):
            tree(text)
    with pytest.raises(RuleError, match="at most"):
        tree("pus or " * MOST_CHARACTERS + "pus")


def test_only_what_could_decide_is_asked():
    def asked(text, **facts):
        return needed(tree(text), facts_from(facts, WORDS))

    text = "pus or (fever and grade >= 3)"
    assert asked(text) == ("pus", "fever", "grade")
    assert asked(text, fever=False) == ("pus",)
    assert asked(text, pus=True) == ()
    assert asked(text, pus=False, grade=4) == ("fever",)
    assert asked(text, pus=False, grade=1) == ()
    assert asked("not pus") == ("pus",)
    assert asked("pus or fever or pus") == ("pus", "fever")


def test_leaves_in_reading_order():
    found = leaves(tree("not pus and (fever or grade > 1)"))
    assert [leaf.field for leaf in found] == ["pus", "fever", "grade"]
