import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import MeasureError, StoreError
from turgor.formats import read_surface, write_surface
from turgor.record.capture import Capture
from turgor.record.height_map import HeightMap
from turgor.workflow.export import finding_rows
from turgor.workflow.measure_study import measure_study
from turgor.workflow.region import set_region
from turgor.workflow.status import study_status
from turgor.workflow.study import Study
from turgor.workflow.take_in import add_paths


def values(study: Study, metric: str) -> dict[str, float]:
    return {
        f"{row['side']} {row['visit']} {row['replicate']}": row["value"]
        for row in finding_rows(study)
        if row["metric"] == metric
    }


def test_every_capture_is_measured_once_on_the_same_skin(filled: Study, double) -> None:
    told: list[str] = []
    report = measure_study(
        filled, double.method(), on_measured=lambda item: told.append(item.label), workers=2
    )
    assert (len(report.measured), report.already, report.refused) == (6, 0, [])
    assert len(told) == 6
    areas = values(filled, "double.area")
    for side in ("left", "right"):
        (kept,) = [k for k in filled.store.regions.newest() if k.region.site.side == side]
        x, y = np.array(kept.region.polygon_um).T
        area = 0.5e-6 * abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))
        assert kept.origin == "shared-field"
        mine = [value for name, value in areas.items() if name.startswith(side)]
        # A rigid move keeps areas; what is left is the raster of the outline and its bending.
        assert mine == pytest.approx([area] * 3, rel=0.01)
        assert area < 48.0
    again = measure_study(filled, double.method())
    assert (again.measured, again.already) == ([], 6)
    assert len(double.calls) == 6
    status = study_status(filled, double.method())
    assert (status.counts["measured"], status.unmeasured) == (6, ())


def test_a_new_version_measures_again_and_keeps_the_old(filled: Study, double) -> None:
    measure_study(filled, double.method("1"))
    assert len(study_status(filled, double.method("2")).unmeasured) == 6
    report = measure_study(filled, double.method("2"))
    assert len(report.measured) == 6
    assert len(filled.store.findings.done()) == 12
    assert len(values(filled, "double.area")) == 6


def test_a_stopped_run_goes_on_where_it_stopped(filled: Study, double) -> None:
    def stop(capture: Capture) -> None:
        if len(double.calls) == 3:
            raise KeyboardInterrupt

    double.before = stop
    with pytest.raises(KeyboardInterrupt):
        measure_study(filled, double.method(), workers=1)
    done = {key.capture for key in filled.store.findings.done()}
    assert done <= set(double.calls)
    assert len(done) >= 2
    double.before = lambda capture: None
    double.calls.clear()
    report = measure_study(filled, double.method(), workers=1)
    assert report.already == len(done)
    assert not done & set(double.calls)
    assert len(values(filled, "double.mean")) == 6


def test_the_order_of_adding_and_the_number_of_workers_change_nothing(
    filled: Study, double, tmp_path: Path, phantom_folder: Path
) -> None:
    measure_study(filled, double.method(), workers=2)
    from turgor.workflow.study import init_study

    with init_study(tmp_path / "other", phantom_folder / "study.toml") as other:
        rows = (phantom_folder / "captures.csv").read_text().splitlines()
        for number, row in enumerate(reversed(rows[1:])):
            folder = tmp_path / f"part{number}"
            folder.mkdir()
            file = row.split(",")[0]
            (folder / "captures.csv").write_text(
                f"{rows[0]}\n{row.replace(file, str(phantom_folder / file), 1)}\n"
            )
            assert not add_paths(other, [folder]).refused
            measure_study(other, double.method(), workers=1)
        add_paths(other, [phantom_folder])
        left_out = ("region_version",)
        mine, theirs = (
            [{k: v for k, v in row.items() if k not in left_out} for row in finding_rows(study)]
            for study in (filled, other)
        )
    assert mine == theirs


def test_other_skin_is_refused_with_its_reason_and_the_rest_is_measured(
    study: Study, double, phantom_folder: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(phantom_folder, data)
    (wrong,) = (data / "captures").glob("*V1_left_1*")
    height_map = read_surface(wrong)
    rng = np.random.default_rng(1)
    noise = HeightMap(
        rng.normal(0.0, 30.0, height_map.shape), height_map.pitch_x_um, height_map.pitch_y_um
    )
    write_surface(noise, wrong)
    assert not add_paths(study, [data]).refused
    for _ in range(2):
        report = measure_study(study, double.method())
        assert [(item.visit, item.site.side) for item, _ in report.refused] == [("V1", "left")]
        assert "no reliable match" in report.refused[0][1]
    assert len(values(study, "double.mean")) == 5
    status = study_status(study, double.method())
    assert [what for what, _ in status.refused] == [
        "S01 V1 crow's feet left region 'R1' replicate 1"
    ]
    assert status.unmeasured == ()


def test_a_capture_that_can_not_be_measured_stops_nothing(filled: Study, double) -> None:
    bad = filled.store.captures.all()[2].sha256

    def refuse(capture: Capture) -> None:
        if capture.sha256 == bad:
            raise MeasureError("too few points; capture it again")

    double.before = refuse
    report = measure_study(filled, double.method())
    assert [item.sha256 for item, _ in report.refused] == [bad]
    assert len(report.measured) == 5
    double.before = lambda capture: None
    assert len(measure_study(filled, double.method()).measured) == 1
    assert filled.store.captures.refusals() == {}


def test_lost_and_changed_files_refuse_themselves_alone(filled: Study, double) -> None:
    lost, changed = filled.store.captures.all()[1:3]
    filled.store.captures.file(lost.sha256).unlink()
    path = filled.store.captures.file(changed.sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    report = measure_study(filled, double.method())
    reasons = {item.sha256: reason for item, reason in report.refused}
    assert "is gone; restore it" in reasons[lost.sha256]
    assert "was changed; restore it" in reasons[changed.sha256]
    assert {item.site.side for item, _ in report.refused} == {"left"}
    assert len(values(filled, "double.mean")) >= 3


def test_without_a_baseline_capture_nothing_can_be_laid(
    study: Study, double, phantom_folder: Path, tmp_path: Path
) -> None:
    rows = (phantom_folder / "captures.csv").read_text().splitlines()
    table = tmp_path / "captures.csv"
    only = [row for row in rows[1:] if ",V1," in row]
    full = [row.replace(row.split(",")[0], str(phantom_folder / row.split(",")[0]), 1) for row in only]  # noqa: E501  # fmt: skip
    table.write_text("\n".join([rows[0], *full]) + "\n")
    assert not add_paths(study, [table]).refused
    report = measure_study(study, double.method())
    assert len(report.refused) == 2
    assert "no capture of the baseline visit 'V0'" in report.refused[0][1]


def test_a_declared_region_is_carried_to_every_capture(filled: Study, double) -> None:
    measure_study(filled, double.method())
    set_region(filled, "S01", "crow's feet", "left", "R1", "2 2; 5 2; 5 4; 2 4")
    assert len(values(filled, "double.area")) == 6, "the shared field stands until it is replaced"
    assert len(study_status(filled, double.method()).unmeasured) == 3
    report = measure_study(filled, double.method())
    assert len(report.measured) == 3
    areas = values(filled, "double.area")
    left = [value for name, value in areas.items() if name.startswith("left")]
    assert left == pytest.approx([6.0] * 3, rel=0.02)
    assert {kept.origin for kept in filled.store.regions.newest()} == {"declared", "shared-field"}


def test_a_disk_that_refuses_findings_costs_those_captures_only(
    filled: Study, double, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = type(filled.store.findings).add
    calls: list[int] = []

    def sometimes(self: object, measurement: object) -> bool:
        calls.append(1)
        if len(calls) in (2, 3):
            raise StoreError("study.db: the disk is full; free some space and run it again")
        return add(self, measurement)

    with monkeypatch.context() as patch:
        patch.setattr("turgor.store.findings.Findings.add", sometimes)
        report = measure_study(filled, double.method())
    assert (len(report.measured), len(report.refused)) == (4, 2)
    assert "the disk is full" in report.refused[0][1]
    assert len(filled.store.findings.done()) == 4
    assert len(measure_study(filled, double.method()).measured) == 2


def test_a_database_that_may_not_be_written_refuses_every_capture_with_a_line(
    filled: Study, double, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object) -> None:
        raise StoreError("study.db: the file or its folder is read-only; allow writing to it")

    with monkeypatch.context() as patch:
        patch.setattr("turgor.store.connect.Database.write", refuse)
        report = measure_study(filled, double.method())
    assert (len(report.measured), len(report.refused)) == (0, 6)
    assert all("read-only" in reason for _, reason in report.refused)


def test_a_kept_registration_of_another_form_is_made_anew(filled: Study, double) -> None:
    measure_study(filled, double.method())
    kept = filled.store.captures.registrations()
    sha, first = next(iter(kept.items()))
    for form in ("{}", first.form.replace("band_um", "band")):
        filled.store.captures.set_registration(replace(first, form=form))
        report = measure_study(filled, double.method())
        assert (report.already, report.refused) == (6, [])
        assert filled.store.captures.registrations()[sha] == first
