"""`turgor vault`: nothing of an identity is told by disk, messages, arguments or the study."""

import base64
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.store import Store

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"
SECRETS = (
    "Erikaline",
    "Mustermann",
    "1984-03-17",
    "erikaline.m@example.org",
    "KN-88231",
    "harpist",
)
TABLE = (
    "subject,name,birth_date,contact,clinic_number,note\n"
    "S01,Erikaline Mustermann,1984-03-17,erikaline.m@example.org,KN-88231,harpist\n"
)


def run(*words: str | Path, given: str = "", code: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words], input=given)
    assert done.exit_code == code, (done.stdout, done.stderr, done.exception)
    return done.stdout, done.stderr


def document(command: str, *words: str | Path, given: str = "", code: int = 0) -> dict[str, object]:
    out, _ = run("vault", command, *words, "--json", given=given, code=code)
    read = json.loads(out)
    schema = json.loads((CONTRACT / f"vault-{command}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(read)
    assert isinstance(read, dict)
    return read


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "key.txt"


@pytest.fixture
def vault(tmp_path: Path, key: Path) -> Path:
    key.parent.mkdir()
    run("vault", "init", tmp_path / "vault", "--new-key", key)
    table = tmp_path / "persons.csv"
    table.write_text(TABLE)
    out, _ = run("vault", "add", tmp_path / "vault", "--key-file", key, "--from", table)
    assert out == "1 added, 0 changed, 0 same\n"
    table.unlink()
    return tmp_path / "vault"


def test_show_find_remove_and_log(vault: Path, key: Path) -> None:
    shown = document("show", vault, "S01", "--key-file", key)
    assert shown["name"] == "Erikaline Mustermann"
    assert document("show", vault, "--key-file", key)["subjects"] == ["S01"]
    found = document("find", vault, "--key-file", key, given="mustermann\n")
    assert found["subjects"] == ["S01"]
    assert document("find", vault, "--key-file", key, given="1984-03\n")["subjects"] == ["S01"]
    assert document("find", vault, "--key-file", key, given="nobody\n")["subjects"] == []
    run("vault", "find", vault, "--key-file", key, given="q\n", code=2)
    run("vault", "remove", vault, "S01", "--key-file", key, given="\n", code=2)
    run("vault", "remove", vault, "S01", "--key-file", key, given="withdrew\n")
    run("vault", "show", vault, "S01", "--key-file", key, code=2)
    acts = [line["act"] for line in document("log", vault)["lines"]]
    assert acts == ["create", "add", "show", "find", "find", "find", "remove"]


def test_prompts_and_a_passphrase(tmp_path: Path) -> None:
    vault = tmp_path / "v"
    word = "quiet words of nobody"
    run("vault", "init", vault, given="short\nshort\n", code=2)
    _, told = run("vault", "init", vault, given=f"{word}\nother words of nobody\n", code=2)
    assert "differ" in told
    run("vault", "init", vault, given=f"{word}\n{word}\n")
    fields = "S01\nErikaline Mustermann\n1984-03-17\n\n\n\n"
    out, _ = run("vault", "add", vault, given=f"{word}\n{fields}")
    assert out.startswith("1 added")
    _, told = run("vault", "show", vault, "S01", given="not the word at all\n", code=1)
    assert told.count("\n") == 1 and "does not open it" in told


def test_rekey(vault: Path, key: Path) -> None:
    new = key.with_name("new.txt")
    run("vault", "rekey", vault, "--key-file", key, "--new-key", new)
    run("vault", "show", vault, "S01", "--key-file", key, code=1)
    run("vault", "show", vault, "S01", "--key-file", new)


def test_beside_never_inside_a_study(tmp_path: Path, key: Path) -> None:
    key.parent.mkdir()
    study = tmp_path / "trial"
    Store.create(study).close()
    out, _ = run("vault", "init", study, "--new-key", key)
    assert (tmp_path / "trial-vault" / "identities.age").exists()
    assert str(tmp_path / "trial-vault") in out
    _, told = run("vault", "init", study / "deep" / "vault", "--key-file", key, code=2)
    assert "must lie apart" in told
    _, told = run("vault", "init", tmp_path / "w", "--new-key", study / "key.txt", code=2)
    assert "must lie apart" in told and not (study / "key.txt").exists()
    inside = tmp_path / "w" / "key.txt"
    _, told = run("vault", "init", tmp_path / "w", "--new-key", inside, code=2)
    assert "must not lie in the vault" in told


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("name\nErikaline Mustermann\n", "with subject"),
        ("subject,name,extra\nS01,Erikaline Mustermann,x\n", "must name columns out of"),
        ("subject,birth_date\nS01,17.03.1984\n", "line 2: birth_date is not written"),
        ("subject,name\nS01,Erikaline Mustermann,x\n", "line 2: has 3 cells"),
        ("subject,name\n,Erikaline Mustermann\n", "line 2: subject is empty"),
        ("subject,name\nS01,Erikaline Mustermann\nS01,B\n", "line 3: subject 'S01' stands twice"),
        ("subject,name\nMUSTERMANN,Erikaline Mustermann\n", "tells the person's name"),
        ("subject,name\nS01,Erikaline\x00Mustermann\n", "name is no plain text"),
    ],
)
def test_a_wrong_table_is_one_line_without_content(
    vault: Path, key: Path, tmp_path: Path, table: str, told: str
) -> None:
    before = (vault / "identities.age").read_bytes()
    path = tmp_path / "wrong.csv"
    path.write_text(table)
    _, err = run("vault", "add", vault, "--key-file", key, "--from", path, code=2)
    assert told in err and err.count("\n") == 1
    assert not any(secret in err for secret in (*SECRETS, "17.03.1984"))
    assert (vault / "identities.age").read_bytes() == before


def test_a_study_that_tells_a_name_is_warned_of(vault: Path, key: Path, tmp_path: Path) -> None:
    from turgor.record.subject import Subject

    study = tmp_path / "study"
    with Store.create(study) as store:
        store.people.add_subject(Subject("S01"))
    assert document("check", vault, study, "--key-file", key)["found"] == []
    with Store(study) as store:
        store.people.add_subject(Subject("MUSTERMANN_2"))
        store.people.add_subject(Subject("S03", centre="ask 0176 1234567"))
    found = document("check", vault, study, "--key-file", key, code=1)["found"]
    assert found == [
        {"place": "subject row 1 id", "what": ["name"]},
        {"place": "subject row 3 centre", "what": ["telephone number", "number of many digits"]},
    ]


def writings(secret: str) -> list[bytes]:
    raw = secret.encode()
    return [
        raw, raw.lower(), raw.upper(), secret.encode("utf-16-le"), secret.encode("utf-16-be"),
        base64.b64encode(raw)[:-4], raw.hex().encode(), raw[::-1],
    ]  # fmt: skip


def test_no_plaintext_ever_reaches_the_disk(tmp_path: Path) -> None:
    """Each file that the commands open for writing lies in the vault, and none tells anything.

    An audit hook of the interpreter notes every opening and renaming while the whole life of a
    vault runs in a process of its own with its own home and temporary folder.
    """
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir(), temporary.mkdir()
    code = """
import json, os, sys
written = []
def hook(event, args):
    if event == "open" and isinstance(args[0], str) and args[2] is not None:
        if args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(os.path.abspath(args[0]))
sys.addaudithook(hook)
sys.dont_write_bytecode = True
from turgor.cli.main import app
try:
    app(sys.argv[1:])
finally:
    sys.stderr.write("\\nWRITTEN " + json.dumps(written))
"""
    vault, key = tmp_path / "vault", tmp_path / "key.txt"
    environment = {
        **os.environ, "HOME": str(home), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    told = b""

    def act(*words: str | Path, given: str = "") -> str:
        nonlocal told
        done = subprocess.run(
            [sys.executable, "-c", code, "vault", *map(str, words)],
            input=given, capture_output=True, text=True, env=environment, check=True,
        )  # fmt: skip
        out, _, files = done.stderr.rpartition("WRITTEN ")
        told += out.encode()
        for path in json.loads(files):
            assert Path(path).parent == vault or Path(path) == key, path
        return done.stdout

    act("init", vault, "--new-key", key)
    opened = (vault, "--key-file", key)
    act("add", *opened, "--from", "-", given=TABLE)
    act("add", *opened, given="S02\nErikaline Mustermann\n1984-03-17\n\nKN-88231\nharpist\n")
    assert "Mustermann" in act("show", vault, "S01", "--key-file", key)
    act("find", *opened, given="mustermann\n")
    act("remove", vault, "S02", "--key-file", key, given="doubled\n")
    act("rekey", vault, "--key-file", key, "--to-key-file", key)
    left = [path for folder in (home, temporary, vault) for path in folder.rglob("*")]
    assert vault / "identities.age" in left
    for content in [told, *(path.read_bytes() for path in left if path.is_file())]:
        for secret in SECRETS:
            assert not any(form in content for form in writings(secret)), secret


def test_the_study_and_its_audit_chain_know_nothing(vault: Path, key: Path, tmp_path: Path) -> None:
    from turgor.record.subject import Subject

    study = tmp_path / "study"
    with Store.create(study) as store:
        store.people.add_subject(Subject("S01"))
    with sqlite3.connect(study / "study.db") as db:
        before = list(db.iterdump())
    run("vault", "check", vault, study, "--key-file", key)
    run("vault", "show", vault, "S01", "--key-file", key)
    with sqlite3.connect(study / "study.db") as db:
        assert list(db.iterdump()) == before
    for path in study.rglob("*"):
        if path.is_file():
            assert not any(s.encode() in path.read_bytes() for s in SECRETS)


def test_without_pyrage_one_line_says_what_to_install(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    _, told = run("vault", "init", tmp_path / "v", "--new-key", tmp_path / "k.txt", code=1)
    assert "pip install 'turgor[vault]'" in told
