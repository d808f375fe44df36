"""The rows of a sheet as raw records of one target; every cell that can't be read is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from turgor.errors import StudyError, UnitError
from turgor.exchange.spreadsheet.cell import ACROSS, MERGED, Cell, address, column_letters
from turgor.exchange.spreadsheet.field import NUMBER, WHOLE, Field
from turgor.exchange.spreadsheet.header import Header, columns_of, find_header
from turgor.exchange.spreadsheet.rule import ColumnRule, TableRule
from turgor.exchange.spreadsheet.sheet import Book, Sheet
from turgor.exchange.spreadsheet.units import to_unit, unit_in_header
from turgor.exchange.spreadsheet.value import Reader, Value, constant_of, reader_of

#: whose and when a row is, said even where it says nothing more
_WHOSE = ("subject", "visit")


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that can't be taken: where, under which header, what it shows, and why."""

    sheet: str
    row: int
    column: int
    header: str
    value: str
    reason: str

    @property
    def cell(self) -> str:
        """'Visits!C17'."""
        return address(self.sheet, self.row, self.column)

    def __str__(self) -> str:
        """One line that names it."""
        name = f" '{self.header}'" if self.header else ""
        if not self.value:
            return f"{self.cell}{name} {self.reason}"
        said = "is '" + self.value + "'"
        if self.reason.startswith("is "):
            return f"{self.cell}{name} {said}, which {self.reason}"
        return f"{self.cell}{name} {said}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """What one row says of one record. cells : the column that each value stands in."""

    sheet: str
    row: int
    values: Mapping[str, Value]
    cells: Mapping[str, int]


@dataclass(slots=True)
class TableRows:
    """All that a sheet says of a target.

    used : the columns that were read. empty : rows that say nothing of this target. whose : the
    row, column and subject of every row that says one, its other cells good or bad.
    """

    sheet: Sheet
    header: Header
    records: list[RawRecord] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    rows: int = 0
    empty: int = 0
    notes: list[str] = field(default_factory=list)
    whose: list[tuple[int, int, str]] = field(default_factory=list)

    def bad_cell(self, row: int, column: int, reason: str) -> BadCell:
        """A cell of this sheet that can't be taken."""
        cell = self.sheet.rows.get(row, {}).get(column)
        shown = cell.shown if cell is not None else ""
        name = self.header.names.get(column, "")
        return BadCell(self.sheet.name, row, column, name, shown, reason)


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    column: int
    read: Reader
    key: bool


@dataclass(frozen=True, slots=True)
class _Variant:
    """One record that each row may hold: what is said beside the row's own columns."""

    told: Mapping[str, Value]
    columns: tuple[_Column, ...]
    cells: Mapping[str, int]


def read_table(
    book: Book, sheet: Sheet, rule: TableRule, fields: Sequence[Field], bare: bool = False
) -> TableRows:
    """Read what a sheet says of a target.

    bare : a row that says no more than whose it is still is a record of this target.

    Errors: StudyError where the columns or constants that the rule names don't fit.
    """
    header = find_header(sheet, rule.columns, rule.header_row, rule.header_rows)
    table = TableRows(sheet, header)
    known = {item.name: item for item in fields}
    base, variants = _plan(book, table, rule, known)
    needed = [item.name for item in fields if item.needed and not item.carries]
    carried = [item.name for item in fields if item.carries]
    used = sorted(table.used)
    for number, cells in sheet.rows.items():
        if number <= header.last_row or (rule.last_row and number > rule.last_row):
            continue
        if not any(column in cells for column in used):
            continue
        table.rows += 1
        _row(table, number, cells, rule, (base, variants, needed, carried), bare)
    return table


def _row(
    table: TableRows,
    number: int,
    cells: Mapping[int, Cell],
    rule: TableRule,
    plan: tuple[tuple[_Column, ...], tuple[_Variant, ...], list[str], list[str]],
    bare: bool,
) -> None:
    base, variants, needed, carried = plan
    bad: list[BadCell] = []
    own, places = _read(table, number, cells, base, rule.merged, bad)
    base_bad = bool(bad)
    if own.get("subject") is not None:
        table.whose.append((number, places["subject"], str(own["subject"])))
    says = any(own[name] is not None for name in own if name not in _WHOSE)
    made = 0
    for variant in variants:
        before = len(bad)
        values, _ = _read(table, number, cells, variant.columns, rule.merged, bad)
        failed = len(bad) > before
        silent = not failed and all(value is None for value in values.values())
        if variant.columns and silent:
            continue
        if not variant.columns and not (says or bare or base_bad) and set(own) - set(_WHOSE):
            continue
        whole = {**variant.told, **own, **values}
        if not (base_bad or failed) and any(whole.get(name) is None for name in carried):
            continue
        made += 1
        if base_bad or failed:
            continue
        lacking = [name for name in needed if whole.get(name) is None]
        for name in lacking:
            column = places.get(name) or variant.cells.get(name) or next(iter(places.values()), 1)
            reason = "is empty; it is needed" if name in places else f"lacks {name}; it is needed"
            told = table.bad_cell(number, column, reason)
            if told not in bad:
                bad.append(told)
        if not lacking:
            where = {**variant.cells, **places} if variant.cells else places
            table.records.append(RawRecord(table.sheet.name, number, whole, where))
    table.empty += not made
    table.bad.extend(bad)


def _read(
    table: TableRows,
    number: int,
    cells: Mapping[int, Cell],
    columns: tuple[_Column, ...],
    merged: str,
    bad: list[BadCell],
) -> tuple[dict[str, Value], dict[str, int]]:
    values: dict[str, Value] = {}
    places: dict[str, int] = {}
    for column in columns:
        places[column.name] = column.column
        cell = cells.get(column.column)
        if cell is None:
            values[column.name] = None
            continue
        try:
            if cell.kind == ACROSS:
                raise StudyError("is merged with the cell beside it; split them")
            if cell.kind == MERGED and not column.key and merged != "fill":
                raise StudyError(
                    'is merged with the cell above; split them, or declare merged = "fill"'
                )
            values[column.name] = column.read(cell)
        except StudyError as error:
            values[column.name] = None
            bad.append(table.bad_cell(number, column.column, str(error)))
    return values, places


def _plan(
    book: Book, table: TableRows, rule: TableRule, known: Mapping[str, Field]
) -> tuple[tuple[_Column, ...], tuple[_Variant, ...]]:
    constants = {name: _constant(known, name, text) for name, text in rule.constants.items()}
    plain: list[_Column] = []
    #: what headers say -> the columns that say it
    wide: dict[tuple[tuple[str, str], ...], list[_Column]] = {}
    for name, column in rule.fields.items():
        for number, told in columns_of(table.sheet, table.header, column).items():
            made = _column(book, table, known[name], column, number)
            if column.places:
                wide.setdefault(tuple(sorted(told.items())), []).append(made)
            else:
                plain.append(made)
    variants: list[_Variant] = []
    for value in rule.values:
        for number, told in columns_of(table.sheet, table.header, value).items():
            made = _column(book, table, known["value"], _with_unit(table, known, value, number),
                           number)  # fmt: skip
            own = tuple(sorted(told.items()))
            beside = [item for key, items in wide.items() if set(key) <= set(own) for item in items]
            said = {name: _constant(known, name, text) for name, text in value.constants.items()}
            unit = _with_unit(table, known, value, number).constants.get("unit", "")
            if unit and "unit" in known:
                said["unit"] = unit
            variants.append(
                _variant(rule, known, {**constants, **said}, told, (made, *beside), number)
            )
    if not rule.values:
        for key, columns in wide.items():
            number = columns[0].column
            variants.append(_variant(rule, known, constants, dict(key), tuple(columns), number))
    if not variants:
        variants.append(_Variant(constants, (), {}))
    return tuple(plain), tuple(variants)


def _variant(
    rule: TableRule,
    known: Mapping[str, Field],
    constants: Mapping[str, Value],
    told: Mapping[str, str],
    columns: tuple[_Column, ...],
    column: int,
) -> _Variant:
    said: dict[str, Value] = dict(constants)
    for name, text in told.items():
        words = {theirs.casefold(): ours for theirs, ours in rule.words.get(name, {}).items()}
        said[name] = _constant(known, name, words.get(text.casefold(), text))
    cells = dict.fromkeys(told, column) | {item.name: item.column for item in columns}
    return _Variant(said, columns, cells)


def _constant(known: Mapping[str, Field], name: str, text: str) -> Value:
    try:
        return constant_of(known[name], text)
    except StudyError as error:
        raise StudyError(f"'{name}' is '{text}' by the mapping or a header: {error}") from error


def _column(book: Book, table: TableRows, item: Field, rule: ColumnRule, column: int) -> _Column:
    table.used.add(column)
    own = rule
    if item.unit and not rule.unit and item.kind in (NUMBER, WHOLE):
        own = replace(rule, unit=_unit(table, item, column))
    try:
        return _Column(item.name, column, reader_of(item, own, book.since_1904), item.key)
    except UnitError as error:
        raise StudyError(f"column '{rule.header}': {error}") from error


def _unit(table: TableRows, item: Field, column: int) -> str:
    """The unit that a column's header states, held against its field's."""
    name = table.header.names.get(column, "")
    stated = unit_in_header(name)
    where = f"sheet '{table.sheet.name}', column {column_letters(column)} '{name}'"
    if not stated and name == item.name:
        return ""
    if not stated:
        table.notes.append(f"{where} states no unit; it is read as {item.unit}")
        return ""
    try:
        to_unit(stated, item.unit)
    except UnitError as error:
        raise StudyError(f"{where}: {error}; declare unit in the mapping") from error
    return stated


def _with_unit(
    table: TableRows, known: Mapping[str, Field], rule: ColumnRule, column: int
) -> ColumnRule:
    """A value's rule with the unit of its header, where the rule itself states none."""
    stated = unit_in_header(table.header.names.get(column, ""))
    if "unit" not in known or "unit" in rule.constants or not stated:
        return rule
    return replace(rule, constants={**rule.constants, "unit": stated})
