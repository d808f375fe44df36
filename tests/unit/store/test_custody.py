"""Users, roles, locks and signatures: held at the end of each transaction, whoever makes it."""

import datetime as dt
import sqlite3
from contextlib import closing

import pytest

from turgor.errors import AdmissionError, StudyError
from turgor.record.capture import Capture
from turgor.record.custody import ROLES
from turgor.record.permissions import COLUMN_ROLES, TABLE_ROLES, roles_for
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import Measurement, Store, WorkKey, schema, sha256_of
from turgor.store.audit import doing
from turgor.store.audit.rows import UNWATCHED
from turgor.store.passphrase import hashed, matches, proving
from turgor.store.schema.base import metadata

SESSION = Session("S01", dt.date(2026, 3, 2), BodySite("cheek", "left"), "microneedling")
SECRET = "correct horse"


@pytest.fixture
def staffed(store: Store) -> Store:
    """One user of each role, named as the role."""
    store.users.add("admin", "admin")
    with doing(who="admin"):
        for role in ROLES[:4]:
            store.users.add(role, role)
    return store


def test_every_table_says_who_may_change_it() -> None:
    tables = set(metadata.tables) - UNWATCHED
    assert not sorted(tables - set(TABLE_ROLES)), "list them in record/permissions.py"
    assert set(TABLE_ROLES) <= tables, "no such tables"
    assert all(column in metadata.tables[table].columns for table, column in COLUMN_ROLES)
    assert all(roles <= set(ROLES) for roles in TABLE_ROLES.values())
    assert roles_for("something new") == {"coordinator", "admin"}


def test_a_study_without_users_is_open_and_the_first_one_is_an_administrator(store: Store) -> None:
    assert store.people.add_subject(Subject("S01")) == "added"
    with pytest.raises(AdmissionError, match="needs an active administrator"):
        store.users.add("AB", "rater")
    assert store.users.all() == ()
    store.users.add("AB", "admin")
    with doing(who="EF"), pytest.raises(AdmissionError, match="'EF' is no user of this study"):
        store.people.add_subject(Subject("S02"))
    with doing(who="AB"):
        store.people.add_subject(Subject("S02"))
    with store._database.read() as connection:
        roles = connection.exec_driver_sql("SELECT role FROM audit ORDER BY seq").scalars().all()
    assert roles == ["", "", "", "admin"]


@pytest.mark.parametrize(
    ("role", "subject", "session", "allocation", "user"),
    [
        ("coordinator", True, True, True, False),
        ("rater", False, False, False, False),
        ("clinician", True, True, False, False),
        ("monitor", False, False, False, False),
        ("admin", True, True, True, True),
    ],
)
def test_roles_are_held(
    staffed: Store, role: str, subject: bool, session: bool, allocation: bool, user: bool
) -> None:
    from turgor.record.design import Allocation

    with doing(who="coordinator"):
        staffed.people.add_subject(Subject("S01"))
    acts = (
        (subject, lambda: staffed.people.add_subject(Subject("S02"))),
        (session, lambda: staffed.people.add_session(SESSION)),
        (allocation, lambda: staffed.people.add_allocation(Allocation("S01", "active"))),
        (user, lambda: staffed.users.add("another", "rater")),
    )
    with doing(who=role):
        for allowed, act in acts:
            if allowed:
                act()
            else:
                told = rf"{role} \({role}\) may not change \w+; that is for .*admin"
                with pytest.raises(AdmissionError, match=told):
                    act()


def test_a_rater_adds_forms_and_nothing_else(staffed: Store, maker) -> None:
    photo, path = maker.capture("photo")
    form = Capture(sha256_of(path), "f.json", "S01", "V0", BodySite("cheek", "left"), kind="form")
    with doing(who="coordinator"):
        staffed.people.add_visit(Visit("S01", "V0"))
    with doing(who="rater"):
        with pytest.raises(AdmissionError, match=r"may add forms .* not surface captures"):
            staffed.captures.add(photo, path)
        assert staffed.captures.add(form, path) == "added"
        key = WorkKey(form.sha256, "form", "1", "", 0)
        assert staffed.findings.add(Measurement(key, (maker.finding(form.sha256),)))
    other, other_path = maker.capture("other", replicate=2)
    with doing(who="coordinator"):
        staffed.captures.add(other, other_path)
    with doing(who="rater"), pytest.raises(AdmissionError, match="not surface captures"):
        key = WorkKey(other.sha256, "form", "1", "", 0)
        staffed.findings.add(Measurement(key, (maker.finding(other.sha256),)))


def test_nobody_lifts_themselves(staffed: Store) -> None:
    """A right given in a transaction counts from the next one on."""
    with (
        doing(who="coordinator"),
        pytest.raises(AdmissionError, match="may not change study_user"),
        staffed.together(),
    ):
        staffed.users.set_role("coordinator", "admin")
        staffed.people.add_subject(Subject("S01"))
    with doing(who="admin"), pytest.raises(AdmissionError, match="active administrator"):
        staffed.users.set_active("admin", False)
    with doing(who="admin"):
        staffed.users.set_active("rater", False)
    with doing(who="rater"), pytest.raises(AdmissionError, match="was retired as rater"):
        staffed.locks.sign("review", "", "rater", "")


def test_a_passphrase_is_needed_once_it_is_set(staffed: Store) -> None:
    with doing(who="monitor"):
        staffed.users.set_passphrase("monitor", SECRET)  # one's own, whatever the role
        with pytest.raises(AdmissionError, match="may not change study_user"):
            staffed.users.set_passphrase("rater", SECRET)
        with pytest.raises(AdmissionError, match="passphrase of monitor is needed"):
            staffed.locks.sign("review", "", "monitor", "")
        with proving("wrong horse"), pytest.raises(AdmissionError, match="not the right one"):
            staffed.locks.sign("review", "", "monitor", "")
        with proving(SECRET):
            assert staffed.locks.sign("review", "", "monitor", "").who == "monitor"
    with pytest.raises(StudyError, match="has 3 characters"):
        staffed.users.set_passphrase("monitor", "abc")


def test_a_hash_is_salted_and_a_foreign_one_never_matches() -> None:
    one, other = hashed(SECRET), hashed(SECRET)
    assert one != other and SECRET not in one
    assert matches(SECRET, one) and matches(SECRET, other)
    for broken in ("", "plain", one.replace("scrypt", "md5"), one[:-2], "scrypt$2$8$1$zz$zz",
                   one.replace("$32768$", f"${2**30}$")):  # fmt: skip
        assert not matches(SECRET, broken)


def test_a_lock_refuses_data_and_lets_the_rest_pass(staffed: Store) -> None:
    with doing(who="coordinator"):
        staffed.people.add_subject(Subject("S01"))
        with pytest.raises(AdmissionError, match="may not change study_lock"):
            staffed.locks.lock("interim look", "d")
    with doing(who="admin"):
        head = str(staffed.head())
        lock = staffed.locks.lock("interim look", "d")
        assert lock.head == head and staffed.locks.current_lock() == lock
        with pytest.raises(AdmissionError, match="is locked already, by admin"):
            staffed.locks.lock("again", "d")
    link = staffed.head().seq
    with (
        doing(who="coordinator"),
        pytest.raises(
            AdmissionError, match=rf"locked by admin on \d+-\d+-\d+ \(link {link}\), so subject"
        ),
    ):
        staffed.people.add_subject(Subject("S02"))
    with doing(who="coordinator"), pytest.raises(AdmissionError, match="is locked by"):
        staffed.locks.require_may("capture")
    with doing(who="admin"):
        staffed.users.add("new", "monitor")
        staffed.locks.sign("approval", "", "admin", "d")
        with pytest.raises(AdmissionError, match="is locked by"), staffed.together():
            staffed.locks.unlock("to slip something in")
            staffed.people.add_subject(Subject("S02"))
        assert staffed.locks.current_lock() is not None
        with pytest.raises(StudyError, match="needs a reason"):
            staffed.locks.unlock(" ")
        opened = staffed.locks.unlock("a query was answered")
        assert (opened.unlocked_by, opened.unlocked_why) == ("admin", "a query was answered")
        assert staffed.people.add_subject(Subject("S02")) == "added"


def test_a_signature_holds_until_data_of_its_scope_change(store: Store, maker) -> None:
    with doing(who="AB"):
        for number in ("S01", "S02"):
            store.people.add_subject(Subject(number))
        capture, path = maker.capture("one")
        store.captures.add(capture, path)
        store.locks.sign("review", "S01", "", "d1")
        store.locks.sign("approval", "", "", "d1")
        store.locks.sign("review", "S02", "", "d1")
        with pytest.raises(StudyError, match="'S09' is not in the study"):
            store.locks.sign("review", "S09", "", "d1")
        store.users.add("AB", "admin")
    states = store.locks.signatures("d2")
    assert [item.state for item in states] == ["valid"] * 3
    assert all(item.design_changed for item in states)
    with doing(who="AB"):
        key = WorkKey(capture.sha256, "whole", "1", "", 0)  # found by capture, then subject
        store.findings.add(Measurement(key, (maker.finding(capture.sha256),)))
    link = store.head()
    first, whole, other = store.locks.signatures("d1")
    assert (first.state, first.voided_by, first.voided_who) == ("voided", link.seq, "AB")
    assert (whole.state, other.state, other.design_changed) == ("voided", "valid", False)


def test_a_signature_knows_a_chain_that_is_not_its_own(store: Store) -> None:
    store.people.add_subject(Subject("S01"))
    store.locks.sign("review", "", "", "d")
    with closing(sqlite3.connect(store.folder / "study.db")) as raw:
        raw.execute("UPDATE signature SET head = '2:' || hex(zeroblob(32))")
        raw.commit()
    assert [item.state for item in store.locks.signatures()] == ["foreign"]


def test_a_row_that_moves_to_another_person_voids_both(store: Store) -> None:
    from turgor.store.codec import RecordCodec
    from turgor.store.ledger import Ledger

    ledger = Ledger(store._database, schema.session, RecordCodec(Session), "session", ("subject",))
    _, kept = ledger.add(SESSION)
    store.people.add_subject(Subject("S02"))
    for subject in ("S01", "S02"):
        store.locks.sign("review", subject, "", "")
    moved = Session("S02", SESSION.date, SESSION.site, SESSION.modality)
    ledger.correct(kept.id, 1, moved, why="wrong person")
    assert [item.state for item in store.locks.signatures()] == ["voided", "voided"]
