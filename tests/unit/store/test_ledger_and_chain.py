"""Records with versions, and the link that each transaction leaves in the audit chain."""

import datetime as dt
import json
import sqlite3
from contextlib import closing

import pytest

from turgor.errors import ConflictError, StoreError, StudyError
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.store import Store, schema
from turgor.store.audit import doing
from turgor.store.audit.link import link_sha256
from turgor.store.audit.rows import row_digest, values_of
from turgor.store.codec import RecordCodec
from turgor.store.ledger import Ledger


def links(store: Store) -> list[dict[str, object]]:
    with store._database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit ORDER BY seq").mappings().all()
    return [dict(row) for row in rows]


@pytest.fixture
def sessions(store: Store) -> Ledger[Session]:
    identity = ("subject", "date", "site", "side", "modality", "device")
    return Ledger(store._database, schema.session, RecordCodec(Session), "session", identity)


SESSION = Session(
    "S01", dt.date(2026, 3, 2), BodySite("cheek", "left"), "microneedling",
    settings={"depth_mm": "1.5"}, lots={"serum": "A-7"},
)  # fmt: skip


def test_a_new_study_begins_with_a_link_that_takes_its_tables_over(store: Store) -> None:
    (first,) = links(store)
    state = json.loads(str(first["changes"]))["adopted"]
    assert state["tables"]["finding"][0] == 0 and first["previous"] == ""
    assert first["sha256"] == link_sha256(first) == store.head().sha256


def test_each_transaction_leaves_one_link_with_who_why_and_the_old_value(
    store: Store, sessions: Ledger[Session]
) -> None:
    with doing("entered", who="AB"):
        outcome, kept = sessions.add(SESSION)
    assert outcome == "added" and sessions.add(SESSION)[0] == "same"
    changed = Session(**{**_fields(SESSION), "deviation": "two passes only"})
    with doing(who="CD"):
        sessions.correct(kept.id, 1, changed, why="misread the sheet")
    _, made, corrected = links(store)
    assert (made["who"], made["act"]) == ("AB", "entered")
    assert (corrected["who"], corrected["why"]) == ("CD", "misread the sheet")
    ((key, before, digest),) = json.loads(str(corrected["changes"]))["session"]["changed"]
    assert key == [kept.id] and "two passes only" not in before and '{"depth_mm":"1.5"}' in before
    with closing(sqlite3.connect(store.folder / "study.db")) as raw:
        row = raw.execute("SELECT * FROM session").fetchone()
    assert row_digest("session", row).hex() == digest
    assert corrected["previous"] == made["sha256"]


def test_stale_writes_conflict_and_withdrawn_records_stay(
    store: Store, sessions: Ledger[Session]
) -> None:
    _, kept = sessions.add(SESSION)
    other = Session(**{**_fields(SESSION), "operator": "EF"})
    sessions.correct(kept.id, 1, other, why="operator was left out")
    with pytest.raises(ConflictError, match="it is version 2, and this change was made on vers"):
        sessions.correct(kept.id, 1, SESSION, why="stale")
    with pytest.raises(StudyError, match="needs a reason"):
        sessions.withdraw(kept.id, 2, " ")
    sessions.withdraw(kept.id, 2, "entered for another person")
    assert sessions.all() == () and len(sessions.all(withdrawn=True)) == 1
    assert store.people.sessions() == ()
    assert sessions.add(SESSION)[0] == "added"  # its identity is free again


def test_together_is_one_link_and_takes_everything_back_on_an_error(store: Store) -> None:
    with store.together():
        store.people.add_subject(Subject("S01"))
        store.people.add_subject(Subject("S02", phototype="II"))
        with pytest.raises(StudyError):
            store.people.add_subject(Subject("S02", phototype="IV"))
    assert len(links(store)) == 2
    assert [item.id for item in store.people.subjects()] == ["S01", "S02"]
    with pytest.raises(RuntimeError), store.together():
        store.people.add_subject(Subject("S03"))
        raise RuntimeError
    assert len(store.people.subjects()) == 2 and len(links(store)) == 2


def test_the_chain_can_only_grow(store: Store) -> None:
    store.people.add_subject(Subject("S01"))
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit WHERE seq = 2"):
        with (
            closing(sqlite3.connect(store.folder / "study.db")) as raw,
            pytest.raises(sqlite3.IntegrityError, match="append-only"),
        ):
            raw.execute(statement)


def test_a_key_never_changes_and_a_nul_is_refused(store: Store) -> None:
    store.people.add_subject(Subject("S01"))
    with (
        closing(sqlite3.connect(store.folder / "study.db")) as raw,
        pytest.raises(sqlite3.IntegrityError, match="a key of subject never changes"),
    ):
        raw.execute("UPDATE subject SET id = 'S02'")
    with pytest.raises(StoreError, match="NUL"):
        store.people.add_subject(Subject("S09", centre="a\0b"))
    assert [item.id for item in store.people.subjects()] == ["S01"]


@pytest.mark.parametrize(
    "value",
    [0.1, 1 / 3, -1.7976931348623157e308, 5e-324, 1e22, 12345678901234567, "it's, ok", None],
)
def test_sqlites_literals_keep_every_bit(value: object) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        (text,) = raw.execute("SELECT quote(?) || ',' || quote('x,''y')", (value,)).fetchone()
    found = values_of(text)
    assert found == [value, "x,'y"] and type(found[0]) is type(value)


def test_a_codec_keeps_what_it_was_given() -> None:
    codec = RecordCodec(Session)
    assert codec.record(codec.row(SESSION)) == SESSION


def _fields(record: Session) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
