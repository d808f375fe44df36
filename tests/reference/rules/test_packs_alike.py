"""What holds of the rules of every treatment without a laser: limits, and what is not known.

The packs of lasers are held more closely, limit by limit, in their own file.
"""

from dataclasses import replace

import pytest

from turgor.rules import facts_from, find_pack
from turgor.rules.expression import Compare, Within, evaluate, leaves

PACKS = ("retinoid", "peel", "any", "needling", "plla", "caha", "ultrasound-ipl")
RULES = {rule.id: rule for name in PACKS for rule in find_pack(name).rules}
WORDS = find_pack("any").vocabulary
NUMERIC = [
    (rule, leaf)
    for rule in RULES.values()
    for leaf in leaves(rule.condition)
    if isinstance(leaf, Compare | Within)
]


@pytest.mark.parametrize(("rule", "leaf"), NUMERIC, ids=lambda x: getattr(x, "id", None) or x.field)
def test_the_cases_hold_each_limit_on_both_sides(rule, leaf):
    """A limit that moved by one would make one of the rule's own cases fail."""
    values = [c.case.facts[leaf.field] for c in rule.cases if leaf.field in c.case.facts]
    limits = (leaf.limit,) if isinstance(leaf, Compare) else (leaf.low, leaf.high)
    for limit in limits:
        near = [value for value in values if abs(value - limit) <= 1.0]
        held = {evaluate(leaf, facts_from({leaf.field: value}, WORDS)) for value in near}
        assert held == {True, False}, (limit, values)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_forgetting_a_fact_never_turns_a_case_over(rule):
    for item in rule.cases:
        for name in item.case.facts:
            kept = {other: fact for other, fact in item.case.facts.items() if other != name}
            less = evaluate(rule.condition, replace(item.case, facts=kept))
            assert less is None or less is evaluate(rule.condition, item.case)
