"""A value of an export held against what the dictionary says of its field."""

import datetime as dt
import re
from collections.abc import Callable

from turgor.exchange.redcap.dictionary import DictionaryField

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PATTERNS = {
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "give an e-mail address"),
    "time": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "give a time such as 09:30"),
    "time_hh_mm_ss": (re.compile(r"([01]\d|2[0-3])(:[0-5]\d){2}"), "give a time such as 09:30:00"),
    "time_mm_ss": (re.compile(r"[0-5]\d:[0-5]\d"), "give minutes and seconds such as 09:30"),
    "integer": (re.compile(r"-?\d+"), "give a whole number"),
}
_CHECKED, _UNCHECKED = ("1", "checked"), ("0", "unchecked")


def wrong(field: DictionaryField, code: str, text: str) -> str:
    """Why a value does not fit its field, empty where it does.

    code : of the choice, for a column of a checkbox. Codes and labels both fit, as REDCap exports
    either. What the dictionary does not restrict always fits.
    """
    if field.kind == "checkbox":
        if text.casefold() not in (*_CHECKED, *_UNCHECKED):
            return "give 1 or 0, as the dictionary says of a checkbox"
        return ""
    if field.choices:
        labels = {label.casefold() for label in field.choices.values()}
        if text not in field.choices and text.casefold() not in labels:
            return f"the dictionary allows {_listed(field)}"
        return ""
    if field.kind in ("slider", "calc"):
        if _number(text, ".") is None:
            return "give a number, as the dictionary says"
        return _outside(field, text, lambda word: _number(word, "."))
    return _wrong_text(field, text)


def known_validation(validation: str) -> bool:
    """True where this reader knows what a validation asks for."""
    return (
        not validation
        or validation in _PATTERNS
        or _of_date(validation)
        or (validation.startswith("number"))
    )


def _wrong_text(field: DictionaryField, text: str) -> str:
    validation = field.validation
    if validation in _PATTERNS:
        pattern, reason = _PATTERNS[validation]
        if not pattern.fullmatch(text):
            return reason
        compare = (lambda word: _number(word, ".")) if validation == "integer" else _as_text
        return _outside(field, text, compare)
    if validation.startswith("number"):
        decimal = "," if "comma_decimal" in validation else "."
        if _number(text, decimal) is None:
            return f"give a number with a decimal '{decimal}'"
        places = re.search(r"_(\d)dp", validation)
        if places and len(text.partition(decimal)[2]) != int(places[1]):
            return f"give a number with {places[1]} decimal places"
        return _outside(field, text, lambda word: _number(word, decimal))
    if _of_date(validation):
        if _moment(text, validation) is None:
            return "write year-month-day, as REDCap exports it" + (
                " with its time" if validation.startswith("datetime") else ""
            )
        return _outside(field, text, lambda word: _moment(word, validation))
    return ""


def _outside(
    field: DictionaryField, text: str, value_of: Callable[[str], float | str | None]
) -> str:
    value, least, most = value_of(text), value_of(field.least), value_of(field.most)
    if value is None:
        return ""
    if field.least and least is not None and _below(value, least):
        return f"the dictionary's least is {field.least}"
    if field.most and most is not None and _below(most, value):
        return f"the dictionary's most is {field.most}"
    return ""


def _below(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return str(one) < str(other)
    return one < other


def _as_text(word: str) -> str:
    return word


def _number(text: str, decimal: str) -> float | None:
    plain = text.replace(decimal, ".") if decimal != "." else text
    return float(plain) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain) else None


def _of_date(validation: str) -> bool:
    return validation.startswith(("date_", "datetime_"))


def _moment(text: str, validation: str) -> str | None:
    """A date, with its time where the field has one, in an order that texts keep."""
    day, _, time = text.partition(" ")
    match = _DATE.fullmatch(day)
    if match is None:
        return None
    try:
        dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if validation.startswith("date_"):
        return day if not time else None
    seconds = "seconds" in validation
    pattern = r"([01]\d|2[0-3]):[0-5]\d" + (r":[0-5]\d" if seconds else "")
    return text if re.fullmatch(pattern, time) else None


def _listed(field: DictionaryField) -> str:
    choices = [f"{code} ({label})" for code, label in field.choices.items()]
    return ", ".join(choices[:12]) + (" …" if len(choices) > 12 else "")
