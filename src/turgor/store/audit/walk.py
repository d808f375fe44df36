"""The chain walked back from its newest link, each taking its changes back from the rows."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from turgor.store.audit.link import ADOPTED, CLOCK_SET_BACK, OUTSIDE, AuditHead, Link, link_sha256
from turgor.store.audit.opening import lenient
from turgor.store.audit.report import Collected, Step
from turgor.store.audit.states import TableState
from turgor.store.audit.undo import Undo

_COLUMNS = "seq, at, who, role, act, why, changes, note, previous, sha256"
_NAMES = tuple(_COLUMNS.split(", "))


@dataclass(slots=True)
class Walked:
    """What the chain says of itself: its newest link, how many, the newest whole state."""

    links: int = 0
    head: AuditHead | None = None
    #: what the newest adopting link says, None where there is none
    adopted: Mapping[str, object] | None = None
    adopted_by: Link | None = None
    #: sums of the links that somebody holds a head of
    sums: dict[int, str] = field(default_factory=dict)


def walk_back(
    raw: sqlite3.Connection,
    states: Mapping[str, TableState],
    wanted: frozenset[int],
    walked: Walked,
    found: Collected,
    step: Step,
) -> None:
    """Hold every link against its sum and the one before, and take its changes back.

    Behind the newest link that takes a whole state over there is nothing to take back: the
    tables had another shape then. Those links are held against their sums alone.

    states : the rows as they stand; changed on the way, and left as that link found them.
    walked : filled on the way, so that what was seen before a damaged link is known.

    Errors: whatever a damaged file makes SQLite raise.
    """
    if raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone() is None:
        found.fault(
            "audit",
            "there is no chain: it was taken away, or the study is from before there was one "
            "(any command that opens it begins one)",
        )
        return
    undo = Undo(states, found)
    later: Link | None = None
    total = raw.execute("SELECT count(*) FROM audit").fetchone()[0]
    for link in _links(raw):
        walked.links += 1
        if walked.links % 500 == 0:
            step(walked.links, total, "links")
        if walked.head is None:
            walked.head = AuditHead(link.seq, link.sha256)
        if link.seq in wanted:
            walked.sums[link.seq] = link.sha256
        _hold(link, later, found)
        _one(link, walked, undo, found)
        later = link
    if later is None:
        found.fault("audit", "there is no chain: every link was taken away")
    elif later.seq != 1 or later.previous != "":
        found.fault(f"link {later.seq}", "is the oldest that is left, and not the first of a chain")
    if later is not None and walked.adopted is None:
        found.fault("audit", "no link takes the first state over, so rows can't be told apart")


def _one(link: Link, walked: Walked, undo: Undo, found: Collected) -> None:
    is_adopting = link.changes.startswith(f'{{"{ADOPTED}":')
    if walked.adopted is not None and not is_adopting:
        return
    with found.guarded(f"link {link.seq}", "reading its changes"):
        changes = json.loads(link.changes)
        if not is_adopting:
            undo.take_back(link, changes)
            return
        state = changes[ADOPTED]
        if walked.adopted is None:
            walked.adopted, walked.adopted_by = state, link
            undo.hold_adopted(link, state)
        elif not str(state["revision"]) < str(walked.adopted["revision"]):
            # Whoever forges such a link behind a change of rows would hide what they were.
            found.fault(
                f"link {walked.adopted_by.seq if walked.adopted_by else '?'}",
                f"takes the whole state over without an upgrade: link {link.seq} was of revision "
                f"{state['revision']} already",
            )


def _links(raw: sqlite3.Connection) -> Iterator[Link]:
    """Every link by the table itself, newest first."""
    usual = raw.text_factory
    raw.text_factory = lenient
    try:
        for row in raw.execute(f"SELECT {_COLUMNS} FROM audit NOT INDEXED ORDER BY seq DESC"):
            yield Link(**dict(zip(_NAMES, row, strict=True)))
    finally:
        raw.text_factory = usual


def _hold(link: Link, later: Link | None, found: Collected) -> None:
    """A link against its own sum, and against the one that follows it."""
    place = f"link {link.seq}"
    if not all(isinstance(getattr(link, name), str) for name in _NAMES[1:]):
        found.fault(place, "holds what is no text: it was changed")
        return
    with found.guarded(place, "working out its sum"):
        if link_sha256({name: getattr(link, name) for name in _NAMES}) != link.sha256:
            found.fault(place, f"its sum is not of what it says ({link.at} by {link.who})")
    if CLOCK_SET_BACK in link.note.split():
        found.notes.append(f"link {link.seq}: the clock stood earlier than at the link before")
    if OUTSIDE in link.note.split():
        found.fault(place, "tells of changes that another program made and nobody signed")
    if later is None:
        return
    if later.seq != link.seq + 1:
        gap = f"links {link.seq + 1}-{later.seq - 1}" if later.seq > link.seq else "links"
        found.fault(gap, "are missing from the chain")
    if later.previous != link.sha256:
        found.fault(f"link {later.seq}", f"does not follow from link {link.seq}")
    if later.at < link.at and CLOCK_SET_BACK not in later.note.split():
        found.fault(f"link {later.seq}", f"is dated before link {link.seq} and does not say so")
