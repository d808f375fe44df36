"""Folders of photographs by their names: shown before anything is copied, ambiguity named."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.exchange.path_pattern import NameRules
from turgor.record.visit import Visit, VisitWindow
from turgor.workflow.study import Study
from turgor.workflow.take_in import add_paths
from turgor.workflow.take_in.names import name_rules, visit_of_date


@pytest.fixture
def folder(tmp_path: Path, phantom_folder: Path) -> Path:
    """Captures of the phantom under other names, with what cameras and file managers leave."""
    files = sorted((phantom_folder / "captures").glob("*"))[:4]
    root = tmp_path / "season"
    for name, file in zip(
        ("S01/Baseline/L_1", "S01/Baseline/R_1", "S01/v1/L_1", "S02/V9/L_1"), files, strict=True
    ):
        target = root / f"{name}{file.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    (root / "S01" / "Thumbs.db").write_bytes(b"x")
    (root / "S01" / "Baseline" / "L_1.xmp").write_bytes(b"x")
    (root / "S01" / "Baseline" / "._L_1.sur").write_bytes(b"x")
    (root / ".DS_Store").write_bytes(b"x")
    return root


def rules(study: Study, *patterns: str) -> NameRules:
    site = patterns or ("{subject}/{visit}/{side}_{replicate}",)
    return name_rules(study, site, ["side:L=left", "side:R=right", "visit:baseline=V0"])


def with_site(study: Study) -> Study:
    return replace(study, captures=replace(study.captures, site="cheek"))


def test_a_folder_by_its_names(study: Study, folder: Path) -> None:
    study = with_site(study)
    shown = add_paths(study, [folder], dry_run=True, names=rules(study))
    assert study.store.captures.all() == ()
    assert [
        (e.identity["subject"], e.identity["visit"], e.identity["side"]) for e in shown.entries
    ] == [("S01", "V0", "left"), ("S01", "V0", "right"), ("S01", "V1", "left")]
    assert len(shown.refused) == 1 and "visit 'V9' is not in the design" in shown.refused[0].reason
    assert shown.notes == ["left out beside the captures: 1 *.xmp, 1 .DS_Store, 1 ._*, 1 Thumbs.db"]
    done = add_paths(study, [folder], names=rules(study))
    assert done.entries == shown.entries
    assert len(study.store.captures.all()) == 3


def test_two_files_of_one_identity_are_both_named(study: Study, folder: Path) -> None:
    study = with_site(study)
    told = add_paths(study, [folder], dry_run=True, names=rules(study, "{subject}/{visit}/{any}_1"))
    both = [item for item in told.refused if "and so does" in item.reason]
    assert [Path(item.path).stem for item in both] == ["L_1", "R_1"]
    assert "R_1" in both[0].reason and "L_1" in both[1].reason
    counted = replace(rules(study, "{subject}/{visit}/{any}_1"), count_replicates=True)
    told = add_paths(study, [folder], dry_run=True, names=counted)
    assert [e.identity["replicate"] for e in told.entries] == ["1", "2", "1"]


def test_a_name_that_does_not_fit(study: Study, folder: Path) -> None:
    study = with_site(study)
    told = add_paths(study, [folder], dry_run=True, names=rules(study, "{subject}_{visit}_{side}"))
    assert told.entries == []
    assert all("does not fit '{subject}_{visit}_{side}'" in item.reason for item in told.refused)


def test_dates_become_visits_by_the_subjects_own_windows(study: Study) -> None:
    windows = (VisitWindow("V0", 0), VisitWindow("V1", 28, 3, 7), VisitWindow("V2", 84, 7, 7))
    own = replace(study, design=replace(study.design, visits=windows, baseline="V0"))
    baseline = dt.date(2026, 1, 5)
    with pytest.raises(StudyError, match="not known; add the visits first"):
        visit_of_date(own, "S01", baseline, None)
    own.store.people.add_visit(Visit("S01", "V0", baseline))
    own.store.people.add_visit(Visit("S01", "V2", dt.date(2026, 1, 20)))

    def visit(days: int, nearest: int | None = None) -> str:
        return visit_of_date(own, "S01", baseline + dt.timedelta(days=days), nearest)

    assert [visit(days) for days in (0, 25, 28, 35, 77, 91)] == ["V0", "V1", "V1", "V1", "V2", "V2"]
    assert visit(15) == "V2", "the visit on record that day comes first"
    for days in (1, 24, 36, 92):
        with pytest.raises(StudyError, match="nearest one"):
            visit(days)
    assert [visit(days, 5) for days in (24, 36, 92)] == ["V1", "V1", "V2"]
    with pytest.raises(StudyError, match="as near to"):
        visit(56, 100)


def test_rules_stand_in_study_toml(study: Study) -> None:
    names = {"patterns": ["{subject}_{visit}"], "words": {"side": {"L": "left"}}}
    own = replace(study, captures=replace(study.captures, names=names))
    assert name_rules(own).patterns == ("{subject}_{visit}",)
    assert name_rules(own, ["{subject}/{visit}"], ["side:R=right"]).words["side"] == {
        "L": "left", "R": "right",
    }  # fmt: skip
    with pytest.raises(StudyError, match="write field:theirs=ours"):
        name_rules(own, (), ["side=L"])
