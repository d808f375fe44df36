"""One link of the chain: a transaction's changes, signed with who, when and why, and hashed."""

import datetime as dt
import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from turgor import __version__
from turgor.errors import ClockWarning
from turgor.store.admission import admit
from turgor.store.audit.deed import Deed, current_deed
from turgor.store.audit.fold import fold_pending, is_pending
from turgor.store.audit.rows import (
    digest_of,
    driver,
    quoted_name,
    row_digest,
    schema_digest,
    watched_tables,
)
from turgor.store.rows import canonical_json

#: a link that was written while the clock stood earlier than at the link before
CLOCK_SET_BACK = "clock-set-back"
#: a link about changes that another program made, which nobody signed
OUTSIDE = "outside-turgor"
#: key of the changes of a link that takes a whole state over, as after an upgrade
ADOPTED = "adopted"
_CLOCK = (
    "this machine's clock stands earlier than when the study was last changed; what was done is "
    "kept and marked so in the audit chain, whose order is not by time: set the clock right"
)
_FIELDS = ("seq", "at", "who", "role", "act", "why", "changes", "note", "previous")


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last link of a chain at some time: who holds it can tell whether the chain still has it.

    Written '57:3f0c…' wherever it is carried.
    """

    seq: int
    sha256: str

    def __str__(self) -> str:
        """As it is carried."""
        return f"{self.seq}:{self.sha256}"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as stored; ``changes`` is canonical JSON, see ``fold.Changes``.

    ``note`` holds the words CLOCK_SET_BACK and OUTSIDE where they are true.
    """

    seq: int
    at: str
    who: str
    role: str
    act: str
    why: str
    changes: str
    note: str
    previous: str
    sha256: str


def link_sha256(values: Mapping[str, object]) -> str:
    """The sum of a link over everything it says, the link before it included."""
    text = canonical_json([values[name] for name in _FIELDS])
    return hashlib.sha256(text.encode()).hexdigest()


def head_of(connection: Connection) -> AuditHead | None:
    """The newest link, None where there is none."""
    row = connection.exec_driver_sql(
        "SELECT seq, sha256 FROM audit ORDER BY seq DESC LIMIT 1"
    ).first()
    return None if row is None else AuditHead(row[0], row[1])


def seal_outside(connection: Connection) -> None:
    """Write a link of its own for what another program left, so that nobody else signs for it.

    To be called as a transaction begins.

    Errors: StoreError where a value can't be kept exactly.
    """
    if is_pending(connection):
        changes = fold_pending(connection)
        if changes:
            append_link(connection, changes, "changed outside Turgor", OUTSIDE)


def seal(connection: Connection) -> None:
    """Write the link of everything that this transaction changed; nothing where it changed nothing.

    Errors: AdmissionError where whoever acts may not do this; StoreError where a text can't be
    kept exactly.
    """
    changes = fold_pending(connection)
    if changes:
        append_link(connection, changes, role=admit(connection, current_deed(), changes))


def adopt(connection: Connection, revision: str) -> None:
    """Write a link that takes the database over as it stands, with a sum for each table."""
    tables = {}
    raw = driver(connection)
    for name, shape in watched_tables(raw).items():
        rows = raw.execute(f"SELECT {shape.listed} FROM {quoted_name(name)}")
        digests = [row_digest(name, row) for row in rows]
        tables[name] = [len(digests), digest_of(sorted(digests))]
    state = {
        "revision": revision,
        "schema": schema_digest(connection),
        "tables": tables,
        "turgor": __version__,
    }
    append_link(connection, {ADOPTED: state}, act="schema brought up to date")


def now() -> dt.datetime:
    """The clock of this machine."""
    return dt.datetime.now(dt.UTC)


def append_link(
    connection: Connection,
    changes: Mapping[str, object],
    act: str = "",
    note: str = "",
    role: str = "",
) -> None:
    """Write one link behind the last; nobody's name stands under one from outside."""
    deed = Deed(who="unknown") if note == OUTSIDE else current_deed()
    last = connection.exec_driver_sql(
        "SELECT seq, at, sha256 FROM audit ORDER BY seq DESC LIMIT 1"
    ).first()
    at = now().isoformat(timespec="microseconds")
    notes = [note] if note else []
    if last is not None and at < last[1]:
        notes.append(CLOCK_SET_BACK)
        warnings.warn(_CLOCK, ClockWarning, stacklevel=2)
    values: dict[str, object] = {
        "seq": 1 if last is None else last[0] + 1,
        "at": at,
        "who": deed.who,
        "role": role,
        "act": act or deed.act,
        "why": deed.why,
        "changes": canonical_json(dict(changes)),
        "note": " ".join(notes),
        "previous": "" if last is None else last[2],
    }
    values["sha256"] = link_sha256(values)
    marks = ", ".join("?" * len(values))
    driver(connection).execute(
        f"INSERT INTO audit ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
    )
