"""Rows and documents as JSON that is the same text for the same content."""

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from turgor.exchange.tidy.csv_file import number_text
from turgor.exchange.tidy.remembered import remembering
from turgor.exchange.tidy.table import Cell, Column

_quoted = json.encoder.encode_basestring


def json_text(document: Mapping[str, object]) -> str:
    """A document as JSON that is the same text for the same content."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


class JsonRows:
    """``{…head, name: [{column: cell}…]}`` row by row, as ``json_text`` would write it whole."""

    def __init__(
        self, stream: TextIO, head: Mapping[str, str], name: str, columns: Sequence[Column]
    ) -> None:
        stream.write("{\n")
        stream.writelines(f" {_quoted(key)}: {_quoted(text)},\n" for key, text in head.items())
        stream.write(f" {_quoted(name)}: [")
        self._cells = [
            (f"   {_quoted(column.name)}: ", remembering(column.kind, _json)) for column in columns
        ]
        self._stream, self._between = stream, "\n"

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write these rows."""
        forms, write = self._cells, self._stream.write
        for row in rows:
            cells = ",\n".join(
                [name + form(cell) for (name, form), cell in zip(forms, row, strict=True)]
            )
            write(f"{self._between}  {{\n{cells}\n  }}")
            self._between = ",\n"

    def close(self) -> None:
        """End the document; the stream stays open."""
        self._stream.write("]\n}\n" if self._between == "\n" else "\n ]\n}\n")


def _json(cell: Cell) -> str:
    if cell is None:
        return "null"
    if isinstance(cell, str):
        return _quoted(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell) if math.isfinite(cell) else _quoted(number_text(cell))
    return _quoted(cell.isoformat()) if isinstance(cell, dt.date) else str(cell)
