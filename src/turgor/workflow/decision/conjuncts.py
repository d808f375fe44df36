"""What has to be there at once for a rule to fire, compared whatever its place in the text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from turgor.rules.expression import (
    All,
    Compare,
    Either,
    Expression,
    Flag,
    Not,
    OneOf,
    Within,
    evaluate,
)
from turgor.rules.facts import Facts

_MORE = (">=", ">")


@dataclass(frozen=True, slots=True)
class Bare:
    """An expression without its place: its kind, its field, and what it is held against."""

    kind: str
    field: str = ""
    op: str = ""
    limits: tuple[float, ...] = ()
    words: frozenset[str] = frozenset()
    items: frozenset["Bare"] = frozenset()


def bare(part: Expression) -> Bare:
    """The expression without its place."""
    if isinstance(part, All | Either):
        kind = "all" if isinstance(part, All) else "any"
        return Bare(kind, items=frozenset(bare(one) for one in part.items))
    if isinstance(part, Not):
        return Bare("not", items=frozenset({bare(part.inner)}))
    if isinstance(part, Compare):
        return Bare("compare", part.field, part.op, (part.limit,))
    if isinstance(part, Within):
        return Bare("within", part.field, limits=(part.low, part.high))
    if isinstance(part, Flag):
        return Bare("flag", part.field)
    return Bare("one of" if isinstance(part, OneOf) else "has", part.field, words=part.words)


def conjuncts(part: Expression) -> tuple[Expression, ...]:
    """What all has to hold."""
    return part.items if isinstance(part, All) else (part,)


def covers(general: Collection[Bare], special: Collection[Bare]) -> bool:
    """Whether whatever meets the special conjuncts meets the general ones too."""
    return all(any(_follows(one, other) for other in special) for one in general)


def _follows(general: Bare, special: Bare) -> bool:
    if general == special or (general.kind == "any" and special in general.items):
        return True
    if (general.kind, general.field, general.op) != (special.kind, special.field, special.op):
        return False
    if general.kind == "compare" and general.op in _MORE:
        return general.limits[0] <= special.limits[0]
    return general.kind == "one of" and special.words <= general.words


def holds(part: Expression, answers: Mapping[str, object]) -> bool | None:
    """What answers of yes and no say of an expression; None where they leave it open."""
    return evaluate(part, Facts({k: v for k, v in answers.items() if isinstance(v, bool)}))
