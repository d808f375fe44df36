"""Symbols do the same arithmetic as numbers, share what is equal, and count it once."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turgor.skin.mathml import math_of, number_element
from turgor.skin.symbol import _known, evaluate, in_order, named, number, operations, shared
from turgor.skin.term import exp, positive, saturating, sqrt

value = st.floats(0.01, 5.0)


def formula(a, b, c):
    fall = exp(-a * b) + np.float64(2.0) * c
    return positive(fall - 1.0 / c, 1e-3) ** 2 - saturating(a, b) / (3 - -sqrt(c)) + 0.0 * a


@given(value, value, value)
def test_arithmetic_is_that_of_numbers(a, b, c):
    symbol = formula(named("a"), named("b"), named("c"))
    found = evaluate([symbol], {"a": a, "b": b, "c": c})[0]
    assert found == pytest.approx(formula(a, b, c), rel=1e-12)


def test_equal_expressions_are_one():
    a, b = named("a"), named("b")
    assert formula(a, b, a) is formula(named("a"), named("b"), named("a"))
    both = [a * b + 1.0, (a * b) / 2.0]
    assert operations(both) == {"times": 1, "plus": 1, "divide": 1}
    assert shared(both) == [a * b]
    assert shared([a * b, a * b]) == [a * b]
    order = in_order(both)
    assert all(order.index(x) < order.index(one) for one in order for x in one.arguments)


def test_what_is_plainly_less_is_written_so():
    a = named("a")
    assert 1.0 * a is a and a + 0.0 is a and 0.0 + a is a and a / 1.0 is a and a**1 is a
    less = -a
    assert -less is a and a - 0 is a
    assert 0.0 * a is number(0.0) is number(2.0) - 2.0
    assert 0.0 - a is -a
    assert repr(2.0 * a + 1) == "plus(times(2, a), 1)"


def test_symbols_that_nobody_holds_are_let_go():
    gc.collect()
    before = len(_known)
    big = named("x")
    for i in range(3000):  # deeper than Python's own recursion goes
        big = big * (1.0 + 1.0 / (i + 1)) + named("y")
    assert len(in_order([big])) > 6000
    del big
    gc.collect()
    assert len(_known) <= before


def test_numbers_in_mathml_keep_every_digit():
    assert number_element(1e-05) == '<cn type="e-notation">1<sep/>-5</cn>'
    assert number_element(0.1) == "<cn>0.1</cn>"
    a = named("a")
    assert "<ci>skin_a</ci>" in math_of(-a * 2.0, {a: "skin_a"})
