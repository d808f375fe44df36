"""A rule's condition in plain words, by what its fields mean."""

from collections.abc import Collection, Mapping

from turgor.rules.expression import All, Compare, Either, Expression, Flag, Has, Not, OneOf, Within
from turgor.rules.vocabulary import Field, Vocabulary

_OPS: Mapping[str, str] = {
    "==": "is", "!=": "is not", "<": "below", "<=": "at most", ">": "above", ">=": "at least",
}  # fmt: skip
_CALLED: Mapping[str, str] = {
    "event_day": "days since it began",
    "session_day": "days since the session",
    "event": "what is seen",
    "course": "how it goes",
    "body_temperature": "body temperature",
}


def in_words(condition: Expression, vocabulary: Vocabulary, leave_out: Collection[str] = ()) -> str:
    """A condition as a phrase; parts that ask only for a field of ``leave_out`` are not said."""
    return _said(condition, vocabulary, frozenset(leave_out), within=False)


def _said(item: Expression, words: Vocabulary, out: frozenset[str], within: bool) -> str:
    if isinstance(item, All | Either):
        held = [one for one in item.items if _said(one, words, out, True)]
        if len(held) == 1:
            return _said(held[0], words, out, within)
        parts = dict.fromkeys(_said(one, words, out, True) for one in held)
        joined = (" and " if isinstance(item, All) else " or ").join(parts)
        return f"({joined})" if within and len(parts) > 1 else joined
    if isinstance(item, Not):
        inner = _said(item.inner, words, out, True)
        return f"not {inner}" if inner else ""
    if item.field in out:
        return ""
    field = words.field(item.field)
    if isinstance(item, Flag):
        return field.meaning
    return f"{_CALLED.get(field.name, field.name.replace('_', ' '))} {_limit(item, field)}"


def _limit(item: Compare | Within | OneOf | Has, field: Field) -> str:
    unit = "" if field.unit in ("", "1") else f" {field.unit}"
    if isinstance(item, Compare):
        return f"{_OPS[item.op]} {item.limit:g}{unit}"
    if isinstance(item, Within):
        return f"{item.low:g} to {item.high:g}{unit}"
    listed = " or ".join(word.replace("_", " ") for word in sorted(item.words))
    return listed if isinstance(item, OneOf) else f"with {listed}"
