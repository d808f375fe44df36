"""`turgor metrics`, `study` and `follow` on readings of elasticity and structure."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.metrics import all_metrics

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"
FAMILIES = ("suction", "ultrasound", "barrier", "wave", "oct", "elastography", "cutometer",
            "dermalab", "dermascan")  # fmt: skip


def run(*words, code=0):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == code, (done.stdout, done.stderr, done.exception)
    return done


def document(name, *words, code=0):
    read = json.loads(run(*words, "--json", code=code).stdout)
    schema = json.loads((CONTRACT / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(read)
    return read


@pytest.mark.parametrize("family", FAMILIES)
def test_metrics_of_each_family(family):
    listed = document("metrics", "metrics", family)["metrics"]
    ids = {metric["id"] for metric in listed}
    assert ids == {name for name in all_metrics() if name.startswith(f"{family}.")}
    one = sorted(ids)[0]
    told = run("metrics", one).stdout
    assert "definition" in told
    assert "source" in told


def test_a_study_from_files_to_its_export(laxity_files, tmp_path):
    study = tmp_path / "study"
    data = tmp_path / "data"
    data.mkdir()
    wanted = [laxity_files.path("suction", n) for n in range(2)] + [laxity_files.path("barrier")]
    names = [path.relative_to(laxity_files.folder).as_posix() for path in wanted]
    rows = (laxity_files.folder / "captures.csv").read_text().splitlines()
    kept = [row for row in rows[1:] if row.partition(",")[0] in names]
    (data / "captures").mkdir()
    for path, name in zip(wanted, names, strict=True):
        shutil.copyfile(path, data / name)
    (data / "captures.csv").write_text("\n".join([rows[0], *kept]) + "\n")
    document("study-init", "study", "init", study, "--design", laxity_files.folder / "study.toml")
    before = document("study-add", "study", "add", study, data, "--dry-run")
    added = document("study-add", "study", "add", study, data)
    assert added["refused"] == before["refused"] == []
    status = document("study-status", "study", "status", study)
    assert status["counts"]["captures"] == len(status["unmeasured"]) == 3
    assert {(m["kind"], m["setup"]) for m in status["missing"]} == {
        ("suction", "2 mm"), ("barrier", "tewl"),
    }  # fmt: skip
    assert "missing: S01 W24 cheek left R1 suction (2 mm)" in run("study", "status", study).stdout
    measured = document("study-measure", "study", "measure", study)
    assert measured["refused"] == []
    export = document("study-export", "study", "export", study)
    assert export["findings"] > 200
    assert document("study-status", "study", "status", study)["unmeasured"] == []


def test_follow_keeps_its_contract(laxity_study):
    told = document("follow", "follow", laxity_study)
    endpoints = {item["id"]: item for item in told["endpoints"]}
    assert set(endpoints) == {"firmness-w24", "dermis-w24"}
    for item in endpoints.values():
        # one person is no cohort, and that is the only thing that is wrong
        assert "two are needed" in item["reason"]
    families = {item["metric"].partition(".")[0] for item in told["changes"]}
    assert {"suction", "ultrasound", "barrier", "wave", "oct", "elastography"} <= families
    assert all(item["reason"] for item in told["changes"] if item["verdict"] != "within-noise"
               and item["verdict"] != "beyond-noise")  # fmt: skip


def test_text_of_follow_names_the_endpoints(laxity_study):
    told = run("follow", laxity_study).stdout
    assert "firmness-w24 (secondary): suction.r0, cheek, W24, decrease" in told


def test_status_loads_nothing_that_it_has_no_use_for(laxity_study):
    """What takes long to load is left out, so that a look at a study stays quick."""
    code = (
        "import sys; from turgor.cli.main import app\n"
        "try: app(['study', 'status', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print(sorted({'scipy.stats', 'cv2', 'pydicom', 'openpyxl', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(laxity_study)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stdout
