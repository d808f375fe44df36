"""The definitions of an ODM document as they are read: groups of items become tables of columns."""

import json
from dataclasses import dataclass, field

from turgor.errors import FormatError
from turgor.exchange.odm.words import COLUMNS, KIND, MEASURAND, TABLE, VISIT
from turgor.exchange.tidy.table import KINDS, Cell, Column

_KINDS = {
    "text": "text", "string": "text", "integer": "integer", "double": "number", "float": "number",
    "boolean": "boolean", "date": "date",
}  # fmt: skip


@dataclass(slots=True)
class ItemDefinition:
    """An item: its name, data type, what it says of itself. measurand : metric, conditions."""

    oid: str
    name: str
    data_type: str
    meaning: str = ""
    units: list[str] = field(default_factory=list)
    code_list: str = ""
    aliases: dict[str, list[str]] = field(default_factory=dict)
    measurand: tuple[str, str] | None = None


@dataclass(slots=True)
class GroupDefinition:
    """A group of items in order."""

    oid: str
    name: str
    items: list[str] = field(default_factory=list)
    aliases: dict[str, list[str]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The table that its rows belong to."""
        return self.aliases.get(TABLE, [self.name])[0]


@dataclass(slots=True)
class EventDefinition:
    """A study event; visit : the label that it stands for, None for what belongs to none."""

    oid: str
    name: str
    aliases: dict[str, list[str]] = field(default_factory=dict)

    @property
    def visit(self) -> str | None:
        """The visit's label."""
        told = self.aliases.get(VISIT)
        if told is None:
            return self.name
        visit = json.loads(told[0])
        return None if visit is None else str(visit)


@dataclass(slots=True)
class Definitions:
    """Everything that the data refer to, by OID."""

    items: dict[str, ItemDefinition] = field(default_factory=dict)
    groups: dict[str, GroupDefinition] = field(default_factory=dict)
    events: dict[str, EventDefinition] = field(default_factory=dict)
    code_lists: dict[str, list[str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def columns(self, group: GroupDefinition) -> tuple[Column, ...]:
        """A group's columns in the table's order.

        Errors: FormatError where an item is not defined, or of a type that is not read.
        """
        known: dict[str, Column] = {}
        told = group.aliases.get(COLUMNS)
        listed = [] if told is None else json.loads(told[0])
        for plain in listed:
            if isinstance(plain, dict):
                known[str(plain["name"])] = Column(
                    str(plain["name"]), str(plain["kind"]), str(plain["meaning"]),
                    str(plain["unit"]), tuple(str(item) for item in plain["allowed"]),
                )  # fmt: skip
        for oid in group.items:
            item = self.item(oid)
            if item.measurand is None:
                known[item.name] = self._column(item)
        if told is None:
            return tuple(known.values())
        order = [str(item["name"] if isinstance(item, dict) else item) for item in listed]
        if set(order) != set(known):
            raise FormatError(f"ItemGroupDef '{group.oid}': its columns are not those of its items")
        return tuple(known[name] for name in order)

    def item(self, oid: str) -> ItemDefinition:
        """An item by its OID.

        Errors: FormatError where there is none.
        """
        if oid not in self.items:
            raise FormatError(f"ItemDef '{oid}' is referred to and not defined")
        return self.items[oid]

    def settle(self) -> None:
        """Read the items' measurands once all definitions are there."""
        for item in self.items.values():
            for told in item.aliases.get(MEASURAND, ()):
                plain = json.loads(told)
                item.measurand = (str(plain["metric"]), str(plain["conditions"]))

    def _column(self, item: ItemDefinition) -> Column:
        kind = item.aliases.get(KIND, [_KINDS.get(item.data_type, "")])[0]
        if kind not in KINDS or _KINDS.get(item.data_type, "") != (
            "text" if kind == "json" else kind
        ):
            raise FormatError(
                f"ItemDef '{item.oid}' is of type '{item.data_type}'; read are: {', '.join(_KINDS)}"
            )
        units = [self.units.get(unit, unit) for unit in item.units]
        unit = units[0] if len(units) == 1 else ""
        allowed = tuple(self.code_lists.get(item.code_list, ()))
        return Column(item.name, kind, item.meaning, unit, allowed)


#: cells of one row by column
RowCells = dict[str, Cell]
