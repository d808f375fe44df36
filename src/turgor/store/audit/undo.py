"""One link's changes taken back from the rows, each held against its stated sum."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from turgor.store.audit.link import Link
from turgor.store.audit.report import Collected
from turgor.store.audit.rows import digest_of, row_sum
from turgor.store.audit.states import Key, TableState

_SUM = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


class Undo:
    """Takes links back, newest first, and says what does not fit."""

    def __init__(self, states: Mapping[str, TableState], found: Collected) -> None:
        self._states, self._found = states, found
        self._missing: set[str] = set()

    def take_back(self, link: Link, changes: Mapping[str, Mapping[str, Sequence[object]]]) -> None:
        """Added rows go, changed ones are as they were, removed ones are back."""
        for table, told in changes.items():
            state = self._states.get(table)
            if state is None:
                if table not in self._missing:
                    self._missing.add(table)
                    self._found.fault(table, f"can't be held against link {link.seq}")
                continue
            for key, before in map(_pair, told.get("removed", ())):
                self._removed(link, state, key, before)
            for item in told.get("changed", ()):
                self._changed(link, state, *_changed_row(state.shape.name, item))
            for item in told.get("added", ()):
                self._added(link, state, item)

    def hold_adopted(self, link: Link, adopted: Mapping[str, object]) -> None:
        """What is left against the whole state that a link took over."""
        tables = adopted["tables"]
        if not isinstance(tables, dict):
            raise ValueError("it names no tables")
        for name in sorted({*tables, *self._states}):
            count, total = tables.get(name, (0, digest_of([])))
            state = self._states.get(name)
            if state is not None:
                self._hold_table(link, state, count, total)

    def _hold_table(self, link: Link, state: TableState, count: int, total: str) -> None:
        left = sorted(state.left(), key=lambda item: item[1])
        if digest_of([item[1] for item in left]) == total and len(left) == count:
            return
        name = state.shape.name
        if count == 0:
            for key, _ in left:
                self._fault(name, key_words(key), "is there, and no link tells of it")
        elif len(left) != count:
            what = f"{len(left)} rows are left where link {link.seq} took {count} over"
            self._fault(name, "", f"{what}, {_when(link)}")
        else:
            self._fault(name, "", f"other values than link {link.seq} took over, {_when(link)}")

    def _added(self, link: Link, state: TableState, item: object) -> None:
        if not isinstance(item, list):
            raise ValueError("an added row is no list")
        if len(item) == 2:
            key, total = _key(item[0]), str(item[1])
            is_sum = state.sum_of(key)
            if is_sum is None:
                self._fault(state.shape.name, key_words(key), f"is gone; {_written(link)}")
            elif is_sum.hex() != total:
                self._fault(state.shape.name, key_words(key), _other(link))
            state.take(key)
            return
        first, last, total = item
        if not (isinstance(first, int) and isinstance(last, int)):
            raise ValueError("a range of rows without numbers")
        rows = state.between(first, last)
        if len(rows) != last - first + 1:
            self._gone(link, state, (first, last), [number for number, _ in rows])
        elif hashlib.sha256(b"".join(row for _, row in rows)).hexdigest() != total:
            words = str(first) if first == last else f"{first}-{last}"
            self._fault(state.shape.name, words, _other(link))
        state.take_between(first, last)

    def _gone(
        self, link: Link, state: TableState, bounds: tuple[int, int], there: list[int]
    ) -> None:
        first, last = bounds
        ends = [first - 1, *there, last + 1]
        gaps = [(a + 1, b - 1) for a, b in pairwise(ends) if b > a + 1]
        words = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in gaps[:5])
        more = f" and {len(gaps) - 5} more" if len(gaps) > 5 else ""
        self._fault(state.shape.name, words + more, f"is gone; {_written(link)}")

    def _changed(self, link: Link, state: TableState, key: Key, before: bytes, total: str) -> None:
        is_sum = state.sum_of(key)
        if is_sum is None:
            self._fault(state.shape.name, key_words(key), f"is gone; {_written(link)}")
        elif is_sum.hex() != total:
            self._fault(state.shape.name, key_words(key), _other(link))
        state.put(key, before)

    def _removed(self, link: Link, state: TableState, key: Key, before: list[object]) -> None:
        if state.sum_of(key) is not None:
            what = f"is there, and link {link.seq} removed it, {_when(link)}"
            self._fault(state.shape.name, key_words(key), what)
        state.put(key, row_sum(state.shape.name, before))

    def _fault(self, table: str, key: str, what: str) -> None:
        self._found.fault(f"{table} {key}".strip(), what, kind=table)


def key_words(key: Sequence[object]) -> str:
    """A key as people read it; of a sum its beginning."""
    return " / ".join(_SUM.sub(r"\1…", str(part)) for part in key)


def _when(link: Link) -> str:
    return f"{link.at[:19].replace('T', ' ')} UTC by {link.who}"


def _written(link: Link) -> str:
    return f"link {link.seq} wrote it, {_when(link)}"


def _other(link: Link) -> str:
    return f"other values than link {link.seq} wrote, {_when(link)}"


def _key(value: object) -> Key:
    if not isinstance(value, list) or not value:
        raise ValueError("a key is no list")
    return tuple(value)


def _pair(item: object) -> tuple[Key, list[object]]:
    if not isinstance(item, list) or len(item) != 2 or not isinstance(item[1], list):
        raise ValueError("a removed row is not a key and its values")
    return _key(item[0]), item[1]


def _changed_row(table: str, item: object) -> tuple[Key, bytes, str]:
    """Key, the old row's sum, the new one's; a row with a part left out states its own sum."""
    if not isinstance(item, list) or len(item) not in (3, 4) or not isinstance(item[1], list):
        raise ValueError("a changed row is not a key, its old values and a sum")
    before = row_sum(table, item[1]) if len(item) == 3 else bytes.fromhex(str(item[3]))
    return _key(item[0]), before, str(item[2])
