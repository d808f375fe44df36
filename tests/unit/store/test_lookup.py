"""Narrow questions give what reading everything gives."""

from turgor.record.design import StudyDesign
from turgor.store import Measurement, Store, WorkKey
from turgor.workflow.timeline import cohort_table, subject_timeline

DESIGN = StudyDesign("s", "", "single-arm", "V0")


def fill(store: Store, maker) -> None:
    for visit in ("V0", "V1"):
        for side in ("left", "right"):
            capture, path = maker.capture(f"{visit}{side}", visit, side)
            store.captures.add(capture, path)
            for version in ("1", "2") if side == "left" else ("1",):
                key = WorkKey(capture.sha256, "whole", version, "abc", 1)
                value = float(version) + (0.5 if visit == "V1" else 0.0)
                finding = maker.finding(capture.sha256, value)
                store.findings.add(Measurement(key, (finding,)))


def test_a_subjects_findings_are_those_of_the_whole_study(store: Store, maker) -> None:
    fill(store, maker)
    whole = store.findings.of_keys(store.findings.latest_keys())
    found = store.lookup.of_subject("S01")
    assert sorted(map(repr, found)) == sorted(map(repr, whole))

    assert len(found) == len(whole) > 0
    assert store.lookup.of_subject("S99") == ()


def test_a_cohort_counts_subjects_not_replicates(store: Store, maker) -> None:
    fill(store, maker)
    table = cohort_table(store, DESIGN, "surface.sq")
    by_visit = {}
    for row in table:
        by_visit.setdefault(row.visit, []).append((row.n, row.mean, row.sd))
    whole = store.findings.of_keys(store.findings.latest_keys())
    for visit, rows in by_visit.items():
        values = [item.finding.value for item in whole if item.capture.visit == visit]
        assert rows == [(1, sum(values) / len(values), None)]
    assert store.lookup.metrics() == {"surface.sq": 6}


def test_withdrawn_captures_are_left_out(store: Store, maker) -> None:
    fill(store, maker)
    gone = store.captures.all()[0].sha256
    with store._database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE capture SET withdrawn = 'other person' WHERE sha256 = ?", (gone,)
        )
    assert all(item.capture.sha256 != gone for item in store.lookup.of_subject("S01"))
    assert all(
        item.capture.sha256 != gone for item in subject_timeline(store, DESIGN, "S01").findings
    )
