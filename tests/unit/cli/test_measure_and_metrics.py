"""`turgor measure`, `metrics` and `follow` as a user calls them, against their schemas."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.formats import write_surface
from turgor.record.height_map import HeightMap
from turgor.workflow.documents import follow_document

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"


def schema(name):
    return json.loads((CONTRACT / f"{name}.json").read_text(encoding="utf-8"))


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two good maps of one surface, an empty file and a text that is no surface."""
    path = tmp_path_factory.mktemp("captures")
    y, x = np.mgrid[0:160, 0:200] * 40.0
    relief = 12.0 * np.sin(x / 60.0) * np.sin(y / 55.0)
    furrow = -150.0 * np.exp(-(((y - 3200.0) / 250.0) ** 2))
    surface = HeightMap(relief + furrow + 0.01 * x, 40.0, 40.0)
    write_surface(surface, path / "a.sur")
    write_surface(surface, path / "b.x3p")
    (path / "empty.sur").write_bytes(b"")
    (path / "notes.txt").write_text("clean the probe first")
    return path


def test_measure_json_keeps_its_contract_and_refuses_line_by_line(folder):
    done = run("measure", folder, "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema("measure"))
    assert len(document["captures"]) == 2
    assert {Path(item["path"]).name for item in document["refused"]} == {"empty.sur", "notes.txt"}
    assert all("\n" not in item["reason"] for item in document["refused"])
    depth = [
        f["value"]
        for f in document["findings"]
        if f["metric"] == "wrinkle.depth_mean" and f["conditions"]["object_class"] == "all"
    ]
    assert depth[0] == pytest.approx(150.0, rel=0.05)
    assert depth[0] == pytest.approx(depth[1], rel=1e-3)


def test_measure_prints_findings_and_refusals(folder):
    done = run("measure", folder / "a.sur", folder / "empty.sur")
    assert done.exit_code == 1
    assert "surface.sq" in done.stdout
    assert "empty.sur" in done.stderr
    assert done.stderr.count("empty.sur") == 1


def test_raw_states_the_heights_as_recorded(folder):
    done = run("measure", folder / "a.sur", "--pipeline", "raw", "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {f["conditions"]["form"] for f in document["findings"]} == {"mean"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("measure", "x.sur", "--pipeline", "best"), "allowed: skin, raw"),
        (("measure", "x.sur", "--region-mm", "1,2"), "four numbers"),
        (("measure", "x.sur", "--pitch-um", "-3"), "above zero"),
        (("metrics", "surface.sqq"), "did you mean surface.sq"),
    ],
)
def test_misuse_exits_with_two_and_one_line(words, message):
    done = run(*words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_file_is_refused_with_its_name(tmp_path):
    done = run("measure", tmp_path / "none.sur")
    assert done.exit_code == 1
    assert "none.sur" in done.stderr


def test_metrics_json_keeps_its_contract():
    done = run("metrics", "--json")
    assert done.exit_code == 0
    jsonschema.validate(json.loads(done.stdout), schema("metrics"))
    one = json.loads(run("metrics", "surface.sq", "--json").stdout)["metrics"]
    assert [m["id"] for m in one] == ["surface.sq"]


def test_metrics_explains_and_lists():
    told = run("metrics", "surface.sdr").stdout
    assert "conditions" in told
    assert "ISO 25178-2" in told
    listed = run("metrics", "wrinkle").stdout
    assert "wrinkle.depth_mean" in listed
    assert "surface.sq" not in listed


def test_follow_document_keeps_its_contract(sample_study):
    document = follow_document(sample_study.make())
    jsonschema.validate(document, schema("follow"))
    json.dumps(document, allow_nan=False)


def test_follow_on_no_study_says_what_to_do(tmp_path):
    done = run("follow", tmp_path / "nothing")
    assert done.exit_code == 2
    assert "turgor study init" in done.stderr


def test_an_empty_folder_is_refused(tmp_path):
    done = run("measure", tmp_path)
    assert done.exit_code == 1
    assert "holds no file to measure" in done.stderr


def test_a_missing_pitch_is_asked_for_by_the_option_that_gives_it(tmp_path):
    np.save(tmp_path / "a.npy", np.random.default_rng(0).normal(size=(200, 200)))
    done = run("measure", tmp_path / "a.npy")
    assert done.exit_code == 1
    assert "--pitch-um" in done.stderr
    again = run("measure", tmp_path / "a.npy", "--pitch-um", "30", "--height-unit", "um")
    assert again.exit_code == 0, again.stderr
