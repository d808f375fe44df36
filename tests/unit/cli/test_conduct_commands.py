"""`turgor study randomise, queries, query, consent, rate` and `follow`: JSON, exits and streams."""

import json
from pathlib import Path

import jsonschema
import pytest
from PIL import Image
from typer.testing import CliRunner

from turgor.cli.main import app

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"

DESIGN = """
[study]
id = "c"
kind = "parallel"
baseline = "V0"
blinding = "single"
[[arm]]
id = "active"
[[arm]]
id = "vehicle"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
[randomisation]
method = "permuted-blocks"
block_sizes = [2, 4]
per_stratum = 6
[[randomisation.factor]]
name = "sex"
levels = ["f", "m"]
[[rating]]
id = "tone"
question = "How uneven?"
anchors = ["even", "uneven"]
[[endpoint]]
id = "tone"
rating = "tone"
site = "cheek"
direction = "decrease"
visit = "V1"
source = "protocol"
[endpoint.estimand]
population = "adults"
summary = "difference-of-means"
[[endpoint.estimand.intercurrent]]
event = "rescue"
strategy = "composite"
[captures]
pattern = "{subject}_{visit}"
site = "cheek"
[captures.photo]
chart = "none"
"""


def run(*arguments: str | Path, code: int = 0, who: str = "AB") -> tuple[str, str]:
    result = CliRunner().invoke(app, ["--as", who, *(str(item) for item in arguments)])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(contract: str, *arguments: str | Path, code: int = 0):
    read = json.loads(run(*arguments, "--json", code=code)[0])
    schema = json.loads((CONTRACT / f"{contract}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(read)
    return read


@pytest.fixture
def study(tmp_path: Path) -> Path:
    design = tmp_path / "design.toml"
    design.write_text(DESIGN)
    folder = tmp_path / "study"
    run("study", "init", folder, "--design", design)
    data = tmp_path / "data"
    data.mkdir()
    for subject in ("S1", "S2"):
        for visit in ("V0", "V1"):
            shade = 90 + 10 * int(subject[1]) + int(visit[1])
            Image.new("RGB", (64, 48), (shade, shade, shade)).save(data / f"{subject}_{visit}.png")
    (data / "subjects.csv").write_text(
        "subject,centre,birth_year,sex,phototype\nS1,,,f,\nS2,,,m,\n"
    )
    (data / "consent.csv").write_text(
        "subject,form,date,scope,withdrawn_on\nS1,2,2026-01-05,study;photographs,\n"
    )
    run("study", "add", folder, data)
    return folder


def test_randomise_from_make_to_unblind(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    made = document("study-randomise", "study", "randomise", "make", study, "--list", file)
    assert [item["stratum"] for item in made["strata"]] == ["sex=f", "sex=m"]
    given = document("study-randomise", "study", "randomise", "next", study, "--subject", "S1")
    assert given["treatment"] is None and given["stratum"] == "sex=f"
    out, err = run("study", "randomise", "next", study, "--subject", "S2")
    assert "kit K" in out and "sealed until unblinding" in err
    assert "active" not in out and "vehicle" not in out
    run("study", "randomise", "next", study, "--subject", "S2", code=2)
    run("study", "randomise", "next", study, "--subject", "S3", "--stratum", "sex", code=2)
    checked = document("study-randomise", "study", "randomise", "verify", study, "--list", file)
    assert checked["faults"] == [] and checked["assigned"] == 2 and checked["whole_list"]

    followed = document("follow", "follow", study)
    (endpoint,) = followed["endpoints"]
    assert endpoint["reason"] == "arms are sealed until unblinding"
    assert endpoint["estimand_declared"]["intercurrent_events"][0]["strategy"] == "composite"
    status = json.loads(run("study", "status", study, "--json")[0])
    assert status["counts"]["allocations"] == 0

    run("study", "randomise", "unblind", study, "--list", file, code=2)
    one = document(
        *("study-randomise", "study", "randomise", "unblind", study, "--list", file),
        *("--subject", "S1", "--reason", "emergency"),
    )
    assert one["opened"][0]["treatment"] in ("active", "vehicle") and not one["whole_study"]
    whole = document(
        *("study-randomise", "study", "randomise", "unblind", study, "--list", file),
        *("--reason", "end of study"),
    )
    assert len(whole["opened"]) == 2 and whole["whole_study"]
    changed = json.loads(file.read_text())
    changed["entries"][0][2] = "other"
    file.write_text(json.dumps(changed))
    told = document(
        "study-randomise", "study", "randomise", "verify", study, "--list", file, code=1
    )
    assert told["faults"]


def test_a_passphrase_from_the_environment(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURGOR_LIST_PASSPHRASE", "short")
    _, err = run("study", "randomise", "make", study, "--in-study", code=2)
    assert "12 are needed" in err


def test_queries_are_listed_answered_and_closed(study: Path) -> None:
    found = document("study-queries", "study", "queries", study, "--on", "2026-03-01")
    kinds = {item["kind"] for item in found["found"]}
    assert {"visit-undated", "not-allocated", "endpoint-missing", "consent-missing"} <= kinds
    first = next(item for item in found["found"] if item["kind"] == "visit-undated")
    answered = document(
        "study-query", "study", "query", "answer", study, first["id"], "--text", "6 January"
    )
    assert answered["query"]["answered_by"] == "AB"
    document("study-query", "study", "query", "close", study, first["id"])
    out, _ = run("study", "queries", study, "--on", "2026-03-01")
    assert first["id"] not in out and out.splitlines()[-1].endswith("open as of 2026-03-01")
    out, _ = run("study", "queries", study, "--closed")
    assert first["id"] in out and "AB: 6 January" in out
    raised = document(
        "study-query", "study", "query", "add", study, "--subject", "S1", "--text", "which lamp?"
    )
    again = document("study-queries", "study", "queries", study, "--on", "2026-03-01")
    assert [item["id"] for item in again["raised"]] == [raised["query"]["id"]]
    run("study", "queries", study, "--on", "1/3/2026", code=2)
    run("study", "query", "answer", study, "99", "--text", "x", code=2)


def test_consent_is_listed_and_ends(study: Path) -> None:
    found = document("study-consent", "study", "consent", study)
    assert [item["scope"] for item in found["consents"]] == ["study", "photographs"]
    ended = document(
        *("study-consent", "study", "consent", study, "--subject", "S1"),
        *("--withdraw", "photographs", "--on", "2026-02-01"),
    )
    (gone,) = ended["withdrawn"]
    assert gone["photographs"] == 2 and gone["withdrawn_on"] == "2026-02-01"
    run("study", "consent", study, "--withdraw", "photographs", code=2)
    run("study", "consent", study, "--subject", "S9", "--withdraw", "all", code=2)


def test_rating_out_back_and_agreement(study: Path, tmp_path: Path) -> None:
    for rater in ("R1", "R2"):
        out = tmp_path / rater
        made = document("study-rate", "study", "rate", "export", study, "tone", "--out", out)
        assert (len(made["pictures"]), made["repeats"]) == (5, 1)
        sheet = Path(made["sheet"])
        lines = sheet.read_text().splitlines()
        sheet.write_text("\n".join([lines[0], *(f"{x[:-2]},1," for x in lines[1:])]) + "\n")
        taken = document("study-rate", "study", "rate", "import", study, sheet, "--rater", rater)
        assert (taken["added"], taken["waiting"]) == (5, 0)
    (scale,) = document("study-rate", "study", "rate", "agreement", study)["scales"]
    assert scale["between"][0]["exact"] == 1.0 and scale["between"][0]["kappa"] is None
    out, _ = run("study", "rate", "agreement", study)
    assert "one grade throughout" in out
    sheet.write_text("code,score,comment\nPNOCODE,1,\n")
    _, err = run("study", "rate", "import", study, sheet, "--rater", "R1", code=1)
    assert "ratings.csv:2" in err
    run("study", "rate", "export", study, "lines", "--out", tmp_path / "x", code=2)


def test_who_did_it_is_kept(study: Path) -> None:
    run("study", "query", "add", study, "--subject", "S1", "--text", "why?", who="monitor")
    found = json.loads(run("study", "queries", study, "--json")[0])
    assert found["raised"][0]["raised_by"] == "monitor"
