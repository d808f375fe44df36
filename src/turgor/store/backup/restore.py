"""Restore a backup into a new folder; nothing is called restored before every sum was checked."""

import errno
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from turgor.errors import InputError, StoreError
from turgor.store.backup.manifest import MANIFEST, BackupFile, Manifest, manifest_from
from turgor.store.backup.place import UNREADABLE, Source, reading
from turgor.store.backup.state import faults_of, state_of
from turgor.store.durable import settle, sync_folder
from turgor.store.faults import file_faults
from turgor.store.migrate import known_revisions
from turgor.store.schema import HEAD
from turgor.store.store import CAPTURES, DATABASE, EXPORTS

_OUR_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Restored:
    """A study that was restored.

    damaged : what could not be restored, one line each, where it was asked to salvage the rest.
    older : the backup is of an older schema and is brought up to date when it is opened.
    """

    folder: Path
    manifest: Manifest
    files: int
    damaged: tuple[str, ...]
    older: bool


def restore_backup(place: Path, folder: Path, salvage: bool = False) -> Restored:
    """Restore a backup into a new folder.

    Every file is held against its sum, the database against itself, its chain's links against one
    another and the chain's head against the manifest. salvage : restore what is right of a
    damaged backup; its database has to be sound.

    Errors: InputError where there is no backup, it is of a newer Turgor, or the folder is taken;
    StoreError where it is damaged or the disk refuses: then nothing is restored.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is there already; a backup is restored into a new folder")
    with reading(place) as source, file_faults(folder):
        manifest = manifest_from(source.manifest(), f"{place}: {MANIFEST}")
        if manifest.revision not in known_revisions():
            raise InputError(
                f"{place}: was made by a newer Turgor ({manifest.turgor}, revision "
                f"'{manifest.revision}', this one knows '{HEAD}'); update Turgor to restore it"
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(prefix=".restore-", dir=folder.parent))
        try:
            taken, damaged = _taken(source, manifest, work)
            damaged += _state_faults(manifest, work)
            if damaged and not (salvage and not faults_of(work / DATABASE)):
                raise StoreError(_told(place, damaged, salvage))
            for name in (CAPTURES, EXPORTS):
                (work / name).mkdir(exist_ok=True)
            _settled(work)
            work.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            work.rename(folder)
        finally:
            if work.exists():
                shutil.rmtree(work)
        sync_folder(folder.parent)
    return Restored(folder, manifest, taken, tuple(damaged), manifest.revision != HEAD)


def _taken(source: Source, manifest: Manifest, work: Path) -> tuple[int, list[str]]:
    """Copy every file that is right; gives how many, and what is wrong with the others."""
    damaged: list[str] = []
    taken = 0
    if not any(item.path == DATABASE for item in manifest.files):
        damaged.append(f"{DATABASE}: is not in the backup")
    for item in manifest.files:
        fault = _take(source, item, work / item.path)
        if fault:
            damaged.append(f"{item.path}: {fault}")
        else:
            taken += 1
    return taken, damaged


def _take(source: Source, item: BackupFile, target: Path) -> str:
    """Copy one file; why it is not right, empty where it is. A database is kept to be looked at."""
    size = source.size(item.at)
    if size is None:
        return "is missing from the backup"
    if size != item.size:
        return f"has {size} bytes instead of {item.size}"
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("wb") as stream:
            found = source.take(item.at, stream)
            settle(stream)
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno in _OUR_DISK:
            raise
        found = ""
    if found == item.sha256:
        target.chmod(0o444 if item.path.startswith(f"{CAPTURES}/") else 0o644)
        return ""
    if item.path != DATABASE:
        target.unlink(missing_ok=True)
    return "its bytes are not those that were backed up"


def _state_faults(manifest: Manifest, work: Path) -> list[str]:
    """What is wrong with the database itself, and what it names that the backup doesn't have."""
    database = work / DATABASE
    if not database.is_file():
        return []
    faults = list(faults_of(database))
    if faults:
        return faults
    state = state_of(database)
    if (state.head, state.revision) != (manifest.head, manifest.revision):
        faults.append(
            f"{DATABASE}: its head is '{state.head}' at revision '{state.revision}', the manifest "
            f"says '{manifest.head}' at '{manifest.revision}'"
        )
    told = {item.path for item in manifest.files} | {path for path, _ in manifest.missing}
    return faults + [
        f"{item.path}: the database names it, the manifest doesn't"
        for item in state.files
        if item.path not in told
    ]


def _told(place: Path, damaged: list[str], salvage: bool) -> str:
    listed = "; ".join(damaged[:_MOST_TOLD])
    more = f"; and {len(damaged) - _MOST_TOLD} more" if len(damaged) > _MOST_TOLD else ""
    advice = (
        "its database is not sound, so nothing can be salvaged; use another copy"
        if salvage
        else "use another copy, or restore the rest with --salvage"
    )
    return f"{place}: the backup is damaged, nothing was restored: {listed}{more}; {advice}"


def _settled(work: Path) -> None:
    for path in [work, *(item for item in work.rglob("*") if item.is_dir())]:
        sync_folder(path)
