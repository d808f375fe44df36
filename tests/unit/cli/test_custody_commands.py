"""Users, locks, signatures, backups, erasure and corrections by command, against their schemas."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.record.capture import Capture
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import Store, sha256_of

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"
SECRET = "correct horse"


def run(*arguments: object, code: int = 0, who: str = "AB") -> tuple[str, str]:
    words = ["--as", who, "study", *(str(item) for item in arguments)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(schema: str, *arguments: object, code: int = 0, who: str = "AB") -> dict:
    out, _ = run(*arguments, "--json", code=code, who=who)
    return validated(schema, json.loads(out))


def validated(schema: str, read: dict) -> dict:
    told = json.loads((CONTRACT / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator(told).validate(read)
    return read


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    run("init", folder)
    source = tmp_path / "NAME OF A PERSON.npy"
    source.write_text("pixels")
    with Store(folder) as store:
        store.people.add_subject(Subject("S01", phototype="II"))
        store.people.add_visit(Visit("S01", "V0"))
        store.people.add_visit(Visit("S01", "V1"))
        capture = Capture(sha256_of(source), source.name, "S01", "V0", BodySite("cheek", "left"))
        store.captures.add(capture, source)
    return folder


def test_users_by_command(study: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    assert "open to whoever" in run("user", "list", study)[0]
    _, err = run("user", "add", study, "EF", "--role", "rater", code=1)
    assert "needs an active administrator" in err
    run("user", "add", study, "AB", "--role", "admin")
    assert "role is 'boss'; allowed" in run("user", "add", study, "X", "--role", "boss", code=2)[1]
    told = document("study-user", "user", "add", study, "EF", "--role", "rater")
    assert [item["name"] for item in told["users"]] == ["AB", "EF"]
    document("study-user", "user", "passphrase", study, "AB", "--new-file", secret)
    _, err = run("user", "role", study, "EF", "--role", "monitor", code=2)
    assert "--passphrase-file" in err
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong horse")
    _, err = run("user", "retire", study, "EF", "--passphrase-file", wrong, code=1)
    assert "the passphrase of AB is not the right one" in err
    run("user", "retire", study, "EF", "--passphrase-file", secret)
    _, err = run("sign", study, "--meaning", "review", who="EF", code=1)
    assert "was retired as rater" in err
    run("user", "restore", study, "EF", "--passphrase-file", secret)
    told = document(
        "study-user", "user", "role", study, "EF", "--role", "monitor", "--passphrase-file", secret
    )
    assert told["users"][1] == {
        "name": "EF", "role": "monitor", "active": True, "passphrase": False,
    }  # fmt: skip
    assert SECRET not in (study / "study.db").read_bytes().decode("latin-1")


def test_lock_sign_and_unlock_by_command(study: Path) -> None:
    told = document("study-custody", "sign", study, "--meaning", "review", "--subject", "S01")
    assert told["signatures"][0]["state"] == "valid"
    assert "needs a reason" in run("lock", study, code=2)[1]
    told = document("study-custody", "lock", study, "--why", "interim look")
    held = validated("lock", json.loads((study / "locks" / "lock-1.json").read_text()))
    assert held["head"] == told["head"] and held["locked_head"] == told["locks"][0]["head"]
    _, err = run("correct", study, "subject", "S01", "phototype=IV", "--version", 1, "--why", "x",
                 code=1)  # fmt: skip
    assert "the study is locked by AB on" in err and err.count("\n") == 1
    assert "locked by AB" in run("measure", study, code=1)[1]
    assert "locked by AB" in run("add", study, study.parent, code=1)[1]
    (study / "study.toml").write_text((study / "study.toml").read_text() + "\n# changed\n")
    told = document("study-custody", "signatures", study)
    assert told["design_changed"] and told["signatures"][0]["design_changed"]
    (study / "locks" / "lock-1.json").unlink()
    run("lock", study, "--why", "again")  # writes the file anew
    assert (study / "locks" / "lock-1.json").is_file()
    told = document("study-custody", "unlock", study, "--why", "a value was misread")
    assert not told["locked"] and told["locks"][0]["unlocked_by"] == "AB"
    run("correct", study, "subject", "S01", "phototype=IV", "--version", 1, "--why", "misread")
    out, _ = run("signatures", study)
    assert "review: voided by link" in out and "study.toml differs since" in out


def test_backup_and_restore_by_command(study: Path, tmp_path: Path) -> None:
    run("lock", study, "--why", "final")
    made = document("study-backup", "backup", study, "--out", tmp_path / "b")
    validated("backup-manifest", json.loads((tmp_path / "b" / "manifest.json").read_text()))
    assert made["files"] == 4 and made["missing"] == []  # database, design, held head, capture
    done = document("study-restore", "restore", tmp_path / "b", tmp_path / "again")
    assert done["head"] == made["head"] and done["damaged"] == []
    assert (tmp_path / "again" / "locks" / "lock-1.json").is_file()
    out, _ = run("backup", study, "--out", tmp_path / "b.zip")
    assert "4 files at head" in out
    (next((study / "captures").rglob("*.npy"))).unlink()
    assert document("study-backup", "backup", study, "--out", tmp_path / "c", code=1)["missing"]
    _, err = run("restore", tmp_path / "nothing", tmp_path / "x", code=2)
    assert "there is no backup here" in err


def test_erasing_by_command(study: Path) -> None:
    (study / "exports" / "report.html").write_text("x")
    would = document("study-erase", "erase", study, "--subject", "S01", "--why", "x", "--dry-run")
    assert would["dry_run"] and len(would["erased"]) == 1 and would["removed"] == []
    done = document("study-erase", "erase", study, "--subject", "S01", "--why", "asked for")
    assert len(done["removed"]) == 1 and done["exports"][0].endswith("report.html")
    _, err = run("erase", study, "--subject", "S01", "--why", "again")
    assert "out of reach: backups" in err and "report.html" in err
    assert "needs a reason" in run("erase", study, "--subject", "S01", code=2)[1]
    assert "filename=erased-" in run("show", study, "capture")[0]


def test_corrections_by_command(study: Path) -> None:
    told = document("study-records", "show", study, "visit")
    assert [item["key"] for item in told["records"]] == ["S01/V0", "S01/V1"]
    told = document(
        "study-records", "correct", study, "visit", "S01/V0", "date=2026-03-02",
        "temperature_c=21.5", "--version", 1, "--why", "from the sheet",
    )  # fmt: skip
    (visit,) = told["records"]
    assert visit["version"] == 2 and visit["fields"]["temperature_c"] == 21.5
    for changes, version, why, line in (
        (["date=02/03/2026"], 2, "x", "date is '02/03/2026'; it takes a date 2026-03-31"),
        (["temperature_c=warm"], 2, "x", "it takes a number"),
        (["temperature_c=nan"], 2, "x", "it takes a number"),
        (["hue=1"], 2, "x", "'hue' can't be corrected here; fields are"),
        (["date"], 2, "x", "write field=value"),
        (["date=2026-03-03"], None, "x", "name the version of the visit"),
        (["date=2026-03-03"], 2, "", "needs a reason"),
    ):  # fmt: skip
        more = [] if version is None else ["--version", version]
        words = ["correct", study, "visit", "S01/V0", *changes, *more, "--why", why]
        assert line in run(*words, code=2)[1]
    words = ["correct", study, "visit", "S01/V0", "date=2026-03-03", "--version", 1, "--why", "x"]
    assert "was changed meanwhile" in run(*words, code=1)[1]
    name = "NAME OF A PERSON.npy"
    _, err = run("correct", study, "capture", name, "side=right", "visit=V1", "--why", "typed")
    assert "no longer followed" in err
    run("correct", study, "capture", name, "visit=V7", "--why", "typo", code=2)
    told = document("study-records", "withdraw", study, "capture", name, "--why", "blurred")
    assert told["records"][0]["withdrawn"] == "blurred"
    told = document("study-records", "reinstate", study, "capture", name, "--why", "good enough")
    assert told["records"][0]["withdrawn"] == ""
    assert (
        "can't be withdrawn"
        in run("withdraw", study, "subject", "S01", "--version", 1, "--why", "x", code=2)[1]
    )
    assert "is no kind of record" in run("show", study, "nothing", code=2)[1]


def test_sessions_are_corrected_as_any_ledger(study: Path, tmp_path: Path) -> None:
    table = tmp_path / "sessions.csv"
    table.write_text(
        "subject,date,site,side,modality,delivered,device,settings\n"
        "S01,2026-03-02,cheek,left,microneedling,yes,Pen,depth_mm=1.5\n"
    )
    run("add", study, table)
    told = document(
        "study-records", "correct", study, "session", 1, "settings.depth_mm=1.0", "side=right",
        "deviation=one pass only", "--version", 1, "--why", "misread",
    )  # fmt: skip
    fields = told["records"][0]["fields"]
    assert fields["settings"] == {"depth_mm": "1.0"} and fields["side"] == "right"
    told = document(
        "study-records", "withdraw", study, "session", 1, "--version", 2, "--why", "not done"
    )
    assert told["records"][0]["withdrawn"] == "not done"
    assert (
        "is named by its number"
        in run("withdraw", study, "session", "x", "--version", 2, "--why", "x", code=2)[1]
    )


def test_every_ledger_is_known_and_a_lock_lets_queries_pass(study: Path) -> None:
    import datetime as dt

    from turgor.record.adverse_event import AdverseEvent
    from turgor.record.query import Query
    from turgor.workflow.custody.kinds import KINDS

    with Store(study) as store:
        store.adverse.add(
            AdverseEvent("S01", "erythema", dt.date(2026, 3, 3), BodySite("cheek", "left"))
        )
        run("lock", study, "--why", "final")
        store.queries.add(Query("S01", "V0", "date", "right?", "open", "AB", "2026-03-04"))
    for word in KINDS:
        document("study-records", "show", study, word)
    words = ["withdraw", study, "adverse-event", 1, "--version", 1, "--why", "entered twice"]
    assert "the study is locked" in run(*words, code=1)[1]
    run("withdraw", study, "query", 1, "--version", 1, "--why", "asked twice")
    run("unlock", study, "--why", "an event was entered twice")
    told = document("study-records", *words)
    assert told["records"][0]["withdrawn"] == "entered twice"
