"""One dictionary over all tables of an export: what each column holds, in which unit."""

from collections.abc import Iterable, Iterator

from turgor.exchange.tidy.table import Cell, Column, TidyTable
from turgor.exchange.ucum import ucum_code

_KINDS = {
    "table": "text", "column": "text", "type": "text", "unit": "text", "ucum": "text",
    "meaning": "text", "allowed": "text",
}  # fmt: skip
_MEANINGS = {
    "table": "name of the table, and of its file",
    "column": "name of the column",
    "type": "text, json (text that holds JSON), integer, number, boolean or date (year-month-day)",
    "unit": "unit of a number as printed; empty where it has none or a column 'unit' says it",
    "ucum": "the same unit as UCUM code",
    "meaning": "what the column holds",
    "allowed": "the words that may stand in it, separated by ;; empty where any may",
}


def dictionary_table(tables: Iterable[TidyTable]) -> TidyTable:
    """The dictionary as a table: one row for each column of each table."""
    columns = tuple(Column(name, kind, _MEANINGS[name]) for name, kind in _KINDS.items())
    rows: list[tuple[Cell, ...]] = [
        tuple(str(entry[name]) for name in _KINDS) for entry in dictionary_entries(tables)
    ]
    return TidyTable("dictionary", "what each column means", columns, lambda: rows)


def dictionary_entries(tables: Iterable[TidyTable]) -> Iterator[dict[str, str]]:
    """The dictionary as plain entries."""
    for table in tables:
        for column in table.columns:
            yield {
                "table": table.name,
                "column": column.name,
                "type": column.kind,
                "unit": column.unit,
                "ucum": ucum_code(column.unit) or "" if column.unit else "",
                "meaning": column.meaning,
                "allowed": ";".join(column.allowed),
            }
