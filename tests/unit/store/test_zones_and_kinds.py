"""Captures of several kinds share a place, zones keep their versions, older studies open."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import turgor.store
from turgor.errors import StoreError, StudyError
from turgor.record.site import BodySite
from turgor.record.zone import ZoneSet
from turgor.store import Measurement, Store, WorkKey
from turgor.store.schema import APPLICATION_ID

FIRST = Path(turgor.store.__file__).parent / "migrations" / "versions" / "0001_first.sql"


def first_study(folder: Path) -> None:
    """A study as the first revision left it, with a capture, its finding and a registration."""
    with closing(sqlite3.connect(folder / "study.db")) as raw:
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute("PRAGMA journal_mode = WAL")
        raw.executescript(FIRST.read_text(encoding="utf-8"))
        raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        raw.execute("INSERT INTO alembic_version VALUES ('0001')")
        raw.execute("INSERT INTO subject VALUES ('S01', '', NULL, '', '')")
        raw.execute("INSERT INTO visit (subject, label) VALUES ('S01', 'V0')")
        for sha in ("a" * 64, "b" * 64):
            raw.execute(
                "INSERT INTO capture VALUES "
                f"('{sha}','c.sur','.sur','S01','V0','cheek','left','',{1 + (sha[0] == 'b')},1,"
                "'d','o','{}')"
            )
        raw.execute(
            f"INSERT INTO registration VALUES ('{'b' * 64}','{'a' * 64}','1',0,0,0,1,1,'{{}}','')"
        )
        raw.execute(f"INSERT INTO measurement VALUES (1,'{'a' * 64}','m','1','s',1)")
        raw.execute(
            "INSERT INTO finding VALUES (7,1,'surface.sq','{}',1.5,'µm',NULL,NULL,'r','m','1','d',"
            f"'[\"{'a' * 64}\"]','R1','',1,'[]')"
        )
        raw.commit()


def test_an_older_study_opens_with_everything_in_it(tmp_path: Path) -> None:
    first_study(tmp_path)
    with Store(tmp_path) as store:
        captures = store.captures.all()
        assert [item.kind for item in captures] == ["surface", "surface"]
        assert store.captures.registrations()["b" * 64].baseline == "a" * 64
        assert len(store.findings.done()) == 1
        (kept,) = store.findings.of_keys(store.findings.done())
        assert (kept.finding.value, kept.finding.region) == (1.5, "R1")
        assert store.zones.newest() == ()
    with closing(sqlite3.connect(tmp_path / "study.db")) as raw:
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_older_study_with_lost_rows_is_left_as_it_is(tmp_path: Path) -> None:
    first_study(tmp_path)
    with closing(sqlite3.connect(tmp_path / "study.db")) as raw:
        raw.execute(f"INSERT INTO measurement VALUES (2,'{'c' * 64}','m','1','s',1)")
        raw.commit()
    with pytest.raises(StoreError, match="nothing was changed"):
        Store(tmp_path)
    with closing(sqlite3.connect(tmp_path / "study.db")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_kinds_share_a_place_and_one_kind_does_not(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    assert store.captures.add(capture, path) == "added"
    other, other_path = maker.capture("two")
    photograph = replace(capture, sha256=other.sha256, filename=other.filename, kind="photograph")
    assert store.captures.add(photograph, other_path) == "added"
    third, third_path = maker.capture("three")
    with pytest.raises(StudyError, match="photograph replicate 1 is on record already"):
        store.captures.add(replace(photograph, sha256=third.sha256), third_path)


def test_zones_come_back_and_a_new_placing_is_a_new_version(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    zones = ZoneSet(
        capture.subject,
        BodySite("face", "midline"),
        "",
        capture.sha256,
        {"cheek-left": ((10.5, 20.0), (30.0, 20.0), (30.0, 40.25))},
        {"cheek-left": ((12.0, 20.0), (13.0, 20.0), (13.0, 22.0))},
        {"nasion": (12.0, 13.0)},
        "hand-points",
        {"residual": "0.01"},
    )
    assert store.zones.set(zones).version == 1
    assert store.zones.set(zones).version == 1
    moved = replace(zones, points={"nasion": (12.0, 14.0)})
    assert store.zones.set(moved).version == 2
    kept = store.zones.newest()
    assert [(item.zones, item.version) for item in kept] == [(moved, 2)]


def test_a_capture_states_the_same_metric_in_each_of_its_zones(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    key = WorkKey(capture.sha256, "whole", "1", "s", 1)
    own = maker.finding(capture.sha256)
    zones = tuple(replace(own, region=name, value=v) for name, v in (("a", 1.0), ("b", 2.0)))
    store.findings.add(Measurement(key, zones))
    kept = store.findings.of_keys([key])
    assert {(item.finding.region, item.finding.value) for item in kept} == {("a", 1.0), ("b", 2.0)}
    twice = (zones[0], replace(zones[0], value=3.0))
    with pytest.raises(StoreError):
        store.findings.add(Measurement(replace(key, region_version=2), twice))
