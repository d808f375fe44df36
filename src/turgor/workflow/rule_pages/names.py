"""What the vocabulary's words and fields are called on a page that clinicians read."""

import re
from collections.abc import Collection

from turgor.rules.vocabulary import Field

#: words that are no plain English when their underscores are gone
_WORDS = {
    "afl": "ablative fractional laser",
    "ablative_full": "full-field ablative laser",
    "caha": "calcium hydroxylapatite",
    "ipl": "intense pulsed light",
    "nafl": "non-ablative fractional laser",
    "peel_deep": "deep peel",
    "peel_medium": "medium peel",
    "peel_superficial": "superficial peel",
    "plla": "poly-L-lactic acid",
    "retinoid": "topical retinoid",
    "rf_microneedling": "radiofrequency microneedling",
    "st-johns-wort": "St John's wort",
}
#: fields whose meaning lists what their words already say
_FIELDS = {
    "agent": "agent",
    "earlier_modality": "treatment that comes first",
    "later_modality": "treatment that comes second",
    "modality": "treatment",
    "site": "site",
}
_UNITS = {
    "1": "",
    "1/cm2": "per cm²",
    "d": "days",
    "degC": "°C",
    "h": "hours",
    "min": "minutes",
    "mo": "months",
    "um": "µm",
    "wk": "weeks",
    "yr": "years",
}
#: kinds of rules in the order of a page, with their headings
KIND_TITLES = {
    "contraindication": "Contraindications",
    "limit": "Limits of settings",
    "interval": "Intervals",
    "combination": "Combinations",
    "pre_care": "Care before",
    "post_care": "Care after",
    "monitoring": "What to watch and to tell",
    "indication": "Indications",
    "escalation": "When to stop and escalate",
}
#: where a meaning goes on to list its values, or to explain a number
_REST = re.compile(r"[:;(]|, (?:\d|where |of those |such as |as the )")
#: what happens when a rule fires
DOES = {
    "block": "blocks",
    "require_override": "goes on only with a recorded override",
    "warn": "warns",
    "info": "informs",
}
#: the same as a label
SHORT = {
    "block": "block",
    "require_override": "override needed",
    "warn": "warning",
    "info": "information",
}


def word_name(word: str) -> str:
    """A word of the vocabulary as people say it."""
    return _WORDS.get(word, word.replace("_", " ").replace("-", " "))


def field_label(field: Field) -> str:
    """A field in a few words: its meaning up to the list of its values."""
    if field.name in _FIELDS:
        return _FIELDS[field.name]
    return _REST.split(field.meaning)[0].strip()


def unit_name(unit: str) -> str:
    """A unit as a page prints it after a number."""
    return _UNITS.get(unit, unit)


def amount(value: float, unit: str) -> str:
    """A number with its unit in words; '1 day', '14 days', '30 mJ'."""
    name = unit_name(unit)
    if value == 1.0 and name in ("days", "hours", "minutes", "months", "weeks", "years"):
        name = name[:-1]
    return f"{value:.4g} {name}".strip() if abs(value) < 1e4 else f"{value:.0f} {name}".strip()


def listed(words: list[str], last: str = "or") -> str:
    """'a', 'a or b', 'a, b or c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def spans(numbers: list[int]) -> str:
    """Whole numbers with runs drawn together: '1 to 3', '4 and 5', '1, 2 and 4 to 6'."""
    runs: list[list[int]] = []
    for one in sorted(set(numbers)):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    said: list[str] = []
    for run in runs:
        said += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(one) for one in run]
    return listed(said, "and")


def one_of(words: Collection[str], field: Field) -> str:
    """Some of a field's words, or those that are left out where they are fewer."""
    names = [word_name(word) for word in field.words if word in words]
    others = [word_name(word) for word in field.words if word not in words]
    if not others:
        return "any"
    return f"any but {listed(others)}" if len(others) <= 2 < len(names) - 2 else listed(names)
