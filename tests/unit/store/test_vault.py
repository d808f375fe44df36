"""The vault: what is kept is encrypted, whole or not at all, and every look is on record."""

import datetime as dt
import json
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from turgor.errors import InputError, StoreError, StudyError
from turgor.record.identity import Identity
from turgor.store.vault import FileKey, PassphraseKey, Vault, new_key_file
from turgor.store.vault.sealed_file import SealedFile

ERIKA = Identity(
    "S01",
    "Erika Müstermann",
    dt.date(1984, 3, 17),
    "erika@example.org",
    "KN-88231",
    "calls after six",
)
MAX = Identity("S02", "Max Muster", dt.date(1990, 12, 1))


@pytest.fixture
def key(tmp_path: Path) -> FileKey:
    return new_key_file(tmp_path / "key.txt")


@pytest.fixture
def vault(tmp_path: Path, key: FileKey) -> Vault:
    return Vault.create(tmp_path / "study-vault", key)


def test_what_is_added_is_there_again(vault: Vault, key: FileKey) -> None:
    assert vault.add([ERIKA, MAX]) == {"S01": "added", "S02": "added"}
    again = Vault(vault.folder, key)
    assert again.subjects() == ("S01", "S02")
    assert again.show("S01") == ERIKA
    assert again.add([ERIKA]) == {"S01": "same"}
    assert again.add([Identity("S02", contact="+46 8 123 456")]) == {"S02": "changed"}
    shown = again.show("S02")
    assert (shown.name, shown.contact) == ("Max Muster", "+46 8 123 456")
    with pytest.raises(StudyError, match="no identity of subject 'S09'"):
        again.show("S09")


def test_a_passphrase_opens_and_a_wrong_one_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least 12"):
        PassphraseKey.new("short")
    made = Vault.create(tmp_path / "v", PassphraseKey.new("four quiet words here"))
    with pytest.raises(StoreError, match="does not open it") as caught:
        Vault(made.folder, PassphraseKey("four quiet words hers"))
    assert "\n" not in str(caught.value)
    assert Vault(made.folder, PassphraseKey("four quiet words here")).subjects() == ()


def test_another_key_and_damage_are_one_line(vault: Vault, tmp_path: Path) -> None:
    other = new_key_file(tmp_path / "other.txt")
    with pytest.raises(StoreError, match="does not open it"):
        Vault(vault.folder, other)
    path = vault.folder / "identities.age"
    content = path.read_bytes()
    for wrong in (b"", b"junk", content[: len(content) // 2], content[:-1] + b"\x00"):
        path.write_bytes(wrong)
        with pytest.raises(StoreError, match="does not open it"):
            Vault(vault.folder, FileKey(tmp_path / "key.txt"))
    with pytest.raises(InputError, match="holds no age identity"):
        FileKey(path) if path.write_text("AGE-SECRET-KEY-1NOTHING") else None


def test_only_the_owner_may_read(vault: Vault, tmp_path: Path) -> None:
    vault.add([ERIKA])
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    files = list(vault.folder.iterdir())
    assert {path.name for path in files} == {"identities.age", "access.log", "lock"}
    for path in (*files, tmp_path / "key.txt"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_rekey_shuts_the_old_key_out(vault: Vault, key: FileKey, tmp_path: Path) -> None:
    vault.add([ERIKA])
    new = new_key_file(tmp_path / "new.txt")
    vault.rekey(new)
    assert Vault(vault.folder, new).show("S01") == ERIKA
    with pytest.raises(StoreError, match="does not open"):
        Vault(vault.folder, key)
    assert not (vault.folder / "identities.age.bak").exists()


def test_removing_needs_a_reason_and_keeps_it_encrypted(vault: Vault, key: FileKey) -> None:
    vault.add([ERIKA])
    with pytest.raises(StudyError, match="needs a reason"):
        vault.remove("S01", "  ")
    vault.remove("S01", "asked for by herself")
    assert Vault(vault.folder, key).subjects() == ()
    content = json.loads(key.opened((vault.folder / "identities.age").read_bytes()))
    assert content["removed"][0]["why"] == "asked for by herself"
    assert "Erika" not in json.dumps(content)


def test_the_code_key_is_made_once(vault: Vault, key: FileKey) -> None:
    first = vault.code_key()
    assert len(first) == 32
    assert Vault(vault.folder, key).code_key() == first


def test_the_length_tells_no_count(vault: Vault) -> None:
    """Beside what age itself adds at random to each file, a header line of no meaning."""
    before = (vault.folder / "identities.age").stat().st_size
    vault.add([Identity(f"S{n:02d}", f"Person {n}", note="n" * 50) for n in range(50)])
    assert abs((vault.folder / "identities.age").stat().st_size - before) < 1000


@pytest.mark.parametrize("fault", ["write", "replace", "read back"])
def test_a_change_that_fails_leaves_the_old_vault(
    vault: Vault, key: FileKey, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    vault.add([ERIKA])
    if fault == "write":
        monkeypatch.setattr(os, "fsync", _full)
    elif fault == "replace":
        monkeypatch.setattr(Path, "replace", lambda *_: _full(0))
    else:
        real = SealedFile.read
        counted = iter(range(99))

        def read(self: SealedFile, with_key: FileKey) -> bytes:
            # the first read is that before the change, the second proves what was written
            return real(self, with_key) if next(counted) != 1 else b"other"

        monkeypatch.setattr(SealedFile, "read", read)
    with pytest.raises(StoreError):
        vault.add([MAX])
    monkeypatch.undo()
    assert Vault(vault.folder, key).subjects() == ("S01",)
    assert not list(vault.folder.glob("*.part"))


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_kill_between_the_renames_leaves_a_vault(vault: Vault, key: FileKey) -> None:
    """Dies right after the new file took the old one's place: both are there, the new one opens."""
    vault.add([ERIKA])
    code = (
        "import os, sys; from pathlib import Path\n"
        "from turgor.record.identity import Identity\n"
        "from turgor.store.vault import FileKey, Vault\n"
        "from turgor.store.vault.sealed_file import SealedFile\n"
        "SealedFile._prove = lambda *_: os._exit(9)\n"
        "Vault(Path(sys.argv[1]), FileKey(Path(sys.argv[2]))).add([Identity('S02', 'Max')])\n"
    )
    words = [sys.executable, "-c", code, str(vault.folder), str(vault.folder.parent / "key.txt")]
    assert subprocess.run(words, check=False).returncode == 9
    assert (vault.folder / "identities.age.bak").exists()
    again = Vault(vault.folder, key)
    assert again.subjects() == ("S01", "S02")
    again.add([MAX])
    assert not (vault.folder / "identities.age.bak").exists()


def test_writers_at_once_lose_nothing(vault: Vault, key: FileKey) -> None:
    def work(number: int) -> None:
        Vault(vault.folder, key).add([Identity(f"T{number}", f"Person {number}")])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = Vault(vault.folder, key)
    assert len(opened.subjects()) == 12
    assert opened.log_trouble == ""


def test_every_look_is_on_record_without_content(vault: Vault, key: FileKey) -> None:
    vault.add([ERIKA, MAX])
    vault.show("S01")
    vault.search(lambda identity: "max" in identity.name.casefold())
    vault.compared()
    lines = vault.log.lines()
    assert [line.act for line in lines] == ["create", "add", "show", "find", "compare"]
    assert lines[2].subjects == ("S01",) and lines[3].subjects == ("S02",)
    assert all(line.who for line in lines)
    # sums are of random keys: any four digits may stand in one
    text = re.sub(r"[0-9a-f]{64}", "", (vault.folder / "access.log").read_text())
    for secret in ("Erika", "Müstermann", "Max", "1984", "example", "KN-88231", "six"):
        assert secret not in text


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda rows: [rows[0].replace("create", "update"), *rows[1:]], "line 1 was changed"),
        (lambda rows: [rows[1], rows[0], *rows[2:]], "line 1 was changed"),
        (lambda rows: [rows[0], *rows[2:]], "line 2 was changed"),
        (lambda rows: rows[:1], "when the vault was last changed are missing"),
        (lambda rows: [*rows[:2], "{}", *rows[3:]], "line 3 can't be read"),
    ],
)
def test_a_spoilt_log_is_found(vault: Vault, key: FileKey, spoil, told: str) -> None:
    vault.add([ERIKA])
    vault.show("S01")
    vault.show("S01")
    path = vault.folder / "access.log"
    path.write_text("\n".join(spoil(path.read_text().splitlines())) + "\n")
    assert told in Vault(vault.folder, key).log_trouble


def test_an_identity_never_prints_itself() -> None:
    for text in (repr(ERIKA), str(ERIKA), f"{ERIKA}", repr([ERIKA])):
        assert "S01" in text and "Erika" not in text and "1984" not in text


def test_a_machine_that_is_busy_for_a_moment_is_asked_again(monkeypatch):
    from types import SimpleNamespace

    from turgor.store.vault import key

    class RefusedError(Exception):
        pass

    said = ["Excessive work parameter for passphrase."] * 2

    def decrypt(content, passphrase):
        if said:
            raise RefusedError(said.pop())
        return content

    tool = SimpleNamespace(passphrase=SimpleNamespace(decrypt=decrypt), DecryptError=RefusedError)
    monkeypatch.setattr(key, "pyrage", lambda: tool)
    assert key.opened_by_passphrase(b"content", "words") == b"content"
    said += ["Decryption failed"]
    with pytest.raises(ValueError, match="Decryption failed"):
        key.opened_by_passphrase(b"content", "words")
