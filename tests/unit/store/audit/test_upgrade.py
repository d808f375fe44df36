"""A later upgrade takes the state over anew; what was done before can not be hidden by it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from turgor.record.subject import Subject
from turgor.store import Store
from turgor.store.audit.heads import HeldHead
from turgor.store.audit.verify import verify


@pytest.fixture
def next_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    """A revision after this one that adds a column, as a migration would."""

    def upgrade(config, _revision: str) -> None:
        connection = config.attributes["connection"]
        connection.exec_driver_sql("ALTER TABLE subject ADD COLUMN extra TEXT DEFAULT '' NOT NULL")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0006'")

    monkeypatch.setattr("alembic.command.upgrade", upgrade)
    monkeypatch.setattr("turgor.store.migrate.HEAD", "0006")
    known = {"0001", "0002", "0003", "0004", "0005"}
    monkeypatch.setattr("turgor.store.migrate.known_revisions", lambda: known)


def held(folder: Path, *heads: HeldHead) -> list[str]:
    return [str(f) for f in verify(folder / "study.db", folder / "captures", heads).findings]


def test_an_upgrade_is_held_from_its_own_link_on_and_by_sums_before(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Store.create(tmp_path) as store:
        store.people.add_subject(Subject("S01"))
        store.people.add_subject(Subject("S01", "Ghent"))
        old = HeldHead(store.head(), "a report from before")
    request.getfixturevalue("next_revision")
    with Store(tmp_path) as store:
        assert store.audit.links()[-1].act == "schema brought up to date"
        store._database.before_writing = None
        with store._database.write() as connection:
            connection.exec_driver_sql("UPDATE subject SET sex = 'female'")
    assert held(tmp_path, old) == []
    with closing(sqlite3.connect(tmp_path / "study.db")) as raw:
        raw.execute("DROP TRIGGER audit_subject_update")
        raw.execute("UPDATE subject SET centre = 'Gent'")
        raw.commit()
    assert any(line.startswith("subject S01: other values") for line in held(tmp_path))


def test_what_another_program_left_gets_its_own_link_before_the_upgrade(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Store.create(tmp_path) as store:
        store.people.add_subject(Subject("S01"))
    with closing(sqlite3.connect(tmp_path / "study.db")) as raw:
        raw.execute("UPDATE subject SET centre = 'Gent'")
        raw.commit()
    request.getfixturevalue("next_revision")
    with Store(tmp_path) as store:
        assert [link.note for link in store.audit.links()] == ["", "", "outside-turgor", ""]
    (line,) = held(tmp_path)
    assert "nobody signed" in line
