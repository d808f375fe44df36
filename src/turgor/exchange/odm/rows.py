"""One row of a table as ItemGroupData."""

import json
from collections.abc import Sequence
from typing import cast

from turgor.exchange.odm.survey import SignedOf, TableSurvey, entity_key
from turgor.exchange.odm.words import (
    ESCAPED,
    STUDY_LOCATION,
    attribute,
    item_oid,
    measurand_oid,
    unable,
    unit_oid,
)
from turgor.exchange.tidy.csv_file import number_text
from turgor.exchange.tidy.table import Cell

_ESCAPED = f'><Annotation SeqNum="1"><Comment>{ESCAPED}</Comment></Annotation></ItemData>'


class RowWriter:
    """Writes the rows of one table; ``reference`` for those that name no subject."""

    def __init__(self, one: TableSurvey, signed: SignedOf, reference: bool) -> None:
        table = one.table
        self.name = table.name
        self._table, self._signed, self._measured = table, signed, one.measured
        own = one.own_items()
        if reference:
            own = [
                at
                for at in range(len(table.columns))
                if at in own or at in (one.subject, one.visit)
            ]
        self._items = [
            (
                at,
                f'<ItemData ItemOID="{attribute(item_oid(table.name, table.columns[at].name))}" ',
                table.columns[at].kind,
            )
            for at in own
        ]
        oid = f"IGR.{table.name}" if reference else f"IG.{table.name}"
        self._open = f'<ItemGroupData ItemGroupOID="{attribute(oid)}" ItemGroupRepeatKey="'
        self._uncertain = table.place("u") if one.measured is not None else None
        self._values: dict[tuple[Cell, Cell], str] = {}
        self._units: dict[Cell, str] = {}

    def text(self, number: int, row: Sequence[Cell]) -> str:
        """The row's element; a cell without a value is left out."""
        parts = [f'{self._open}{number}">']
        if self._table.entity:
            parts.append(self._audit(row))
        unit = self._unit(row[self._measured[3]]) if self._measured is not None else ""
        for at, opening, kind in self._items:
            cell = row[at]
            if cell is None or cell == "":
                continue
            end = f">{unit}</ItemData>" if at == self._uncertain else "/>"
            if kind == "number":
                parts.append(f'{opening}Value="{number_text(float(cast(float, cell)))}"{end}')
            else:
                parts.append(f"{opening}{_value(cell, kind)}")
        if self._measured is not None:
            parts.append(self._measurand(row, self._measured, unit))
        parts.append("</ItemGroupData>")
        return "".join(parts)

    def _measurand(self, row: Sequence[Cell], measured: tuple[int, ...], unit: str) -> str:
        metric, conditions, value, _ = (row[at] for at in measured)
        opening = self._values.get((metric, conditions))
        if opening is None:
            oid = attribute(measurand_oid(str(metric), str(conditions)))
            opening = self._values[metric, conditions] = f'<ItemData ItemOID="{oid}" '
        if value is None:
            return f'{opening}IsNull="Yes">{unit}</ItemData>'
        return f'{opening}Value="{number_text(cast(float, value))}">{unit}</ItemData>'

    def _unit(self, printed: Cell) -> str:
        known = self._units.get(printed)
        if known is None:
            oid = attribute(unit_oid(str(printed)))
            known = f'<MeasurementUnitRef MeasurementUnitOID="{oid}"/>'
            self._units[printed] = known
        return known

    def _audit(self, row: Sequence[Cell]) -> str:
        deed = self._signed(self._table.entity, entity_key(self._table, row))
        if deed is None:
            return ""
        why = f"<ReasonForChange>{attribute(deed.why)}</ReasonForChange>" if deed.why else ""
        return (
            f'<AuditRecord><UserRef UserOID="U.{attribute(deed.who)}"/>'
            f'<LocationRef LocationOID="{STUDY_LOCATION}"/>'
            f"<DateTimeStamp>{deed.at}</DateTimeStamp>{why}"
            f"<SourceID>{attribute(deed.source)}</SourceID></AuditRecord>"
        )


def _value(cell: Cell, kind: str) -> str:
    if kind in ("text", "json"):
        text = str(cell)
        if unable(text):
            return f'Value="{attribute(json.dumps(text))}"{_ESCAPED}'
        return f'Value="{attribute(text)}"/>'
    if kind == "boolean":
        return 'Value="true"/>' if cell else 'Value="false"/>'
    return f'Value="{cell}"/>'
