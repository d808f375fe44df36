"""Each `turgor study` command: its JSON against its schema, its exit code, its streams."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.study import app
from turgor.phantom.study import make_study
from turgor.phantom.study_spec import PlannedVisit, StudySpec

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"


def run(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(command: str, *arguments: str | Path, code: int = 0) -> dict[str, object]:
    out, _ = run(command, *arguments, "--json", code=code)
    read = json.loads(out)
    schema = json.loads((CONTRACT / f"study-{command}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(read)
    assert isinstance(read, dict)
    return read


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One subject, one visit of one replicate on both sides: two captures of 6 by 5 mm."""
    layout = replace(
        StudySpec().layout, field_mm=(6.0, 5.0), straight=1, curved=0, branching=0, fine_lines=1,
        length_mm=(2.0, 3.0), fine_length_mm=(2.0, 2.5),
    )  # fmt: skip
    spec = StudySpec(
        subjects=1, visits=(PlannedVisit("V0", 0, 1),), endpoints=(), field_mm=(6.0, 5.0),
        layout=layout, session_days=(0,),
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("data")
    make_study(folder, spec)
    (folder / "device_table.csv").unlink()
    return folder


@pytest.fixture(scope="module")
def measured(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    study = tmp_path_factory.mktemp("measured") / "study"
    made = document("init", study, "--design", data / "study.toml")
    assert made["kind"] == "split-face"
    added = document("add", study, data)
    assert added["refused"] == []
    report = document("measure", study)
    assert [item["findings"] > 50 for item in report["measured"]] == [True, True]
    yield study


def test_measuring_twice_does_nothing_more(measured: Path) -> None:
    report = document("measure", measured)
    assert (report["measured"], report["already"]) == ([], 2)
    out, err = run("measure", measured)
    assert out == "0 measured, 2 done before, 0 refused\n"
    assert err == ""


def test_status_regions_and_export(measured: Path, tmp_path: Path) -> None:
    status = document("status", measured)
    assert status["counts"]["measured"] == 2
    assert status["missing"] == []
    assert any("re-seated replicates" in line for line in status["queries"])
    regions = document("region", measured)
    assert {item["side"] for item in regions["regions"]} == {"left", "right"}
    first = document("export", measured, "--out", tmp_path / "a")
    run("export", measured, "--out", tmp_path / "b")
    assert first["findings"] == status["counts"]["findings"]
    for name in ("findings.csv", "findings.json", "dictionary.csv", "dictionary.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_timeline_and_cohort(measured: Path) -> None:
    told = document("timeline", measured, "S01")
    assert [item["what"] for item in told["moments"]] == ["session", "visit"]
    assert set(told["arms"]) == {"left", "right"} and len(told["findings"]) > 50
    out, _ = run("timeline", measured, "S01")
    assert "V0" in out and "findings (--findings prints them)" in out
    _, err = run("timeline", measured, "S77", code=2)
    assert "subject 'S77' is not in the study" in err
    rows = document("cohort", measured, "surface.sq")["rows"]
    assert {row["visit"] for row in rows} == {"V0"} and all(row["n"] == 1 for row in rows)
    _, err = run("cohort", measured, "surface.sqq", code=2)
    assert "has no value of 'surface.sqq'" in err


def test_a_refusal_exits_with_one_and_the_rest_is_done(data: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    run("init", study, "--design", data / "study.toml")
    (tmp_path / "broken.sur").write_bytes(b"DIGITAL SURF")
    told = document("add", study, data, tmp_path / "broken.sur", "--dry-run", code=1)
    assert told["dry_run"] is True
    out, err = run("add", study, data, tmp_path / "broken.sur", code=1)
    assert "broken.sur" in err
    assert "broken.sur" not in out
    assert out.splitlines()[-1].endswith("1 refused")
    assert document("status", study)["counts"]["captures"] == 2


def test_misuse_exits_with_two_and_one_line(data: Path, tmp_path: Path) -> None:
    for arguments in (
        ("status", tmp_path / "nothing"),
        ("add", tmp_path / "nothing", data),
        ("init", tmp_path / "x", "--design", tmp_path / "no.toml"),
    ):
        out, err = run(*arguments, code=2)
        assert out == ""
        assert err.startswith("turgor: ")
        assert err.count("\n") == 1
    run("init", tmp_path / "study")
    out, err = run("add", tmp_path / "study", data, "--map", "nonsense", code=2)
    assert "saved are antera, corneometer" in err
    out, err = run("region", tmp_path / "study", "--blind", "a", "--import", "b", code=2)
    assert "give one of" in err


def test_blind_placing_through_the_command(measured: Path, tmp_path: Path) -> None:
    made = document("region", measured, "--blind", tmp_path / "blind")
    assert len(made["previews"]) == 2
    out, _ = run("region", measured)
    assert "declared" not in out


def test_help_answers_at_once() -> None:
    """Half a second is the contract on an idle machine; the best of three is taken."""

    def once() -> float:
        began = time.monotonic()
        command = [sys.executable, "-m", "turgor", "study", "--help"]
        assert b"export" in subprocess.run(command, capture_output=True, check=True).stdout
        return time.monotonic() - began

    assert min(once() for _ in range(3)) < 1.0


def test_help_loads_no_heavy_room() -> None:
    code = (
        "import sys, turgor.cli.main; heavy = {'numpy', 'numba', 'scipy', 'sqlalchemy', 'alembic', "
        "'pint', 'PIL'}; sys.stdout.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert done.stdout == b""


def test_an_export_as_crate_and_odm_writes_only_what_is_named(
    measured: Path, tmp_path: Path
) -> None:
    crate, odm = tmp_path / "crate.zip", tmp_path / "study.xml"
    told = document("export", measured, "--ro-crate", crate, "--odm", odm)
    assert (told["files"], told["odm"]) == ([], str(odm))
    assert told["ro_crate"]["captures"] == 2 and crate.is_file() and odm.is_file()
    assert (
        document("export", measured, "--out", tmp_path / "t", "--format", "both")["head"]
        == (told["head"])
    )
    assert (tmp_path / "t" / "findings.parquet").is_file()
    out, _ = run("export", measured, "--odm", tmp_path / "again.xml")
    assert out == f"{tmp_path / 'again.xml'}\n"
    _, err = run("export", measured, "--ro-crate", crate, code=2)
    assert "is there already" in err
    _, err = run("export", measured, "--format", "xlsx", code=2)
    assert "allowed: csv, parquet, both" in err


def test_a_timeline_tells_events_diaries_and_calls(record_study: Path) -> None:
    told = document("timeline", record_study, "S02")
    words = {item["what"] for item in told["moments"]}
    assert words == {
        *("adverse event", "consent", "diary", "escalation", "session", "visit"),
    }
    dates = [item["date"] for item in told["moments"] if item["date"]]
    assert dates == sorted(dates)
    assert any("infection" in item["text"] for item in told["moments"])
