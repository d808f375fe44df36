"""Spectra and photographs of a study measured: resumable, one bad capture costs itself alone."""

import json
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.formats.photo import read_photograph, write_photograph
from turgor.record.photograph import Photograph
from turgor.workflow.measure_study import measure_study
from turgor.workflow.status import study_status
from turgor.workflow.study import init_study, open_study
from turgor.workflow.take_in import add_paths

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"
HEADER = "path,subject,visit,site,side,region,replicate,reseated,device,operator\n"


def found_in(folder):
    with open_study(folder) as study:
        return study.store.findings.of_keys(study.store.findings.latest_keys())


def told(words, schema):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads((CONTRACT / schema).read_text(encoding="utf-8")))
    return document


def test_measuring_twice_measures_once(colour_study):
    with open_study(colour_study) as study:
        again = measure_study(study)
        assert (len(again.measured), again.already, again.refused) == (0, 14, [])


def test_commands_keep_their_contracts_with_every_kind(colour_study, tmp_path):
    copy = tmp_path / "study"
    shutil.copytree(colour_study, copy)
    status = told(("study", "status", copy, "--json"), "study-status.json")
    assert status["counts"]["measured"] == status["counts"]["captures"] == 14
    told(("study", "export", copy, "--json"), "study-export.json")
    exported = " ".join(p.read_text() for p in (copy / "exports").rglob("*.csv"))
    for metric in ("colour.ita", "chromophore.melanin_depth", "photo.mi_rgb", "spot.area"):
        assert metric in exported
    followed = told(("follow", copy, "--json"), "follow.json")
    assert {c["metric"].split(".")[0] for c in followed["changes"]} >= {
        "colour", "chromophore", "photo", "spot"
    }  # fmt: skip


def test_the_study_says_what_measure_says(colour_study, colour_files, small_study):
    """A baseline photograph without zones is measured in the study as it is on its own."""
    path = colour_files.photo(small_study.BASELINE, "left")
    alone = json.loads(
        CliRunner().invoke(app, ["measure", str(path), "--chart-pitch-mm", "6", "--json"]).stdout
    )
    in_study = {
        (f.finding.metric, f.finding.item): f.finding.value
        for f in found_in(colour_study)
        if f.capture.filename == path.name
    }
    own = {(f["metric"], f["item"]): f["value"] for f in alone["findings"]}
    assert in_study == own


def test_spots_of_a_reseated_baseline_are_none_of_them_new(colour_study, small_study):
    spots = [f for f in found_in(colour_study) if f.finding.metric == "spot.contrast_mi_rgb"]
    again = [f for f in spots if (f.capture.visit, f.capture.replicate) == ("baseline", 2)]
    assert len(again) >= 8
    assert not [f for f in again if "new" in f.finding.flags]
    later = [f for f in spots if f.capture.visit == small_study.LATER]
    assert not [f for f in later if "new" in f.finding.flags], "none was planted"


@pytest.fixture
def troubled(colour_files, small_study, tmp_path):
    """A baseline, a follow-up of other skin, one of no skin, and one without its chart."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(colour_files.photo(small_study.BASELINE, "left"), data / "base.jpg")
    shutil.copy(colour_files.photo(small_study.BASELINE, "right"), data / "other.jpg")
    good = read_photograph(colour_files.photo(small_study.LATER, "left"))
    rgb = good.rgb.copy()
    rgb[:340] = 60
    write_photograph(Photograph(rgb), data / "bare.png")
    shutil.copy(colour_files.photo(small_study.LATER, "left"), data / "good.jpg")
    flat = np.full((200, 300, 3), 120, np.uint8)
    write_photograph(Photograph(flat), data / "wall.png")
    names = ("good.jpg", "other.jpg", "bare.png", "wall.png")
    rows = ["base.jpg,S01,baseline,cheek,left,R1,1,no,,"]
    rows += [f"{name},S01,W24,cheek,left,R1,{k},yes,," for k, name in enumerate(names, start=1)]
    (data / "captures.csv").write_text(HEADER + "\n".join(rows) + "\n")
    with init_study(tmp_path / "study", colour_files.folder / "study.toml") as made:
        assert not add_paths(made, [data]).refused
        yield made


def test_what_can_not_be_laid_is_refused_with_its_reason_and_the_rest_goes_on(troubled):
    report = measure_study(troubled)
    assert sorted(item.capture.filename for item in report.measured) == ["base.jpg", "good.jpg"]
    reasons = {capture.filename: reason for capture, reason in report.refused}
    assert set(reasons) == {"other.jpg", "bare.png", "wall.png"}
    assert all("\n" not in reason for reason in reasons.values())
    assert "no classic 24-patch colour chart was found" in reasons["bare.png"]
    assert "no classic 24-patch colour chart was found" in reasons["wall.png"]
    status = study_status(troubled)
    assert len(status.refused) == 3
    again = measure_study(troubled)
    assert (len(again.measured), again.already, len(again.refused)) == (0, 2, 3)


def test_a_follow_up_without_its_baseline_waits(colour_files, small_study, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(colour_files.photo(small_study.LATER, "left"), data / "late.jpg")
    (data / "captures.csv").write_text(f"{HEADER}late.jpg,S01,W24,cheek,left,R1,1,no,,\n")
    with init_study(tmp_path / "study", colour_files.folder / "study.toml") as study:
        assert not add_paths(study, [data]).refused
        report = measure_study(study)
        assert not report.measured
        assert "no photograph of the baseline visit 'baseline'" in report.refused[0][1]
        shutil.copy(colour_files.photo(small_study.BASELINE, "left"), data / "base.jpg")
        with (data / "captures.csv").open("a") as out:
            out.write("base.jpg,S01,baseline,cheek,left,R1,1,no,,\n")
        add_paths(study, [data])
        assert len(measure_study(study).measured) == 2
        assert study_status(study).refused == ()
