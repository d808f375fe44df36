"""What must hold of every shipped rule, whichever pack it stands in."""

import datetime as dt

import pytest

from turgor.evidence import all_sources
from turgor.rules import standard_library
from turgor.rules.compiled import compiled
from turgor.rules.expression import All, Compare, Either, Not, evaluate
from turgor.rules.rule import EXPECTED
from turgor.rules.standing import BINDING, standing

LIBRARY = standard_library()
WORDS = LIBRARY.vocabulary
DAY = dt.date(2026, 12, 1)
UPWARD = ("phototype", "density_mtz_cm2", "coverage_pct", "energy_mj")


def downward(tree, negated=False):
    """Comparisons of skin, density or energy that a higher value could make false."""
    if isinstance(tree, Not):
        return downward(tree.inner, not negated)
    if isinstance(tree, All | Either):
        return [leaf for item in tree.items for leaf in downward(item, negated)]
    if tree.field not in UPWARD:
        return []
    if isinstance(tree, Compare):
        top = WORDS.field(tree.field).highest
        up = tree.op in ((">", ">=") if not negated else ("<", "<="))
        if up or (tree.op == "==" and tree.limit == top and not negated):
            return []
    return [tree]


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.key)
def test_a_rule(rule):
    assert {item.expect for item in rule.cases} == set(EXPECTED)
    ready = compiled(rule.condition)
    for item in rule.cases:
        assert evaluate(rule.condition, item.case) is EXPECTED[item.expect]
        assert ready.truth(item.case.facts) is EXPECTED[item.expect]
    if rule.evidence.level == "assumed":
        assert rule.evidence.note
    else:
        assert rule.evidence.source in all_sources() and rule.evidence.locator
    if rule.about == "safety" and rule.scope != "event":
        assert not downward(rule.condition), "a higher value could take the warning away"


@pytest.mark.parametrize("rule", LIBRARY.rules, ids=lambda rule: rule.key)
def test_its_standing(rule):
    stands = standing(rule, WORDS)
    if rule.status != "draft":
        return
    if stands.severity == "block":
        assert rule.evidence.level in BINDING and rule.evidence.seen
    if WORDS.actions[rule.then.do].permits or rule.kind == "indication":
        assert stands.severity == "info"


def test_the_library_is_whole():
    assert len(LIBRARY.rules_on(DAY)) == len({rule.id for rule in LIBRARY.rules_on(DAY)})
    assert {rule.scope for rule in LIBRARY.rules} == {"person", "session", "pair", "event"}
