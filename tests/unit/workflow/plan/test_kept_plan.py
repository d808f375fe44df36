"""A study keeps a plan with its rules; newer rules are told beside them, and change nothing."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from tests.reference.plan.plan_cases import case_text
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.workflow.study import open_study

CONTRACT = Path(__file__).resolve().parents[4] / "docs" / "contract"
TIGHTER = """overlay = "our clinic"
pack = "laser"
[[tighten]]
id = "LASE-006"
version = 1
severity = "block"
reason = "our own house rule"
"""
ARGUMENTS = ("--first", "--people", "16", "--limit", "0.3", "--on", "2027-01-01", "--json")


def run(*words):
    done = CliRunner().invoke(app, [*map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def contract(name, text):
    document = json.loads(text)
    jsonschema.validate(document, json.loads((CONTRACT / name).read_text("utf-8")))
    return document


@pytest.fixture(scope="module")
def kept(record_study, tmp_path_factory):
    """A study with one plan, and whose it is."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(record_study, folder / "study")
    with open_study(folder / "study") as study:
        subject = study.store.people.subjects()[0].id
    case = folder / "case.toml"
    # 75 days leave room for few courses
    text = case_text(site="periorbital", concerns='"periorbital-wrinkles"', horizon=75)
    case.write_text(text, encoding="utf-8")
    code, out, err = run("plan", case, *ARGUMENTS, "--keep", folder / "study", "--subject", subject)
    assert code == 0 and f"plan 1 of {subject}" in err, err
    return folder / "study", subject, json.loads(out)["cases"][0]


def test_a_kept_plan_is_listed_and_opened_with_its_own_rules(kept):
    study, subject, planned = kept
    code, out, _ = run("study", "plans", study, "--json")
    (one,) = contract("study-plans.json", out)["plans"]
    assert code == 0 and one["subject"] == subject
    assert one["library_sha256"] == planned["library_sha256"]
    code, out, _ = run("study", "plans", study, 1, "--on", "2027-01-01", "--json")
    opened = contract("study-plan.json", out)
    assert code == 0 and not opened["touches"] and opened["then"] == opened["now"]
    assert opened["plan"] == planned
    assert opened["then"] == planned["plans"][0]["rules_fired"]
    text = run("study", "plans", study, 1, "--on", "2027-01-01")[1]
    assert "nothing that concerns this plan has changed" in text


def test_newer_rules_are_told_beside_its_own(kept, tmp_path):
    study, _, planned = kept
    fired = planned["plans"][0]["rules_fired"]
    assert "warn LASE-006@1" in fired
    overlay = tmp_path / "ours.toml"
    overlay.write_text(TIGHTER, encoding="utf-8")
    words = ("study", "plans", study, 1, "--on", "2027-01-01", "--overlay", overlay)
    code, out, _ = run(*words, "--json")
    opened = contract("study-plan.json", out)
    assert code == 4 and opened["cautious"]
    assert opened["findings_changed"] == [{"rule": "LASE-006", "before": "warn", "after": "block"}]
    assert opened["then"] == fired  # its own rules stay what they were
    assert "LOOK AGAIN" in run(*words)[1]


def test_what_cant_be_kept_or_opened_is_refused(kept, tmp_path):
    study, _, _ = kept
    case = tmp_path / "case.toml"
    case.write_text(case_text(pregnant="true", horizon=75), encoding="utf-8")
    code, _, err = run("plan", case, *ARGUMENTS, "--keep", study)
    assert code == 2 and "name whose plan it is" in err
    code, _, err = run("plan", case, *ARGUMENTS, "--keep", study, "--subject", "nobody")
    assert code == 2 and "nobody" in err
    code, _, err = run("study", "plans", study, 99)
    assert code in (1, 2) and "99" in err
