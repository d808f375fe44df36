"""Who was treated: count, age, sex, phototype, ancestry, out of cells that mix them."""

import re

from turgor.evidence.outcomes.fields import Fields
from turgor.evidence.outcomes.numbers import stated
from turgor.evidence.outcomes.words import meant

_ROMAN = re.compile(r"(?<![A-Za-z])(VI|IV|V|I{1,3})(?![A-Za-z])")
_ORDER = ("I", "II", "III", "IV", "V", "VI")
_COUNTED = re.compile(r"(\d+)\s+([A-Za-z_]+)")


def people(
    count: str, age: str, described: str, control_type: str
) -> tuple[Fields, dict[str, str]]:
    """Fields of the people, and further facts of them.

    count : cell of people, perhaps by arm ('36 active, 28 vehicle'). age : cell of years, perhaps
    a range. described : cell of phototype, where sex and ancestry stand as well.
    """
    years = stated(age)
    extra: dict[str, str] = {}
    if years.low is not None:
        extra["age_low"] = f"{years.low:g}"
    if years.high is not None:
        extra["age_high"] = f"{years.high:g}"
    only_upper = years.low is None and years.high is not None
    found = Fields(
        n=counted(count, control_type),
        age_years=None if only_upper else years.value,
        sex=meant("sex", described),
        phototype=phototype(described),
        ancestry=meant("ancestry", described),
    )
    return found, extra


def counted(text: str, control_type: str) -> float | None:
    """People of an arm: those beside its control type's word, else the first that are counted."""
    for count, word in _COUNTED.findall(text):
        control = meant("control", word)
        if control == control_type or (control_type == "treated" and not control):
            return float(count)
    return stated(text).value


def phototype(text: str) -> str:
    """The phototypes that a text names, as one or as the lowest and highest: 'III-VI'."""
    named = sorted({_ORDER.index(roman) for roman in _ROMAN.findall(text)})
    if not named:
        return ""
    low, high = _ORDER[named[0]], _ORDER[named[-1]]
    return low if low == high else f"{low}-{high}"
