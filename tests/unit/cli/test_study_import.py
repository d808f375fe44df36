"""`turgor study import`: its JSON against its schema, its exit codes, its streams."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.study import app

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "sheet_books"))
from redcap_files import project

from sheet_books import workbook

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"
HEADER = ["subject", "visit", "date", "temperature_c"]


def run(*arguments: object, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(*arguments: object, code: int = 0, schema: str = "study-import") -> dict:
    out, _ = run("import", *arguments, "--json", code=code)
    read = json.loads(out)
    contract = json.loads((CONTRACT / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator(contract).validate(read)
    return read


@pytest.fixture
def study(tmp_path: Path) -> Path:
    run("init", tmp_path / "study")
    return tmp_path / "study"


def test_a_dry_run_then_the_import(study: Path, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "b.xlsx", {"Visits": [HEADER, ["S01", "V0", "2026-01-02", 21], ["S02", "V1"]]}
    )
    shown = document(study, path)
    assert (shown["imported"], shown["head"]) == (False, None)
    assert shown["counts"]["visit"]["added"] == 2
    out, _ = run("import", study, path)
    assert "would add visit: S01 V0 (Visits, row 2)" in out
    assert out.endswith("nothing was changed; --import does it\n")
    done = document(study, path, "--import")
    assert done["imported"] and done["rows"] == shown["rows"]
    assert int(done["head"].partition(":")[0]) >= 2
    assert document(study, path, "--import")["counts"]["visit"]["same"] == 2
    other = workbook(tmp_path / "c.xlsx", {"Visits": [HEADER, ["S01", "V0", "2026-01-03", 21]]})
    against = document(study, other, "--import", code=1)
    assert against["rows"][0]["changes"] == [
        {"field": "date", "cell": "Visits!C2", "old": "2026-01-02", "new": "2026-01-03"}
    ]
    out, _ = run("import", study, other, code=1)
    assert (
        "contradicts visit: S01 V0 (Visits, row 2): date 2026-01-02 → 2026-01-03 [Visits!C2]"
        in (out)
    )


def test_bad_cells_one_by_one_and_by_column(study: Path, tmp_path: Path) -> None:
    rows = [[f"S{n:04}", "V0", None, "warm"] for n in range(1, 301)]
    path = workbook(tmp_path / "b.xlsx", {"Visits": [HEADER, *rows]})
    shown = document(study, path, code=1)
    assert len(shown["bad_cells"]) == 300
    assert shown["by_column"] == [
        {"sheet": "Visits", "column": 4, "header": "temperature_c", "count": 300,
         "first": "Visits!D2"}
    ]  # fmt: skip
    _, err = run("import", study, path, code=1)
    assert "bad: Visits!D2 'temperature_c' is 'warm': give a number" in err
    assert "200 more bad cells" in err
    assert "300 cells, first Visits!D2" in err
    _, err = run("import", study, path, "--all", code=1)
    assert err.count("give a number") == 300


def test_a_template_and_a_draft(study: Path, tmp_path: Path) -> None:
    made = document(study, "--template", tmp_path / "t.xlsx", schema="study-import-template")
    assert "Visits" in made["sheets"]
    _, err = run("import", study, "--template", tmp_path / "t.xlsx", code=2)
    assert "is there already" in err
    path = workbook(
        tmp_path / "b.xlsx", {"x": [["Pat ID", "Timepoint", "Room temp"], [1, "V0", 2]]}
    )
    _, err = run("import", study, path, code=2)
    assert "--guess --save" in err and len(err.splitlines()) == 1
    run("import", study, path, "--guess", "--save", tmp_path / "m.toml")
    assert document(study, path, "--map", tmp_path / "m.toml")["counts"]["visit"]["added"] == 1
    out, _ = run("import", study, path, "--guess", "--sheet", "x")
    assert out == (tmp_path / "m.toml").read_text()
    _, err = run("import", study, path, "--map", tmp_path / "m.toml", "--sheet", "y", code=2)
    assert "no [[table]] for sheet 'y'" in err


def test_redcap(study: Path, tmp_path: Path) -> None:
    data, dictionary = project(tmp_path)
    _, err = run("import", study, data, "--redcap", dictionary, code=2)
    assert "--guess --save" in err
    run("import", study, data, "--redcap", dictionary, "--guess", "--save", tmp_path / "m.toml")
    told = document(study, data, "--redcap", dictionary, "--map", tmp_path / "m.toml", code=1)
    assert "allowed: V0, V1" in told["bad_cells"][0]["reason"]
    text = (tmp_path / "m.toml").read_text()
    text = text.replace('"baseline_arm_1" = "V0"', '"baseline_arm_1" = "V0", "week_4_arm_1" = "V1"')
    (tmp_path / "m.toml").write_text(text)
    assert document(
        study, data, "--redcap", dictionary, "--map", tmp_path / "m.toml", "--import"
    )["imported"]  # fmt: skip
