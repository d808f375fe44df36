"""Records to rows and back by the types of their fields, so that no table writes its own."""

import dataclasses
import datetime as dt
import json
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from turgor.record.site import BodySite
from turgor.store.rows import canonical_json

R = TypeVar("R")


class RecordCodec(Generic[R]):
    """A frozen dataclass as the columns of a table.

    str, int, float, bool and date are columns of their own, None included; a BodySite becomes the
    columns ``site`` and ``side``; tuples, mappings and dataclasses become canonical JSON.
    """

    def __init__(self, record_type: type[R]) -> None:
        self.record_type = record_type
        self._fields = _fields(typing.cast(Any, record_type))

    def row(self, record: R) -> dict[str, object]:
        """The columns of one record."""
        values: dict[str, object] = {}
        for name, kind in self._fields.items():
            value = getattr(record, name)
            if kind is BodySite:
                values |= {"site": value.name, "side": value.side}
            else:
                values[name] = value if _plain(kind) else canonical_json(to_json(value))
        return values

    def record(self, row: Mapping[str, object]) -> R:
        """One record from its columns; other columns are passed over."""
        values: dict[str, object] = {}
        for name, kind in self._fields.items():
            if kind is BodySite:
                values[name] = BodySite(str(row["site"]), str(row["side"]))
            elif _plain(kind):
                values[name] = row[name]
            else:
                values[name] = from_json(json.loads(str(row[name])), kind)
        return self.record_type(**values)


def to_json(value: object) -> object:
    """A value of a record as JSON has it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def from_json(value: object, kind: object) -> object:
    """A value of a record's field from JSON, by the field's type."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return from_json(value, next(item for item in inside if item is not type(None)))
    if origin is tuple and isinstance(value, list):
        if len(inside) == 2 and inside[1] is Ellipsis:
            return tuple(from_json(item, inside[0]) for item in value)
        return tuple(from_json(item, one) for item, one in zip(value, inside, strict=True))
    if isinstance(value, dict) and isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: from_json(item, inside[1]) for name, item in value.items()}
    if isinstance(value, dict) and isinstance(kind, type) and dataclasses.is_dataclass(kind):
        known = _fields(kind)
        return kind(**{name: from_json(item, known[name]) for name, item in value.items()})
    if kind is dt.date:
        return dt.date.fromisoformat(str(value))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


@cache
def _fields(record_type: Any) -> dict[str, object]:
    hints = typing.get_type_hints(record_type)
    return {item.name: hints[item.name] for item in dataclasses.fields(record_type)}


def _plain(kind: object) -> bool:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return all(item is type(None) or _plain(item) for item in typing.get_args(kind))
    return kind in (str, int, float, bool, dt.date)
