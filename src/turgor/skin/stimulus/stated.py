"""One stated setting at a time, as the type that a model asks for, or a refusal."""

import math
from collections.abc import Mapping
from typing import overload

from turgor.errors import InputError
from turgor.skin.stimulus.modality import SettingValue

Settings = Mapping[str, SettingValue]


def number(settings: Settings, name: str) -> float:
    """A number, NaN where it isn't stated.

    Errors: InputError for a word or a flag.
    """
    value = settings.get(name, math.nan)
    if isinstance(value, bool | str):
        raise InputError(f"'{name}' is '{value}', which is no number")
    return float(value)


def positive(settings: Settings, name: str, unit: str) -> float:
    """A number above 0, NaN where it isn't stated; ``unit`` is for the message.

    Errors: InputError for anything else.
    """
    value = number(settings, name)
    if name in settings and not (value > 0.0 and math.isfinite(value)):
        raise InputError(f"{name} is {value:g}; it is a number above 0, in {unit}")
    return value


@overload
def whole(settings: Settings, name: str, default: int) -> int: ...
@overload
def whole(settings: Settings, name: str, default: None) -> int | None: ...
def whole(settings: Settings, name: str, default: int | None) -> int | None:
    """A count of 1 or more, ``default`` where it isn't stated.

    Errors: InputError for anything else.
    """
    if name not in settings:
        return default
    value = number(settings, name)
    if not value >= 1.0 or value != int(value):
        raise InputError(f"{name} is {value:g}; it is a whole number, 1 or more")
    return int(value)


def word(settings: Settings, name: str, words: tuple[str, ...]) -> str:
    """One of ``words``; it must be stated.

    Errors: InputError naming the words.
    """
    value = settings.get(name)
    if value is None:
        raise InputError(f"'{name}' is not stated; allowed: {', '.join(words)}")
    if value not in words:
        raise InputError(f"{name} '{value}' is unknown here; allowed: {', '.join(words)}")
    return str(value)


def flag(settings: Settings, name: str) -> bool | None:
    """Yes or no, None where it isn't stated.

    Errors: InputError for anything else.
    """
    value = settings.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise InputError(f"'{name}' is '{value}'; write yes or no")
