"""Lock, unlock and sign a study; each carries the chain's head and the sum of study.toml."""

import json
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import StoreError
from turgor.record.custody import Signature, SignatureState, StudyLock
from turgor.store import Store, sha256_of
from turgor.store.audit import current_deed
from turgor.store.durable import write_whole
from turgor.store.passphrase import proving
from turgor.store.store import DESIGN

#: heads held beside the database, one file for each lock
LOCKS = "locks"


@dataclass(frozen=True, slots=True)
class Custody:
    """Where a study stands.

    lock : the one that stands. design_changed : study.toml is another one than was locked.
    """

    head: str
    lock: StudyLock | None
    design_changed: bool
    locks: tuple[StudyLock, ...]
    signatures: tuple[SignatureState, ...]


def custody_of(store: Store) -> Custody:
    """The locks and signatures of a study, and which of them still hold.

    Errors: StoreError.
    """
    design = design_sha256(store.folder)
    lock = store.locks.current_lock()
    return Custody(
        head=str(store.head()),
        lock=lock,
        design_changed=lock is not None and lock.design_sha256 != design,
        locks=store.locks.locks(),
        signatures=store.locks.signatures(design),
    )


def lock_study(store: Store, why: str) -> tuple[StudyLock, Path]:
    """Lock the data and write the chain's head to a file beside them.

    A study that is locked but lacks its file, after a full disk, gets the file.

    Errors: StudyError without a reason; AdmissionError; StoreError where the disk refuses.
    """
    standing = store.locks.current_lock()
    if standing is not None and not _file(store, standing).exists():
        return standing, _hold_head(store, standing)
    lock = store.locks.lock(why, design_sha256(store.folder))
    return lock, _hold_head(store, lock)


def unlock_study(store: Store, why: str, passphrase: str = "") -> StudyLock:
    """Open the data again.

    Errors: StudyError without a reason or where nothing is locked; AdmissionError.
    """
    with proving(passphrase):
        return store.locks.unlock(why)


def sign_study(store: Store, meaning: str, subject: str = "", passphrase: str = "") -> Signature:
    """Sign the data as they stand, of one subject or of the whole study.

    Errors: StudyError without a meaning or for an unknown subject; AdmissionError.
    """
    user = store.users.named(current_deed().who)
    role = "" if user is None else user.role
    with proving(passphrase):
        return store.locks.sign(meaning, subject, role, design_sha256(store.folder))


def design_sha256(folder: Path) -> str:
    """The sum of study.toml, empty where there is none."""
    design = folder / DESIGN
    return sha256_of(design) if design.is_file() else ""


def _file(store: Store, lock: StudyLock) -> Path:
    return store.folder / LOCKS / f"lock-{lock.number}.json"


def _hold_head(store: Store, lock: StudyLock) -> Path:
    """Keep the head that holds the lock itself; a copy elsewhere shows any rewriting."""
    path = _file(store, lock)
    document = {
        "schema": "turgor.lock/1",
        "lock": lock.number,
        "head": str(store.head()),
        "locked_head": lock.head,
        "at": lock.at,
        "who": lock.who,
        "why": lock.why,
        "design_sha256": lock.design_sha256,
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    try:
        write_whole(path, text.encode())
    except StoreError as error:
        raise StoreError(
            f"the study is locked, but its held head could not be written: {error}; lock it again "
            "to write the file"
        ) from error
    return path
