"""datapackage.json: the CSV files and their columns in the words of the Data Package standard."""

from collections.abc import Sequence

from turgor.exchange.tidy.manifest import ExportFile
from turgor.exchange.tidy.table import Column, TidyTable
from turgor.exchange.ucum import ucum_code

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
#: our kinds of columns in the standard's words; JSON objects and arrays stay texts
_TYPES = {
    "text": "string", "json": "string", "integer": "integer", "number": "number",
    "boolean": "boolean", "date": "date",
}  # fmt: skip
_NOTE = (
    "Tidy tables of one study. An empty cell is a value that was not stated or does not apply. "
    "A text that a spreadsheet would run as a formula has a leading apostrophe."
)


def datapackage(
    study: str, title: str, head: str, tables: Sequence[tuple[TidyTable, ExportFile]]
) -> dict[str, object]:
    """The descriptor of a study's tables as CSV, for readers of Data Package 2.0.

    head : the audit chain's head, so that who holds the files can name the state they came from.
    """
    return {
        "$schema": PROFILE,
        "name": _name(study),
        "id": f"{study}@{head}",
        "title": title or study,
        "description": _NOTE,
        "audit_head": head,
        "resources": [_resource(table, file) for table, file in tables],
    }


def _resource(table: TidyTable, file: ExportFile) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(column, column.name in table.key) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {
        "name": _name(table.name),
        "type": "table",
        "path": file.path,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def _field(column: Column, needed: bool) -> dict[str, object]:
    field: dict[str, object] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.meaning,
    }
    if column.kind == "json":
        field["format"] = "default"
        field["contentMediaType"] = "application/json"
    if column.unit:
        field["unit"] = column.unit
        code = ucum_code(column.unit)
        if code:
            field["unitCode"] = code
    limits: dict[str, object] = {}
    if needed:
        limits["required"] = True
    if column.allowed:
        limits["enum"] = list(column.allowed)
    return {**field, "constraints": limits} if limits else field


def _name(text: str) -> str:
    """A name of the standard's letters: lower case, digits, '.', '_', '-'."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in text.lower())
    return kept or "study"
