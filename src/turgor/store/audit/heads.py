"""Heads of a chain as they are carried: '57:3f0c…', in any text that was made from a study."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import InputError
from turgor.store.audit.link import AuditHead
from turgor.store.audit.rows import quoted_name, watched_tables
from turgor.store.faults import file_faults

#: no digit, letter or colon before it, so that neither a time nor a longer sum is taken for one
_HEAD = re.compile(rb"(?<![0-9A-Za-z_:.\-])([1-9][0-9]{0,17}):([0-9a-f]{64})(?![0-9A-Za-z_])")
_CHUNK_BYTES = 1 << 20
_LONGEST_BYTES = 18 + 1 + 64 + 2


@dataclass(frozen=True, slots=True)
class HeldHead:
    """A head, and where it was held: 'exports/report.html', 'command line'."""

    head: AuditHead
    place: str


def parse_head(text: str) -> AuditHead:
    """A head that was typed or pasted.

    Errors: InputError where it is none.
    """
    match = _HEAD.fullmatch(text.strip().encode("ascii", "replace"))
    if match is None:
        raise InputError(
            f"'{text}' is no head of an audit chain; one looks like '57:' and 64 hexadecimal digits"
        )
    return _head(match)


def find_heads(text: str) -> tuple[AuditHead, ...]:
    """Every head that a text carries, each once, in the order found."""
    return tuple(dict.fromkeys(map(_head, _HEAD.finditer(text.encode("utf-8", "replace")))))


def heads_in_file(path: Path) -> tuple[AuditHead, ...]:
    """Every head that a file's text carries, each once; the file may be of any size.

    Errors: StoreError where it can't be read.
    """
    with file_faults(path):
        return tuple(dict.fromkeys(_scan(path)))


def heads_in_rows(raw: sqlite3.Connection) -> tuple[HeldHead, ...]:
    """Heads that rows carry in a column ``head``: those of locks and signatures.

    Errors: whatever a damaged file makes SQLite raise.
    """
    found: list[HeldHead] = []
    for name, shape in watched_tables(raw).items():
        if "head" in shape.columns and shape.key:
            statement = f"SELECT {shape.ordered}, head FROM {quoted_name(name)} NOT INDEXED"
            for *key, text in raw.execute(statement):
                place = f"{name} {' / '.join(map(str, key))}"
                found += [HeldHead(head, place) for head in find_heads(str(text))]
    return tuple(found)


def _scan(path: Path) -> Iterator[AuditHead]:
    with path.open("rb") as stream:
        window = stream.read(_CHUNK_BYTES)
        while True:
            more = stream.read(_CHUNK_BYTES)
            # A match near the end may go on in what follows, and is looked at again with it.
            sure = len(window) - _LONGEST_BYTES if more else len(window)
            for match in _HEAD.finditer(window):
                if match.start() < sure:
                    yield _head(match)
            if not more:
                return
            # From one byte before, which says whether a match begins there at all.
            window = window[max(0, sure - 1) :] + more


def _head(match: re.Match[bytes]) -> AuditHead:
    return AuditHead(int(match[1]), match[2].decode("ascii"))
