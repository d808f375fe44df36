"""A change of a row in words: which columns, what stood there, what stands there now."""

import json
import re
from dataclasses import dataclass

from turgor.store.audit.replay import RowChange
from turgor.store.audit.rows import Value

_LONGEST = 80
_SUM = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column, or one entry of a column that holds several: 'settings depth_mm'.

    None is 'nothing': an empty column, or a row that was or is not there.
    """

    column: str
    old: Value
    new: Value


def column_changes(change: RowChange) -> tuple[ColumnChange, ...]:
    """What differs between the row before and after, column by column, in the table's order."""
    before, after = change.before or {}, change.after or {}
    found: list[ColumnChange] = []
    for column in after or before:
        old, new = before.get(column), after.get(column)
        if old == new and type(old) is type(new):
            continue
        if column in before and column in after:
            found += _entries(column, old, new)
        else:
            found.append(ColumnChange(column, old, new))
    return tuple(found)


def in_words(change: ColumnChange, kind: str) -> str:
    """'deviation: nothing → two passes only', on one line, long texts cut short."""
    if kind in ("added", "adopted"):
        return f"{change.column} {_short(change.new)}"
    if kind == "removed":
        return f"{change.column} {_short(change.old)}"
    return f"{change.column}: {_short(change.old)} → {_short(change.new)}"


def _entries(column: str, old: Value, new: Value) -> list[ColumnChange]:
    """Entries of JSON objects one by one; everything else as a whole."""
    before, after = _object(old), _object(new)
    if before is None or after is None:
        return [ColumnChange(column, old, new)]
    return [
        ColumnChange(f"{column} {name}", _value(before.get(name)), _value(after.get(name)))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ] or [ColumnChange(column, old, new)]


def _object(text: Value) -> dict[str, object] | None:
    if not isinstance(text, str) or not text.startswith("{"):
        return None
    try:
        read = json.loads(text)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _value(value: object) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _short(value: Value) -> str:
    if value is None or value == "":
        return "nothing"
    shown = _SUM.sub(r"\1…", "".join(c if c.isprintable() else " " for c in str(value)))
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
