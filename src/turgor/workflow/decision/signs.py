"""Signs on which to stop and to call, by what they ask for, of the treatments of a course."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from turgor.rules.expression import All, Compare, Either, Expression, Not, OneOf, Within, leaves
from turgor.rules.parser import parse_expression
from turgor.rules.rule import Rule
from turgor.rules.vocabulary import Vocabulary
from turgor.workflow.check.signs import Sign
from turgor.workflow.decision.conjuncts import Bare, bare, conjuncts, covers, holds
from turgor.workflow.rule_pages.names import amount, listed, word_name
from turgor.workflow.rule_pages.spoken import spoken

#: how grave, from the second of four grades on; the first is what any event has
_GRADES = {
    2.0: "moderate or worse (grade 2 or more of 4)",
    3.0: "severe (grade 3 or more of 4)",
    4.0: "very severe (grade 4 of 4)",
}
#: days as a person counts them
_SINCE = {
    "event_day": "for {days} or longer",
    "session_day": "{days} or later after the session",
}
#: events as a person says them
_EVENTS = {
    "acneiform": "spots like acne",
    "blister": "blisters on the treated skin",
    "erythema": "redness",
    "hyperpigmentation": "patches that turned darker",
    "hypopigmentation": "patches that turned lighter",
    "infection": "an infection",
    "nodule": "a lump under the skin",
    "oedema": "swelling",
    "papule": "a small bump",
    "prolonged_sensitivity": "skin that stays sensitive",
    "scarring": "a scar",
    "worsening": "anything that keeps getting worse",
}
#: facts whose meaning is put for those who record them
_FACTS = {
    "hypertrophic_scar_history": "a raised scar",
    "immunosuppressed": "a weakened immune system",
    "keloid_history": "a keloid",
    "poor_healing": "wounds that heal poorly",
    "serious": "anything for which you had to go into hospital, or that disables you",
}
#: what to do, from the gravest, in words to the person
CALLS = {
    "emergency": "Call the emergency service at once",
    "stop_and_refer": "Stop, and be seen by a clinician the same day",
    "hold_sessions": "No further session before a clinician has looked",
    "contact_clinician": "Tell the clinic",
}


@dataclass(frozen=True, slots=True)
class StopSigns:
    """Signs with one answer, each with the rules that name it."""

    call: str
    signs: tuple[tuple[str, str], ...]


def stop_signs(
    found: Iterable[Sign], vocabulary: Vocabulary, answers: Mapping[str, object] | None = None
) -> tuple[StopSigns, ...]:
    """A check's signs, each named once, under the gravest answer that a rule gives to it.

    answers : of the person; a sign that only others can have is left out. So is one that another
    sign holds in it and that asks for no more.
    """
    known = answers or {}
    groups: dict[str, dict[str, list[str]]] = {call: {} for call in CALLS}
    told: dict[str, frozenset[Bare]] = {}
    order = list(CALLS)
    kept = [item.ready.rule for item in found if item.ready.rule.then.do in CALLS]
    ready = [
        (order.index(rule.then.do), parts, rule)
        for rule in kept
        for parts in _alternatives(rule, vocabulary, known)
    ]
    for _, parts, rule in sorted(ready, key=lambda one: (one[0], len(one[1]))):
        held, sign = groups[rule.then.do], _sentence(parts, vocabulary)
        own = frozenset(map(bare, parts))
        if sign in held:
            held[sign].append(rule.id)
        elif sign not in told and not any(covers(one, own) for one in told.values()):
            told[sign] = own
            held[sign] = [rule.id]
    return tuple(
        StopSigns(
            CALLS[call], tuple((sign, ", ".join(dict.fromkeys(ids))) for sign, ids in signs.items())
        )
        for call, signs in groups.items()
        if signs
    )


def _alternatives(
    rule: Rule, words: Vocabulary, answers: Mapping[str, object]
) -> Iterator[tuple[Expression, ...]]:
    """Each way in which a rule can fire for this person, as what has to be there at once."""
    tree = parse_expression(rule.when_text, words)
    for part in tree.items if isinstance(tree, Either) else (tree,):
        held = [(one, holds(one, answers)) for one in conjuncts(part) if not _always(one)]
        if all(truth is not False for _, truth in held):
            open_ones = tuple(one for one, truth in held if truth is None)
            if open_ones:
                yield open_ones


def _always(part: Expression) -> bool:
    return isinstance(part, Compare) and part.field == "grade" and part.limit <= 1.0


def _sentence(parts: tuple[Expression, ...], words: Vocabulary) -> str:
    """A sign in words to the person: whose it is, what is seen, how much of it."""
    own = [one for one in parts if all(_of_person(leaf.field, words) for leaf in leaves(one))]
    much = [said for one in parts if (said := _how_much(one))]
    seen = [_said(one, words) for one in parts if one not in own and not _how_much(one)]
    what = ", and ".join(seen)
    said = ", ".join([what, *much]) if what else f"anything {', '.join(much)}"
    if not own:
        return said
    return f"{said}; if you have, or ever had: {' and '.join(_said(one, words) for one in own)}"


def _of_person(name: str, words: Vocabulary) -> bool:
    return words.field(name).part == "person"


def _said(part: Expression, words: Vocabulary) -> str:
    if isinstance(part, Either):
        return listed([_said(one, words) for one in part.items])
    if isinstance(part, All):
        return " and ".join(_said(one, words) for one in part.items)
    if isinstance(part, OneOf) and part.field in ("event", "course"):
        field = words.field(part.field)
        return listed([_event(word) for word in field.words if word in part.words])
    if isinstance(part, Compare) and part.field == "body_temperature":
        return f"a temperature of {amount(part.limit, 'degC')} or more"
    if not isinstance(part, All | Either | Not) and part.field in _FACTS:
        return _FACTS[part.field]
    return spoken(part, words).line.replace(": yes", "")


def _event(word: str) -> str:
    return _EVENTS.get(word, word_name(word))


def _how_much(part: Expression) -> str:
    """How grave or how long, '' for what is no such limit."""
    if isinstance(part, Within) and part.field == "session_day":
        return f"{part.low:g} to {amount(part.high, 'd')} after the session"
    if not isinstance(part, Compare) or part.op not in (">=", ">"):
        return ""
    if part.field == "grade":
        return _GRADES.get(part.limit, f"of grade {part.limit:g} or more of 4")
    return _SINCE.get(part.field, "").format(days=amount(part.limit, "d"))
