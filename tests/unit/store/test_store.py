import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from turgor.errors import StoreError, StudyError
from turgor.record.design import Allocation
from turgor.record.finding import Finding
from turgor.record.session import Session
from turgor.record.site import BodySite, Region
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store import (
    DeviceReading,
    Measurement,
    Refusal,
    Store,
    StoredRegistration,
    WorkKey,
    sha256_of,
)
from turgor.store.connect import Database


def key(sha256: str, region_version: int = 0) -> WorkKey:
    return WorkKey(sha256, "whole", "1", "abc", region_version)


def test_a_capture_is_kept_under_its_sum_and_comes_back(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    assert store.captures.verdict(capture) == "added"
    assert store.captures.add(capture, path) == "added"
    assert store.captures.add(capture, path) == "same"
    assert store.captures.all() == (capture,)
    kept = store.captures.file(capture.sha256)
    assert kept.read_text() == "one"
    assert kept.relative_to(store.folder) == Path(
        f"captures/{capture.sha256[:2]}/{capture.sha256}.npy"
    )
    assert [visit.label for visit in store.people.visits()] == ["V0"]


def test_one_file_with_two_identities_is_refused(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    other, _ = maker.capture("one", side="right")
    with pytest.raises(StudyError, match=r"on record already as S01 V0 cheek left replicate 1"):
        store.captures.add(other, path)
    assert store.captures.all() == (capture,)


def test_one_identity_with_two_files_is_refused(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    other, other_path = maker.capture("two")
    with pytest.raises(StudyError, match=r"another file \('one.npy'\)"):
        store.captures.add(other, other_path)
    assert [file.name for file in (store.folder / "captures").rglob("*.npy")] == [
        f"{capture.sha256}.npy"
    ]


def test_a_changed_or_lost_capture_is_noticed(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    kept = store.captures.file(capture.sha256)
    kept.chmod(0o644)
    kept.write_text("other")
    with pytest.raises(StoreError, match="was changed"):
        store.captures.file(capture.sha256)
    kept.unlink()
    with pytest.raises(StoreError, match="is gone"):
        store.captures.file(capture.sha256)


def test_a_file_that_changes_while_it_is_copied_is_refused(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    path.write_text("longer now")
    with pytest.raises(StoreError, match="changed while it was read"):
        store.captures.add(capture, path)
    assert store.captures.all() == ()
    assert not [file for file in (store.folder / "captures").rglob("*") if file.is_file()]


def test_a_measurement_is_kept_whole_once(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    store.captures.set_refusal(Refusal(capture.sha256, "measure", "no memory"))
    findings = (
        maker.finding(capture.sha256),
        maker.finding(capture.sha256, 2.0, "surface.sa"),
    )
    assert store.findings.add(Measurement(key(capture.sha256), findings))
    assert not store.findings.add(Measurement(key(capture.sha256), findings))
    assert store.captures.refusals() == {}
    assert store.findings.done() == {key(capture.sha256)}
    back = store.findings.of_keys([key(capture.sha256)])
    assert [item.finding for item in back] == [findings[1], findings[0]]
    assert [item.capture for item in back] == [capture] * 2


def test_findings_that_contradict_leave_nothing(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    twice = (maker.finding(capture.sha256), maker.finding(capture.sha256, 3.0))
    with pytest.raises(StoreError, match="nothing of it was kept"):
        store.findings.add(Measurement(key(capture.sha256), twice))
    assert store.findings.done() == frozenset()
    assert store.findings.of_keys([key(capture.sha256)]) == ()


def test_a_finding_of_no_known_capture_is_refused_by_the_database(store: Store, maker) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.findings.add(Measurement(key("0" * 64), ()))


def test_only_captures_of_one_region_version_are_held_together(store: Store, maker) -> None:
    shas = []
    for content, side in (("one", "left"), ("two", "left"), ("three", "right")):
        capture, path = maker.capture(content, side=side, replicate=len(shas) + 1)
        store.captures.add(capture, path)
        shas.append(capture.sha256)
        store.findings.add(Measurement(key(capture.sha256, 1), ()))
    assert store.findings.latest_keys() == {key(sha, 1) for sha in shas}
    store.findings.add(Measurement(key(shas[0], 2), ()))
    assert store.findings.latest_keys() == {key(shas[0], 2), key(shas[2], 1)}


def test_gaps_are_filled_and_contradictions_refused(store: Store) -> None:
    people = store.people
    assert people.add_subject(Subject("S01")) == "added"
    assert people.add_subject(Subject("S01", birth_year=1970)) == "added"
    assert people.add_subject(Subject("S01", centre="A")) == "added"
    assert people.add_subject(Subject("S01")) == "same"
    assert people.subjects() == (Subject("S01", "A", 1970),)
    with pytest.raises(StudyError, match="birth_year is 1970 already, not 1980"):
        people.add_subject(Subject("S01", birth_year=1980))
    day = dt.date(2026, 1, 5)
    assert people.add_visit(Visit("S01", "V0", day)) == "added"
    warm = VisitConditions(temperature_c=0.0)
    assert people.add_visit(Visit("S01", "V0", None, warm)) == "added"
    assert people.add_visit(Visit("S01", "V0", day, warm)) == "same"
    assert people.visits() == (Visit("S01", "V0", day, warm),)
    with pytest.raises(StudyError, match="date is 2026-01-05 already"):
        people.add_visit(Visit("S01", "V0", dt.date(2026, 1, 6)))
    with pytest.raises(StudyError, match=r"temperature_c is 0\.0 already"):
        people.add_visit(Visit("S01", "V0", None, VisitConditions(temperature_c=21.0)))


def test_allocations_and_sessions(store: Store) -> None:
    people = store.people
    left = Allocation("S01", "active", "left")
    assert people.add_allocation(left) == "added"
    assert people.add_allocation(left) == "same"
    with pytest.raises(StudyError, match="allocated to 'active' already"):
        people.add_allocation(Allocation("S01", "control", "left"))
    assert people.allocations() == (left,)
    session = Session(
        "S01", dt.date(2026, 1, 5), BodySite("cheek", "left"), "microneedling",
        settings={"needle_depth_um": "500"},
    )  # fmt: skip
    assert people.add_session(session) == "added"
    assert people.add_session(session) == "same"
    assert people.sessions() == (session,)


def test_another_outline_is_another_version(store: Store) -> None:
    region = Region("", "S01", BodySite("cheek", "left"), ((0, 0), (10, 0), (10, 10)))
    assert store.regions.set(region).version == 1
    assert store.regions.set(region).version == 1
    wider = Region("", "S01", BodySite("cheek", "left"), ((0, 0), (20, 0), (20, 20)))
    assert store.regions.set(wider).version == 2
    assert [kept.region.polygon_um for kept in store.regions.newest()] == [wider.polygon_um]


def test_registrations_codes_and_refusals_come_back(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    sha = capture.sha256
    for shift in (1.0, 2.0):
        row = StoredRegistration(sha, sha, "1", shift, 0.0, 0.1, 0.9, 3.0)
        store.captures.set_registration(row)
    assert store.captures.registrations() == {sha: row}
    store.captures.set_refusal(Refusal(sha, "register", "first"))
    store.captures.set_refusal(Refusal(sha, "measure", "second"))
    assert store.captures.refusals() == {sha: Refusal(sha, "measure", "second")}
    store.regions.add_codes({"K1": sha})
    assert store.regions.codes() == {"K1": sha}


def test_a_reading_is_kept_with_its_table_and_never_overwritten(
    store: Store, tmp_path: Path, maker
) -> None:
    table = tmp_path / "export.csv"
    table.write_text("a,b\n")
    sha = sha256_of(table)

    def reading(value: float) -> DeviceReading:
        finding: Finding = maker.finding(sha, value, "mexameter.melanin")
        return DeviceReading("S01", "V0", BodySite("cheek", "left"), finding, sha, 2, "mexameter")

    store.readings.keep_table(table, sha, "mexameter")
    assert store.readings.verdict(reading(200.0)) == "added"
    assert store.readings.add(reading(200.0)) == "added"
    assert store.readings.add(reading(200.0)) == "same"
    with pytest.raises(StudyError, match=r"is 200\.0 already"):
        store.readings.add(reading(210.0))
    assert store.readings.all() == (reading(200.0),)


def test_the_file_is_durable_by_its_settings(store: Store) -> None:
    database = Database(store.folder / "study.db")
    with database.read() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    database.close()
    assert pragmas == ["wal", 2, 1, 10_000]


def test_what_fails_inside_a_transaction_is_rolled_back(store: Store) -> None:
    database = Database(store.folder / "study.db")
    with pytest.raises(RuntimeError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO subject VALUES ('S9', '', NULL, '', '', 1)")
        raise RuntimeError
    database.close()
    with sqlite3.connect(store.folder / "study.db") as raw:
        assert raw.execute("SELECT count(*) FROM subject").fetchone() == (0,)
    raw.close()


def test_a_rehearsal_shows_all_and_leaves_no_trace(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    second, second_path = maker.capture("two", replicate=2)
    clash, clash_path = maker.capture("three", replicate=2)
    before = sorted(file.name for file in store.folder.rglob("*.npy"))
    with store.rehearsal() as rehearsed:
        assert rehearsed.captures.add(capture, path) == "same"
        assert rehearsed.captures.add(second, second_path) == "added"
        with pytest.raises(StudyError, match="on record already with another file"):
            rehearsed.captures.add(clash, clash_path)
    assert store.captures.all() == (capture,)
    assert sorted(file.name for file in store.folder.rglob("*.npy")) == before
