"""Sheets whose headers are the fields' own names, as in a template: they need no mapping."""

from collections.abc import Mapping
from dataclasses import replace

from turgor.exchange.spreadsheet.header import header_at
from turgor.exchange.spreadsheet.mapping import Targets
from turgor.exchange.spreadsheet.mapping_text import mapping_text
from turgor.exchange.spreadsheet.rule import ColumnRule, ImportMap, TableRule
from turgor.exchange.spreadsheet.sheet import Book, Sheet


def own_mapping(book: Book, targets: Targets, titles: Mapping[str, str]) -> ImportMap | None:
    """The mapping of a book whose sheets speak for themselves; None where no sheet does.

    titles : of the sheets, by target. A sheet of such a title is of that target; any other is of
    the first target of which its first row holds all that is needed, and nothing that is none of
    its fields.
    """
    tables = [table for sheet in book.sheets for table in _of_sheet(book, sheet, targets, titles)]
    if not tables:
        return None
    mapping = ImportMap(name="own-headers", tables=tuple(tables))
    return replace(mapping, text=mapping_text(mapping))


def _of_sheet(
    book: Book, sheet: Sheet, targets: Targets, titles: Mapping[str, str]
) -> list[TableRule]:
    if not sheet.rows:
        return []
    row = min(sheet.rows)
    names = set(header_at(sheet, row).names.values())
    for target, fields in targets.items():
        known = [item.name for item in fields]
        needed = {item.name for item in fields if item.needed}
        titled = book.typed and sheet.name.casefold() == titles[target].casefold()
        if needed <= names and (titled or names <= set(known)):
            columns = {name: ColumnRule(name) for name in known if name in names}
            return [TableRule(sheet.name if book.typed else "", target, columns, header_row=row)]
    return []
