"""Pieces of a course as they are written: numbers, texts, settings, stretches of time."""

import json
import math
import re
from collections.abc import Mapping

from turgor.errors import InputError
from turgor.exchange.course_text.setting import with_factor
from turgor.exchange.course_text.token import words_of
from turgor.exchange.course_text.words import (
    NumberWord,
    Phrase,
    Thing,
    course_words,
    kind_words,
)
from turgor.record.course import SettingValue
from turgor.record.protocol import SettingByClass, SettingChoice, SettingRange

#: names of settings that no word of the table can be taken for: those have no underscore
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_KIND = re.compile(r"[a-z][a-z-]*")
_DAYS_A_WEEK = 7.0


def number_text(value: float) -> str:
    """A number that reads back as itself.

    Errors: InputError for one that isn't finite.
    """
    if not math.isfinite(value):
        raise InputError(f"{value} can't be written in a course's text; give a finite number")
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def quoted(text: str) -> str:
    """A text in quotes."""
    return json.dumps(text, ensure_ascii=False)


def thing_of(kind: str, is_use: bool, settings: Mapping[str, SettingChoice]) -> Thing:
    """The thing whose name says most of the settings."""
    fitting = [
        thing
        for thing in course_words().things
        if thing.kind == kind
        and thing.is_use == is_use
        and all(same(settings.get(name), value) for name, value in thing.settings.items())
    ]
    return max(fitting, key=lambda thing: len(thing.settings), default=Thing("", kind, is_use))


def head_text(thing: Thing) -> str:
    """A thing's name, or its kind in quotes where it has none."""
    if thing.name:
        return thing.name
    found = course_words().thing.get(words_of(thing.kind)) if _KIND.fullmatch(thing.kind) else None
    if found is not None and found.is_use and thing.is_use and not found.settings:
        return thing.kind
    return f"{'use' if thing.is_use else 'session'} {quoted(thing.kind)}"


def same(one: object, other: object) -> bool:
    """Equal and of one type: 1 and true are equal to Python alone."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def settings_text(thing: Thing, settings: Mapping[str, SettingChoice]) -> list[str]:
    """Each setting that the thing's name doesn't say, in words or as name=value."""
    left = {name: value for name, value in settings.items() if name not in thing.settings}
    second = _second_agent(thing, left)
    said = [
        item
        for name, value in left.items()
        if not (second and name in ("second_agent", "second_percent"))
        for item in _setting(thing.kind, name, value)
    ]
    return [*said, second] if second else said


def _second_agent(thing: Thing, left: Mapping[str, SettingChoice]) -> str:
    """'+ TCA 15 %' of a peel, '' where it can't be written so."""
    agent, percent = left.get("second_agent"), left.get("second_percent")
    if thing.kind != "chemical-peel" or not isinstance(agent, str):
        return ""
    if isinstance(percent, bool) or not isinstance(percent, float | int) or percent < 0.0:
        return ""
    name = thing_of(thing.kind, False, {"agent": agent}).name
    return f"+ {name} {number_text(percent)} %" if name and "agent" in thing.settings else ""


def _setting(kind: str, name: str, value: SettingChoice) -> list[str]:
    if isinstance(value, SettingByClass):
        return [
            f"{_plain(kind, name, one)} if {_class(value.measured, word)}"
            for word, one in value.values.items()
        ]
    return [_plain(kind, name, value)]


def _plain(kind: str, name: str, value: SettingValue | SettingRange) -> str:
    known = kind_words(kind)
    for word in known.settings:
        if word.setting == name and same(word.value, value):
            return word.say
    if isinstance(value, SettingRange) or (
        isinstance(value, float | int) and not isinstance(value, bool)
    ):
        for unit in known.numbers:
            said = _in_unit(unit, value) if unit.setting == name else ""
            if said:
                return said
    return f"{name if _NAME.fullmatch(name) else quoted(name)}={_value(value)}"


def _in_unit(unit: NumberWord, value: float | SettingRange) -> str:
    """A number in a unit, '' where it would not read back as itself."""
    ends = [value.low, value.high] if isinstance(value, SettingRange) else [value]
    if unit.ratio:
        ratio = f"1:{number_text(ends[0])}"
        plain = re.fullmatch(r"1:\d+(\.\d+)?", ratio)
        return f"{unit.say} {ratio}" if plain and len(ends) == 1 else ""
    given = [float(f"{end / unit.factor:.12g}") if unit.factor != 1.0 else end for end in ends]
    back = [with_factor(one, unit.factor) for one in given]
    if back != ends or not all(one >= 0.0 for one in given):
        return ""
    said = "-".join(number_text(one) for one in given)
    if unit.before:
        return f"{unit.say} {said}"
    return f"{said} {unit.one if unit.one and said == '1' else unit.say}"


def _value(value: SettingValue | SettingRange) -> str:
    if isinstance(value, SettingRange):
        return f"{number_text(value.low)} to {number_text(value.high)}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quoted(value) if isinstance(value, str) else number_text(value)


def _class(measured: str, word: str) -> str:
    if course_words().measured.get(word) == measured:
        return word
    return f"{_named(measured)}={_named(word)}"


def _named(text: str) -> str:
    return text if _NAME.fullmatch(text) else quoted(text)


def place_text(name: str, value: str, table: Mapping[Phrase, str]) -> str:
    """A site or side by its word, or its name with the text in quotes."""
    return value if value in table.values() else f"{name} {quoted(value)}"


def stretch_text(days: float) -> str:
    """'8 weeks', or '45 days'."""
    weeks = days / _DAYS_A_WEEK
    if weeks >= 1.0 and weeks == int(weeks) and weeks * _DAYS_A_WEEK == days:
        return f"{number_text(weeks)} week{'' if weeks == 1.0 else 's'}"
    return f"{number_text(days)} day{'' if days == 1.0 else 's'}"


def rhythm_text(kind: str, per_week: float) -> str:
    """'nightly', 'twice daily', '3 times a week'."""
    if per_week == _DAYS_A_WEEK:
        return "nightly" if kind == "topical-retinoid" else "daily"
    if per_week == 2.0 * _DAYS_A_WEEK:
        return "twice daily"
    return f"{number_text(per_week)} time{'' if per_week == 1.0 else 's'} a week"
