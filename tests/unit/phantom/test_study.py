"""The phantom study: real files, tables that the study reader accepts, truth apart."""

import csv
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.exchange import study_tables as tables
from turgor.formats.doorway import read_surface
from turgor.phantom.study import make_study, side_states
from turgor.phantom.study_spec import (
    CONTROL,
    TREATED,
    PlannedEndpoint,
    PlannedVisit,
    StudySpec,
    StudyTruth,
)

SPEC = StudySpec(
    subjects=2,
    field_mm=(5.0, 4.0),
    pitch_um=40.0,
    visits=(
        PlannedVisit("baseline", 0, 2),
        PlannedVisit("W4", 28, 1, 0.95, 3),
        PlannedVisit("W24", 168, 1, 0.7, 112),
    ),
    endpoints=(PlannedEndpoint("depth-w24", "wrinkle.depth_mean", "W24", primary=True),),
    suffixes=(".sur", ".x3p", ".sdf", ".tmd"),
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyTruth:
    seen: list[tuple[int, int, str]] = []
    truth = make_study(tmp_path_factory.mktemp("study"), SPEC, lambda *step: seen.append(step))
    assert [done for done, _, _ in seen] == list(range(1, 17))
    assert {total for _, total, _ in seen} == {16}
    return truth


def test_captures_open_with_the_stated_pitch_and_size(study: StudyTruth) -> None:
    suffixes = set()
    for planted in study.captures:
        path = study.folder / planted.path
        suffixes.add(path.suffix)
        heights = read_surface(path)
        assert heights.shape == (100, 125)
        assert heights.pitch_x_um == pytest.approx(40.0, rel=1e-6)
        assert heights.pitch_y_um == pytest.approx(40.0, rel=1e-6)
        assert 0.9 < heights.valid.mean() <= 1.0
        spread = np.nanmax(heights.height_um) - np.nanmin(heights.height_um)
        assert 50.0 < spread < 2000.0
    assert suffixes == {".sur", ".x3p", ".sdf", ".tmd"}


def test_tables_are_read_without_a_refusal(study: StudyTruth) -> None:
    readers = {
        "captures": tables.read_captures,
        "visits": tables.read_visits,
        "subjects": tables.read_subjects,
        "allocation": tables.read_allocation,
        "sessions": tables.read_sessions,
    }
    for kind, read in readers.items():
        path = study.folder / f"{kind}.csv"
        assert tables.kind_of(path) == kind
        rows = read(path)
        assert rows.refused == ()
        assert rows.read
    captures = tables.read_captures(study.folder / "captures.csv").read
    assert all(row.path.is_file() and row.reseated for _, row in captures)
    assert len(captures) == len(study.captures) == 16


def test_each_subject_has_one_treated_side_and_sessions_there_only(study: StudyTruth) -> None:
    allocation = tables.read_allocation(study.folder / "allocation.csv").read
    arms = {(row.subject, row.side): row.arm for _, row in allocation}
    for subject in ("S01", "S02"):
        assert {arms[subject, "left"], arms[subject, "right"]} == {TREATED, CONTROL}
    for _, session in tables.read_sessions(study.folder / "sessions.csv").read:
        assert arms[session.subject, session.site.side] == TREATED


def test_control_side_never_changes_and_treated_side_does() -> None:
    for state in side_states(StudySpec()):
        if state.arm == CONTROL:
            assert (state.wrinkle_factor, state.relief_factor, state.swollen) == (1.0, 1.0, False)
        elif state.visit == "W24":
            assert 0.5 < state.wrinkle_factor < 0.85
            assert state.relief_factor == pytest.approx(1.0, abs=1e-6)
        elif state.visit == "W4":
            assert state.swollen
            assert state.relief_factor < 0.95


def test_truth_lies_apart_and_says_what_the_files_hold(study: StudyTruth) -> None:
    record = json.loads((study.folder / "truth" / "truth.json").read_text())
    assert len(record["captures"]) == 16
    for capture in record["captures"]:
        far = np.hypot(*capture["displacement_um"])
        assert far <= 2000.0
        assert abs(capture["rotation_deg"]) <= 3.0
        if capture["visit"] == "baseline" and capture["replicate"] == 1:
            assert far == 0.0


def test_design_declares_the_window_and_one_primary_endpoint(study: StudyTruth) -> None:
    design = tomllib.loads((study.folder / "study.toml").read_text(encoding="utf-8"))
    assert design["study"]["kind"] == "split-face"
    assert design["window"][0]["below"] == 14
    primary = [e for e in design["endpoint"] if e["primary"]]
    assert [e["metric"] for e in primary] == ["wrinkle.depth_mean"]
    assert {v["label"] for v in design["visit"]} == {"baseline", "W4", "W24"}


def test_device_table_is_wide_and_follows_the_planted_factor(study: StudyTruth) -> None:
    with (study.folder / "device_table.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    treated = {s.subject: s.side for s in study.sides if s.arm == TREATED}
    for row in rows:
        side = treated[row["Patient ID"]]
        before, after = (float(row[f"Ra {v} {side} [µm]"]) for v in ("baseline", "W24"))
        assert 0.7 < after / before < 0.9


def test_the_same_specification_gives_the_same_files(study: StudyTruth, tmp_path: Path) -> None:
    again = make_study(tmp_path / "again", SPEC)
    for one, two in zip(study.captures, again.captures, strict=True):
        assert one == two
    name = next(c.path for c in again.captures if c.path.endswith(".sur"))
    assert (again.folder / name).read_bytes() == (study.folder / name).read_bytes()


def test_impossible_studies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 1 subject"):
        StudySpec(subjects=0)
    with pytest.raises(InputError, match="which is no visit"):
        StudySpec(endpoints=(PlannedEndpoint("e", "wrinkle.depth_mean", "W99"),))
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="choose another folder"):
        make_study(tmp_path / "file", SPEC)
