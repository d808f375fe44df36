"""Who wrote each row, when and why, read off the audit chain once for many rows."""

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection

#: a row's primary key
Key = tuple[str | int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """Who, when (ISO 8601, UTC) and why, and the link of the chain that says so."""

    who: str
    at: str
    why: str
    seq: int


@dataclass(slots=True)
class _OfTable:
    first: list[int] = field(default_factory=list)
    spans: list[tuple[int, int, Signed]] = field(default_factory=list)
    single: dict[Key, Signed] = field(default_factory=dict)


class Deeds:
    """The last deed on each row of each table."""

    def __init__(self) -> None:
        self._tables: dict[str, _OfTable] = {}

    def note(self, table: str, changes: dict[str, list[list[object]]], signed: Signed) -> None:
        """Take in what one link says of one table; links come in their order."""
        told = self._tables.setdefault(table, _OfTable())
        for entry in changes.get("added", ()):
            if len(entry) == 3 and isinstance(entry[0], int) and isinstance(entry[1], int):
                told.first.append(entry[0])
                told.spans.append((entry[0], entry[1], signed))
            else:
                told.single[_key(entry[0])] = signed
        for entry in changes.get("changed", ()):
            told.single[_key(entry[0])] = signed

    def of(self, table: str, key: Key) -> Signed | None:
        """The last deed on a row, None where the chain does not say (as before an upgrade)."""
        told = self._tables.get(table)
        if told is None:
            return None
        if key in told.single:
            return told.single[key]
        if len(key) != 1 or not isinstance(key[0], int):
            return None
        at = bisect_right(told.first, key[0]) - 1
        if at < 0 or not told.spans[at][0] <= key[0] <= told.spans[at][1]:
            return None
        return told.spans[at][2]


def read_deeds(connection: Connection) -> Deeds:
    """Read the whole chain."""
    deeds = Deeds()
    rows = connection.exec_driver_sql("SELECT seq, at, who, why, changes FROM audit ORDER BY seq")
    for seq, at, who, why, changes in rows:
        signed = Signed(who, at, why, seq)
        for table, told in json.loads(changes).items():
            if isinstance(told, dict) and told.keys() <= {"added", "changed", "removed"}:
                deeds.note(table, told, signed)
    return deeds


def _key(value: object) -> Key:
    return tuple(value) if isinstance(value, list) else (cast(str, value),)
