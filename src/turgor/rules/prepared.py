"""A library's rules in force on a day, compiled and sorted by what they are asked of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from turgor.rules.compiled import Compiled, compiled
from turgor.rules.expression import All, Expression, OneOf
from turgor.rules.finding import rank
from turgor.rules.library import Library
from turgor.rules.pack import Pack
from turgor.rules.rule import Rule
from turgor.rules.scope import PLANNING
from turgor.rules.standing import Standing, standing
from turgor.rules.view import View
from turgor.rules.vocabulary import Vocabulary

#: of each scope, the fields by which most rules can be told to be silent at once
_GATES = {
    "person": (),
    "session": ("modality",),
    "pair": ("earlier_modality", "later_modality"),
    "event": ("modality",),
}
#: fields that say where a rule applies, not what it is about
_SCOPING = frozenset({"modality", "site", "earlier_modality", "later_modality"})


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """A rule ready to run: ``order`` is its place in the library."""

    order: int
    rule: Rule
    compiled: Compiled
    standing: Standing
    gates: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rules by scope, and which oppose which by their order (the smaller one first)."""

    rules: tuple[ReadyRule, ...]
    by_scope: Mapping[str, tuple[ReadyRule, ...]]
    opposed: frozenset[tuple[int, int]]
    narrowed: dict[tuple[object, ...], tuple[tuple[ReadyRule, ...], tuple[ReadyRule, ...]]]

    def asked_of(self, view: View) -> tuple[tuple[ReadyRule, ...], tuple[ReadyRule, ...]]:
        """The rules of a view's scope, less those that its treatments alone make silent.

        First those that ask nothing of a session's place in its series, then those that do.
        """
        known: list[tuple[str, frozenset[str]]] = []
        for name in _GATES[view.scope]:
            word = view.facts.get(name)
            if isinstance(word, str):
                known.append((name, frozenset({word})))
            elif name in view.may_be:
                known.append((name, frozenset(view.may_be[name])))
        key = (view.scope, *known)
        found = self.narrowed.get(key)
        if found is None:
            able = [
                item
                for item in self.by_scope[view.scope]
                if all(not words.isdisjoint(item.gates.get(name, words)) for name, words in known)
            ]
            steady = tuple(one for one in able if one.compiled.fields.isdisjoint(PLANNING))
            placed = tuple(one for one in able if not one.compiled.fields.isdisjoint(PLANNING))
            found = self.narrowed[key] = (steady, placed)
        return found


#: libraries met before, by hash and day
_KNOWN: dict[tuple[str, date], Prepared] = {}
_MOST_KNOWN = 16


def prepared(library: Library, day: date) -> Prepared:
    """The rules in force on a day, ready to run; kept for the next check."""
    key = (library.sha256, day)
    found = _KNOWN.get(key)
    if found is None:
        found = _prepare(library, day)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = found
    return found


def _prepare(library: Library, day: date) -> Prepared:
    words = library.vocabulary
    rules: list[ReadyRule] = []
    for pack in library.packs:
        for rule in pack.rules_on(day):
            stands = _standing(rule, pack, day, words)
            gates = {name: gate(rule.condition, name) for name in _GATES[rule.scope]}
            held = {name: words for name, words in gates.items() if words is not None}
            rules.append(ReadyRule(len(rules), rule, compiled(rule.condition), stands, held))
    by_scope = {
        scope: tuple(item for item in rules if item.rule.scope == scope) for scope in _GATES
    }
    return Prepared(tuple(rules), by_scope, frozenset(_opposed(rules, words)), {})


def _standing(rule: Rule, pack: Pack, day: date, words: Vocabulary) -> Standing:
    """A rule's standing, or what a clinic loosened it to as long as that holds."""
    own = standing(rule, words)
    for item in pack.loosened:
        lower = rank(item.severity) < rank(own.severity)
        if item.key == rule.key and day <= item.expires and lower:
            said = f"loosened to {item.severity} by {item.reviewer} until {item.expires}"
            return replace(
                own, severity=item.severity, reason=f"{said}: {item.reason}; {own.reason}"
            )
    return own


def gate(condition: Expression, name: str) -> frozenset[str] | None:
    """The words of a field outside which a condition can't hold; None where it names none."""
    if isinstance(condition, OneOf):
        return condition.words if condition.field == name else None
    if not isinstance(condition, All):
        return None
    found = [words for item in condition.items if (words := gate(item, name)) is not None]
    return frozenset.intersection(*found) if found else None


def _opposed(rules: list[ReadyRule], words: Vocabulary) -> Iterator[tuple[int, int]]:
    """Pairs that name each other, or whose actions oppose each other about the same fact."""
    for at, one in enumerate(rules):
        for other in rules[at + 1 :]:
            named = (
                other.rule.id in one.rule.conflicts_with or one.rule.id in other.rule.conflicts_with
            )
            if named or (_acts_oppose(one, other, words) and _one_topic(one, other)):
                yield one.order, other.order


def _acts_oppose(one: ReadyRule, other: ReadyRule, words: Vocabulary) -> bool:
    first, second = words.actions[one.rule.then.do], words.actions[other.rule.then.do]
    return second.name in first.opposes or first.name in second.opposes


def _one_topic(one: ReadyRule, other: ReadyRule) -> bool:
    """Whether both speak of one event, or of a fact that both ask for."""
    if one.rule.scope == other.rule.scope == "event":
        return True
    return bool((one.compiled.fields & other.compiled.fields) - _SCOPING)
