"""Signs on which to stop and to call, by what they ask for, of the treatments of a course."""

from collections.abc import Iterable
from dataclasses import dataclass

from turgor.rules.expression import All, Compare, Either, Expression, OneOf, Within
from turgor.rules.parser import parse_expression
from turgor.rules.rule import Rule
from turgor.rules.vocabulary import Vocabulary
from turgor.workflow.check.signs import Sign
from turgor.workflow.rule_pages.names import amount, listed, word_name
from turgor.workflow.rule_pages.spoken import spoken

#: a grade that every event has
_ANY = "of any grade"
#: days as a person counts them
_SINCE = {
    "event_day": "for {days} or longer",
    "session_day": "{days} or later after the session",
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


def stop_signs(found: Iterable[Sign], vocabulary: Vocabulary) -> tuple[StopSigns, ...]:
    """A check's signs, each named once, under the gravest answer that a rule gives to it."""
    groups: dict[str, dict[str, list[str]]] = {call: {} for call in CALLS}
    told: set[str] = set()
    order = list(CALLS)
    kept = [item.ready.rule for item in found if item.ready.rule.then.do in CALLS]
    for rule in sorted(kept, key=lambda one: order.index(one.then.do)):
        held = groups[rule.then.do]
        for sign in _signs(rule, vocabulary):
            if sign in held:
                held[sign].append(rule.id)
            elif sign not in told:
                told.add(sign)
                held[sign] = [rule.id]
    return tuple(
        StopSigns(CALLS[call], tuple((sign, ", ".join(ids)) for sign, ids in signs.items()))
        for call, signs in groups.items()
        if signs
    )


def _signs(rule: Rule, vocabulary: Vocabulary) -> list[str]:
    """Each alternative of the condition as one sign, in words to the person."""
    tree = parse_expression(rule.when_text, vocabulary)
    parts = tree.items if isinstance(tree, Either) else (tree,)
    return [said for part in parts if (said := _said(part, vocabulary))]


def _said(part: Expression, words: Vocabulary) -> str:
    """A sign; a grade of 1 is what any event has, so that it is left out."""
    if isinstance(part, All):
        said = [_said(one, words) for one in part.items if not _how_much(one)]
        more = [_how_much(one) for one in part.items if _how_much(one)]
        first = f"{said[0]}, and {' and '.join(said[1:])}" if len(said) > 1 else "".join(said)
        return ", ".join(one for one in [first or "anything", *more] if one != _ANY)
    if isinstance(part, Either):
        return " or ".join(_said(one, words) for one in part.items)
    if isinstance(part, OneOf) and part.field in ("event", "course"):
        field = words.field(part.field)
        return listed([word_name(word) for word in field.words if word in part.words])
    more = [one for one in [_how_much(part)] if one != _ANY]
    if more and more[0]:
        return f"anything {more[0]}"
    return spoken(part, words).line.replace(": yes", "")


def _how_much(part: Expression) -> str:
    """How grave or how long, '' for what is no such limit."""
    if isinstance(part, Within) and part.field == "session_day":
        return f"{part.low:g} to {amount(part.high, 'd')} after the session"
    if not isinstance(part, Compare) or part.op not in (">=", ">"):
        return ""
    if part.field == "grade":
        return _ANY if part.limit <= 1.0 else f"of grade {part.limit:g} or more of 4"
    return _SINCE.get(part.field, "").format(days=amount(part.limit, "d"))
