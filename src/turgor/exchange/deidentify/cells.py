"""What becomes of one value: kept, coded, shifted, made coarser, or dropped; never more."""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from turgor.errors import MetricError
from turgor.exchange.deidentify.allow_list import ColumnRule
from turgor.exchange.deidentify.codes import Codes
from turgor.exchange.deidentify.words import Vocabulary, known_flag, vocabulary
from turgor.metrics import all_metrics, find_metric

Cell = str | int | float | bool | None
KEPT, CODED, SHIFTED, COARSER, DROPPED, EMPTY, REVIEWED = (
    "kept", "coded", "shifted", "coarser", "dropped", "empty", "reviewed",
)  # fmt: skip
OUTCOMES = (KEPT, CODED, SHIFTED, COARSER, DROPPED, EMPTY, REVIEWED)
_NUMBER = re.compile(r"([+-]?[0-9]{1,5}(?:\.[0-9]{1,6})?(?:e[+-]?[0-9]{1,2})?)\s*([^\s0-9].{0,8})?")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_LONGEST_NUMBERS = 2_000_000
_FURTHEST_DAY = 3650
#: no aperture, frequency or length of a corner is larger; telephone numbers are
_LARGEST_CONDITION = _LARGEST_CORNER = 1e6


@dataclass(slots=True)
class Context:
    """What cells are made with.

    day_of : (subject, date) -> day from this subject's baseline, None where that is not known.
    cells : subject -> the characteristics that may leave, by column. reviewed : texts that a
    person has looked at, (table, column, text) -> what may leave. keep_years : a column for the
    year beside each day.
    """

    codes: Codes
    day_of: Callable[[str, dt.date], int | None]
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reviewed: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    keep_years: bool = False


def shared_cell(
    rule: ColumnRule, value: object, table: str, subject: str, context: Context
) -> tuple[Cell, str]:
    """What leaves in place of a value, and which of OUTCOMES that is."""
    if rule.action == "cell":
        made = context.cells.get(subject, {}).get(rule.name, "")
        if value in (None, "") and not made:
            return "", EMPTY
        return made, COARSER if made else DROPPED
    if value is None or value == "":
        return None if rule.action in ("number", "day") else "", EMPTY
    if rule.action == "number":
        return _number(rule, value)
    if not isinstance(value, str):
        return "", DROPPED
    reviewed = context.reviewed.get((table, rule.name, value))
    if reviewed is not None and rule.action in ("text", "listed"):
        return reviewed, REVIEWED
    return _ACTIONS[rule.action](rule, value, subject, context)


def _number(rule: ColumnRule, value: object) -> tuple[Cell, str]:
    if isinstance(value, bool):
        return int(value), KEPT
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None, DROPPED
    if (rule.low is not None and value < rule.low) or (rule.high is not None and value > rule.high):
        return None, DROPPED
    return value, KEPT


def _listed(rule: ColumnRule, value: str, _: str, context: Context) -> tuple[Cell, str]:
    if rule.name == "metric":
        known = _known_metric(value)
        return (value, KEPT) if known else (context.codes.of(rule.code, value), CODED)
    if rule.words == "unit" and value in _catalogue_units():
        return value, KEPT
    return _of_vocabulary(vocabulary(rule.words), rule.code, value, context)


def _of_vocabulary(words: Vocabulary, code: str, value: str, context: Context) -> tuple[Cell, str]:
    if words.holds(value):
        return value.strip(), KEPT
    parts = [part.strip() for part in value.split(words.split)] if words.split else []
    if len(parts) > 1 and words.holds_all(parts):
        return words.split.join(parts), KEPT
    if len(parts) > 1 and words.partly and code:
        made = [part if words.holds(part) else context.codes.of(code, part) for part in parts]
        return words.split.join(made), CODED
    return (context.codes.of(code, value), CODED) if code else ("", DROPPED)


def _code(rule: ColumnRule, value: str, _: str, context: Context) -> tuple[Cell, str]:
    return context.codes.of(rule.code, value), CODED


def _day(_: ColumnRule, value: str, subject: str, context: Context) -> tuple[Cell, str]:
    try:
        date = dt.date.fromisoformat(value[:10])
    except ValueError:
        return None, DROPPED
    day = context.day_of(subject, date)
    # days as many as a life is long are an age to the day, and so a date of birth
    far = day is None or abs(day) > _FURTHEST_DAY
    return (None, DROPPED) if far else (day, SHIFTED)


def _hour(_: ColumnRule, value: str, __: str, ___: Context) -> tuple[Cell, str]:
    match = _CLOCK.fullmatch(value.strip())
    return ("", DROPPED) if match is None else (f"{int(match.group(1)):02d}", COARSER)


def _settings(_: ColumnRule, value: str, __: str, ___: Context) -> tuple[Cell, str]:
    document = _loaded(value)
    if not isinstance(document, dict):
        return "", DROPPED
    keys, kept = vocabulary("setting_key"), {}
    for key, item in document.items():
        made = _setting(str(item)) if keys.holds(key) else None
        if key == "time_of_day":
            made = _hour(_, str(item), __, ___)[0] or None
        if made is not None:
            kept[key] = made
    if not kept:
        return "", DROPPED if document else EMPTY
    return _json(kept), KEPT if len(kept) == len(document) else COARSER


def _setting(text: str) -> object | None:
    plain = text.strip().lower()
    if vocabulary("setting_word").holds(plain):
        return plain
    match = _NUMBER.fullmatch(plain)
    if match is None or not vocabulary("setting_unit").holds((match.group(2) or "").strip()):
        return None
    unit = (match.group(2) or "").strip()
    return f"{match.group(1)} {unit}" if unit else float(match.group(1))


def _counts(rule: ColumnRule, value: str, _: str, __: Context) -> tuple[Cell, str]:
    document, words = _loaded(value), vocabulary(rule.words)
    if not isinstance(document, dict):
        return "", DROPPED
    kept = {
        key: item
        for key, item in document.items()
        if words.holds(key) and isinstance(item, bool | int) and abs(item) <= 100
    }
    return _json(kept), KEPT if len(kept) == len(document) else COARSER


def _names(rule: ColumnRule, value: str, _: str, __: Context) -> tuple[Cell, str]:
    document, words = _loaded(value), vocabulary(rule.words)
    if not isinstance(document, list):
        return "", DROPPED if document is not None else EMPTY
    kept = [item for item in document if isinstance(item, str) and words.holds(item)]
    return _json(kept), KEPT if len(kept) == len(document) else COARSER


def _course(_: ColumnRule, value: str, __: str, ___: Context) -> tuple[Cell, str]:
    document = _loaded(value)
    if not isinstance(document, list):
        return "", DROPPED
    kept = [
        {"day": item["day"], "grade": item["grade"]}
        for item in document
        if isinstance(item, dict)
        and all(type(item.get(name)) is int for name in ("day", "grade"))
        and abs(item["day"]) < 20000
        and 0 <= item["grade"] <= 10
    ]
    return _json(kept), KEPT if len(kept) == len(document) else COARSER


def _conditions(_: ColumnRule, value: str, __: str, context: Context) -> tuple[Cell, str]:
    """Which names are known does not depend on the metric, so that a coded one keeps its own."""
    document = _loaded(value)
    if not isinstance(document, dict):
        return "", DROPPED
    kept: dict[str, object] = {}
    coded = False
    for name, item in document.items():
        if name not in _condition_names():
            coded = True
        elif _known_condition(name, item):
            kept[name] = item
        else:
            kept[name] = context.codes.of("condition", str(item))
            coded = True
    return _json(kept), CODED if coded else KEPT


def _known_condition(name: str, item: object) -> bool:
    if isinstance(item, bool | int | float):
        return abs(item) < _LARGEST_CONDITION
    words = "device_class" if name == "device_class" else "condition"
    return item in _condition_names()[name] or vocabulary(words).holds(str(item))


def _flags(_: ColumnRule, value: str, __: str, ___: Context) -> tuple[Cell, str]:
    document = _loaded(value)
    flags = document if isinstance(document, list) else value.split(";")
    kept = [flag for flag in flags if isinstance(flag, str) and known_flag(flag)]
    if not flags:
        return "", EMPTY
    return ";".join(kept), KEPT if len(kept) == len(flags) else COARSER


def _numbers(_: ColumnRule, value: str, __: str, ___: Context) -> tuple[Cell, str]:
    document = _loaded(value) if len(value) <= _LONGEST_NUMBERS else None
    return (_json(document), KEPT) if _all_numbers(document) else ("", DROPPED)


def _text(_: ColumnRule, __: str, ___: str, ____: Context) -> tuple[Cell, str]:
    return "", DROPPED


_Action = Callable[[ColumnRule, str, str, Context], tuple[Cell, str]]
_ACTIONS: dict[str, _Action] = {
    "listed": _listed,
    "code": _code,
    "day": _day,
    "hour": _hour,
    "settings": _settings,
    "counts": _counts,
    "names": _names,
    "course": _course,
    "conditions": _conditions,
    "flags": _flags,
    "numbers": _numbers,
    "text": _text,
}


def _known_metric(text: str) -> bool:
    try:
        find_metric(text)
    except MetricError:
        return False
    return True


@cache
def _catalogue_units() -> frozenset[str]:
    return frozenset(metric.unit for metric in all_metrics().values())


@cache
def _condition_names() -> Mapping[str, frozenset[str]]:
    """Every condition that the catalogue knows, with the words that it allows."""
    found: dict[str, frozenset[str]] = {}
    for metric in all_metrics().values():
        for item in metric.conditions:
            found[item.name] = found.get(item.name, frozenset()) | frozenset(item.allowed)
    return found


def _all_numbers(document: object) -> bool:
    if isinstance(document, list):
        return all(_all_numbers(item) for item in document)
    if isinstance(document, bool) or not isinstance(document, int | float):
        return False
    return abs(document) < _LARGEST_CORNER


def _loaded(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return ""


def _json(document: object) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
