"""What each element of an ODM document adds to the definitions and rows."""

import json
import re
from collections.abc import Callable
from typing import TypeVar

from turgor.errors import FormatError
from turgor.exchange.odm.definitions import (
    Definitions,
    EventDefinition,
    GroupDefinition,
    ItemDefinition,
)
from turgor.exchange.odm.survey import MEASURED
from turgor.exchange.odm.words import ESCAPED
from turgor.exchange.tidy.csv_file import typed
from turgor.exchange.tidy.table import Cell, Column

D = TypeVar("D", ItemDefinition, GroupDefinition, EventDefinition)

_DEEPEST = 24
_HEAD = re.compile(r"\b\d+:[0-9a-f]{64}\b")
_ALIASED = ("ItemDef", "ItemGroupDef", "StudyEventDef")
_INSERTED = (None, "Insert")


class Handler:
    """Takes the elements in their order; errors name no line, which the caller knows.

    Errors: FormatError from each method.
    """

    def __init__(self, namespace: str) -> None:
        self._space = f"{namespace} "
        self.definitions = Definitions()
        self.rows: dict[str, dict[int, dict[str, Cell]]] = {}
        self.study = self.title = self.head = self.source = self.version = ""
        self.seen_root = False
        self._path: list[str] = []
        self._words: list[str] = []
        self._open: ItemDefinition | GroupDefinition | EventDefinition | None = None
        self._codes: list[str] = []
        self._columns: dict[str, dict[str, Column]] = {}
        self._subject: str | None = None
        self._visit: str | None = None
        self._group: GroupDefinition | None = None
        self._row: dict[str, Cell] = {}
        self._number = 0
        self._item: tuple[ItemDefinition, str | None] | None = None
        self._unit = ""
        self._settled = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "ODM": self._start_odm,
            "MeasurementUnit": self._start_measurement_unit,
            "StudyEventDef": self._start_study_event_def,
            "ItemGroupDef": self._start_item_group_def,
            "ItemDef": self._start_item_def,
            "ItemRef": self._start_item_ref,
            "Alias": self._start_alias,
            "CodeListRef": self._start_code_list_ref,
            "CodeList": self._start_code_list,
            "CodeListItem": self._start_code_list_item,
            "MeasurementUnitRef": self._start_measurement_unit_ref,
            "ClinicalData": self._start_clinical_data,
            "SubjectData": self._start_subject_data,
            "StudyEventData": self._start_study_event_data,
            "ItemGroupData": self._start_item_group_data,
            "ItemData": self._start_item_data,
            "EnumeratedItem": self._start_code_list_item,
            "ReferenceData": self._start_clinical_data,
        }
        self._ends: dict[str, Callable[[str], None]] = {
            "ProtocolName": self._end_protocol_name,
            "StudyName": self._end_study_name,
            "TranslatedText": self._end_translated_text,
            "SubjectData": self._end_subject_data,
            "ItemGroupData": self._end_item_group_data,
            "ItemData": self._end_item_data,
            "Comment": self._end_comment,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self._path) >= _DEEPEST:
            raise FormatError("its elements are nested too deep for ODM")
        name = tag.removeprefix(self._space) if tag.startswith(self._space) else ""
        if not self._path:
            if name != "ODM":
                raise FormatError("is no ODM 1.3 document")
            self.seen_root = True
        self._path.append(name)
        self._words.clear()
        if name.startswith("ItemData") and name != "ItemData":
            raise FormatError(f"holds {name}; only untyped ItemData are read")
        begin = self._starts.get(name)
        if begin is not None:
            begin(attributes)

    def text(self, piece: str) -> None:
        """Text between elements."""
        self._words.append(piece)

    def end(self, _: str) -> None:
        """An element ends."""
        finish = self._ends.get(self._path[-1])
        if finish is not None:
            finish("".join(self._words))
        self._path.pop()
        self._words.clear()

    def _parent(self) -> str:
        return self._path[-2] if len(self._path) > 1 else ""

    def _start_odm(self, told: dict[str, str]) -> None:
        if told.get("FileType") != "Snapshot":
            raise FormatError(f"is of FileType '{told.get('FileType')}'; only a Snapshot is read")
        head = _HEAD.search(told.get("Description", ""))
        self.head = head[0] if head else ""
        self.source = told.get("SourceSystem", "")
        self.version = told.get("SourceSystemVersion", "")

    def _end_protocol_name(self, text: str) -> None:
        self.study = text

    def _end_study_name(self, text: str) -> None:
        self.title = text

    def _start_measurement_unit(self, told: dict[str, str]) -> None:
        self.definitions.units[_needed(told, "OID")] = _needed(told, "Name")

    def _start_study_event_def(self, told: dict[str, str]) -> None:
        event = EventDefinition(_needed(told, "OID"), _needed(told, "Name"))
        self._define(self.definitions.events, event.oid, event)

    def _start_item_group_def(self, told: dict[str, str]) -> None:
        group = GroupDefinition(_needed(told, "OID"), _needed(told, "Name"))
        self._define(self.definitions.groups, group.oid, group)

    def _start_item_def(self, told: dict[str, str]) -> None:
        item = ItemDefinition(
            _needed(told, "OID"), _needed(told, "Name"), _needed(told, "DataType")
        )
        self._define(self.definitions.items, item.oid, item)

    def _define(self, known: dict[str, D], oid: str, what: D) -> None:
        if oid in known:
            raise FormatError(f"OID '{oid}' is defined twice")
        known[oid] = self._open = what

    def _start_item_ref(self, told: dict[str, str]) -> None:
        if isinstance(self._open, GroupDefinition):
            self._open.items.append(_needed(told, "ItemOID"))

    def _start_alias(self, told: dict[str, str]) -> None:
        if self._open is not None and self._parent() in _ALIASED:
            self._open.aliases.setdefault(told.get("Context", ""), []).append(told.get("Name", ""))

    def _start_code_list_ref(self, told: dict[str, str]) -> None:
        if isinstance(self._open, ItemDefinition):
            self._open.code_list = _needed(told, "CodeListOID")

    def _start_code_list(self, told: dict[str, str]) -> None:
        self._codes = self.definitions.code_lists.setdefault(_needed(told, "OID"), [])

    def _start_code_list_item(self, told: dict[str, str]) -> None:
        self._codes.append(_needed(told, "CodedValue"))

    def _end_translated_text(self, text: str) -> None:
        within = self._path[-3:-1]
        if within == ["ItemDef", "Description"] and isinstance(self._open, ItemDefinition):
            self._open.meaning = text

    def _start_measurement_unit_ref(self, told: dict[str, str]) -> None:
        oid = _needed(told, "MeasurementUnitOID")
        if self._parent() == "ItemDef" and isinstance(self._open, ItemDefinition):
            self._open.units.append(oid)
        elif self._parent() == "ItemData":
            if oid not in self.definitions.units:
                raise FormatError(f"MeasurementUnit '{oid}' is referred to and not defined")
            self._unit = self.definitions.units[oid]

    def _start_clinical_data(self, _: dict[str, str]) -> None:
        self._settle()
        self._subject = self._visit = None

    def _settle(self) -> None:
        if self._settled:
            return
        self._settled = True
        self.definitions.settle()
        for oid, group in self.definitions.groups.items():
            self._columns[oid] = {c.name: c for c in self.definitions.columns(group)}

    def _start_subject_data(self, told: dict[str, str]) -> None:
        _inserted(told)
        self._subject, self._visit = _needed(told, "SubjectKey"), None

    def _end_subject_data(self, _: str) -> None:
        self._subject = None

    def _start_study_event_data(self, told: dict[str, str]) -> None:
        _inserted(told)
        oid = _needed(told, "StudyEventOID")
        if oid not in self.definitions.events:
            raise FormatError(f"StudyEventDef '{oid}' is referred to and not defined")
        self._visit = self.definitions.events[oid].visit

    def _start_item_group_data(self, told: dict[str, str]) -> None:
        _inserted(told)
        oid = _needed(told, "ItemGroupOID")
        if oid not in self.definitions.groups:
            raise FormatError(f"ItemGroupDef '{oid}' is referred to and not defined")
        self._group = self.definitions.groups[oid]
        of_table = self.rows.setdefault(self._group.table, {})
        key = told.get("ItemGroupRepeatKey", "")
        self._number = int(key) if key.isdecimal() and key.isascii() else len(of_table) + 1
        if self._number in of_table:
            raise FormatError(f"row {self._number} of '{self._group.table}' stands twice")
        self._row = {}
        columns = self._columns[oid]
        if self._subject is not None and "subject" in columns:
            self._row["subject"] = self._subject
        if self._visit is not None and "visit" in columns:
            self._row["visit"] = self._visit

    def _end_item_group_data(self, _: str) -> None:
        if self._group is not None:
            self.rows[self._group.table][self._number] = self._row
        self._group = None

    def _start_item_data(self, told: dict[str, str]) -> None:
        _inserted(told)
        item = self.definitions.item(_needed(told, "ItemOID"))
        if self._group is None:
            raise FormatError("ItemData stands outside an ItemGroupData")
        if item.measurand is None and item.name not in self._columns[self._group.oid]:
            raise FormatError(f"item '{item.oid}' is none of group '{self._group.oid}'")
        value = None if told.get("IsNull") == "Yes" else _needed(told, "Value")
        self._item, self._unit = (item, value), ""

    def _end_item_data(self, _: str) -> None:
        if self._item is None or self._group is None:
            return
        item, value = self._item
        self._item = None
        cells: dict[str, Cell]
        if item.measurand is None:
            kind = self._columns[self._group.oid][item.name].kind
            cells = {item.name: _cell(item, kind, value)}
        else:
            metric, conditions = item.measurand
            said = (metric, conditions, _cell(item, "number", value), self._unit or None)
            cells = dict(zip(MEASURED, said, strict=True))
        doubled = sorted(set(cells) & set(self._row))
        if doubled:
            raise FormatError(f"row {self._number} states '{doubled[0]}' twice")
        self._row |= cells

    def _end_comment(self, text: str) -> None:
        if text != ESCAPED:
            return
        if self._path[-3:-1] == ["ItemData", "Annotation"] and self._item is not None:
            item, value = self._item
            self._item = (item, _json_text(value))
        elif self._path[-3:-1] == ["SubjectData", "Annotation"]:
            self._subject = _json_text(self._subject)


def _cell(item: ItemDefinition, kind: str, value: str | None) -> Cell:
    if value is None:
        return None
    try:
        return typed(kind, value)
    except (ValueError, KeyError):
        raise FormatError(f"item '{item.oid}' holds {value[:40]!r}, which is no {kind}") from None


def _json_text(value: str | None) -> str:
    try:
        text = json.loads(value or "")
    except ValueError:
        text = None
    if not isinstance(text, str):
        raise FormatError("a text is marked as a JSON string and is none")
    return text


def _needed(told: dict[str, str], name: str) -> str:
    if name not in told:
        raise FormatError(f"an element lacks its attribute {name}")
    return told[name]


def _inserted(told: dict[str, str]) -> None:
    if told.get("TransactionType") not in _INSERTED:
        raise FormatError(f"holds a transaction '{told['TransactionType']}'; only a state is read")
