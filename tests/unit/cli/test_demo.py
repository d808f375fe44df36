"""The demo, small: real files in, a report out, a planted change found and no false one."""

import json
from collections import Counter
from pathlib import Path

import jsonschema
from typer.testing import CliRunner

from turgor.cli.main import app

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"


def test_demo_of_two_subjects(tmp_path):
    out = tmp_path / "demo"
    done = CliRunner().invoke(app, ["demo", "--out", str(out), "--subjects", "2", "--json"])
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads((CONTRACT / "demo.json").read_text("utf-8")))
    # 32 height maps, 36 spectra, 24 photographs; 36 suction series, 72 barrier readings, 36 scans,
    # 12 waves, OCT pairs and reports; 26 questionnaires
    assert document["measured"] == document["captures"] == 274
    record = Path(document["record"]).read_text(encoding="utf-8")
    assert "possible infection" in record and "Randomised by permuted blocks" in record
    report = Path(document["report"]).read_text(encoding="utf-8")
    assert "not a medical device" in report
    decision = Path(document["decision"]).read_text(encoding="utf-8")
    assert "first plan" in decision.lower() and "Doing nothing" in decision
    assert (document["check"], document["plan"]) == ("clear", "planned")
    followed = CliRunner().invoke(app, ["follow", document["study"], "--json"])
    assert followed.exit_code == 0
    found = json.loads(followed.stdout)
    truth = json.loads((Path(document["raw"]) / "truth" / "truth.json").read_text("utf-8"))
    planted = {
        (s["subject"], s["visit"]): s["wrinkle_factor"]
        for s in truth["sides"]
        if s["arm"] != "untreated"
    }
    endpoint = found["endpoints"][0]
    assert (endpoint["beyond"], endpoint["judged"], endpoint["controlled"]) == (2, 2, True)
    pigment = next(e for e in found["endpoints"] if e["id"] == "pigment-w24")
    assert (pigment["beyond"], pigment["judged"], pigment["controlled"]) == (2, 2, True)
    # Which sides fade follows the list. Six spots are planted on each; besides them the skin's own
    # mottling may be found, which never fades. None may be called where nothing faded.
    spots = [
        c
        for c in found["changes"]
        if c["metric"] == "spot.contrast_mi_rgb"
        and c["item"].startswith("pigment-")
        and c["visit"] == "W24"
    ]
    called = Counter((c["subject"], c["side"]) for c in spots if c["verdict"] == "beyond-noise")
    treated = {(s["subject"], s["side"]) for s in truth["colour"][0]["sides"] if s["fade"] > 0}
    assert set(called) == treated and min(called.values()) >= 5
    assert all(c["change"] < 0 for c in spots if c["verdict"] == "beyond-noise")
    assert 'class="slider"' in report
    for change in found["changes"]:
        if change["metric"] != "wrinkle.followed_depth_mean" or change["visit"] != "W24":
            continue
        if change["conditions"]["object_class"] != "all":
            continue
        expected = planted[change["subject"], "W24"] if change["arm"] != "untreated" else 1.0
        assert abs(change["followup"] / change["baseline"] - expected) < 0.05
    week4 = {d["verdict"] for d in found["differences"] if d["visit"] == "W4"}
    assert week4 == {"confounded"}
    again = CliRunner().invoke(app, ["demo", "--out", str(out)])
    assert again.exit_code == 2
    assert "not empty" in again.stderr
