"""Compiled expressions against the tree's own evaluation, and against absence put to the test."""

from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.rules import Facts, standard_vocabulary
from turgor.rules.compiled import ABSENT, compiled
from turgor.rules.expression import evaluate, needed
from turgor.rules.parser import parse_expression

WORDS = standard_vocabulary()
#: text of a leaf -> its field and values on both sides
LEAVES = {
    "pregnant": ("pregnant", (True, False)),
    "pacemaker": ("pacemaker", (True, False)),
    "phototype >= 4": ("phototype", (3.0, 4.0)),
    "phototype in 2 .. 3": ("phototype", (1.0, 2.0, 3.0, 4.0)),
    "interval_d < 3 wk": ("interval_d", (20.0, 21.0)),
    "interval_d != 28 d": ("interval_d", (28.0, 29.0)),
    "site in {neck, chest}": ("site", ("neck", "hand")),
    "site != neck": ("site", ("neck", "hand")),
    "concerns has {melasma, texture}": ("concerns", (frozenset(), frozenset({"melasma"}))),
}
TREES = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: (
        inner.map(lambda one: f"not ({one})")
        | st.tuples(inner, inner).map(lambda two: f"({two[0]}) and ({two[1]})")
        | st.tuples(inner, inner).map(lambda two: f"({two[0]}) or ({two[1]})")
    ),
    max_leaves=8,
)
DOMAIN = {}
for _field, _values in LEAVES.values():
    DOMAIN[_field] = tuple(dict.fromkeys((*DOMAIN.get(_field, ()), *_values)))
FACTS = st.fixed_dictionaries(
    {name: st.sampled_from((None, *values)) for name, values in DOMAIN.items()}
)


@settings(max_examples=500, deadline=None, database=None, derandomize=True)
@given(TREES, FACTS)
def test_compiled_is_evaluated(text, facts):
    tree = parse_expression(text, WORDS)
    known = Facts({name: value for name, value in facts.items() if value is not None})
    ready = compiled(tree)
    assert ready.truth(known.facts) is evaluate(tree, known)
    assert set(ready.needed(known.facts)) == set(needed(tree, known))
    assert bool(ready.needed(known.facts)) is (evaluate(tree, known) is None)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(TREES, FACTS, st.sampled_from(sorted(DOMAIN)))
def test_what_is_absent_is_not_asked_and_decides_nothing_that_one_value_would_not(
    text, facts, absent
):
    """Absent is at most as true as any value: what fires, fires for at least one value too."""
    known = {name: value for name, value in facts.items() if value is not None}
    ready = compiled(parse_expression(text, WORDS))
    without = {**known, absent: ABSENT}
    assert absent not in ready.needed(without)
    if ready.truth(without) is True:
        assert all(ready.truth({**known, absent: value}) is True for value in DOMAIN[absent])


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(TREES, FACTS, st.data())
def test_one_more_fact_never_turns_a_decision(text, facts, data):
    known = {name: value for name, value in facts.items() if value is not None}
    ready = compiled(parse_expression(text, WORDS))
    before = ready.truth(known)
    missing = sorted(set(DOMAIN) - set(known))
    if missing and before is not None:
        name = data.draw(st.sampled_from(missing))
        value = data.draw(st.sampled_from((*DOMAIN[name], ABSENT)))
        after = ready.truth({**known, name: value})
        assert after is before
