"""Expressions as frozen trees, and their value in Kleene's three-valued logic."""

from collections.abc import Iterator
from dataclasses import dataclass

from turgor.rules.facts import Facts

#: True, False, or None for unknown
Truth = bool | None


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag field stands alone; ``column`` counts from 1, in this and every other node."""

    field: str
    column: int


@dataclass(frozen=True, slots=True)
class Compare:
    """A number field against a limit, in the field's own unit; op is one of == != < <= > >=."""

    field: str
    op: str
    limit: float
    column: int


@dataclass(frozen=True, slots=True)
class Within:
    """A number field inside a closed interval, in the field's own unit."""

    field: str
    low: float
    high: float
    column: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word field is one of these words."""

    field: str
    words: frozenset[str]
    column: int


@dataclass(frozen=True, slots=True)
class Has:
    """A set of words holds at least one of these."""

    field: str
    words: frozenset[str]
    column: int


@dataclass(frozen=True, slots=True)
class Not:
    """The inner expression does not hold."""

    inner: "Expression"
    column: int


@dataclass(frozen=True, slots=True)
class All:
    """Every item holds."""

    items: tuple["Expression", ...]
    column: int


@dataclass(frozen=True, slots=True)
class Either:
    """At least one item holds."""

    items: tuple["Expression", ...]
    column: int


Leaf = Flag | Compare | Within | OneOf | Has
Expression = Leaf | Not | All | Either


def evaluate(expression: Expression, case: Facts) -> Truth:
    """True, False, or None where what is missing could still decide it either way.

    Kleene's strong logic: ``and`` is false as soon as one item is false, ``or`` true as soon as
    one is true, and otherwise unknown while one item is unknown. A result that is not None holds
    for every way to fill in what is missing; ``a or not a`` with an unknown ``a`` stays unknown.
    """
    if isinstance(expression, Not):
        inner = evaluate(expression.inner, case)
        return None if inner is None else not inner
    if isinstance(expression, All | Either):
        decisive = isinstance(expression, Either)
        unknown = False
        for item in expression.items:
            truth = evaluate(item, case)
            if truth is decisive:
                return decisive
            unknown = unknown or truth is None
        return None if unknown else not decisive
    return _leaf(expression, case)


def needed(expression: Expression, case: Facts) -> tuple[str, ...]:
    """The missing fields that could still decide an unknown expression, in reading order.

    Empty where the expression is decided: a missing field behind a decided part is not asked.
    """
    if evaluate(expression, case) is not None:
        return ()
    if isinstance(expression, Not):
        return needed(expression.inner, case)
    if isinstance(expression, All | Either):
        names = [name for item in expression.items for name in needed(item, case)]
        return tuple(dict.fromkeys(names))
    return (expression.field,)


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Every comparison and flag of a tree, in reading order."""
    if isinstance(expression, Not):
        yield from leaves(expression.inner)
    elif isinstance(expression, All | Either):
        for item in expression.items:
            yield from leaves(item)
    else:
        yield expression


def _leaf(leaf: Leaf, case: Facts) -> Truth:
    fact = case.get(leaf.field)
    if fact is None:
        return None
    if isinstance(leaf, Flag):
        return fact is True
    if isinstance(leaf, OneOf):
        return fact in leaf.words
    if isinstance(leaf, Has):
        return isinstance(fact, frozenset) and not leaf.words.isdisjoint(fact)
    if not isinstance(fact, float):
        return None  # a case made by facts_from holds no such fact
    if isinstance(leaf, Within):
        return leaf.low <= fact <= leaf.high
    return compared(leaf.op, fact, leaf.limit)


def compared(op: str, fact: float, limit: float) -> bool:
    """A number against a limit; op is one of == != < <= > >=."""
    if op in ("==", "!="):
        return (fact == limit) is (op == "==")
    if op in ("<", ">="):
        return (fact < limit) is (op == "<")
    return (fact > limit) is (op == ">")
