"""Verification: what it finds and where it says that it is, and that it finds nothing else."""

import datetime as dt
import random
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from turgor.errors import ClockWarning, InputError, StoreError
from turgor.record.subject import Subject
from turgor.store import Store
from turgor.store.audit import doing, opening
from turgor.store.audit.heads import HeldHead, find_heads, heads_in_file, parse_head
from turgor.store.audit.link import AuditHead
from turgor.store.audit.named_files import NO_FILE, file_columns
from turgor.store.audit.rows import TableShape
from turgor.store.schema.base import metadata
from turgor.workflow.audit import verify_study


@pytest.fixture(scope="module")
def attacks(benchmark_module):
    return benchmark_module("audit_attacks")


@pytest.fixture
def study(small_record: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_record, tmp_path / "study"))


def told(study: Path, *heads: str) -> list[str]:
    return [str(item) for item in verify_study(study, heads).findings]


def test_an_untouched_study_holds_and_says_what_it_can_not_show(study: Path) -> None:
    report = verify_study(study)
    assert report.holds and report.findings == () and report.links > 100
    (note,) = report.notes
    assert "no head was held" in note
    with Store(study) as store:
        assert store.head() == report.head
        again = store.audit.verify([HeldHead(store.head(), "here")])
    assert again.holds and again.held == 1 and again.notes == ()


def test_verifying_changes_nothing_and_leaves_nothing_behind(study: Path) -> None:
    before = {p: p.read_bytes() for p in study.rglob("*") if p.is_file()}
    verify_study(study)
    assert {p: p.read_bytes() for p in study.rglob("*") if p.is_file()} == before


def test_a_changed_value_is_named_with_its_row_and_the_link_that_wrote_it(
    study: Path, attacks
) -> None:
    with attacks.bypassed(study) as raw:
        raw.execute("UPDATE finding SET value = value + 0.001 WHERE id = 30")
        raw.execute("UPDATE session SET deviation = '' WHERE id = 1")
        raw.execute("UPDATE session SET deviation = 'none' WHERE id = 1")
    first, second = told(study)
    assert first.startswith("session 1: other values than link ") and first.endswith("by GH")
    assert second.startswith("finding 25-48: other values than link ") and "by CD" in second


def test_missing_and_added_rows_are_named(study: Path, attacks) -> None:
    with attacks.bypassed(study) as raw:
        raw.execute("DELETE FROM finding WHERE id IN (3, 4, 9)")
        raw.execute("INSERT INTO allocation VALUES ('S09', 'left', 'active')")
    found = told(study)
    assert any(line.startswith("finding 3-4, 9: is gone; link ") for line in found)
    assert "allocation S09 / left: is there, and no link tells of it" in found


def test_schema_differences_are_named(study: Path) -> None:
    with closing(sqlite3.connect(study / "study.db")) as raw:
        raw.execute("DROP TRIGGER audit_finding_update")
        raw.execute("CREATE INDEX mine ON finding (value)")
        raw.execute("PRAGMA user_version = 7")
    found = told(study)
    assert "trigger audit_finding_update: is missing, against a new study" in found
    assert "index mine: was added, against a new study" in found
    assert "pragma user_version: was changed, against a new study" in found


def test_captured_files_are_held_against_their_sums(study: Path) -> None:
    files = sorted(p for p in (study / "captures").rglob("*") if p.is_file())
    files[0].chmod(0o644)
    files[0].write_bytes(files[0].read_bytes()[:-1])
    files[1].unlink()
    (study / "captures" / "left.txt").write_text("?")
    report = verify_study(study)
    assert len(report.findings) == 2
    by_place = {item.place: item.what for item in report.findings}
    place = [path.relative_to(study).as_posix() for path in files]
    assert by_place[place[0]] == "its bytes are not those that were taken in"
    assert by_place[place[1]] == "the file that capture names is gone"
    assert any("no row names left.txt" in note for note in report.notes)


def test_a_restored_erased_capture_is_found(study: Path, benchmark_module) -> None:
    benchmark_module("audit_damage").restore_erased(random.Random(1), study)
    (line,) = told(study)
    assert line.endswith("is there, and was erased by the record")


def test_what_another_program_changed_is_found_and_never_signed_by_the_next_writer(
    study: Path,
) -> None:
    with closing(sqlite3.connect(study / "study.db")) as raw:
        raw.execute("UPDATE subject SET sex = 'male' WHERE id = 'S01'")
        raw.commit()
    assert any("by another program, and no link tells of it" in line for line in told(study))
    with Store(study) as store, doing(who="AB"):
        store.people.add_subject(Subject("S77"))
        outside, own = store.audit.links()[-2:]
        assert (outside.who, outside.note) == ("unknown", "outside-turgor")
        assert "S77" not in outside.changes and own.who == "AB" and '"S01"' not in own.changes
    (line,) = told(study)
    assert line.startswith(f"link {outside.seq}: tells of changes that another program made")


def test_replace_is_noted_as_a_change(store: Store) -> None:
    store.people.add_subject(Subject("S01", "Ghent"))
    with store._database.write() as connection:
        connection.exec_driver_sql("REPLACE INTO subject VALUES ('S01', 'Gent', 1970, '', '', 2)")
    last = store.audit.links()[-1]
    assert '"changed"' in last.changes and "Ghent" in last.changes
    assert store.audit.verify().holds


def test_a_forged_whole_state_does_not_hide_a_change(study: Path, attacks) -> None:
    attacks.forge_adoption(random.Random(1), study)
    assert any("takes the whole state over without an upgrade" in line for line in told(study))


def test_a_cut_or_rewritten_chain_is_found_by_heads_in_exports(
    study: Path, tmp_path: Path, benchmark_module
) -> None:
    with Store(study) as store:
        head = str(store.head())
    (study / "exports" / "deep").mkdir(parents=True)
    (study / "exports" / "deep" / "report.html").write_text(f"<p>head <code>{head}</code></p>")
    assert verify_study(study).held == 1 and verify_study(study).holds
    forgeries = benchmark_module("audit_forgeries")
    other = Path(shutil.copytree(study, tmp_path / "other"))
    forgeries.rechain_after_change(random.Random(3), study)
    (line,) = told(study)
    assert line.startswith("exports/deep/report.html: holds head ") and "written anew" in line
    benchmark_module("audit_forgeries").cut_end_with_rows(random.Random(2), other)
    assert any("its end was cut" in line for line in told(other))


def test_a_head_is_found_in_a_folder_and_in_a_packed_zip(study: Path, tmp_path: Path) -> None:
    with Store(study) as store:
        head = str(store.head())
    made = tmp_path / "made"
    made.mkdir()
    (made / "export.json").write_text(f'{{"head": "{head}"}}')
    with zipfile.ZipFile(tmp_path / "made.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(made / "export.json", "in/export.json")
    report = verify_study(study, against=[made, tmp_path / "made.zip"])
    assert report.held == 2 and report.holds
    (tmp_path / "bad.zip").write_bytes((tmp_path / "made.zip").read_bytes()[:40])
    with pytest.raises(InputError, match="is no zip that can be read"):
        verify_study(study, against=[tmp_path / "bad.zip"])


def test_a_file_without_a_head_and_one_that_is_not_there(study: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("{}")
    report = verify_study(study, against=[tmp_path / "empty.json"])
    assert [f.what for f in report.findings] == [
        "carries no head of an audit chain, so nothing can be held by it"
    ]
    with pytest.raises(InputError, match="no such file"):
        verify_study(study, against=[tmp_path / "missing.json"])
    with pytest.raises(InputError, match="is no head of an audit chain"):
        verify_study(study, heads=["57:abc"])


def test_a_full_disk_is_not_taken_for_damage(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = opening._begun

    def refused(database: Path, mode: str, timeout_s: float) -> sqlite3.Connection:
        if mode == "immutable=1":
            return begun(database, mode, timeout_s)
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"  # as SQLite says it on a full disk
        raise error

    monkeypatch.setattr(opening, "_begun", refused)
    assert verify_study(study).holds


@pytest.mark.parametrize("keep", [0, 50, 100, 4096, 5000, 100_000])
def test_a_truncated_database_is_a_finding(study: Path, keep: int) -> None:
    path = study / "study.db"
    path.write_bytes(path.read_bytes()[:keep])
    assert not verify_study(study).holds


def test_a_database_that_is_none_or_held_by_another(study: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no study here"):
        verify_study(tmp_path)
    (study / "study.db").write_bytes(b"no database at all, but longer than a header is" * 99)
    (line,) = told(study)
    assert "file is not a database" in line


def test_a_study_from_before_the_chain_is_told_and_left_alone(study: Path) -> None:
    with closing(sqlite3.connect(study / "study.db")) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("DROP TABLE audit")
        raw.execute("DROP TABLE audit_pending")
        raw.execute("UPDATE alembic_version SET version_num = '0003'")
        raw.commit()
    (line,) = told(study)
    assert "from before there was one" in line


def test_text_that_is_no_text_and_rows_that_stand_in_no_table(study: Path, attacks) -> None:
    with attacks.bypassed(study) as raw:
        raw.execute("UPDATE subject SET centre = CAST(x'ff00fe' AS TEXT) WHERE id = 'S01'")
        raw.execute("UPDATE audit SET changes = CAST(x'fffe' AS TEXT) WHERE seq = 9")
        raw.execute("CREATE TABLE loose (a)")
        raw.execute("INSERT INTO loose VALUES (1)")
    found = told(study)
    assert any(line.startswith("subject S01: other values") for line in found)
    assert any(line.startswith("link 9: working out its sum failed") for line in found)
    assert "loose: is a table without a key, and none of a study's" in found


def test_a_flood_of_faults_is_counted_after_the_first(study: Path, attacks) -> None:
    with attacks.bypassed(study) as raw:
        raw.execute("UPDATE allocation SET arm = 'x'")
        raw.executemany("INSERT INTO blind_code VALUES (?, 'x')", [(f"Q{i}",) for i in range(200)])
    found = verify_study(study).findings
    assert sum(item.what == "is there, and no link tells of it" for item in found) == 25
    assert [i.what for i in found if i.place == "blind_code"] == ["175 more faults of this kind"]


def test_a_clock_set_back_is_a_note_and_no_fault(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.people.add_subject(Subject("S01"))
    past = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    with monkeypatch.context() as patch:
        patch.setattr("turgor.store.audit.link.now", lambda: past)
        with pytest.warns(ClockWarning, match="set the clock right"):
            store.people.add_subject(Subject("S02"))
    store.people.add_subject(Subject("S03"))
    _, _, back, after = store.audit.links()
    assert (back.note, after.note) == ("clock-set-back", "")
    report = store.audit.verify([HeldHead(store.head(), "here")])
    assert report.holds
    assert report.notes == (f"link {back.seq}: the clock stood earlier than at the link before",)


def test_heads_are_read_from_any_text_and_never_from_times_or_longer_sums(tmp_path: Path) -> None:
    total = "3f" * 32
    assert find_heads(f'"head": "57:{total}", 57:{total}') == (AuditHead(57, total),)
    assert find_heads(f"10:30:{total} 057:{total} 5:{total}0 a5:{total} 5:{total[:-1]}") == ()
    assert parse_head(f" 57:{total}\n") == AuditHead(57, total)
    for before in (0, (1 << 20) - 40, (1 << 20) - 3, 1 << 20, (1 << 20) + 1):
        path = tmp_path / "big.html"
        path.write_text("x" * before + f"<{'57:' + total}>" + "y" * 100)
        assert heads_in_file(path) == (AuditHead(57, total),), before
        path.write_text("x" * before + f"{'57:' + total}>")
        assert heads_in_file(path) == (() if before else (AuditHead(57, total),)), before


def test_a_small_case_of_the_mutations(tmp_path: Path, benchmark_module) -> None:
    mutations = benchmark_module("audit_mutations")
    counts, held, alarms = mutations.run(tmp_path, mutations=60, forged=2, seed=5)
    assert {kind: c.missed for kind, c in {**counts, **held}.items() if c.missed} == {}
    assert sum(c.found for c in counts.values()) == 60
    assert all(c.found == 2 for c in held.values()) and not any(alarms.values())
    assert sum(c.refused for c in counts.values()) == 0


def test_every_sum_of_the_schema_is_a_file_s_or_known_to_be_none() -> None:
    """A new table that names a file has to be told of in store/audit/named_files.py."""
    none = {*NO_FILE, ("audit", "sha256")}
    for table in metadata.tables.values():
        columns = tuple(column.name for column in table.columns)
        shape = TableShape(table.name, columns, tuple(table.primary_key.columns.keys()), False)
        files = {column for column, _ in file_columns(shape)}
        for column in table.columns:
            if column.name.endswith("sha256") and not column.foreign_keys:
                known = column.name in files or (table.name, column.name) in none
                assert known or column.name in ("design_sha256", "pack_sha256"), column


def test_a_file_that_two_rows_name_is_gone_only_where_both_say_so(store: Store, maker) -> None:
    capture, path = maker.capture("one")
    store.captures.add(capture, path)
    store.readings.keep_table(path, capture.sha256, "mexameter")
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE capture SET erased = '2026-04-01 asked for'")
    assert store.audit.verify().holds
    (file,) = (p for p in (store.folder / "captures").rglob("*") if p.is_file())
    file.unlink()
    (found,) = store.audit.verify().findings
    assert found.what == "the file that device_table names is gone"


def test_heads_that_locks_and_signatures_carry_are_held_too(store: Store, attacks) -> None:
    store.people.add_subject(Subject("S01"))
    store.locks.lock("interim", "")
    store.locks.unlock("more to enter")
    with attacks.bypassed(store.folder) as raw:
        links = attacks_links(raw)
        links[1]["who"] = "somebody else"
        rechain(raw, links, attacks)
    (found,) = store.audit.verify().findings
    assert found.place == "study_lock 1" and "the chain was written anew" in found.what


def test_one_link_with_a_sum_made_anew_no_longer_leads_to_the_next(study: Path, attacks) -> None:
    with attacks.bypassed(study) as raw:
        link = attacks_links(raw)[4]
        link["who"] = "somebody else"
        attacks.put_link(raw, link)
    assert told(study) == ["link 6: does not follow from link 5"]


def attacks_links(raw: sqlite3.Connection) -> list[dict[str, object]]:
    raw.row_factory = sqlite3.Row
    return [dict(row) for row in raw.execute("SELECT * FROM audit ORDER BY seq")]


def rechain(raw: sqlite3.Connection, links: list[dict[str, object]], attacks) -> None:
    previous = ""
    raw.execute("DELETE FROM audit")
    for link in links:
        link["previous"] = previous
        attacks.put_link(raw, link)
        previous = str(link["sha256"])


def test_a_study_on_a_disk_that_may_only_be_read_is_verified(study: Path) -> None:
    """Where neither log nor shared memory can be made beside it."""
    import subprocess

    from turgor.store.audit.opening import looking_at

    place = study.parent / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small disk needs root")
    try:
        shutil.copytree(study, place / "study")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        assert verify_study(place / "study").holds
        with looking_at(place / "study" / "study.db") as raw:
            assert raw.execute("SELECT count(*) FROM audit").fetchone()[0] > 100
    finally:
        subprocess.run(["umount", str(place)], check=True)
