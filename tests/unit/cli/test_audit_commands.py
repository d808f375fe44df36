"""`turgor audit verify` and `turgor audit log`: JSON against its schema, exit codes, streams."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.record.subject import Subject
from turgor.store import Store

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    run("--as", "AB", "--why", "a test", "study", "init", tmp_path / "study")
    with Store(tmp_path / "study") as store:
        store.people.add_subject(Subject("S01"))
        store.people.add_subject(Subject("S01", phototype="III"))
    return tmp_path / "study"


def run(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(command: str, *arguments: str | Path, code: int = 0) -> dict[str, object]:
    out, _ = run("audit", command, *arguments, "--json", code=code)
    read = json.loads(out)
    schema = json.loads((CONTRACT / f"audit-{command}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(read)
    assert isinstance(read, dict)
    return read


def test_a_record_that_holds_and_one_that_does_not(study: Path, tmp_path: Path) -> None:
    good = document("verify", study)
    assert good["holds"] is True and good["findings"] == [] and good["links"] == 4
    head = str(good["head"])
    carrier = tmp_path / "backup.json"
    carrier.write_text(json.dumps({"head": head}))
    out, err = run("audit", "verify", study, "--head", head, "--against", carrier)
    assert out.startswith("the record holds: 4 links, 2 heads held against it\n") and err == ""
    with closing(sqlite3.connect(study / "study.db")) as raw:
        raw.execute("UPDATE subject SET phototype = 'I'")
        raw.commit()
    bad = document("verify", study, code=1)
    assert bad["holds"] is False and len(bad["findings"]) == 2
    out, _ = run("audit", "verify", study, code=1)
    assert "found: subject S01: other values than link 4 wrote" in out
    run("audit", "verify", study, "--head", "nonsense", code=2)
    _, err = run("audit", "verify", tmp_path / "nowhere", code=1)
    assert "there is no study here" in err


def test_the_log_says_who_did_what_and_what_stood_there(study: Path) -> None:
    entries = document("log", study, "--subject", "S01")["entries"]
    assert [entry["kind"] for entry in entries] == ["added", "changed"]
    assert entries[1]["columns"] == [{"column": "phototype", "old": "", "new": "III"}]
    out, _ = run("audit", "log", study, "--table", "subject", "--key", "S01")
    assert "    changed subject S01: phototype: nothing → III\n" in out
    out, _ = run("audit", "log", study)
    assert "AB  schema brought up to date; why: a test\n" in out
    _, err = run("audit", "log", study, "--subject", "S02", code=2)
    assert err == "turgor: there is no subject 'S02' in this study\n"
