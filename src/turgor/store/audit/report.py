"""What a verification found, in lines that a person can follow up."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from turgor.errors import TurgorError
from turgor.store.audit.link import AuditHead

#: (done, total, what is at hand)
Step = Callable[[int, int, str], None]
#: of one kind in one place; what is beyond is counted
MOST_LINES = 25


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """place : 'finding 1001-1200', 'link 57', 'captures/ab/…', 'study.db'. what : in one line."""

    place: str
    what: str

    def __str__(self) -> str:
        """Both, as shown."""
        return f"{self.place}: {self.what}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """links : how many the chain has. head : its newest, None where it can't be read.

    held : how many heads from outside the database the chain was held against. findings : what
    is wrong, empty where all holds. notes : what is worth knowing and no fault.
    """

    links: int
    head: AuditHead | None
    held: int = 0
    findings: tuple[AuditFinding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True where nothing was found."""
        return not self.findings


@dataclass(slots=True)
class Collected:
    """Findings and notes as they come; of each kind the first few, then a count."""

    findings: list[AuditFinding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _kinds: Counter[str] = field(default_factory=Counter)

    def fault(self, place: str, what: str, kind: str = "") -> None:
        """One fault; ``kind`` is what it counts under, the place where nothing is said."""
        kind = kind or place
        self._kinds[kind] += 1
        if self._kinds[kind] <= MOST_LINES:
            self.findings.append(AuditFinding(_plain(place), _plain(what)))

    def finish(self) -> tuple[AuditFinding, ...]:
        """Everything found, with a line for each kind of which not all is shown."""
        more = [
            AuditFinding(kind, f"{count - MOST_LINES} more faults of this kind")
            for kind, count in self._kinds.items()
            if count > MOST_LINES
        ]
        return (*self.findings, *more)

    @contextmanager
    def damage(self, place: str, doing: str) -> Iterator[None]:
        """Damage becomes a fault; what only refuses access (StoreError) goes on up."""
        try:
            yield
        except (sqlite3.Error, UnicodeError) as error:
            self.fault(place, f"{doing} failed ({error}): it is damaged")

    @contextmanager
    def guarded(self, place: str, doing: str) -> Iterator[None]:
        """Whatever a damaged file makes fail within becomes a fault; nothing else stops."""
        try:
            yield
        except MemoryError:
            self.fault(place, f"{doing} would take more memory than there is: it is damaged")
        except TurgorError as error:
            self.fault(place, f"{doing} failed ({error})")
        except (sqlite3.Error, UnicodeError) as error:
            self.fault(place, f"{doing} failed ({error}): it is damaged")
        except Exception as error:  # a damaged file may break any promise of any library
            self.fault(place, f"{doing} failed ({type(error).__name__}: {error}): it is damaged")


def _plain(text: str) -> str:
    """One line of printable text; what a damaged file holds never reaches a terminal as it is."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= 400 else shown[:397] + "..."
