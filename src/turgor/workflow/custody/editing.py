"""A record with some of its fields changed, from the words of a command line."""

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Mapping
from typing import TypeVar

from turgor.errors import StudyError
from turgor.record.site import SIDES, BodySite
from turgor.store.codec import from_json, to_json

R = TypeVar("R")

_WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

_WANTED: dict[type, str] = {
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
    dt.date: "a date 2026-03-31",
}


def edited(record: R, changes: Mapping[str, str], fixed: tuple[str, ...] = ()) -> R:
    """A copy of a frozen dataclass with fields put in place of others.

    A field of plain values takes text, a number, yes or no, or a date 2026-03-31; empty is None
    where the field allows it. 'side' is the side of a field ``site``; 'settings.depth_mm' is one
    entry of a mapping, taken out where empty. What is none of these is given as JSON.

    Errors: StudyError naming the field, what it takes, and which fields there are.
    """
    known = {item.name for item in dataclasses.fields(typing.cast(typing.Any, record))}
    hints = typing.get_type_hints(type(record))
    values = {name: getattr(record, name) for name in known}
    sited = [name for name in known if hints[name] is BodySite]
    for field, text in changes.items():
        name, dot, entry = field.partition(".")
        if name == "side" and name not in known and sited:
            values[sited[0]] = BodySite(values[sited[0]].name, _side(text))
        elif name not in known or name in fixed:
            allowed = sorted((known | ({"side"} if sited else set())) - set(fixed))
            raise StudyError(f"'{name}' can't be corrected here; fields are {', '.join(allowed)}")
        elif dot:
            values[name] = _with_entry(values[name], field, entry, text)
        elif hints[name] is BodySite:
            values[name] = BodySite(text, values[name].side)
        else:
            values[name] = _value(hints[name], field, text)
    try:
        return type(record)(**values)
    except (TypeError, ValueError) as error:
        raise StudyError(f"{', '.join(changes)}: {error}") from error


def shown(record: object) -> dict[str, object]:
    """A record's fields as plain values, a site as site and side."""
    told: dict[str, object] = {}
    for item in dataclasses.fields(typing.cast(typing.Any, record)):
        value = getattr(record, item.name)
        if isinstance(value, BodySite):
            told |= {item.name: value.name, "side": value.side}
        else:
            told[item.name] = to_json(value)
    return told


def _side(text: str) -> str:
    if text not in SIDES:
        raise StudyError(f"side is '{text}'; allowed: {', '.join(SIDES)}")
    return text


def _with_entry(value: object, field: str, entry: str, text: str) -> dict[str, str]:
    if not isinstance(value, Mapping) or not entry:
        raise StudyError(f"'{field}' names no entry of a mapping")
    kept = {str(name): str(item) for name, item in value.items() if name != entry}
    return {**kept, entry: text} if text else kept


def _value(kind: object, field: str, text: str) -> object:
    inside = typing.get_args(kind)
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        if not text and type(None) in inside:
            return None
        kind = next(item for item in inside if item is not type(None))
    try:
        if kind is str:
            return text
        if kind is bool:
            return _WORDS[text.strip().lower()]
        if kind is int:
            return int(text)
        if kind is float:
            return _number(text)
        if kind is dt.date:
            return dt.date.fromisoformat(text)
        return from_json(json.loads(text), kind)
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        wanted = _WANTED.get(kind, "JSON") if isinstance(kind, type) else "JSON"
        raise StudyError(f"{field} is '{text}'; it takes {wanted}") from error


def _number(text: str) -> float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value
