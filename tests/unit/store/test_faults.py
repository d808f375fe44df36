"""Every way the disk or the database can refuse gives one clear line and leaves nothing half."""

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool

from turgor.errors import StoreError
from turgor.record.subject import Subject
from turgor.store import Measurement, Store, WorkKey
from turgor.store.schema import HEAD, metadata

ROOT = os.geteuid() == 0


def test_the_migrations_make_the_schema_that_the_code_knows(store: Store) -> None:
    made = create_engine(f"sqlite:///{store.folder / 'study.db'}")
    wanted = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(wanted)
    with made.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == HEAD
    ours, theirs = inspect(made), inspect(wanted)
    assert set(ours.get_table_names()) - {"alembic_version"} == set(theirs.get_table_names())
    for table in theirs.get_table_names():
        for aspect in (
            "columns",
            "unique_constraints",
            "foreign_keys",
            "check_constraints",
        ):
            mine = getattr(ours, f"get_{aspect}")(table)
            assert str(mine) == str(getattr(theirs, f"get_{aspect}")(table)), (table, aspect)
        assert _indexes(ours.get_indexes(table)) == _indexes(theirs.get_indexes(table))
    made.dispose()
    wanted.dispose()


def _indexes(found) -> list[tuple[object, ...]]:
    return [
        (
            item["name"],
            item["column_names"],
            item["unique"],
            str(item.get("dialect_options", "")) != "",
        )
        for item in found
    ]


def test_missing_foreign_damaged_and_newer_databases_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no study here"):
        Store(tmp_path)
    database = tmp_path / "study.db"
    database.write_bytes(b"no database at all")
    with pytest.raises(StoreError, match="it is no study database"):
        Store(tmp_path)
    database.unlink()
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("CREATE TABLE other (a)")
        raw.commit()
    with pytest.raises(StoreError, match="belongs to another program"):
        Store(tmp_path)
    database.unlink()
    Store.create(tmp_path).close()
    with pytest.raises(StoreError, match="is there already"):
        Store.create(tmp_path)
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    with pytest.raises(StoreError, match=r"newer Turgor \(revision '9999'"):
        Store(tmp_path)


def test_a_locked_study_says_so(tmp_path: Path) -> None:
    Store.create(tmp_path).close()
    with Store(tmp_path, busy_timeout_s=0.05) as store:
        holder = sqlite3.connect(tmp_path / "study.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds it"):
            store.people.add_subject(Subject("S01"))
        holder.execute("ROLLBACK")
        holder.close()
        assert store.people.add_subject(Subject("S01")) == "added"


def test_a_full_database_keeps_nothing_half_and_goes_on_after(
    store: Store, maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself answers SQLITE_FULL at its page limit."""
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    findings = tuple(maker.finding(capture.sha256, 1.0, f"surface.x{i}") for i in range(3000))
    real = sqlite3.connect

    def small(*args, **kwargs):
        connection = real(*args, **kwargs)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        return connection

    key = WorkKey(capture.sha256, "whole", "1", "", 0)
    with monkeypatch.context() as patch:
        patch.setattr("sqlite3.dbapi2.connect", small)
        with pytest.raises(StoreError, match="the disk is full; free some space"):
            store.findings.add(Measurement(key, findings))
    assert store.findings.done() == frozenset()
    assert store.findings.add(Measurement(key, findings))
    assert len(store.findings.of_keys([key])) == 3000


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_a_capture_leaves_no_part_of_it(
    store: Store, maker, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    capture, path = maker.capture("one")

    def refuse(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", refuse)
        with pytest.raises(StoreError, match=r"disk is (full|read-only)"):
            store.captures.add(capture, path)
    assert store.captures.all() == ()
    assert not [file for file in (store.folder / "captures").rglob("*") if file.is_file()]
    assert store.captures.add(capture, path) == "added"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 600 kB; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)]
    if not ROOT or mount is None or subprocess.run([mount, *options], check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_really_full_disk(small_disk: Path, tmp_path: Path, maker) -> None:
    with Store.create(small_disk / "study") as store:
        capture, path = maker.capture("one")
        assert store.captures.add(capture, path) == "added"
        big, big_path = maker.capture("two", replicate=2)
        big_path.write_bytes(bytes(2_000_000))
        with pytest.raises(StoreError, match="the disk is full"):
            store.captures.add(big, big_path)
        assert store.captures.all() == (capture,)
        filler = small_disk / "filler"
        with pytest.raises(OSError), filler.open("wb", buffering=0) as stream:
            while stream.write(bytes(4096)):
                pass
        with pytest.raises(StoreError, match=r"the disk (is full|refused)"):
            store.people.add_subject(Subject("S02"))
        filler.unlink()
        assert store.people.add_subject(Subject("S02")) == "added"
        third, third_path = maker.capture("three", replicate=3)
        assert store.captures.add(third, third_path) == "added"


def test_a_new_study_where_nothing_may_be_written(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreError, match="the disk is read-only"):
        Store.create(small_disk / "study")


def test_a_study_on_a_read_only_disk_refuses_to_change(small_disk: Path) -> None:
    store = Store.create(small_disk / "study")
    store.people.add_subject(Subject("S01"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreError, match=r"read-only|can't be opened"):
        store.people.add_subject(Subject("S02"))
    store.close()


def test_a_new_study_that_can_not_be_finished_leaves_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise StoreError("stopped")

    monkeypatch.setattr("turgor.store.migrate._upgrade", stop)
    with pytest.raises(StoreError, match="stopped"):
        Store.create(tmp_path / "study")
    assert not list((tmp_path / "study").glob("study.db*"))


def test_writers_at_the_same_time_wait_for_one_another(store: Store) -> None:
    """Reading before writing in one transaction fails at once unless the lock is taken first."""

    def write(number: int) -> list[str]:
        with Store(store.folder) as own:
            return [own.people.add_subject(Subject(f"S{number}-{i}")) for i in range(25)]

    with ThreadPoolExecutor(4) as pool:
        outcomes = [outcome for done in pool.map(write, range(4)) for outcome in done]
    assert outcomes == ["added"] * 100
    assert len(store.people.subjects()) == 100
