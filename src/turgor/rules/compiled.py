"""Expressions as nested functions: the same logic as ``evaluate``, and of fields that are absent.

Of a field that there is none of, such as the interval before a first session, nothing holds:
neither a comparison nor its contrary. Expressions are therefore turned so that ``not`` stands at
the leaves alone (De Morgan holds in Kleene's logic), where it can't turn an absence into a fact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from turgor.rules.expression import (
    All,
    Compare,
    Either,
    Expression,
    Flag,
    Has,
    Leaf,
    Not,
    OneOf,
    Truth,
    Within,
    compared,
    leaves,
)


class _Absent:
    """The one value of a field that there is none of."""

    __slots__ = ()


ABSENT: Final = _Absent()

#: facts by field; a missing key is unknown
Known = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run.

    truth : its value. needed : the missing fields that could still decide it, () where it is
    decided. fields : every field in it.
    """

    truth: Callable[[Known], Truth]
    needed: Callable[[Known], tuple[str, ...]]
    fields: frozenset[str]


def compiled(expression: Expression) -> Compiled:
    """Compile an expression; it is never text that is run."""
    fields = frozenset(leaf.field for leaf in leaves(expression))
    truth, needed = _node(expression, negated=False)
    return Compiled(truth, needed, fields)


_Pair = tuple[Callable[[Known], Truth], Callable[[Known], tuple[str, ...]]]


def _node(expression: Expression, negated: bool) -> _Pair:
    if isinstance(expression, Not):
        return _node(expression.inner, not negated)
    if isinstance(expression, All | Either):
        items = [_node(item, negated) for item in expression.items]
        decisive = isinstance(expression, Either) is not negated
        return _joined(items, decisive)
    truth = _leaf(expression, negated)
    asked = (expression.field,)

    def needed(known: Known) -> tuple[str, ...]:
        return asked if truth(known) is None else ()

    return truth, needed


def _joined(items: list[_Pair], decisive: bool) -> _Pair:
    """``or`` where ``decisive`` is true, ``and`` where it is false."""
    truths = tuple(truth for truth, _ in items)

    def truth(known: Known) -> Truth:
        unknown = False
        for one in truths:
            found = one(known)
            if found is decisive:
                return decisive
            if found is None:
                unknown = True
        return None if unknown else not decisive

    def needed(known: Known) -> tuple[str, ...]:
        if truth(known) is not None:
            return ()
        return tuple(dict.fromkeys(name for _, ask in items for name in ask(known)))

    return truth, needed


def _leaf(leaf: Leaf, negated: bool) -> Callable[[Known], Truth]:
    name, holds, wanted = leaf.field, _test(leaf), not negated

    def truth(known: Known) -> Truth:
        value = known.get(name)
        if value is None:
            return None
        if value is ABSENT:
            return False
        return holds(value) is wanted

    return truth


def _test(leaf: Leaf) -> Callable[[object], bool]:
    if isinstance(leaf, Flag):
        return lambda value: value is True
    if isinstance(leaf, OneOf):
        words = leaf.words
        return lambda value: value in words
    if isinstance(leaf, Has):
        listed = leaf.words
        return lambda value: isinstance(value, frozenset) and not listed.isdisjoint(value)
    if isinstance(leaf, Within):
        low, high = leaf.low, leaf.high
        return lambda value: isinstance(value, float) and low <= value <= high
    return _comparison(leaf)


def _comparison(leaf: Compare) -> Callable[[object], bool]:
    op, limit = leaf.op, leaf.limit
    return lambda value: isinstance(value, float) and compared(op, value, limit)
