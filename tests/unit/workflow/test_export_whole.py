"""A study out in every form, all of one state, all saying the same; and its RO-Crate back."""

import csv
import datetime as dt
import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import jsonschema
import pytest

from turgor.errors import FormatError, InputError, StoreError, StudyError
from turgor.exchange.odm import read_odm
from turgor.exchange.parquet import read_parquet
from turgor.exchange.ro_crate import read_crate
from turgor.exchange.tidy import read_csv, same_rows
from turgor.record.subject import Subject
from turgor.workflow.export import export_study
from turgor.workflow.export_crate import export_crate
from turgor.workflow.export_odm import export_odm
from turgor.workflow.export_tables import study_tables
from turgor.workflow.study import open_study

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"
AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def study(laxity_study):
    with open_study(laxity_study) as opened:
        yield opened


@pytest.fixture(scope="module")
def out(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    export_study(study, folder, "both", made_at=AT)
    return folder


def test_every_table_is_the_same_in_csv_and_parquet(study, out):
    for table in study_tables(study):
        assert same_rows(table.rows(), read_csv(out / f"{table.name}.csv", table.columns)) == ""
        read, facts = read_parquet(out / f"{table.name}.parquet")
        assert same_rows(table.rows(), read.rows) == ""
        assert read.columns == table.columns
        assert facts["head"] == str(study.store.head())
        assert (facts["study"], facts["table"]) == (study.design.id, table.name)


def test_each_column_of_each_table_has_a_meaning(study):
    for table in study_tables(study):
        assert table.meaning, f"exchange/data/tables/{table.name}.toml says no meaning"
        for column in table.columns:
            assert column.meaning, f"{table.name}.{column.name} has no meaning"
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) | set(table.entity_key) <= set(table.names)


def test_keys_tell_rows_apart_and_the_chain_knows_every_row(study):
    deeds = study.store.outgoing.deeds()
    for table in study_tables(study):
        at = [table.names.index(name) for name in table.key]
        keys = [tuple(row[a] for a in at) for row in table.rows()]
        assert not at or len(set(keys)) == len(keys), table.name
        at = [table.names.index(name) for name in table.entity_key]
        for row in table.rows() if table.entity else ():
            assert deeds.of(table.entity, tuple(row[a] for a in at)) is not None, table.name


def test_the_manifest_names_every_file_by_its_sum(study, out):
    told = json.loads((out / "export.json").read_text(encoding="utf-8"))
    schema = json.loads((CONTRACT / "export.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["head"] == str(study.store.head()) and told["made_at"] == AT.isoformat()
    names = {item["path"] for item in told["files"]} | {"export.json"}
    assert names == {path.name for path in out.iterdir()}
    for item in told["files"]:
        content = (out / item["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item["sha256"]
        assert len(content) == item["bytes"]
        if item["path"].endswith(".csv"):
            with (out / item["path"]).open(encoding="utf-8", newline="") as stream:
                assert len(list(csv.reader(stream))) - 1 == item["rows"]


def test_the_package_describes_each_csv(out):
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        path = out / resource["path"]
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        fields = resource["schema"]["fields"]
        assert header == [field["name"] for field in fields]
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert all(field["description"] for field in fields)
    (suction,) = [f for r in package["resources"] if r["name"] == "visits"
                  for f in r["schema"]["fields"] if f["name"] == "temperature_c"]  # fmt: skip
    assert (suction["unit"], suction["unitCode"]) == ("°C", "Cel")


def test_the_same_study_is_the_same_bytes_and_excel_gets_its_mark(study, out, tmp_path):
    export_study(study, tmp_path, "both", made_at=AT)
    for path in out.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name
    export_study(study, tmp_path / "x", excel=True)
    marked = (tmp_path / "x" / "findings.csv").read_bytes()
    assert marked == b"\xef\xbb\xbf" + (out / "findings.csv").read_bytes()
    with pytest.raises(StudyError, match="allowed: csv, parquet, both"):
        export_study(study, tmp_path, "xlsx")


def test_odm_brings_every_table_of_a_real_study_back(study, tmp_path):
    from odmlib.odm_parser import ODMSchemaValidator

    path = export_odm(study, tmp_path / "study.xml", AT)
    read = read_odm(path)
    assert (read.study, read.head) == (study.design.id, str(study.store.head()))
    for table in study_tables(study):
        assert same_rows(table.rows(), read.tables[table.name].rows) == "", table.name
        assert read.tables[table.name].columns == table.columns
    ODMSchemaValidator(standard="odm", version="1.3.2").validate_file(str(path))
    with pytest.raises(StudyError, match=r"ends in \.xml"):
        export_odm(study, tmp_path / "study.txt")


@pytest.mark.parametrize("name", ["crate", "crate.zip"])
def test_a_crate_brings_tables_and_captures_back(study, tmp_path, name):
    made = export_crate(study, tmp_path / name, made_at=AT)
    crate = read_crate(tmp_path / name)
    assert (crate.study, crate.head) == (study.design.id, str(study.store.head()))
    tables = study_tables(study)
    assert set(crate.tables) == {table.name for table in tables}
    for table in tables:
        assert same_rows(table.rows(), crate.tables[table.name].rows) == "", table.name
        assert crate.tables[table.name].columns == table.columns
    sums = {capture.sha256 for capture in study.store.captures.all()}
    inside = {sha256 for path, sha256 in crate.files.items() if path.startswith("captures/")}
    assert inside == sums and made.captures == len(sums)
    assert any(path.startswith("captures/S01/V0/S01_V0_cheek_left_") for path in crate.files)
    with pytest.raises(InputError, match="is there already"):
        export_crate(study, tmp_path / name)


def test_a_crate_that_was_touched_is_refused(study, tmp_path):
    export_crate(study, tmp_path / "whole", made_at=AT)
    capture = next(p for p in read_crate(tmp_path / "whole").files if p.startswith("captures/"))
    for n, (touch, told) in enumerate((
        (lambda f: (f / capture).unlink(), "listed and not there"),
        (lambda f: (f / capture).write_bytes((f / capture).read_bytes()[:-1]), "is not of the"),
        (lambda f: (f / capture).write_bytes((f / capture).read_bytes()[:-1] + b"\xff"), "changed"),
        (lambda f: (f / "more.txt").write_text("x"), "does not list"),
        (lambda f: (f / "ro-crate-metadata.json").unlink(), "no RO-Crate"),
        (lambda f: (f / "ro-crate-metadata.json").write_text("{"), "malformed as an RO-Crate"),
    )):  # fmt: skip
        struck = tmp_path / f"struck-{n}"
        shutil.copytree(tmp_path / "whole", struck)
        touch(struck)
        with pytest.raises(FormatError, match=told):
            read_crate(struck)


def test_the_same_study_is_the_same_zip_and_nothing_is_left_of_a_failure(study, tmp_path):
    for name in ("a.zip", "b.zip"):
        export_crate(study, tmp_path / name, made_at=AT)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
    small = export_crate(study, tmp_path / "c.zip", captures=False, made_at=AT)
    assert small.captures == 0
    assert not [p for p in read_crate(tmp_path / "c.zip").files if p.startswith("captures")]


def test_photographs_leave_only_where_that_is_said(colour_study, tmp_path):
    with open_study(colour_study) as study:
        with pytest.raises(StudyError, match="6 photographs and 0 shapes"):
            export_crate(study, tmp_path / "crate.zip")
        assert list(tmp_path.iterdir()) == []
        export_crate(study, tmp_path / "tables.zip", captures=False)
        made = export_crate(study, tmp_path / "crate.zip", with_photographs=True)
    jpegs = [path for path in read_crate(made.path).files if path.endswith(".jpg")]
    assert len(jpegs) == 6


def test_a_rotten_capture_leaves_no_crate(laxity_study, tmp_path):
    shutil.copytree(laxity_study, tmp_path / "study")
    struck = next(p for p in (tmp_path / "study" / "captures").rglob("*") if p.is_file())
    struck.chmod(0o644)
    struck.write_bytes(b"rotten")
    with open_study(tmp_path / "study") as study:
        for name in ("x.zip", "x"):
            with pytest.raises(StoreError, match="was changed"):
                export_crate(study, tmp_path / "out" / name)
    assert list((tmp_path / "out").iterdir()) == []


def test_an_export_is_of_one_state_whatever_is_written_meanwhile(laxity_study, tmp_path):
    shutil.copytree(laxity_study, tmp_path / "study")
    with open_study(tmp_path / "study") as study:
        before = str(study.store.head())
        with study.store.one_state():
            study.store.people.add_subject(Subject("S99"))
            assert str(study.store.head()) == before
            assert "S99" not in {item.id for item in study.store.people.subjects()}
        assert str(study.store.head()) != before
