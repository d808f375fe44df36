import shutil
from pathlib import Path

import pytest

from turgor.errors import InputError, StoreError, StudyError
from turgor.workflow.study import Study, init_study, open_study
from turgor.workflow.take_in import add_paths

CAPTURES = "path,subject,visit,site,side,region,replicate,reseated,device,operator\n"


def table(folder: Path, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "captures.csv"
    path.write_text(CAPTURES + "".join(f"{row}\n" for row in rows))
    return path


def some_capture(phantom: Path) -> Path:
    return sorted((phantom / "captures").glob("*.sur"))[0]


def test_a_folder_is_taken_in_once(study: Study, phantom_folder: Path) -> None:
    report = add_paths(study, [phantom_folder])
    assert report.refused == []
    kinds = [entry.kind for entry in report.entries]
    assert [kinds.count(kind) for kind in ("subject", "visit", "allocation", "capture")] == [
        1, 2, 2, 6,
    ]  # fmt: skip
    assert report.count("added") == len(report.entries)
    again = add_paths(study, [phantom_folder])
    assert again.refused == []
    assert again.count("same") == len(report.entries)
    capture = study.store.captures.all()[0]
    assert capture.device
    assert study.store.captures.file(capture.sha256).is_file()


def test_a_dry_run_says_the_same_and_changes_nothing(study: Study, phantom_folder: Path) -> None:
    told = add_paths(study, [phantom_folder], dry_run=True)
    assert study.store.captures.all() == ()
    assert study.store.people.subjects() == ()
    assert not [path for path in (study.folder / "captures").rglob("*") if path.is_file()]
    assert add_paths(study, [phantom_folder]).entries == told.entries


def test_one_bad_file_stops_nothing_else(
    study: Study, phantom_folder: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(phantom_folder, data)
    victims = sorted((data / "captures").iterdir())[:3]
    victims[0].write_bytes(victims[0].read_bytes()[:300])
    victims[1].write_bytes(b"")
    victims[2].unlink()
    report = add_paths(study, [data])
    assert len(report.refused) == 3
    for refused, victim in zip(report.refused, victims, strict=True):
        assert refused.line is not None
        assert victim.name in refused.reason
        assert "\n" not in refused.reason
    assert sum(entry.kind == "capture" for entry in report.entries) == 3
    assert len(study.store.captures.all()) == 3


def test_two_files_that_claim_one_identity(
    study: Study, phantom_folder: Path, tmp_path: Path
) -> None:
    first, second = sorted((phantom_folder / "captures").iterdir())[:2]
    path = table(tmp_path / "t", f"{first},S01,V0,cheek,left,,1,no,,", f"{second},S01,V0,cheek,left,,1,no,,")  # noqa: E501  # fmt: skip
    for dry_run in (True, False):
        report = add_paths(study, [path], dry_run=dry_run)
        assert [entry.line for entry in report.entries] == [2]
        assert [(item.line, item.path) for item in report.refused] == [(3, str(path))]
        assert f"on record already with another file ('{first.name}')" in report.refused[0].reason


def test_one_file_under_two_identities(study: Study, phantom_folder: Path, tmp_path: Path) -> None:
    first = some_capture(phantom_folder)
    copy = tmp_path / f"copy{first.suffix}"
    shutil.copy(first, copy)
    path = table(tmp_path / "t", f"{first},S01,V0,cheek,left,,1,no,,", f"{copy},S01,V0,cheek,right,,1,no,,")  # noqa: E501  # fmt: skip
    report = add_paths(study, [path])
    assert "on record already as S01 V0 cheek left" in report.refused[0].reason
    path = table(tmp_path / "u", f"{first},S01,V0,cheek,left,,1,no,,", f"{first},S01,V0,cheek,right,,1,no,,")  # noqa: E501  # fmt: skip
    report = add_paths(study, [path])
    assert "is named already in line 2" in report.refused[0].reason


def test_rows_that_are_wrong_are_named_by_line(study: Study, tmp_path: Path) -> None:
    path = table(
        tmp_path / "t",
        "a.sur,S01,V9,cheek,left,,1,no,,",
        "a.sur,S01,V0,cheek,leftish,,1,no,,",
        "a.sur,S01,V0,cheek,left,,0,no,,",
        "a.sur,S01,V0,cheek,left,,1,perhaps,,",
        ",S01,V0,cheek,left,,1,no,,",
        "a.sur,S01,V0",
        "b.sur,S01,V0,cheek,left,,1,no,,",
    )
    reasons = {item.line: item.reason for item in add_paths(study, [path]).refused}
    assert "visit 'V9' is not in the design; allowed: V0, V1" in reasons[2]
    assert "side is 'leftish'; allowed: left, right, midline, unstated" in reasons[3]
    assert "replicate is '0'" in reasons[4]
    assert "reseated is 'perhaps'; write yes or no" in reasons[5]
    assert "path is empty" in reasons[6]
    assert "has 3 cells; the header has 10" in reasons[7]
    assert "no such file" in reasons[8]


def test_tables_are_held_against_the_design(study: Study, tmp_path: Path) -> None:
    (tmp_path / "allocation.csv").write_text(
        "subject,side,arm\nS01,left,placebo\nS01,,microneedling\nS02,left,microneedling\n"
        "S02,left,untreated\n"
    )
    (tmp_path / "visits.csv").write_text(
        "subject,visit,date,acclimatisation_min,temperature_c,relative_humidity_pct,"
        "hours_since_product,days_since_session\n"
        "S01,V0,03/04/2026,,,,,\nS01,V0,2026-04-03,x,,,,\nS01,V0,2026-04-03,15,,,,\n"
    )
    (tmp_path / "sessions.csv").write_text(
        "subject,date,site,side,modality,delivered,device,settings\n"
        "S01,2026-04-03,cheek,left,magic,yes,,\n"
        "S01,2026-04-03,cheek,left,microneedling,yes,,depth\n"
        "S01,2026-04-03,cheek,left,microneedling,yes,,depth_mm=1;passes=2\n"
    )
    (tmp_path / "subjects.csv").write_text(
        "subject,centre,birth_year,sex,phototype\nS01,A,seventy,f,II\nS01,A,1970,f,II\n"
    )
    names = ("allocation.csv", "visits.csv", "sessions.csv", "subjects.csv")
    report = add_paths(study, [tmp_path / name for name in names])
    reasons = [f"{Path(item.path).name}:{item.line} {item.reason}" for item in report.refused]
    for part in (
        "allocation.csv:2 arm 'placebo' is not in the design",
        "allocation.csv:3 a split-face study allocates sides",
        "allocation.csv:5 subject 'S02' side 'left' is allocated to 'microneedling' already",
        "visits.csv:2 date is '03/04/2026'; write year-month-day",
        "visits.csv:3 acclimatisation_min is 'x'",
        "sessions.csv:2 modality is 'magic'",
        "sessions.csv:3 settings hold 'depth'; write key=value",
        "subjects.csv:2 birth_year is 'seventy'",
    ):
        assert any(reason.startswith(part) for reason in reasons), part
    assert len(reasons) == 8
    assert report.count("added") == 4
    assert study.store.people.sessions()[0].settings == {
        "needle_depth_um": "1000",
        "passes": "2",
    }


def test_identity_from_the_name(tmp_path: Path, phantom_folder: Path) -> None:
    design = tmp_path / "design.toml"
    text = (phantom_folder / "study.toml").read_text()
    design.write_text(
        text + '\n[captures]\npattern = "{subject}_{visit}_{side}_{replicate}"\n'
        'site = "cheek"\nreseated = true\n'
    )
    data = tmp_path / "data"
    data.mkdir()
    source = some_capture(phantom_folder)
    shutil.copy(source, data / f"S7_V1_right_2{source.suffix}")
    shutil.copy(source, data / f"whatever{source.suffix}")
    with init_study(tmp_path / "study", design) as study:
        report = add_paths(study, [data])
        (capture,) = study.store.captures.all()
    assert (capture.subject, capture.visit, capture.site.name, capture.site.side) == (
        "S7", "V1", "cheek", "right",
    )  # fmt: skip
    assert (capture.replicate, capture.reseated) == (2, True)
    assert "does not fit the study's pattern" in report.refused[0].reason


def test_without_row_or_pattern_a_capture_is_refused_with_the_way_out(
    study: Study, phantom_folder: Path
) -> None:
    report = add_paths(study, [some_capture(phantom_folder), Path("/no/such")])
    reasons = [item.reason for item in report.refused]
    assert any("declare [captures] pattern in study.toml" in reason for reason in reasons)
    assert "no such file or folder; check the path" in reasons
    report = add_paths(study, [study.folder])
    assert "lies inside the study itself" in report.refused[0].reason


def test_a_full_disk_refuses_that_file_and_goes_on(
    study: Study, phantom_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = type(study.store.captures._folder).keep
    seen: list[str] = []

    def sometimes(self: object, source: Path, sha256: str, suffix: str) -> Path:
        seen.append(source.name)
        if len(seen) == 2:
            raise StoreError(f"{source}: the disk is full; free some space and run it again")
        return keep(self, source, sha256, suffix)

    monkeypatch.setattr("turgor.store.blobs.CaptureFolder.keep", sometimes)
    report = add_paths(study, [phantom_folder])
    assert [item.reason.count("disk is full") for item in report.refused] == [1]
    assert len(study.store.captures.all()) == 5
    assert add_paths(study, [phantom_folder]).count("added") == 1


def test_a_study_is_made_once_and_a_wrong_design_makes_nothing(tmp_path: Path) -> None:
    init_study(tmp_path / "a").store.close()
    with open_study(tmp_path / "a") as study:
        assert study.design.id == "my-study"
    with pytest.raises(StudyError, match="holds a study already"):
        init_study(tmp_path / "a")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[study]\nid = "x"\nkind = "cohort"\nbaseline = "V0"\n')
    with pytest.raises(StudyError, match=r"'kind' is 'cohort'; allowed: split-face"):
        init_study(tmp_path / "b", wrong)
    assert not (tmp_path / "b").exists()
    with pytest.raises(InputError, match="no such folder"):
        open_study(tmp_path / "c")
