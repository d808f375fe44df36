"""Known facts of a case, each checked against the vocabulary; what is missing is unknown."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.rules.refusal import RuleError
from turgor.rules.vocabulary import Field, Vocabulary

Fact = bool | float | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Known facts by the name of their field; numbers in the field's own unit."""

    facts: Mapping[str, Fact]

    def get(self, name: str) -> Fact | None:
        """The fact, or None where it is not known."""
        return self.facts.get(name)


def facts_from(given: Mapping[str, object], vocabulary: Vocabulary, where: str = "case") -> Facts:
    """Check what was given and make it facts; None means not known, like leaving it out.

    Numbers are in the field's own unit. A set of words may be any list, tuple or set of them;
    an empty one is known to be empty.

    Errors: RuleError in one line that names the field and what it allows.
    """
    facts: dict[str, Fact] = {}
    for name, value in given.items():
        try:
            field = vocabulary.field(str(name))
            if value is not None:
                facts[field.name] = _fact(value, field)
        except RuleError as error:
            raise RuleError(f"{where}: {error}") from error
    return Facts(facts)


def _fact(value: object, field: Field) -> Fact:
    if field.type == "flag":
        if not isinstance(value, bool):
            raise RuleError(f"'{field.name}' is true or false, not {_shown(value)}")
        return value
    if field.type == "number":
        return _number(value, field)
    if field.type == "word":
        if not isinstance(value, str):
            raise RuleError(
                f"'{field.name}' is one word, not {_shown(value)}; allowed: {_words(field)}"
            )
        check_words((value,), field)
        return value
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise RuleError(
            f"'{field.name}' is a list of words, not {_shown(value)}; allowed: {_words(field)}"
        )
    words = tuple(str(item) for item in value)
    check_words(words, field)
    return frozenset(words)


def _number(value: object, field: Field) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        unit = "" if field.unit == "1" else f" in {field.unit}"
        raise RuleError(f"'{field.name}' is a number{unit}, not {_shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise RuleError(f"'{field.name}' is a finite number")
    check_number(number, field)
    return number


def check_number(number: float, field: Field) -> None:
    """Refuse a number outside the field's bounds, or a fraction where it counts whole steps."""
    unit = "" if field.unit == "1" else f" {field.unit}"
    for limit, side in ((field.lowest, "below"), (field.highest, "above")):
        if limit is not None and (number < limit if side == "below" else number > limit):
            raise RuleError(
                f"'{field.name}' = {number:g} lies {side} {limit:g}{unit}{_allowed(field, unit)}"
            )
    if field.whole and number != int(number):
        raise RuleError(f"'{field.name}' = {number:g} is no whole number{_allowed(field, unit)}")


def _allowed(field: Field, unit: str) -> str:
    if field.lowest is None or field.highest is None:
        return ""
    return f"; allowed: {field.lowest:g} to {field.highest:g}{unit}"


def check_words(words: tuple[str, ...], field: Field) -> None:
    """Refuse words that the field does not list."""
    for word in words:
        if word not in field.words:
            raise RuleError(f"'{word[:60]}' is no word of '{field.name}'; allowed: {_words(field)}")


def _words(field: Field) -> str:
    return ", ".join(field.words)


def _shown(value: object) -> str:
    return f"{str(value)[:60]!r}"
