"""Write a backup while others write: one consistent database, and every file that it names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor import __version__
from turgor.errors import InputError, StoreError
from turgor.store.backup.manifest import MANIFEST, BackupFile, Manifest, manifest_from
from turgor.store.backup.place import Target, reading, writing
from turgor.store.backup.state import DatabaseState, NamedFile, chain_holds, state_of
from turgor.store.blobs import sha256_of
from turgor.store.durable import beside
from turgor.store.store import DATABASE, Store

#: an erasure while a backup is made takes a file away that its database names; it begins again
_MOST_TRIES = 5


@dataclass(slots=True)
class BackupReport:
    """What was written: the manifest, and how many bytes were new."""

    place: Path
    manifest: Manifest
    copied_files: int = 0
    copied_bytes: int = 0
    kept_files: int = 0


@dataclass(slots=True)
class _Work:
    target: Target
    files: list[BackupFile] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    copied_files: int = 0
    copied_bytes: int = 0
    kept_files: int = 0


class _ErasedMeanwhileError(Exception):
    """A file that the copied database names was erased while it was read."""


def write_backup(store: Store, place: Path, named: Mapping[str, Path]) -> BackupReport:
    """Back a study up to a folder, which grows by what is new, or to a new file ``….zip``.

    named : files beside the database and the captures, by their paths in the study's folder.
    Whatever was acknowledged before the call is in it. Captures that are lost or changed in the
    study itself are told in ``manifest.missing``; all else is still backed up.

    Errors: InputError where the place holds something else, or another study's or a later
    backup; StoreError where the disk refuses: then nothing half-made is left, and an earlier
    backup in the folder is as it was.
    """
    earlier = _earlier(store, place)
    with writing(place) as target:
        for _ in range(_MOST_TRIES):
            work = _Work(target)
            try:
                state = _copied(store, place, named, earlier, work)
            except _ErasedMeanwhileError:
                continue
            break
        else:
            raise StoreError(f"{place}: captures are being erased; back up when that is done")
        manifest = Manifest(
            made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            turgor=__version__,
            revision=state.revision,
            head=state.head,
            first=state.first,
            files=tuple(work.files),
            missing=tuple(work.missing),
        )
        target.finish(manifest.to_json(), {item.at for item in work.files})
    return BackupReport(place, manifest, work.copied_files, work.copied_bytes, work.kept_files)


def _earlier(store: Store, place: Path) -> Manifest | None:
    """The backup that a folder holds already.

    Errors: InputError where the place can't take a backup.
    """
    if place.resolve().is_relative_to(store.folder.resolve()):
        raise InputError(f"{place}: lies in the study itself; name a place elsewhere")
    if place.is_dir() != place.exists():
        if place.suffix.lower() == ".zip":
            return None
        raise InputError(f"{place}: is a file; name a folder, or a new file that ends in .zip")
    if not place.exists() or not any(place.iterdir()):
        return None
    if not (place / MANIFEST).is_file():
        raise InputError(
            f"{place}: holds files but no whole backup; empty it, or name another folder"
        )
    with reading(place) as source:
        return manifest_from(source.manifest(), str(place / MANIFEST))


def _copied(
    store: Store, place: Path, named: Mapping[str, Path], earlier: Manifest | None, work: _Work
) -> DatabaseState:
    where = place if place.is_dir() else place.parent
    with beside(where / DATABASE) as copy:
        store.snapshot(copy)
        state = state_of(copy)
        if earlier is not None:
            _require_same_study(place, earlier, state, copy)
        _put(work, DATABASE, f"database/{sha256_of(copy)[:16]}.db", copy, "")
    for path, source in sorted(named.items()):
        _put(work, path, f"beside/{sha256_of(source)[:16]}/{source.name}", source, "")
    for item in state.files:
        _put_capture(store, work, item)
    return state


def _put_capture(store: Store, work: _Work, item: NamedFile) -> None:
    source = store.folder / item.path
    try:
        _put(work, item.path, item.path, source, item.sha256)
    except FileNotFoundError:
        if item.sha256 in store.erasures.all():
            raise _ErasedMeanwhileError from None
        work.missing.append((item.path, "is gone from the study"))
    except PermissionError:
        work.missing.append((item.path, "may not be read by this user"))


def _put(work: _Work, path: str, at: str, source: Path, sha256: str) -> None:
    """Take one file over unless it is there; a capture that is not what its sum says is missing."""
    wanted = sha256 or sha256_of(source)
    size = work.target.holds(at, wanted)
    if size is not None:
        work.kept_files += 1
        work.files.append(BackupFile(path, at, size, wanted))
        return
    size, found = work.target.put(at, source)
    if found != wanted:
        work.target.drop(at)
        if not sha256:
            raise StoreError(f"{source}: changed while it was read; back up again")
        work.missing.append((path, "was changed in the study, its sum is another one"))
        return
    work.copied_files += 1
    work.copied_bytes += size
    work.files.append(BackupFile(path, at, size, found))


def _require_same_study(place: Path, earlier: Manifest, state: DatabaseState, copy: Path) -> None:
    if earlier.first != state.first:
        raise InputError(f"{place}: holds a backup of another study; name another folder")
    if not chain_holds(copy, earlier.head):
        raise InputError(
            f"{place}: holds a backup at head {earlier.head}, which this study's chain doesn't "
            "have: it was rewritten or restored from an older copy. Keep that backup and name "
            "another folder"
        )
