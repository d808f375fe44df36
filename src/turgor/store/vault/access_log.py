"""Who opened whose identity and when: lines that are only added, each bound to the one before.

The log holds pseudonyms and never an identity, so it needs no key to be read or checked. Its newest
line is also kept inside the encrypted file at each change of the vault, so that up to then a log
that was cut or written anew is found by whoever has the key.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from turgor.store.audit.deed import current_deed
from turgor.store.faults import file_faults
from turgor.store.rows import canonical_json


@dataclass(frozen=True, slots=True)
class Access:
    """One line: act is one word ('show', 'add', …), subjects are pseudonyms."""

    seq: int
    at: str
    who: str
    act: str
    subjects: tuple[str, ...]
    previous: str
    sha256: str


class AccessLog:
    """``access.log`` of a vault."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, act: str, subjects: Sequence[str] = ()) -> Access:
        """Write one line and make it durable, before anything is shown.

        Errors: StoreError where the disk refuses.
        """
        lines = self.lines()
        last = lines[-1] if lines else None
        values: dict[str, object] = {
            "seq": 1 if last is None else last.seq + 1,
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "who": current_deed().who,
            "act": act,
            "subjects": list(subjects),
            "previous": "" if last is None else last.sha256,
        }
        line = canonical_json({**values, "sha256": _sum(values)})
        with file_faults(self.path):
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(line + "\n")
                stream.flush()
                os.fsync(stream.fileno())
        return _access(line)

    def lines(self) -> tuple[Access, ...]:
        """Every line in order; a line that can't be read ends the list.

        Errors: StoreError where the file can't be read.
        """
        if not self.path.exists():
            return ()
        found: list[Access] = []
        with file_faults(self.path):
            text = self.path.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            try:
                found.append(_access(line))
            except (ValueError, KeyError, TypeError):
                break
        return tuple(found)

    def trouble(self, kept: str = "") -> str:
        """What is wrong with the log, '' where nothing is; ``kept`` : the sum that it must hold."""
        previous = ""
        lines = self.lines()
        if self.path.exists():
            with file_faults(self.path):
                written = self.path.read_bytes().count(b"\n")
            if written != len(lines):
                return f"line {len(lines) + 1} can't be read"
        for number, line in enumerate(lines, start=1):
            values = asdict(line)
            stated = values.pop("sha256")
            values["subjects"] = list(line.subjects)
            if line.seq != number or line.previous != previous or _sum(values) != stated:
                return f"line {number} was changed, or lines before it are missing"
            previous = line.sha256
        if kept and kept not in {line.sha256 for line in lines}:
            return "lines that stood there when the vault was last changed are missing"
        return ""


def _sum(values: dict[str, object]) -> str:
    return hashlib.sha256(canonical_json(values).encode()).hexdigest()


def _access(line: str) -> Access:
    values = json.loads(line)
    return Access(**{**values, "subjects": tuple(values["subjects"])})
