"""Numbers as tables of studies print them: ranges, bounds, medians, counts inside words."""

import math
import re
from dataclasses import dataclass

_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_FIRST = re.compile(_NUMBER)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|to|or|and)\s*({_NUMBER})")
_BOUND = re.compile(rf"(>=|<=|=>|=<|>|<|over|above|under|below|up to|at least)\s*({_NUMBER})")
_UPPER = ("<", "<=", "=<", "under", "below", "up to")
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "≥": ">=", "≤": "<=", "~": " ", "≈": " "})
#: what says that no number was stated
_ABSENT = {"", "-", "na", "n/a", "n.a.", "nan", "none", "nr", "not stated", "unknown", "?"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as stated.

    value : the number, the middle of a range, or a bound; None where there is none. low, high :
    the ends of a range, or the one end that a bound gives.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None


def stated(text: str) -> Stated:
    """What a text says of a number; text without any digit says none.

    '44-65 range' is 54.5 between 44 and 65, '>65' is 65 and more, '46.5 median' is 46.5.
    """
    found = _stated(text.strip().lower().translate(_SIGNS))
    ends = (found.value, found.low, found.high)
    return found if all(math.isfinite(end) for end in ends if end is not None) else Stated()


def _stated(plain: str) -> Stated:
    if plain in _ABSENT:
        return Stated()
    bound = _BOUND.search(plain)
    if bound:
        number = float(bound.group(2))
        if bound.group(1) in _UPPER:
            return Stated(number, high=number)
        return Stated(number, low=number)
    span = _RANGE.search(plain)
    if span:
        low, high = sorted((float(span.group(1)), float(span.group(2))))
        return Stated(0.5 * (low + high), low, high)
    first = _FIRST.search(plain)
    return Stated(float(first.group())) if first else Stated()


def strict_number(text: str) -> float | None:
    """A measured number: one number, a range's middle or a bound, and nothing else.

    Errors: ValueError where words, or a number that is not finite, stand in its place.
    """
    plain = text.lower().translate(_SIGNS).strip()
    if plain in _ABSENT:
        return None
    for pattern in (_FIRST, _RANGE, _BOUND):
        if pattern.fullmatch(plain.rstrip("% ")):
            number = stated(plain).value
            if number is not None:
                return number
    raise ValueError(f"'{text.strip()}' is no number")
