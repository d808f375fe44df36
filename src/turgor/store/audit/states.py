"""The sums of a table's rows as they stand, taken back change by change."""

import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from turgor.store.audit.opening import lenient
from turgor.store.audit.rows import TableShape, Value, quoted_name, row_sum

Key = tuple[Value, ...]
_SUM_BYTES = 32


class TableState:
    """41 bytes for each row of a numbered table: its number, its sum, whether it is there.

    A row that the database no longer holds, and that was put back, is kept beside them.
    """

    def __init__(self, shape: TableShape) -> None:
        self.shape = shape
        self._numbers = array("q")
        self._places: dict[Key, int] = {}
        self._sums = bytearray()
        self._there = bytearray()
        self._back: dict[Key, bytes] = {}
        self._twice: list[Key] = []

    def __len__(self) -> int:
        return len(self._there)

    def read(self, raw: sqlite3.Connection, tick: Callable[[int], None]) -> None:
        """Read every row by the table itself, never by an index.

        Errors: whatever a damaged file makes SQLite raise.
        """
        usual = raw.text_factory
        try:
            try:
                self._read(raw, tick)
            except sqlite3.OperationalError as error:
                if "decode" not in str(error).lower():
                    raise
                raw.text_factory = lenient  # slower, and never at a loss
                self._read(raw, tick)
        finally:
            raw.text_factory = usual

    def _read(self, raw: sqlite3.Connection, tick: Callable[[int], None]) -> None:
        shape = self.shape
        at = [shape.columns.index(name) for name in shape.key]
        numbers, places, sums = self._numbers, self._places, self._sums
        for holder in (numbers, sums):
            del holder[:]
        places.clear()
        self._twice.clear()
        statement = f"SELECT {shape.listed} FROM {quoted_name(shape.name)} NOT INDEXED"
        for count, row in enumerate(raw.execute(statement)):
            sums += row_sum(shape.name, row)
            if shape.numbered:
                number = row[at[0]]
                if numbers and number <= numbers[-1]:
                    self._twice.append((number,))
                numbers.append(number)
            else:
                key = tuple(row[place] for place in at)
                if key in places:
                    self._twice.append(key)
                places[key] = count
            if count % 5000 == 0:
                tick(count)
        self._there = bytearray(b"\1") * (len(sums) // _SUM_BYTES)

    @property
    def disordered(self) -> list[Key]:
        """Keys that stand twice or out of order, which no sound table has."""
        return self._twice

    def sum_of(self, key: Key) -> bytes | None:
        """The sum of a row as of now, None where it is not there."""
        place = self._place(key)
        if place is None:
            return self._back.get(key)
        return self._at(place) if self._there[place] else self._back.get(key)

    def put(self, key: Key, total: bytes) -> None:
        """Let a row have this sum from now on."""
        place = self._place(key)
        if place is None:
            self._back[key] = total
            return
        self._sums[place * _SUM_BYTES : (place + 1) * _SUM_BYTES] = total
        self._there[place] = 1

    def take(self, key: Key) -> None:
        """Let a row be gone from now on."""
        self._back.pop(key, None)
        place = self._place(key)
        if place is not None:
            self._there[place] = 0

    def between(self, first: int, last: int) -> list[tuple[int, bytes]]:
        """The numbered rows from ``first`` to ``last`` that are there, in order."""
        found = [
            (self._numbers[place], self._at(place))
            for place in self._span(first, last)
            if self._there[place]
        ]
        if self._back:
            for key, total in self._back.items():
                if isinstance(key[0], int) and first <= key[0] <= last:
                    found.append((key[0], total))
            found.sort()
        return found

    def take_between(self, first: int, last: int) -> None:
        """Let the numbered rows from ``first`` to ``last`` be gone."""
        for place in self._span(first, last):
            self._there[place] = 0
        for key in [k for k in self._back if isinstance(k[0], int) and first <= k[0] <= last]:
            del self._back[key]

    def left(self) -> Iterator[tuple[Key, bytes]]:
        """Every row that is still there, with its sum."""
        if self.shape.numbered:
            keyed: Iterator[tuple[Key, int]] = (((n,), i) for i, n in enumerate(self._numbers))
        else:
            keyed = iter(self._places.items())
        for key, place in keyed:
            if self._there[place]:
                yield key, self._at(place)
        yield from self._back.items()

    def _at(self, place: int) -> bytes:
        return bytes(self._sums[place * _SUM_BYTES : (place + 1) * _SUM_BYTES])

    def _span(self, first: int, last: int) -> range:
        return range(bisect_left(self._numbers, first), bisect_right(self._numbers, last))

    def _place(self, key: Key) -> int | None:
        if not self.shape.numbered:
            return self._places.get(key)
        number = key[0] if len(key) == 1 else None
        if not isinstance(number, int):
            return None
        place = bisect_left(self._numbers, number)
        found = place < len(self._numbers) and self._numbers[place] == number
        return place if found else None
