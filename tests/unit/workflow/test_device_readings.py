from pathlib import Path

from turgor.workflow.export import finding_rows
from turgor.workflow.study import Study
from turgor.workflow.take_in import add_paths

HEADER = "Subject,Visit,Site,Side,Date,Hydration\n"


def test_a_device_table_goes_in_beside_its_own_bytes(study: Study, tmp_path: Path) -> None:
    table = tmp_path / "cm.csv"
    table.write_text(HEADER + 'S01,V0,cheek,L,2026-03-31,"41,5"\nS01,V7,cheek,L,,40\n')
    told = add_paths(study, [table], dry_run=True)
    assert study.store.readings.all() == ()
    report = add_paths(study, [table])
    assert (report.entries, report.refused) == (told.entries, told.refused)
    assert [entry.detail for entry in report.entries] == [
        "S01 V0 cheek left replicate 1: corneometer.hydration = 41.5 a.u."
    ]
    assert [(item.line, item.reason[:27]) for item in report.refused] == [
        (3, "visit 'V7' is not in the de")
    ]
    assert "was never seen against a real export" in report.notes[0]
    (reading,) = study.store.readings.all()
    kept = study.folder / "captures" / reading.table_sha256[:2] / f"{reading.table_sha256}.csv"
    assert kept.read_bytes() == table.read_bytes()
    (row,) = finding_rows(study)
    assert (row["device_reported"], row["source_row"], row["value"]) == (True, 2, 41.5)
    assert row["flags"] == "profile-columns-not-seen-in-a-real-export"


def test_the_same_again_is_known_and_another_value_is_refused(study: Study, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(HEADER + "S01,V0,cheek,L,,41\n")
    second.write_text(HEADER + "S01,V0,cheek,L,,42\nS01,V0,cheek,R,,43\n")
    add_paths(study, [first])
    assert add_paths(study, [first]).count("same") == 1
    report = add_paths(study, [second])
    assert report.refused[0].line == 2
    assert "is 41.0 already, not 42.0" in report.refused[0].reason
    assert [entry.line for entry in report.entries] == [3]


def test_a_table_that_fits_no_profile_says_what_to_do(study: Study, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text("a,b\n1,2\n")
    (refused,) = add_paths(study, [table]).refused
    assert "name its mapping profile with --map" in refused.reason
