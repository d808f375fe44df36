"""Commands of forms: their JSON against its schema, exit codes, and one line for misuse."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"
PLAN = """
[study]
id = "s"
kind = "single-arm"
baseline = "V0"
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
[[endpoint]]
id = "pain"
metric = "scale.nrs"
site = "person"
direction = "decrease"
visit = "V1"
source = "plan"
primary = true
conditions = {instrument = "nrs-pain"}
[[important]]
endpoint = "pain"
value = 2
source = "plan, section 4"
"""


def run(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(schema: str, *arguments: str | Path, code: int = 0) -> dict[str, object]:
    out, _ = run(*arguments, "--json", code=code)
    read = json.loads(out)
    rules = json.loads((CONTRACT / f"{schema}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(rules).validate(read)
    assert isinstance(read, dict)
    return read


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    run("study", "init", tmp_path / "study", "--design", tmp_path / "plan.toml")
    return tmp_path / "study"


def test_instruments(study: Path) -> None:
    listed = document("study-instrument", "study", "instrument", "list", study)
    assert {item["origin"] for item in listed["instruments"]} == {"shipped"}
    words = ("--name", "lines", "--question", "Fine lines", "--anchor", "0=none")
    out, _ = run("study", "instrument", "type", study, "grade", *words, "--anchor", "1=few lines")
    assert out.startswith("added instrument 1: turgor-grade.lines version 1+")
    typed = document(
        *("study-instrument", "study", "instrument", "type", study, "grade", *words),
        *("--anchor", "1=few lines"),
    )
    assert typed["instruments"][0]["origin"] == "typed"
    _, err = run("study", "instrument", "type", study, "grade", *words, code=2)
    assert "words for at least two grades" in err
    _, err = run("study", "instrument", "type", study, "grade", *words, "--anchor", "x", code=2)
    assert "write GRADE=WORDS" in err
    _, err = run("study", "instrument", "add", study, "nothing", code=2)
    assert err.startswith("turgor: nothing: is neither a file nor a shipped instrument")
    _, err = run(
        *("study", "instrument", "licence", study, "masi", "--reference", "x"),
        *("--date", "2026-01-01"), code=2,
    )  # fmt: skip
    assert "'turgor-masi' is open" in err


def add_subjects(study: Path, folder: Path, *names: str) -> None:
    lines = ["subject,centre,birth_year,sex,phototype", *(f"{name},,,," for name in names)]
    (folder / "subjects.csv").write_text("\n".join(lines) + "\n")
    run("study", "add", study, folder / "subjects.csv")


def test_from_answers_to_a_verdict_on_size(study: Path, tmp_path: Path) -> None:
    add_subjects(study, tmp_path, "S1", "S2", "S3")
    for number, (before, after) in enumerate(((8, 3), (7, 4), (9, 8)), start=1):
        for visit, pain in (("V0", before), ("V1", after)):
            told = document(
                *("study-add", "study", "answer", study, f"pain={pain}", "--instrument"),
                *("nrs-pain", "--subject", f"S{number}", "--visit", visit, "--rater", "person"),
            )
            assert told["refused"] == []
    _, err = run(
        *("study", "answer", study, "pain=11", "--instrument", "nrs-pain", "--subject", "S1"),
        *("--visit", "V0", "--replicate", "2"), code=1,
    )  # fmt: skip
    assert err == (
        "refused: by hand: column 'pain': '11' is no answer; allowed: a whole number from 0 to 10\n"
    )
    run("study", "measure", study)
    found = document("follow", "follow", study)
    (endpoint,) = found["endpoints"]
    assert endpoint["test"] == "signed-rank" and endpoint["signed_rank"]["p_value"] == 0.25
    assert endpoint["p_adjusted"] == 0.25 and endpoint["mean"] == -3.0
    assert endpoint["important"]["difference"] == 2.0
    assert endpoint["important"]["responders"][0]["left_out"] == 3
    assert {item["important"]["verdict"] for item in found["changes"]} == {"undetermined"}
    out, _ = run("follow", study)
    assert "p 0.25 by signed ranks, median -3" in out
    assert "difference that matters 2 (plan, section 4): the mean is undetermined" in out
    assert "responders of all: 0 of 0; 3 left out" in out
    status = document("study-status", "study", "status", study)
    assert status["counts"]["measured"] == 6


def test_a_page_and_a_single_file(study: Path, tmp_path: Path) -> None:
    page = tmp_path / "pain.html"
    made = document("study-form", "study", "form", study, "nrs-pain", "--out", page)
    assert made["items"] == 1 and "<!doctype html>" in page.read_text(encoding="utf-8")
    _, err = run("study", "form", study, "nrs-pain", "--out", page, "--visit", "V7", code=2)
    assert "visit 'V7' is not in the design; allowed: V0, V1" in err
    _, err = run("study", "form", study, "grade", "--out", page, code=2)
    assert "type its anchors first" in err
    mistyped = ("pain=4", "--instrument", "nrs-pain", "--subject", "S1", "--visit", "V0")
    _, err = run("study", "answer", study, *mistyped, code=2)
    assert "subject 'S1' is not in the study" in err
    add_subjects(study, tmp_path, "S1")
    run("study", "answer", study, "pain=4", "--instrument", "nrs-pain", "--subject", "S1",
        "--visit", "V0")  # fmt: skip
    (kept,) = [
        path
        for path in (study / "captures").rglob("*.json")
        if "QuestionnaireResponse" in path.read_text(encoding="utf-8")
    ]
    told = document("measure", "measure", kept)
    assert [item["value"] for item in told["findings"]] == [4.0]
    assert told["captures"][0]["about"]["instrument"] == "turgor-nrs-pain"
    _, err = run("measure", kept, "--instrument", "masi", code=1)
    assert "answers 'turgor-nrs-pain', not 'turgor-masi'" in err
    _, err = run("measure", kept, "--instrument", "nothing", code=2)
    assert "no instrument 'nothing' is known here" in err
    run("measure", kept, "--set", "form.rater=nobody", code=2)
