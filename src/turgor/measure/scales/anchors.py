"""A grade whose words the user types: what a number means is part of what is measured."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from turgor.errors import InputError
from turgor.record.questionnaire import AnswerOption, Instrument, Item

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def type_anchors(
    template: Instrument, name: str, anchors: Mapping[int, str], question: str
) -> Instrument:
    """An instrument of its own from a template, with words for each grade.

    name : of the new scale, such as 'fine-lines' (lower case, digits, hyphens). anchors : grade ->
    words, two grades at least. question : what is graded. The version carries the sum of the
    words, so that two wordings are never compared.

    Errors: InputError where it is no template, a grade lacks words or two share them.
    """
    if len(template.untyped) != 1:
        raise InputError(f"'{template.id}' is no template of a grade; nothing is to be typed")
    if not _NAME.fullmatch(name):
        raise InputError(f"name '{name}' won't do; use lower case, digits and hyphens, at most 40")
    words = {grade: text.strip() for grade, text in sorted(anchors.items())}
    if len(words) < 2 or not all(words.values()) or not question.strip():
        raise InputError("a grade needs a question and words for at least two grades")
    if len({text.casefold() for text in words.values()}) < len(words):
        raise InputError("two grades have the same words; each needs its own")
    told = json.dumps([question.strip(), list(words.items())], ensure_ascii=False)
    version = f"{template.version}+{sha256(told.encode()).hexdigest()[:12]}"
    options = tuple(AnswerOption(str(g), text, float(g)) for g, text in words.items())
    target = template.untyped[0]
    low, high = float(min(words)), float(max(words))
    return replace(
        template,
        id=f"{template.id}.{name}",
        url="",
        version=version,
        title=f"{template.title}: {name}",
        items=tuple(
            _typed(item, question.strip(), options) if item.link_id == target else item
            for item in template.items
        ),
        scores=tuple(replace(score, lowest=low, highest=high) for score in template.scores),
        untyped=(),
    )


def _typed(item: Item, question: str, options: tuple[AnswerOption, ...]) -> Item:
    return replace(
        item, text=question, kind="choice", options=options, lowest=None, highest=None, whole=False
    )
