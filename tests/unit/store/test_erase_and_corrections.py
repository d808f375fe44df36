"""Pixels that go while numbers stay, and rows that are put right with a reason."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from turgor.errors import AdmissionError, ConflictError, ErasedError, StoreError, StudyError
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import Measurement, Store, WorkKey
from turgor.store.audit import doing
from turgor.store.audit.verify import verify
from turgor.workflow.custody.erasing import erase_captures

WHY = "consent was withdrawn"


@pytest.fixture
def measured(store: Store, maker) -> Store:
    for content, visit in (("one", "V0"), ("two", "V1")):
        capture, path = maker.capture(content, visit=visit)
        store.captures.add(capture, path)
        key = WorkKey(capture.sha256, "whole", "1", "s", 1)
        store.findings.add(Measurement(key, (maker.finding(capture.sha256),)))
    return store


def test_pixels_go_and_numbers_stay(measured: Store, maker) -> None:
    one, _ = maker.capture("one")
    path = measured.captures.file(one.sha256)
    done = erase_captures(measured, "S01", WHY)
    assert len(done.captures) == 2 and set(done.removed) >= {path} and not done.left
    assert not [item for item in (measured.folder / "captures").rglob("*") if item.is_file()]
    with pytest.raises(ErasedError, match=rf"was erased on \d+-\d+-\d+ \({WHY}\); its numbers"):
        measured.captures.file(one.sha256)
    assert len(measured.findings.of_keys(measured.findings.latest_keys())) == 2
    kept = measured.captures.all()[0]
    assert kept.filename == f"erased-{one.sha256[:12]}.npy"
    assert measured.erasures.all()[one.sha256].why == WHY
    again, source = maker.capture("one")
    with pytest.raises(StudyError, match="was erased from the study on"):
        measured.captures.add(again, source)


def test_a_name_in_a_file_name_is_in_no_link_of_the_chain(store: Store, maker) -> None:
    capture, path = maker.capture("Petra Mustermann cheek")
    store.captures.add(capture, path)
    store.captures.set_setting(capture.sha256, "chart_corners", "1 2")
    erase_captures(store, "S01", WHY)
    with store._database.read() as connection:
        told = connection.exec_driver_sql("SELECT group_concat(changes) FROM audit").scalar()
        names = connection.exec_driver_sql("SELECT filename FROM capture").scalars().all()
    assert "(withheld)" in told and "Mustermann" not in told + names[0]
    report = verify(store.folder / "study.db", store.folder / "captures")
    assert report.findings == ()


def test_a_change_of_a_withheld_value_is_still_found(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    store.captures.set_setting(capture.sha256, "chart_corners", "1 2")
    with closing(sqlite3.connect(store.folder / "study.db")) as raw:
        raw.execute("UPDATE capture SET filename = 'another.npy'")
        raw.execute("DELETE FROM audit_pending")
        raw.commit()
    assert verify(store.folder / "study.db", store.folder / "captures").findings


def test_a_crash_between_row_and_file_is_finished_by_a_rerun(
    measured: Store, maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_self, _path) -> None:
        raise StoreError("the disk refused")

    with monkeypatch.context() as patch:
        patch.setattr("turgor.store.blobs.CaptureFolder.remove", crash)
        with pytest.raises(StoreError, match="refused"):
            erase_captures(measured, "S01", WHY)
    assert len(measured.erasures.left()) == 2
    one, _ = maker.capture("one")
    with pytest.raises(ErasedError):
        measured.captures.file(one.sha256)
    done = erase_captures(measured, "S01", WHY)
    assert (len(done.captures), len(done.removed), done.left) == (0, 2, ())


def test_only_the_kinds_that_were_named_and_an_exact_dry_run(measured: Store) -> None:
    before = measured.head()
    assert erase_captures(measured, "S01", WHY, ("photograph",)).captures == ()
    assert len(erase_captures(measured, "S01", WHY, dry_run=True).captures) == 2
    assert measured.head() == before
    with pytest.raises(StudyError, match="kind is 'pictures'"):
        erase_captures(measured, "S01", WHY, ("pictures",))
    with pytest.raises(StudyError, match="'S9' is not in the study"):
        erase_captures(measured, "S9", WHY)
    with pytest.raises(StudyError, match="needs a reason"):
        erase_captures(measured, "S01", " ")


def test_erasing_is_for_administrators_and_not_under_a_lock(measured: Store) -> None:
    measured.users.add("admin", "admin")
    with doing(who="admin"):
        measured.users.add("co", "coordinator")
    with doing(who="co"), pytest.raises(AdmissionError, match=r"may not change capture\.erased"):
        erase_captures(measured, "S01", WHY)
    with doing(who="admin"):
        measured.locks.lock("final", "")
        with pytest.raises(AdmissionError, match="is locked"):
            erase_captures(measured, "S01", WHY)
    assert not measured.erasures.all()


def test_a_device_table_with_the_same_bytes_stays(measured: Store, maker) -> None:
    one, source = maker.capture("one")
    measured.readings.keep_table(source, one.sha256, "antera")
    erase_captures(measured, "S01", WHY)
    (left,) = measured.erasures.left()
    assert left.shared and left.path.is_file()


def test_subjects_and_visits_are_corrected_by_version(store: Store) -> None:
    store.people.add_subject(Subject("S01", phototype="II"))
    store.people.add_visit(Visit("S01", "V0"))
    ((subject, version),) = store.corrections.subjects()
    store.corrections.correct_subject(replace(subject, phototype="IV"), version, "misread")
    with pytest.raises(ConflictError, match="it is version 2, and this change was made on vers"):
        store.corrections.correct_subject(subject, version, "stale")
    store.people.add_subject(Subject("S01", centre="C1"))  # a gap that is filled counts too
    with pytest.raises(ConflictError, match="it is version 3"):
        store.corrections.correct_subject(subject, 2, "would empty the centre again")
    assert store.people.subjects()[0].phototype == "IV"
    ((visit, version),) = store.corrections.visits()
    with pytest.raises(StudyError, match="needs a reason"):
        store.corrections.correct_visit(visit, version, "")
    with pytest.raises(StudyError, match="is not in the study"):
        store.corrections.correct_visit(replace(visit, label="V7"), version, "x")


def test_a_capture_that_moves_is_measured_again(measured: Store, maker) -> None:
    one, _ = maker.capture("one")
    right = replace(one, site=BodySite("cheek", "right"))
    assert measured.corrections.correct_capture(one, right, "wrong side was typed")
    with pytest.raises(ConflictError, match="was changed or withdrawn meanwhile"):
        measured.corrections.correct_capture(one, right, "stale")
    assert {key.capture for key in measured.findings.latest_keys()} == {
        maker.capture("two")[0].sha256
    }
    key = WorkKey(one.sha256, "whole", "1", "s", 1)
    assert measured.findings.add(Measurement(key, (maker.finding(one.sha256, 2.0),)))
    values = {
        (item.capture.site.side, item.finding.value)
        for item in measured.findings.of_keys(measured.findings.latest_keys())
    }
    assert values == {("right", 2.0), ("left", 1.5)}


def test_a_replicate_number_is_carried_into_the_findings(measured: Store, maker) -> None:
    one, _ = maker.capture("one")
    again = measured.corrections.correct_capture(one, replace(one, replicate=2), "renumbered")
    assert not again
    found = measured.findings.of_keys(measured.findings.latest_keys())
    assert {(item.capture.replicate, item.finding.replicate) for item in found} == {(2, 2), (1, 1)}
    two, _ = maker.capture("two", visit="V1")
    taken = replace(two, visit="V0", replicate=2)
    with pytest.raises(StudyError, match="another one of this identity is on record"):
        measured.corrections.correct_capture(two, taken, "same place")
    with pytest.raises(StudyError, match="never changes"):
        measured.corrections.correct_capture(two, replace(two, kind="oct"), "x")


def test_captures_are_withdrawn_and_restored(measured: Store, maker) -> None:
    one, source = maker.capture("one")
    measured.corrections.withdraw_capture(one.sha256, "blurred")
    assert len(measured.captures.all()) == 1
    assert len(measured.findings.of_keys(measured.findings.latest_keys())) == 1
    with pytest.raises(StudyError, match=r"was withdrawn before \(blurred\)"):
        measured.corrections.withdraw_capture(one.sha256, "blurred")
    with pytest.raises(StudyError, match=r"was withdrawn from the study \(blurred\)"):
        measured.captures.add(one, source)
    other, other_source = maker.capture("other")
    measured.captures.add(other, other_source)  # the identity is free
    with pytest.raises(StudyError, match="another one of this identity"):
        measured.corrections.restore_capture(one.sha256, "it is good enough")
    measured.corrections.withdraw_capture(other.sha256, "worse")
    measured.corrections.restore_capture(one.sha256, "it is good enough")
    with pytest.raises(StudyError, match="was not withdrawn"):
        measured.corrections.restore_capture(one.sha256, "again")
    assert len(measured.findings.of_keys(measured.findings.latest_keys())) == 2
