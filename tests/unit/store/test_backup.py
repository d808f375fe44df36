"""Backups made while others write; damaged ones are found, and restored whole or not at all."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from turgor.errors import InputError, StoreError
from turgor.record.licence_proof import LicenceProof
from turgor.record.subject import Subject
from turgor.store import Store, sha256_of
from turgor.store.backup import Manifest, restore_backup, write_backup
from turgor.store.backup.manifest import MANIFEST, manifest_from
from turgor.store.backup.state import KEPT_FILES
from turgor.store.imported import ImportedFile
from turgor.store.schema import HEAD
from turgor.store.schema.base import metadata

ROOT = os.geteuid() == 0
PLACES = ("folder", "one.zip")


@pytest.fixture
def filled(store: Store, maker) -> Store:
    for number in range(4):
        capture, path = maker.capture(f"capture {number}", replicate=number + 1)
        store.captures.add(capture, path)
    (store.folder / "study.toml").write_text("id = 'x'\n")
    return store


def test_every_kept_file_is_known_to_a_backup() -> None:
    """A column of sums is a kept file, or one of these, which are sums of something else."""
    known = {(table, total) for table, total, _ in KEPT_FILES}
    other = {
        ("audit", "sha256"), ("imported_file", "sha256"), ("device_reading", "table_sha256"),
        ("study_lock", "design_sha256"), ("signature", "design_sha256"),
        ("randomisation_list", "sha256"), ("randomisation_list", "design_sha256"),
        ("design_version", "sha256"), ("escalation", "pack_sha256"),
        ("protocol", "sha256"), ("treatment_plan", "sha256"), ("treatment_plan", "library_sha256"),
        ("rule_library", "sha256"), ("rule_override", "plan_sha256"),
        ("rule_override", "library_sha256"),
    }  # fmt: skip
    sums = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith("sha256")
    }
    assert sums == known | other


def write(store: Store, place: Path) -> Manifest:
    return write_backup(store, place, {"study.toml": store.folder / "study.toml"}).manifest


@pytest.mark.parametrize("name", PLACES)
def test_a_restored_study_is_the_same_study(filled: Store, tmp_path: Path, name: str) -> None:
    made = write(filled, tmp_path / name)
    assert made.head == str(filled.head()) and made.revision == HEAD
    done = restore_backup(tmp_path / name, tmp_path / "again")
    assert (done.damaged, done.older, done.files) == ((), False, 6)
    with Store(tmp_path / "again") as restored:
        assert restored.head() == filled.head()
        assert restored.captures.all() == filled.captures.all()
        for capture in restored.captures.all():
            restored.captures.file(capture.sha256)
        restored.people.add_subject(Subject("S02"))
    assert (tmp_path / "again" / "study.toml").read_text() == "id = 'x'\n"
    assert (tmp_path / "again" / "exports").is_dir()
    with pytest.raises(InputError, match="is there already"):
        restore_backup(tmp_path / name, tmp_path / "again")
    assert not list(tmp_path.glob(".restore-*"))


def test_files_of_other_tables_come_along(store: Store, tmp_path: Path) -> None:
    table, licence = tmp_path / "sheet.csv", tmp_path / "Agreement.PDF"
    table.write_text("a,b\n1,2\n")
    licence.write_text("signed")
    total = sha256_of(table)
    store.imported.keep(table, ImportedFile(total, "sheet.csv", total, ".csv", "whole", "", ""))
    kept = store.instruments.keep_file(licence)
    store.instruments.proofs.add(LicenceProof("H", "7", "2026-01-01", "", kept, licence.name))
    write_backup(store, tmp_path / "backup", {})
    restore_backup(tmp_path / "backup", tmp_path / "again")
    files = {path.name for path in (tmp_path / "again" / "captures").rglob("*") if path.is_file()}
    assert files == {f"{total}.csv", f"{kept}.pdf"}
    assert files == {path.name for path in (store.folder / "captures").rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", PLACES)
def test_every_write_acknowledged_before_a_backup_is_in_it(
    store: Store, tmp_path: Path, name: str
) -> None:
    """Three threads write without pause while five backups are made and restored."""
    acknowledged: list[str] = []
    stop = threading.Event()

    def work(which: int) -> None:
        with Store(store.folder) as own:
            number = 0
            while not stop.is_set():
                who = f"S{which}-{number}"
                own.people.add_subject(Subject(who))
                acknowledged.append(who)
                number += 1

    threads = [threading.Thread(target=work, args=(which,)) for which in range(3)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(5):
            before = len(acknowledged)
            known = set(acknowledged[:before])
            place = tmp_path / f"{turn}-{name}"
            write_backup(store, place, {})
            restore_backup(place, tmp_path / f"restored-{turn}")
            with Store(tmp_path / f"restored-{turn}") as restored:
                assert known <= {subject.id for subject in restored.people.subjects()}
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(acknowledged) > 10


def test_a_folder_grows_by_what_is_new(filled: Store, tmp_path: Path, maker) -> None:
    place = tmp_path / "backup"
    write(filled, place)
    capture, path = maker.capture("a new one", visit="V1")
    filled.captures.add(capture, path)
    report = write_backup(filled, place, {"study.toml": filled.folder / "study.toml"})
    assert (report.copied_files, report.kept_files) == (2, 5)  # the database and the capture
    assert len(list((place / "database").iterdir())) == 1
    filled.erasures.mark("S01", (), "asked for")
    filled.erasures.remove_left()
    write(filled, place)
    assert not list(place.rglob("*.npy"))  # what was erased leaves this backup with the next one
    restore_backup(place, tmp_path / "again")


def test_a_place_that_can_not_take_it_says_so(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lies in the study itself"):
        write(filled, filled.folder / "backup")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "x").write_text("x")
    with pytest.raises(InputError, match="holds files but no whole backup"):
        write(filled, tmp_path / "files")
    (tmp_path / "old.zip").write_text("x")
    with pytest.raises(InputError, match="is there already; name another file"):
        write(filled, tmp_path / "old.zip")
    with Store.create(tmp_path / "other") as other:
        write_backup(other, tmp_path / "others", {})
    with pytest.raises(InputError, match="a backup of another study"):
        write(filled, tmp_path / "others")
    write(filled, tmp_path / "mine")
    restore_backup(tmp_path / "mine", tmp_path / "older")
    filled.people.add_subject(Subject("S02"))
    write(filled, tmp_path / "mine")
    with Store(tmp_path / "older") as older:
        older.people.add_subject(Subject("S03"))
        with pytest.raises(InputError, match="restored from an older copy"):
            write_backup(older, tmp_path / "mine", {})
    restore_backup(tmp_path / "mine", tmp_path / "newest")


@pytest.mark.parametrize("name", PLACES)
def test_flipped_and_truncated_backups_are_found(filled: Store, tmp_path: Path, name: str) -> None:
    """One bit anywhere, or any cut: nothing is restored, and what is damaged is named."""
    good = tmp_path / name
    write(filled, good)
    rng = random.Random(5)
    for turn in range(60):
        bad = tmp_path / f"bad-{turn}{good.suffix}"
        if good.is_dir():
            shutil.copytree(good, bad)
            victim = rng.choice(sorted(p for p in bad.rglob("*") if p.is_file()))
        else:
            shutil.copyfile(good, bad)
            victim = bad
        content = bytearray(victim.read_bytes())
        at = rng.randrange(len(content))
        if turn % 2:
            content[at] ^= 1 << rng.randrange(8)
        else:
            content = content[:at]
        victim.chmod(0o644)
        victim.write_bytes(content)
        _is_found_or_harmless(bad, tmp_path / f"restored-{turn}", filled)
    assert not list(tmp_path.glob(".restore-*"))


def _is_found_or_harmless(bad: Path, target: Path, original: Store) -> None:
    """A zip's own dates and the manifest's time of day may flip without harm to the study."""
    try:
        restore_backup(bad, target)
    except (StoreError, InputError) as error:
        assert "\n" not in str(error)
        assert not target.exists()
        return
    with Store(target) as restored:
        assert restored.head() == original.head()
        assert restored.captures.all() == original.captures.all()
        for capture in restored.captures.all():
            restored.captures.file(capture.sha256)


def test_what_is_right_can_be_salvaged(filled: Store, tmp_path: Path) -> None:
    place = tmp_path / "backup"
    write(filled, place)
    victim = sorted((place / "captures").rglob("*.npy"))[0]
    victim.chmod(0o644)
    victim.write_bytes(b"x" * victim.stat().st_size)
    with pytest.raises(StoreError, match=rf"{victim.name}: its bytes are not .* --salvage"):
        restore_backup(place, tmp_path / "again")
    done = restore_backup(place, tmp_path / "again", salvage=True)
    assert len(done.damaged) == 1 and done.files == 5
    with Store(tmp_path / "again") as restored:
        assert len(restored.captures.all()) == 4
        with pytest.raises(StoreError, match="is gone"):
            restored.captures.file(victim.name[:64])
    (database,) = (place / "database").iterdir()
    database.write_bytes(database.read_bytes()[:5000])
    with pytest.raises(StoreError, match="its database is not sound"):
        restore_backup(place, tmp_path / "third", salvage=True)


def test_a_database_of_another_head_is_found(filled: Store, tmp_path: Path) -> None:
    """Sums alone would not tell: a whole other manifest is put in with the right sums."""
    place = tmp_path / "backup"
    write(filled, place)
    told = json.loads((place / MANIFEST).read_text())
    told["head"] = "3:" + "0" * 64
    (place / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(StoreError, match="its head is '"):
        restore_backup(place, tmp_path / "again")


def test_a_manifest_that_leads_elsewhere_is_refused(filled: Store, tmp_path: Path) -> None:
    write(filled, tmp_path / "backup")
    told = json.loads((tmp_path / "backup" / MANIFEST).read_text())
    for path in ("../x", "/etc/x", "a/../../x", "a\\x", "", "a//b"):
        told["files"][0]["path"] = path
        with pytest.raises(InputError, match="is damaged"):
            manifest_from(json.dumps(told).encode(), "manifest.json")
    for text in ("", "[]", "{}", "[" * 100_000, '{"schema": "turgor.backup/9"}', "null", "5"):
        with pytest.raises(InputError):
            manifest_from(text.encode(), "manifest.json")


def test_packed_entries_are_refused(filled: Store, tmp_path: Path) -> None:
    write(filled, tmp_path / "a.zip")
    with (
        zipfile.ZipFile(tmp_path / "a.zip") as good,
        zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for entry in good.namelist():
            packed.writestr(entry, good.read(entry))
    with pytest.raises((InputError, StoreError), match=r"are packed|bytes are not"):
        restore_backup(tmp_path / "b.zip", tmp_path / "again")


def test_older_schemas_are_upgraded_at_opening_and_newer_ones_refused(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    from turgor.store import migrate

    old = tmp_path / "old"
    with monkeypatch.context() as patch:
        real = command.upgrade
        patch.setattr(command, "upgrade", lambda config, _to: real(config, "0003"))
        patch.setattr(migrate, "install_triggers", lambda _connection: None)
        patch.setattr(migrate, "adopt", lambda _connection, _revision: None)
        old.mkdir()
        migrate.create(old / "study.db")
    place = tmp_path / "backup"
    (place / "database").mkdir(parents=True)
    shutil.copyfile(old / "study.db", place / "database" / "x.db")
    entry = {
        "path": "study.db", "at": "database/x.db",
        "size": (place / "database" / "x.db").stat().st_size,
        "sha256": sha256_of(place / "database" / "x.db"),
    }  # fmt: skip
    told = {
        "schema": "turgor.backup/1", "made_at": "", "turgor": "0", "revision": "0003",
        "head": "", "first": "", "files": [entry], "missing": [],
    }  # fmt: skip
    (place / MANIFEST).write_text(json.dumps(told))
    done = restore_backup(place, tmp_path / "again")
    assert done.older
    with Store(tmp_path / "again") as restored:
        assert restored.head().seq == 1
    (place / MANIFEST).write_text(json.dumps({**told, "revision": "9999"}))
    with pytest.raises(InputError, match=r"was made by a newer Turgor .* update Turgor"):
        restore_backup(place, tmp_path / "new")


def test_lost_captures_are_told_and_the_rest_is_backed_up(filled: Store, tmp_path: Path) -> None:
    files = sorted((filled.folder / "captures").rglob("*.npy"))
    files[0].unlink()
    files[1].chmod(0o644)
    files[1].write_text("changed")
    for name in PLACES:
        made = write(filled, tmp_path / name)
        assert sorted(why for _, why in made.missing) == [
            "is gone from the study",
            "was changed in the study, its sum is another one",
        ]
        restore_backup(tmp_path / name, tmp_path / f"from-{name}")


def test_an_erasure_meanwhile_begins_the_backup_again(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Store.snapshot
    calls: list[Path] = []

    def erase_after(self: Store, target: Path) -> None:
        real(self, target)
        calls.append(target)
        filled.erasures.mark("S01", (), "asked for")
        filled.erasures.remove_left()

    monkeypatch.setattr(Store, "snapshot", erase_after)
    made = write(filled, tmp_path / "backup")
    assert len(calls) == 2 and not made.missing
    assert [item.path for item in made.files] == ["study.db", "study.toml"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 2 MB; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=2000k", "tmpfs", str(place)]
    if not ROOT or mount is None or subprocess.run([mount, *options], check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("name", PLACES)
def test_a_full_disk_leaves_no_half_backup(
    filled: Store, small_disk: Path, tmp_path: Path, maker, name: str
) -> None:
    capture, path = maker.capture("big", visit="V1")
    path.write_bytes(bytes(3_000_000))
    from dataclasses import replace

    big = replace(capture, sha256=sha256_of(path))
    place = small_disk / name
    if name == "folder":
        write(filled, place)  # an earlier backup stays whole
    filled.captures.add(big, path)
    before = sorted(small_disk.rglob("*"))
    with pytest.raises(StoreError, match="the disk is full"):
        write(filled, place)
    if name == "folder":
        assert sorted(small_disk.rglob("*")) == before
        restore_backup(place, tmp_path / "again")
    else:
        assert not list(small_disk.iterdir())
    write(filled, tmp_path / "good")
    with pytest.raises(StoreError, match="the disk is full"):
        restore_backup(tmp_path / "good", small_disk / "restored")
    assert not (small_disk / "restored").exists() and not list(small_disk.glob(".restore-*"))


def test_a_read_only_disk_says_so(filled: Store, small_disk: Path, tmp_path: Path) -> None:
    write(filled, tmp_path / "good")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for name in PLACES:
        with pytest.raises(StoreError, match="the disk is read-only"):
            write(filled, small_disk / name)
    with pytest.raises(StoreError, match="the disk is read-only"):
        restore_backup(tmp_path / "good", small_disk / "restored")


def test_a_broken_link_in_a_backup_is_found(filled: Store, tmp_path: Path) -> None:
    """Someone rewrites a link and the sums with it, but not the links after it."""
    place = tmp_path / "backup"
    write(filled, place)
    (database,) = (place / "database").iterdir()
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("DROP TRIGGER audit_kept_UPDATE")
        raw.execute("UPDATE audit SET who = 'somebody else' WHERE seq = 2")
        raw.commit()
    told = json.loads((place / MANIFEST).read_text())
    for item in told["files"]:
        if item["path"] == "study.db":
            item |= {"sha256": sha256_of(database), "size": database.stat().st_size}
    (place / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(StoreError, match="link 2 of the audit chain is broken"):
        restore_backup(place, tmp_path / "again")
