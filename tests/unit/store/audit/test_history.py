"""The chain read for people: every state of a row, and what was done to whose rows."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from turgor.errors import InputError
from turgor.record.subject import Subject
from turgor.store import Store
from turgor.store.audit import doing
from turgor.store.audit.intervals import Intervals
from turgor.store.audit.replay import RowChange
from turgor.store.audit.words import column_changes, in_words
from turgor.workflow.audit import audit_log


@pytest.fixture(scope="module")
def record(small_record: Path):
    with Store(small_record) as store:
        yield store


def test_every_state_of_a_row_in_order_with_who_and_why(record: Store) -> None:
    added, first, second = record.audit.history("session", 1)
    assert [c.kind for c in (added, first, second)] == ["added", "changed", "changed"]
    assert added.before is None and added.after == first.before and first.after == second.before
    with closing(sqlite3.connect(record.folder / "study.db")) as raw:
        raw.row_factory = sqlite3.Row
        assert dict(raw.execute("SELECT * FROM session WHERE id = 1").fetchone()) == second.after
    assert (first.link.who, first.link.why) == ("GH", "misread the sheet")
    words = [in_words(c, first.kind) for c in column_changes(first)]
    assert words == ["version: 1 → 2", "deviation: nothing → two passes only"]


def test_a_row_of_a_range_and_a_row_that_came_and_went(record: Store) -> None:
    (made,) = record.audit.history("finding", 30)
    assert made.kind == "added" and made.after is not None and made.after["id"] == 30
    refusals = record.audit.log(table="refusal")
    sha256 = refusals[0].key[0]
    assert [c.kind for c in refusals if c.key == (sha256,)] == ["added", "removed", "added"]
    assert "refusal" in {c.table for c in record.audit.history("refusal", str(sha256))}


def test_entries_of_settings_are_told_one_by_one(record: Store) -> None:
    changed = [c for c in record.audit.log(table="capture") if c.kind == "changed"]
    told = [column.column for c in changed for column in column_changes(c)]
    assert told == ["settings note", "withdrawn", "erased"]


def test_a_subject_s_rows_are_found_by_the_rows_that_they_name(record: Store) -> None:
    found = record.audit.log(subject="S02")
    tables = {c.table for c in found}
    assert {"subject", "visit", "allocation", "session", "capture"} <= tables
    assert {"measurement", "finding", "registration", "device_reading"} <= tables
    with closing(sqlite3.connect(record.folder / "study.db")) as raw:
        wanted = raw.execute(
            "SELECT min(f.id), max(f.id) FROM finding f JOIN measurement m ON m.id = f.measurement "
            "JOIN capture c ON c.sha256 = m.capture WHERE c.subject = 'S02'"
        ).fetchone()
    numbers = [n for c in found if c.table == "finding" for n in (int(str(c.key[0])), c.last or 0)]
    assert (min(numbers), max(numbers)) == wanted
    assert all(c.key[0] == "S02" for c in found if c.table in ("subject", "visit", "allocation"))
    everybody = record.audit.log()
    assert 0 < len(found) < len(everybody) and everybody[0].kind == "adopted"


def test_who_and_since_narrow(record: Store) -> None:
    assert {c.link.who for c in record.audit.log(who="GH")} == {"GH"}
    assert record.audit.log(since="2999-01-01") == ()


def test_the_log_follows_each_row_from_nothing_to_what_stands_now(record: Store) -> None:
    """Played forward, the log makes the database: nothing is left out, nothing invented."""
    made: dict[tuple[str, tuple[object, ...]], object] = {}
    for change in record.audit.log():
        key = (change.table, change.key)
        if change.kind in ("added", "changed", "removed"):
            assert made.get(key) == change.before, key
            made[key] = change.after
    with closing(sqlite3.connect(record.folder / "study.db")) as raw:
        raw.row_factory = sqlite3.Row
        for table, key in (("session", "id"), ("subject", "id"), ("refusal", "capture")):
            rows = {(r[key],): dict(r) for r in raw.execute(f"SELECT * FROM {table}")}
            assert rows == {k: v for (t, k), v in made.items() if t == table and v is not None}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"table": "fnding"}, "there is no table 'fnding'; there are adverse_event, "),
        ({"key": "1"}, "name it with --table"),
        ({"table": "session", "key": "one"}, "is a whole number, not 'one'"),
        ({"table": "visit", "key": "S01"}, "reads 'subject / label', not 'S01'"),
        ({"table": "session", "key": "999"}, "there is no row '999' in 'session'"),
        ({"subject": "S99"}, "there is no subject 'S99'"),
        ({"since": "03/04/2026"}, "is no date"),
    ],
)
def test_a_wrong_question_gets_one_line(small_record: Path, asked, message: str) -> None:
    with pytest.raises(InputError, match=message):
        audit_log(small_record, **asked)


def test_a_row_from_before_the_chain_is_told_as_such(store: Store) -> None:
    store.people.add_subject(Subject("S01"))
    with closing(sqlite3.connect(store.folder / "study.db")) as raw:
        raw.execute("DROP TRIGGER audit_kept_delete")
        raw.execute("DELETE FROM audit WHERE seq > 1")  # as if S01 had been there before
        raw.commit()
    (only,) = store.audit.history("subject", "S01")
    assert only.kind == "adopted" and only.after is not None


def test_a_change_of_type_alone_is_a_change() -> None:
    link = None
    change = RowChange(link, "t", (1,), "changed", {"a": 1}, {"a": 1.0})  # type: ignore[arg-type]
    assert len(column_changes(change)) == 1


def test_together_with_corrections_is_one_link_with_the_oldest_value(store: Store) -> None:
    store.people.add_subject(Subject("S01"))
    with doing(who="AB"), store.together():
        store.people.add_subject(Subject("S01", "Ghent"))
        store.people.add_subject(Subject("S01", "Ghent", 1970))
        store.people.add_subject(Subject("S02"))
    last = store.audit.links()[-1]
    told = json.loads(last.changes)["subject"]
    assert len(told["changed"]) == 1 and told["changed"][0][1][1] == ""
    assert [item[0] for item in told["added"]] == [["S02"]]


def test_intervals_are_a_set_of_whole_numbers() -> None:
    import random
    from itertools import pairwise

    rng = random.Random(1)
    ours, plain = Intervals(), set[int]()
    for _ in range(4000):
        number = rng.randrange(60)
        if rng.random() < 0.6:
            ours.add(number)
            plain.add(number)
        else:
            ours.discard(number)
            plain.discard(number)
        assert (number in ours) == (number in plain)
        runs = list(ours)
        assert [n for a, b in runs for n in range(a, b + 1)] == sorted(plain)
        assert all(b + 1 < c for (_, b), (c, _) in pairwise(runs))
        inside = [n for a, b in ours.within(20, 40) for n in range(a, b + 1)]
        assert inside == [n for n in sorted(plain) if 20 <= n <= 40]
