"""What taking in did, or would do, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing taken in: where it came from, what it is, 'added' or 'same'.

    identity : of a capture, by field.
    """

    path: str
    line: int | None
    kind: str
    outcome: str
    detail: str
    identity: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing not taken in, and why; ``line`` counts from 1 within a table."""

    path: str
    line: int | None
    reason: str


@dataclass(slots=True)
class TakeInReport:
    """The whole of one taking in; nothing was changed where ``dry_run`` is True."""

    dry_run: bool
    entries: list[Entry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many entries have this outcome."""
        return sum(entry.outcome == outcome for entry in self.entries)
