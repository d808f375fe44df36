"""The whole record held against its chain, its captured files and the heads held elsewhere."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from turgor.store.audit.files import hold_files
from turgor.store.audit.heads import HeldHead, heads_in_rows
from turgor.store.audit.opening import looking_at
from turgor.store.audit.report import AuditReport, Collected, Step
from turgor.store.audit.rows import TableShape, quoted_name, watched_tables
from turgor.store.audit.states import TableState
from turgor.store.audit.undo import key_words
from turgor.store.audit.walk import Walked, walk_back
from turgor.store.audit.whole import DATABASE, hold_schema, hold_soundness, hold_unsigned

NOTHING_HELD = (
    "no head was held against the chain, so this can't show whether somebody cut its end or wrote "
    "database and chain anew; keep the head where the study's disk is not, and name it with --head "
    "or a file that carries one with --against"
)


def verify(
    database: Path, captures: Path, heads: Iterable[HeldHead] = (), step: Step | None = None
) -> AuditReport:
    """Hold every row, the schema, every captured file and every held head against the chain.

    Nothing is changed. A file that is damaged in whatever way gives findings.

    heads : those that were kept outside the database. step : told of the progress.

    Errors: StoreError where there is no such file, it may not be read, or another program holds
    it.
    """
    step = step or _silent
    held = tuple(dict.fromkeys(heads))
    found, walked = Collected(), Walked()
    inside: tuple[HeldHead, ...] = ()
    with found.damage(DATABASE, "opening it"), looking_at(database) as raw:
        with found.guarded("schema", "reading it"):
            inside = heads_in_rows(raw)
        wanted = frozenset(item.head.seq for item in (*held, *inside))
        _hold_database(raw, captures, wanted, walked, found, step)
    _hold_heads((*held, *inside), walked, found)
    if not held:
        found.notes.append(NOTHING_HELD)
    return AuditReport(walked.links, walked.head, len(held), found.finish(), tuple(found.notes))


def _hold_database(
    raw: sqlite3.Connection,
    captures: Path,
    wanted: frozenset[int],
    walked: Walked,
    found: Collected,
    step: Step,
) -> None:
    shapes: dict[str, TableShape] = {}
    with found.guarded("schema", "reading it"):
        shapes = watched_tables(raw)
    states = {}
    for name, shape in shapes.items():
        state = _read(raw, shape, found, step)
        if state is not None:
            states[name] = state
    with found.guarded("audit", "reading the chain"):
        walk_back(raw, states, wanted, walked, found, step)
    if walked.adopted is not None and walked.adopted_by is not None:
        hold_schema(raw, walked.adopted, walked.adopted_by, found)
    hold_unsigned(raw, found)
    step(0, 1, "pages and indexes")
    hold_soundness(raw, found)
    hold_files(raw, shapes, captures, found, step)


def _read(
    raw: sqlite3.Connection, shape: TableShape, found: Collected, step: Step
) -> TableState | None:
    if not shape.key:
        found.fault(shape.name, "is a table without a key, and none of a study's")
        return None
    state = TableState(shape)
    label = f"rows of {shape.name}"
    with found.guarded(shape.name, "reading its rows"):
        total = raw.execute(f"SELECT count(*) FROM {quoted_name(shape.name)}").fetchone()[0]
        state.read(raw, lambda done: step(done, total, label))
        for key in state.disordered:
            found.fault(
                f"{shape.name} {key_words(key)}", "stands twice or out of order", shape.name
            )
        return state
    return None


def _hold_heads(held: tuple[HeldHead, ...], walked: Walked, found: Collected) -> None:
    """The chain still has to contain every head that somebody kept."""
    newest = walked.head.seq if walked.head else 0
    for item in held:
        seq, short = item.head.seq, f"{item.head.seq}:{item.head.sha256[:12]}…"
        if walked.sums.get(seq) == item.head.sha256:
            continue
        if seq > newest:
            what = f"the chain ends at link {newest}: its end was cut, or an older copy restored"
        elif seq in walked.sums:
            what = f"link {seq} has another sum: the chain was written anew, or is another study's"
        else:
            what = f"link {seq} is gone from the chain"
        found.fault(item.place, f"holds head {short}, and {what}")


def _silent(done: int, total: int, item: str) -> None:
    """Say nothing."""
