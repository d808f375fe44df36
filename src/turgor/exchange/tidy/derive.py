"""Frozen records to tidy tables by the types of their fields, so that no table is written twice."""

import dataclasses
import datetime as dt
import enum
import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from turgor.exchange.tidy.table import Cell, Column, TidyTable
from turgor.exchange.tidy.words import TableWords, table_words
from turgor.metrics.measurand import Measurand
from turgor.record.site import BodySite
from turgor.record.visit import VisitConditions

_PLAIN = {str: "text", int: "integer", float: "number", bool: "boolean", dt.date: "date"}


@dataclasses.dataclass(frozen=True, slots=True)
class RecordPlan:
    """How records of one type become a table.

    rename : field to column. leave_out : fields that don't leave. wide : mapping fields that
    become one column for each key that occurs. long : mapping or tuple fields that become a table
    of their own, ``<name>_<field>``, one row for each entry. each : by wide field, what a key
    means, empty where that is not known. lead : columns before the record's own, whose cells come
    with each record. key, entity, entity_key : see ``TidyTable``.
    """

    name: str
    record_type: type
    lead: tuple[tuple[str, str], ...] = ()
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    entity: str = ""
    entity_key: tuple[str, ...] = ()
    each: Mapping[str, Callable[[str], str]] = dataclasses.field(default_factory=dict)


def record_tables(
    plan: RecordPlan, items: Sequence[tuple[Sequence[Cell], object]]
) -> list[TidyTable]:
    """The table of these (lead cells, record) pairs, then those of its long fields."""
    words = table_words(plan.name)
    fields = {
        name: kind
        for name, kind in _hints(plan.record_type).items()
        if name not in plan.leave_out and name not in plan.long
    }
    keys = {
        name: sorted({str(key) for _, record in items for key in getattr(record, name)})
        for name in plan.wide
    }
    columns = [_column(words, name, kind) for name, kind in plan.lead]
    for name, kind in fields.items():
        if name in plan.wide:
            columns += [_wide_column(words, plan, name, key) for key in keys[name]]
        else:
            columns += [_column(words, plan.rename.get(n, n), k) for n, k in _flat(name, kind)]
    rows = [
        (*lead, *(cell for name, kind in fields.items()
                  for cell in _cells(getattr(record, name), kind, keys.get(name))))
        for lead, record in items
    ]  # fmt: skip
    table = TidyTable(
        plan.name, words.meaning, tuple(columns), lambda: rows, plan.key, plan.entity,
        plan.entity_key,
    )  # fmt: skip
    return [table, *(_long_table(plan, name, table, items) for name in plan.long)]


def plain_json(value: object) -> str:
    """A value of a record as canonical JSON."""
    return json.dumps(
        _to_json(value), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def _long_table(
    plan: RecordPlan,
    name: str,
    table: TidyTable,
    items: Sequence[tuple[Sequence[Cell], object]],
) -> TidyTable:
    """One row for each entry of a field, below the columns that tell the record apart."""
    words = table_words(f"{plan.name}_{name}")
    kind = _hints(plan.record_type)[name]
    place = [table.names.index(key) for key in plan.key]
    above = [(key, table.columns[at].kind) for key, at in zip(plan.key, place, strict=True)]
    inside = (
        typing.get_args(kind)[-1]
        if typing.get_origin(kind) is not tuple
        else (typing.get_args(kind)[0])
    )
    mapping = typing.get_origin(kind) is not tuple
    first = ("key", "text") if mapping else ("position", "integer")
    entry = _flat_entry(inside)
    columns = [_column(words, n, k) for n, k in (*above, first, *entry)]
    rows: list[tuple[Cell, ...]] = []
    for whole, (_, record) in zip(table.rows(), items, strict=True):
        value = getattr(record, name)
        entries: Iterable[tuple[Cell, object]] = (
            value.items() if mapping else enumerate(value, start=1)
        )
        for which, one in entries:
            cells = _entry_cells(one, inside)
            rows.append((*(whole[at] for at in place), which, *cells))
    return TidyTable(f"{plan.name}_{name}", words.meaning, tuple(columns), lambda: rows)


def _flat_entry(kind: object) -> list[tuple[str, str]]:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return [part for name, one in _hints(kind).items() for part in _flat(name, one)]
    return [("value", _kind(kind))]


def _entry_cells(value: object, kind: object) -> list[Cell]:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return [cell for name, one in _hints(kind).items()
                for cell in _cells(getattr(value, name), one, None)]  # fmt: skip
    return _cells(value, kind, None)


def _column(words: TableWords, name: str, kind: str) -> Column:
    told = words.of(name)
    return Column(name, kind, told.meaning, told.unit, told.allowed)


def _wide_column(words: TableWords, plan: RecordPlan, field: str, key: str) -> Column:
    known = plan.each[field](key) if field in plan.each else ""
    told = words.each.get(field, "").format(key=key)
    return Column(f"{_one(field)}_{key}", "text", f"{known}: {told}" if known else told)


def _one(field: str) -> str:
    """The word for one entry of a mapping: 'setting' of 'settings'."""
    return field.removesuffix("s")


def _flat(name: str, kind: object) -> list[tuple[str, str]]:
    """The columns of one field, with their kinds."""
    bare = _bare(kind)
    if bare is BodySite:
        return [("site", "text"), ("side", "text")]
    if bare is Measurand:
        return [("metric", "text"), ("conditions", "json")]
    if bare is VisitConditions:
        return [(one, _kind(hint)) for one, hint in _hints(VisitConditions).items()]
    return [(name, _kind(kind))]


def _cells(value: object, kind: object, keys: Sequence[str] | None) -> list[Cell]:
    """The cells of one field, as many as ``_flat`` has columns for it."""
    if keys is not None:
        held = typing.cast(Mapping[str, str], value)
        return [held.get(key) for key in keys]
    bare = _bare(kind)
    if value is None:
        return [None] * len(_flat("", kind))
    if bare is BodySite:
        site = typing.cast(BodySite, value)
        return [site.name, site.side]
    if bare is Measurand:
        measurand = typing.cast(Measurand, value)
        return [measurand.metric, plain_json(measurand.as_mapping())]
    if bare is VisitConditions:
        return [getattr(value, one) for one in _hints(VisitConditions)]
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, dt.datetime):
        return [value.isoformat()]
    if _kind(kind) == "json":
        return [plain_json(value)]
    if _kind(kind) == "number" and isinstance(value, int):
        return [float(value)]
    return [typing.cast(Cell, value)]


def _kind(kind: object) -> str:
    bare = _bare(kind)
    if bare is dt.datetime or typing.get_origin(bare) is typing.Literal:
        return "text"
    if isinstance(bare, type) and issubclass(bare, enum.Enum):
        return "text"
    return _PLAIN.get(bare, "json") if isinstance(bare, type) else "json"


def _bare(kind: object) -> object:
    """A type without the None that it may be."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        inside = [item for item in typing.get_args(kind) if item is not type(None)]
        return inside[0] if len(inside) == 1 else kind
    return kind


def _hints(record_type: Any) -> dict[str, object]:
    hints = typing.get_type_hints(record_type)
    return {item.name: hints[item.name] for item in dataclasses.fields(record_type)}


def _to_json(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: _to_json(getattr(value, item.name)) for item in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(name): _to_json(item) for name, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((_to_json(item) for item in value), key=str)
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value
