"""``turgor validate`` as its users meet it."""

import csv
import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.evidence.outcomes.library import all_outcomes

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "validation.json"
COLUMNS = (
    "study_id", "modality", "parameters", "population_n", "sessions", "endpoint", "unit",
    "time_days_from_first_session", "arm", "baseline_mean", "value_mean", "change_pct", "note",
)  # fmt: skip
ROWS = (
    ("N1", "microneedling", "needle_mm=1.5", 30, 3, "wrinkle_score", "pct_change", 120, "treated",
     "", "", -20, ""),
    ("N1", "microneedling", "needle_mm=1.5", 30, 3, "wrinkle_score", "direction", 30, "treated",
     "", "", "", "dir=down"),
    ("N2", "topical_retinoid", "agent=tretinoin;conc_pct=0.05", 50, "daily", "responder_pct", "pct",
     168, "vehicle", "", 40, "", ""),
    ("N3", "plasma_pen", "", 10, 1, "pain_vas", "score_0_10", 0, "treated", "", 4, "", ""),
)  # fmt: skip


def run(*words: object):
    return CliRunner().invoke(app, ["validate", *map(str, words)])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "new.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(ROWS)
    return path


def test_json_keeps_its_contract(table: Path) -> None:
    said = run(table, "--json")
    assert said.exit_code == 0, said.stderr
    document = json.loads(said.stdout)
    jsonschema.validate(document, json.loads(CONTRACT.read_text()))
    assert document["in_sample_rows"] == 0
    graded, direction, share, pain = document["rows"]
    assert graded["predicted_q10"] < graded["predicted_q50"] < graded["predicted_q90"]
    assert direction["observed"] is None and direction["predicted_q50"] is not None
    assert 0 <= share["predicted_q10"] < share["predicted_q90"] <= 100
    assert pain["predicted_q50"] is None and "pain" in pain["unmapped_reason"]
    assert pain["naive_q50"] is not None
    assert document["overall"]["rows"] == 3
    assert document["overall"]["expressed_share"] == pytest.approx(2 / 3)


def test_a_declined_row_is_scored_as_naive(table: Path) -> None:
    document = json.loads(run(table, "--json").stdout)
    event = document["classes"]["event"]
    assert event["wis"] == event["naive_wis"] and event["skill"] == 0.0


def test_text_shows_scores_and_rows(table: Path) -> None:
    said = run(table)
    assert said.exit_code == 0
    for word in ("overall", "graded", "N3 pain_vas", "declined: pain"):
        assert word in said.stdout


def test_calibration_rows_are_told_by_their_hash(table: Path) -> None:
    known = next(
        o for o in all_outcomes() if o.change_pct is not None and not o.baseline and not o.p_value
    )
    parameters = ";".join(f"{key}={value}" for key, value in known.parameters.items())
    with table.open("a", newline="") as file:
        columns = {
            "study_id": known.study, "modality": known.modality, "parameters": parameters,
            "endpoint": known.endpoint, "unit": known.unit, "arm": known.arm,
            "time_days_from_first_session": known.time_days, "change_pct": known.change_pct,
        }  # fmt: skip
        csv.writer(file).writerow([columns.get(name, "") for name in COLUMNS])
    said = run(table, "--json")
    rows = json.loads(said.stdout)["rows"]
    assert [row["in_sample"] for row in rows[:4]] == [False] * 4
    assert rows[4]["in_sample"]
    assert "1 of 5 rows are calibration rows" in said.stderr


@pytest.mark.parametrize("text", ["", "study_id,modality\nA,peel\n"])
def test_what_is_no_table_of_outcomes_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    said = run(path)
    assert said.exit_code == 2
    assert len(said.stderr.strip().splitlines()) == 1


def test_tables_as_spreadsheets_write_them(table: Path) -> None:
    """Semicolons and decimal commas, a mark at the beginning, tabs: the same rows."""
    text = table.read_text(encoding="utf-8")
    plain = json.loads(run(table, "--json").stdout)["rows"]
    for delimiter in (";", "\t"):
        rows = list(csv.reader(text.splitlines()))
        rows[1][COLUMNS.index("change_pct")] = "-20,0" if delimiter == ";" else "~ -20"
        with table.open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        assert json.loads(run(table, "--json").stdout)["rows"] == plain


def test_a_slip_of_the_pen_does_not_swamp_the_scores(table: Path) -> None:
    """A number beyond all reports is refused by its line, what steers a terminal isn't printed."""
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("-20", "1e99").replace("N3", "N3\u202e"), encoding="utf-8")
    done = run(table)
    assert done.exit_code == 1 and "line 2: change_pct is 1e+99" in done.stderr
    assert "N3?" in done.stdout and "\u202e" not in done.stdout


def test_evidence_that_was_changed_since_the_calibration_is_told(table: Path, changed_evidence):
    """In a note and in the document, with what to run; the scores stay as they were shipped."""
    before = json.loads(run(table, "--json").stdout)
    assert before["flags"] == []
    changed_evidence()
    said = run(table, "--json")
    document = json.loads(said.stdout)
    jsonschema.validate(document, json.loads(CONTRACT.read_text()))
    (flag,) = document["flags"]
    assert flag["code"] == "parameter-set-stale"
    assert "turgor calibrate --check --out" in flag["text"] and flag["text"] in said.stderr
    assert document["overall"] == before["overall"]
