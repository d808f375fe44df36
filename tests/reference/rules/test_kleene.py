"""Three-valued logic against tables written out by hand and against filling in what is missing.

The second evaluation here shares no code with the engine: it is two-valued Python over the
tree's fields, and it never meets an unknown, since every missing field is filled in each way.
"""

import operator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.rules import facts_from, standard_vocabulary
from turgor.rules.expression import evaluate, leaves, needed
from turgor.rules.parser import parse_expression

WORDS = standard_vocabulary()
T, F, U = True, False, None
#: Kleene 1938, strong logic: the rows are the left side, the columns the right, each T U F
AND = {T: (T, U, F), U: (U, U, F), F: (F, F, F)}
OR = {T: (T, T, T), U: (T, U, U), F: (T, U, F)}
NOT = {T: F, U: U, F: T}


@pytest.mark.parametrize(("word", "table"), [("and", AND), ("or", OR)])
def test_truth_tables(word, table):
    tree = parse_expression(f"pus {word} fever", WORDS)
    for left, row in table.items():
        for right, truth in zip((T, U, F), row, strict=True):
            assert evaluate(tree, facts_from({"pus": left, "fever": right}, WORDS)) is truth


def test_truth_table_of_not():
    tree = parse_expression("not pus", WORDS)
    for given_truth, truth in NOT.items():
        assert evaluate(tree, facts_from({"pus": given_truth}, WORDS)) is truth


#: text of a leaf -> (field, values that cover both sides and the limit, the two-valued test)
LEAVES = {
    "pus": ("pus", (True, False), bool),
    "fever": ("fever", (True, False), bool),
    "itch": ("itch", (True, False), bool),
    "grade >= 3": ("grade", (2, 3, 4), lambda v: operator.ge(v, 3)),
    "grade != 2": ("grade", (1, 2, 3), lambda v: v != 2),
    "event_day < 1 wk": ("event_day", (6.9, 7, 8), lambda v: v < 7),
    "event_day in 3 .. 10 d": ("event_day", (2, 3, 10, 11), lambda v: 3 <= v <= 10),
    "site == neck": ("site", ("neck", "chest"), lambda v: v == "neck"),
    "site in {chest, hand}": ("site", ("neck", "chest", "hand"), lambda v: v in ("chest", "hand")),
    "uses_acids has {alpha-hydroxy}": ("uses_acids", ((), ("alpha-hydroxy",)), lambda v: bool(v)),
}
DOMAIN = {}
for _field, _values, _ in LEAVES.values():
    DOMAIN[_field] = tuple(dict.fromkeys((*DOMAIN.get(_field, ()), *_values)))

TREES = st.recursive(
    st.sampled_from(sorted(LEAVES)),
    lambda inner: (
        inner.map(lambda a: ("not", a)) | st.tuples(st.sampled_from(["and", "or"]), inner, inner)
    ),
    max_leaves=6,
)


def written(tree):
    if isinstance(tree, str):
        return tree
    if tree[0] == "not":
        return f"not ({written(tree[1])})"
    return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"


def two_valued(tree, facts):
    if isinstance(tree, str):
        field, _, test = LEAVES[tree]
        return test(facts[field])
    if tree[0] == "not":
        return not two_valued(tree[1], facts)
    sides = [two_valued(side, facts) for side in tree[1:]]
    return all(sides) if tree[0] == "and" else any(sides)


def fields_of(tree):
    if isinstance(tree, str):
        return {LEAVES[tree][0]}
    return set().union(*(fields_of(side) for side in tree[1:]))


@settings(max_examples=250, deadline=None, database=None, derandomize=True)
@given(TREES, st.data())
def test_decided_means_decided_for_every_way_to_fill_in(tree, data):
    engine = parse_expression(written(tree), WORDS)
    names = sorted(fields_of(tree))
    assert {leaf.field for leaf in leaves(engine)} == set(names)
    known = {n: data.draw(st.sampled_from((None, *DOMAIN[n]))) for n in names}
    truth = evaluate(engine, facts_from(known, WORDS))
    open_names = [n for n in names if known[n] is None]
    asked = needed(engine, facts_from(known, WORDS))
    assert set(asked) <= set(open_names)
    assert bool(asked) is (truth is None)
    for values in product(*(DOMAIN[n] for n in open_names)):
        facts = {**known, **dict(zip(open_names, values, strict=True))}
        whole = two_valued(tree, facts)
        if truth is not None:
            assert whole is truth
        # all known: the engine is two-valued and agrees
        assert evaluate(engine, facts_from(facts, WORDS)) is whole
        # what was not asked can't matter: the asked answers alone decide
        answered = {**known, **{n: facts[n] for n in asked}}
        if truth is None and len(asked) < len(open_names):
            after = evaluate(engine, facts_from(answered, WORDS))
            assert after is None or after is whole


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(TREES, st.data())
def test_more_knowledge_never_turns_a_decision(tree, data):
    engine = parse_expression(written(tree), WORDS)
    names = sorted(fields_of(tree))
    facts = {n: data.draw(st.sampled_from(DOMAIN[n])) for n in names}
    seen = None
    for count in range(len(names) + 1):
        truth = evaluate(engine, facts_from({n: facts[n] for n in names[:count]}, WORDS))
        assert seen is None or truth is seen
        seen = truth
    assert seen is two_valued(tree, facts)
