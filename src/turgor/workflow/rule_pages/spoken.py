"""A rule's condition in words: each fact by its meaning, and how facts are joined."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.rules.expression import (
    All,
    Compare,
    Either,
    Expression,
    Flag,
    Has,
    Leaf,
    Not,
    Within,
)
from turgor.rules.facts import Fact
from turgor.rules.vocabulary import Field, Vocabulary
from turgor.workflow.rule_pages.names import (
    amount,
    field_label,
    listed,
    one_of,
    unit_name,
    word_name,
)

_OPS = {
    "==": "",
    "!=": "other than ",
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
}
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A fact in words (``text``), or several of them; joined : '' for a fact, 'all' or 'any'."""

    text: str = ""
    joined: str = ""
    items: tuple["Spoken", ...] = ()

    @property
    def line(self) -> str:
        """The whole in one line, brackets where they are needed."""
        if not self.joined:
            return self.text
        word = "; and " if self.joined == "all" else "; or "
        return word.join(f"({item.line})" if item.joined else item.line for item in self.items)


def spoken(expression: Expression, vocabulary: Vocabulary) -> Spoken:
    """An expression in words; ``not`` is drawn into the facts, as the rules are run."""
    return _spoken(expression, vocabulary, negated=False)


def fact_line(facts: Mapping[str, Fact], vocabulary: Vocabulary) -> str:
    """Known facts in one line, such as those of a rule's example."""
    said = [_fact(vocabulary.field(name), value) for name, value in facts.items()]
    return "; ".join(said) or "nothing is known"


def _spoken(expression: Expression, words: Vocabulary, negated: bool) -> Spoken:
    if isinstance(expression, Not):
        return _spoken(expression.inner, words, not negated)
    if isinstance(expression, All | Either):
        every = isinstance(expression, All) is not negated
        joined = "all" if every else "any"
        items: list[Spoken] = []
        for item in expression.items:
            one = _spoken(item, words, negated)
            items += one.items if one.joined == joined else (one,)
        return Spoken(joined=joined, items=tuple(items))
    return Spoken(_leaf(expression, words.field(expression.field), negated))


def _leaf(leaf: Leaf, field: Field, negated: bool) -> str:
    label = field_label(field)
    if isinstance(leaf, Flag):
        return f"{label}: {'no' if negated else 'yes'}"
    if isinstance(leaf, Compare):
        op = _CONTRARY[leaf.op] if negated else leaf.op
        return f"{label}: {_OPS[op]}{amount(leaf.limit, field.unit)}"
    if isinstance(leaf, Within):
        unit = unit_name(field.unit)
        outside = "outside " if negated else ""
        return f"{label}: {outside}{leaf.low:.4g} to {leaf.high:.4g} {unit}".rstrip()
    names = [word_name(word) for word in field.words if word in leaf.words]
    if isinstance(leaf, Has):
        if negated:
            return f"{label}: not {listed(names)}"
        return f"{label}: {listed(names)}"
    return f"{label}: not {listed(names)}" if negated else f"{label}: {one_of(leaf.words, field)}"


def _fact(field: Field, value: Fact) -> str:
    label = field_label(field)
    if isinstance(value, bool):
        return f"{label}: {'yes' if value else 'no'}"
    if isinstance(value, float):
        return f"{label}: {amount(value, field.unit)}"
    if isinstance(value, frozenset):
        names = [word_name(word) for word in field.words if word in value]
        return f"{label}: {listed(names, 'and') or 'none'}"
    return f"{label}: {word_name(value)}"
