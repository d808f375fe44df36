"""A rule's condition in plain words, by what its fields mean: signs first, then how much."""

from collections.abc import Collection

from turgor.rules.expression import All, Compare, Either, Expression, Flag, Has, Not, OneOf, Within
from turgor.rules.vocabulary import Field, Vocabulary
from turgor.workflow.rule_pages.names import amount, field_label, listed, unit_name, word_name

#: fields whose words say by themselves what is seen
_BARE = frozenset({"event", "course"})
#: how what was said is narrowed down, after a comma
_NARROWS = ("of grade ", "for ", "phototype ", "from ", "on days ", "on the ")


def in_words(condition: Expression, vocabulary: Vocabulary, leave_out: Collection[str] = ()) -> str:
    """A condition as a phrase; parts that ask only for a field of ``leave_out`` are not said."""
    said = _said(condition, vocabulary, frozenset(leave_out), within=False)
    return f"anything {said}".strip() if not said or said.startswith(_NARROWS) else said


def _said(item: Expression, words: Vocabulary, out: frozenset[str], within: bool) -> str:
    if isinstance(item, All | Either):
        told = [one for one in _flat(item) if _said(one, words, out, True)]
        if len(told) == 1:
            return _said(told[0], words, out, within)
        said = _joined([_said(one, words, out, True) for one in told], isinstance(item, All))
        return f"({said})" if within and said else said
    if isinstance(item, Not):
        inner = _said(item.inner, words, out, True)
        return f"not {inner}" if inner else ""
    if item.field in out or _any_grade(item):
        return ""
    field = words.field(item.field)
    return field_label(field) if isinstance(item, Flag) else _limit(item, field)


def _flat(item: All | Either) -> list[Expression]:
    """Its parts, those of a part that is joined in the same way among them."""
    found: list[Expression] = []
    for one in item.items:
        if isinstance(one, All | Either) and type(one) is type(item):
            found += _flat(one)
        else:
            found.append(one)
    return found


def _joined(parts: list[str], every: bool) -> str:
    """Parts of which all hold, what narrows them down last; or of which any does."""
    told = list(dict.fromkeys(parts))
    if not every:
        return " or ".join(told)
    more = [part for part in told if part.startswith(_NARROWS)]
    what = [part for part in told if part not in more]
    return ", ".join([" and ".join(what) or "anything", *more]) if told else ""


def _any_grade(item: Expression) -> bool:
    """Whether it asks for a grade that every event has."""
    return isinstance(item, Compare) and (item.field, item.op, item.limit) == ("grade", ">=", 1.0)


def _limit(item: Compare | Within | OneOf | Has, field: Field) -> str:
    called = field.name.replace("_", " ")
    if isinstance(item, OneOf | Has):
        names = listed([word_name(word) for word in field.words if word in item.words])
        if field.name == "site":
            return f"on the {names}"
        return names if field.name in _BARE else f"{called} {names}"
    if isinstance(item, Within):
        if field.name == "session_day":
            return f"on days {item.low:g} to {item.high:g} after the session"
        said = f"{item.low:g} to {item.high:g} {unit_name(field.unit)}".strip()
        return f"{_called(field)} {said}"
    more = item.op in (">=", ">")
    if field.name == "event_day" and more:
        above = "more than " if item.op == ">" else ""
        return f"for {above}{amount(item.limit, 'd')}{'' if above else ' or longer'}"
    if field.name == "session_day" and item.op == ">=":
        return f"from {amount(item.limit, 'd')} after the session"
    number = amount(item.limit, field.unit)
    told = {
        "==": number, "!=": f"other than {number}", "<": f"below {number}",
        ">": f"above {number}", "<=": f"{number} or less", ">=": f"{number} or more",
    }  # fmt: skip
    return f"{_called(field)} {told[item.op]}"


def _called(field: Field) -> str:
    """A field before its number."""
    names = {"grade": "of grade", "body_temperature": "body temperature of"}
    return names.get(field.name, field.name.replace("_", " "))
