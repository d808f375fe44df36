"""A small case of benchmarks/deidentify_planted.py, and what a shared export refuses."""

import importlib
import json
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.errors import InputError, StudyError
from turgor.exchange.deidentify.allow_list import allow_lists
from turgor.measure.photo.zone import Zone
from turgor.record.identity import Identity
from turgor.record.subject import Subject
from turgor.store import Store
from turgor.store.vault import Vault, new_key_file
from turgor.workflow.privacy.photographs import PhotographRules, _allowed
from turgor.workflow.privacy.rewriting import LeftOutError, shows_face
from turgor.workflow.privacy.share import share_study
from turgor.workflow.privacy.share_choices import ShareChoices
from turgor.workflow.privacy.sources import NEVER, leaving
from turgor.workflow.study import init_study, open_study

ROOT = Path(__file__).resolve().parents[3]
BENCHMARKS = str(ROOT / "benchmarks")
CONTRACT = ROOT / "docs" / "contract"
ZONES = ("left_cheek", "right_cheek", "chin")


def run(*words: object, code: int = 0):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == code, (done.stdout, done.stderr, done.exception)
    return done


@pytest.fixture(scope="module")
def planting() -> Iterator[SimpleNamespace]:
    sys.path.insert(0, BENCHMARKS)
    names = ("study", "scanner", "outcome", "person")
    parts: dict[str, ModuleType] = {
        name: importlib.import_module(f"planted_identity.{name}") for name in names
    }
    yield SimpleNamespace(**parts)
    sys.path.remove(BENCHMARKS)


@pytest.fixture(scope="module")
def planted(planting, tmp_path_factory):
    return planting.study.make_planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def exported(planted, tmp_path_factory):
    """Everything that can be asked for, with masked photographs."""
    out = tmp_path_factory.mktemp("shared") / "out"
    with open_study(planted.folder) as study:
        choices = ShareChoices(photographs="masked", zones=ZONES, dates="keep-year", k=2)
        return share_study(study, out, choices)


def test_nothing_of_the_planted_person_survives(planting, planted, exported):
    scanner = planting.scanner.Scanner()
    kinds = {needle.what for needle in planting.person.needles()}
    assert {hit.what for hit in scanner.folder(planted.folder)} == kinds  # it was all there
    assert scanner.folder(exported.folder) == []
    assert sum(len(table.rows) for table in exported.tables) > 50
    assert {item.kind for item in exported.captures if item.files} >= {
        "surface", "spectrum", "suction", "barrier", "wave", "oct", "ultrasound", "elastogram",
        "photograph",
    }  # fmt: skip


def test_the_scanner_finds_what_is_planted_again(planting, exported, tmp_path):
    scanner = planting.scanner.Scanner()
    copy = tmp_path / "copy"
    shutil.copytree(exported.folder, copy)
    for name, disguise in planting.outcome.DISGUISES.items():
        assert [hit.what for hit in scanner.content(disguise("Mustermann"))] == ["name"], name
    (copy / "Mustermann.txt").write_text("x")
    table = copy / "findings.csv"
    table.write_text(table.read_text("utf-8").replace(",left,", ",17.3.84,", 1), encoding="utf-8")
    found = [(hit.path, hit.what) for hit in scanner.folder(copy)]
    assert found == [("Mustermann.txt", "name"), ("findings.csv", "date of birth")]


def test_no_pixel_of_a_face_leaves_but_those_of_its_zones(planting, planted, exported):
    checked = planting.outcome.check_faces(planted, exported.folder, exported)
    assert checked.pictures == 4  # two of the face, the arm and the hand
    assert checked.pixels_shown > 50_000
    assert (checked.outside, checked.in_eyes) == (0, 0)
    told = [item.reason for item in exported.left_out if item.kind == "photograph"]
    assert told == ["no zone is declared that may be shown"] * 3


def test_a_mask_that_leaks_would_be_seen(planting, planted, exported, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(exported.folder, copy)
    face = planted.pictures["face as kept"]
    for path in (copy / "captures").glob("*.png"):
        with Image.open(path) as image:
            pixels = np.array(image)
        if pixels.shape == face.shape and (pixels[pixels > 0] == face[pixels > 0]).all():
            pixels[330, 295] = face[330, 295]  # one pixel of the nose
            Image.fromarray(pixels).save(path)
            break
    assert planting.outcome.check_faces(planted, copy, exported).outside == 1


def test_the_report_says_column_by_column_what_was_done(planted, exported):
    report = json.loads((exported.folder / "deidentification.json").read_text("utf-8"))
    for table in report["tables"]:
        for column in table["columns"]:
            assert column["reason"] and column["done"]
    with Store(planted.folder) as store:
        assert report["audit_head"] == str(store.head())
    assert report["small_cells"]["met"] and report["residual_risks"]
    subjects = (exported.folder / "subjects.csv").read_text("utf-8")
    assert subjects.startswith("subject,age_band,sex,phototype,centre\n")
    visits = (exported.folder / "visits.csv").read_text("utf-8").splitlines()
    assert visits[0].startswith("subject,visit,day,day_year,")


def test_every_table_of_a_study_has_a_decision(planted):
    with Store(planted.folder) as store:
        undecided = set(store.plain.tables()) - set(allow_lists()) - set(NEVER)
        assert undecided == set()
        for name, rule in allow_lists().items():
            if name in store.plain.tables() and name != "finding":
                assert set(store.plain.columns(name)) == {item.name for item in rule.columns}


def small_study(folder: Path):
    study = init_study(folder)
    for number in range(6):
        study.store.people.add_subject(Subject(f"S{number}", "A", 1980 + number, "female", "II"))
    return study


def test_the_same_codes_again_and_fresh_ones(tmp_path):
    def subjects(out: Path) -> str:
        return (out / "subjects.csv").read_text()

    with small_study(tmp_path / "study") as study:
        for name, fresh in (("a", False), ("b", False), ("c", True)):
            share_study(study, tmp_path / name, ShareChoices(fresh_codes=fresh))
    assert subjects(tmp_path / "a") == subjects(tmp_path / "b") != subjects(tmp_path / "c")
    key = tmp_path / "study" / "share.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for path in (tmp_path / "a").rglob("*"):
        assert not path.is_file() or key.read_bytes().strip() not in path.read_bytes()


def test_the_folder_must_be_new_and_outside(tmp_path):
    with small_study(tmp_path / "study") as study:
        with pytest.raises(InputError, match="lies in the study"):
            share_study(study, tmp_path / "study" / "exports" / "x", ShareChoices())
        (tmp_path / "there").mkdir()
        with pytest.raises(InputError, match="is there already"):
            share_study(study, tmp_path / "there", ShareChoices())
    assert list((tmp_path / "there").iterdir()) == []


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise StudyError("broken")

    with small_study(tmp_path / "study") as study:
        monkeypatch.setattr("turgor.workflow.privacy.share.report_document", broken)
        with pytest.raises(StudyError, match="broken"):
            share_study(study, tmp_path / "out", ShareChoices())
    assert {path.name for path in tmp_path.iterdir()} == {"study"}


def test_a_vault_keeps_the_key_and_stops_a_name(tmp_path):
    key = new_key_file(tmp_path / "key.txt")
    vault = Vault.create(tmp_path / "vault", key)
    vault.add([Identity("S1", "Erika Mustermann")])
    with small_study(tmp_path / "study") as study:
        made = share_study(study, tmp_path / "out", ShareChoices(), vault)
        assert made.report["compared_with_vault"]
        assert not (study.folder / "share.key").exists()
        sheet = b"table,column,text,keep,instead\nsession,deviation,for Erika,yes,\n"
        with pytest.raises(InputError, match="line 2: tells"):
            share_study(study, tmp_path / "x", ShareChoices(texts=(sheet, "s.csv")), vault)
    assert not (tmp_path / "x").exists()


def test_only_those_leave_whose_consent_stands(tmp_path):
    import datetime as dt

    class Plain:
        def tables(self) -> tuple[str, ...]:
            return ("consent",)

        def rows(self, table: str, withdrawn: bool = True) -> list[dict[str, object]]:
            def row(subject: str, scope: str, until: str | None) -> dict[str, object]:
                given = {"subject": subject, "scope": scope, "date": "2024-01-01"}
                return {**given, "withdrawn_on": until}

            return [
                row("S0", "data-sharing", None), row("S1", "data-sharing", "2024-02-01"),
                row("S0", "photographs", "2024-02-01"), row("S2", "study", None),
            ]  # fmt: skip

    with small_study(tmp_path / "study") as study:
        store = SimpleNamespace(people=study.store.people, plain=Plain())
        who = leaving(store, dt.date(2024, 6, 1))  # type: ignore[arg-type]
    assert who.subjects == {"S0"} and who.photographed == frozenset() and who.left_out == 5


@pytest.mark.parametrize(
    ("site", "face"),
    [("forearm", False), ("Inner Forearm", False), ("back of hand", False), ("cheek", True),
     ("neck", True), ("Erikas forearm", True), ("", True)],
)  # fmt: skip
def test_only_sites_of_a_closed_list_show_no_face(site, face):
    assert shows_face(site) is face


def square(name: str) -> Zone:
    return Zone(name, np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0]]))


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("full_face", "left_cheek"), ["left_cheek"]),
        (("Full Face", "eyes", "eye region"), []),
        (("left_periorbital", "right_periorbital", "chin"), ["chin"]),
        (("left_periorbital", "chin"), ["left_periorbital", "chin"]),
    ],
)
def test_zones_that_show_eyes_or_a_whole_face_are_left_out(names, kept):
    assert [zone.name for zone in _allowed([square(name) for name in names])] == kept


def test_too_much_of_a_face_and_unknown_eyes_are_refused(planted, tmp_path):
    with open_study(planted.folder) as study:
        captures = {(c.subject[-1], c.site.name, c.visit): c for c in study.store.captures.all()}
        face = captures["0", "face", "V0"]
        with pytest.raises(LeftOutError, match="of the picture; at most"):
            PhotographRules(study, largest_share=0.05).share(face, tmp_path, "x")
        with pytest.raises(LeftOutError, match="of the skin in the picture"):
            PhotographRules(study, ZONES, largest_skin_share=0.05).share(face, tmp_path, "x")
        drawn = captures["1", "cheek", "V0"]
        with pytest.raises(LeftOutError, match="where the eyes are is not known"):
            PhotographRules(study).share(drawn, tmp_path, "x")
        shown = PhotographRules(study, without_eyes=("Cheek",)).share(drawn, tmp_path, "x")
        assert shown.share == pytest.approx(121 * 121 / (740 * 590), rel=0.02)
    assert [path.name for path in tmp_path.iterdir()] == ["x.png"]


def test_the_command_and_its_contract(planted, tmp_path):
    out = tmp_path / "out"
    done = run("study", "share", planted.folder, "--out", out, "--no-captures", "--json")
    document = json.loads(done.stdout)
    schema = json.loads((CONTRACT / "study-share.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(document)
    assert not (out / "captures").exists()
    done = run("study", "share", planted.folder, "--out", tmp_path / "two", code=1)
    assert "left out: photograph" in done.stderr and "Mustermann" not in done.stderr
    for wrong in (
        ("--dates", "all"), ("--photographs", "whole"), ("--k", "1"), ("--largest-share", "0.9"),
        ("--texts-reviewed", tmp_path / "none.csv"),
    ):  # fmt: skip
        run("study", "share", planted.folder, "--out", tmp_path / "three", *wrong, code=2)
    run("study", "share", planted.folder, code=2)
    told = run("study", "share", "--help").stdout
    assert "Only this command takes identities out" in " ".join(told.split())


def test_the_review_sheet_lists_texts_and_lets_them_leave(tmp_path):
    study_folder, sheet = tmp_path / "study", tmp_path / "sheet.csv"
    with small_study(study_folder):
        pass
    with sqlite3.connect(study_folder / "study.db") as db:
        db.execute("INSERT INTO session (subject, date, site, side, modality, delivered, device,"
                   " settings, deviation) VALUES ('S0', '2024-01-01', 'cheek', 'left', 'other', 1,"
                   " '', '{}', 'second pass left out')")  # fmt: skip
    run("study", "share", study_folder, "--review-sheet", sheet)
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    text = sheet.read_text()
    assert "session,deviation,second pass left out,," in text
    sheet.write_text(text.replace("left out,,", "left out,yes,"))
    run("study", "share", study_folder, "--out", tmp_path / "a")
    assert "second pass" not in (tmp_path / "a" / "sessions.csv").read_text()
    run("study", "share", study_folder, "--out", tmp_path / "b", "--texts-reviewed", sheet)
    assert "second pass left out" in (tmp_path / "b" / "sessions.csv").read_text()


def test_nobodys_arm_leaves_while_arms_are_sealed(planted, tmp_path, monkeypatch):
    monkeypatch.setattr("turgor.workflow.privacy.sources.is_sealed", lambda *_: True)
    with open_study(planted.folder) as study:
        made = share_study(study, tmp_path / "out", ShareChoices(captures=False))
    arms = next(table for table in made.tables if table.rule.table == "allocation")
    assert arms.rows == []
    left = {item["table"]: item for item in made.report["tables_left_out"]}
    assert left["allocation"]["rows"] > 0 and "sealed" in left["allocation"]["reason"]
