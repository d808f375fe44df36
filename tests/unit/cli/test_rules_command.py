"""turgor rules: its contract, its list, its pages, the coverage, and what it refuses."""

import json
from pathlib import Path

import jsonschema
from typer.testing import CliRunner

from turgor.cli.main import app

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "rules.json"


def _run(*words):
    done = CliRunner().invoke(app, ["rules", *words])
    return done.exit_code, done.stdout, done.stderr


def test_json_keeps_its_contract():
    code, out, _ = _run("--json", "--coverage", "--on", "2026-12-01")
    assert code == 0
    document = json.loads(out)
    jsonschema.validate(document, json.loads(CONTRACT.read_text("utf-8")))
    assert "any" in document["modalities"] and "nafl" in document["modalities"]
    keloid = next(rule for rule in document["rules"] if rule["id"] == "PEEL-005")
    assert keloid["when"] == {"fact": "keloid ever, own or marked tendency: yes"}
    assert keloid["severity"] == "require_override" and keloid["seen"] is True
    assert {cell["text"] for cell in document["coverage"] if not cell["rules"]} == {
        "no evidence found"
    }
    code, out, _ = _run("peel_deep", "--json")
    assert code == 0 and "coverage" not in json.loads(out)


def test_the_list_says_what_happens_and_on_what_it_rests():
    code, out, _ = _run("peel_medium", "--on", "2026-12-01")
    assert code == 0
    assert "PEEL-005  [goes on only with a recorded override; draft]" in out
    assert "read in its source" in out and "0 of them reviewed by a clinician" in out
    assert "not a medical device" in out


def test_coverage_says_where_nothing_was_found():
    code, out, _ = _run("microneedling", "--coverage", "--on", "2026-01-02")
    assert code == 0 and "no evidence found" in out


def test_pages_are_written_for_every_treatment_asked_for(tmp_path):
    code, _, said = _run("peel", "any", "--out", str(tmp_path), "--on", "2026-12-01")
    assert code == 0 and "index.html" not in said.split("pages")[0]
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "any-treatment.html", "peel-superficial.html", "peel-medium.html", "peel-deep.html",
        "coverage.html", "index.html",
    }  # fmt: skip
    page = (tmp_path / "peel-medium.html").read_text("utf-8")
    assert "not a medical device" in page and 'id="PEEL-005"' in page
    assert "not yet reviewed by a clinician" in page
    assert "http" not in page.split("<main>")[1].split('id="sources"')[0]


def test_what_it_refuses():
    code, _, said = _run("peal")
    assert code == 2 and "there are:" in said and said.count("\n") == 1
    assert _run("--on", "3/4")[0] == 2
