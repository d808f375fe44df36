"""Where a backup lies: a folder that grows by what is new, or one zip file, stored."""

import hashlib
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from turgor.errors import InputError, StoreError
from turgor.store.backup.manifest import MANIFEST, MOST_BYTES
from turgor.store.durable import CHUNK_BYTES, beside, copied, settle, sync_folder
from turgor.store.faults import file_faults

#: the earliest time that a zip can name: the same study gives the same bytes
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: what reading a damaged zip or a failing disk can raise
UNREADABLE = (zipfile.BadZipFile, RuntimeError, ValueError, EOFError, struct.error, OSError)


class Target(Protocol):
    """Takes the files of one backup; nothing of it counts before the manifest is in."""

    def put(self, at: str, source: Path) -> tuple[int, str]:
        """Take one file over: its bytes and sha256 as they went."""

    def drop(self, at: str) -> None:
        """Let go of a file that came out wrong; the manifest won't name it."""

    def holds(self, at: str, sha256: str) -> int | None:
        """The size of a file that is there already under this sum, None where it is not."""

    def finish(self, manifest: bytes, keep: set[str]) -> None:
        """Make everything durable, then let the manifest appear; of a folder take away what it
        no longer names.
        """


class FolderTarget:
    """A folder; what a run that failed had added to it is taken out again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._added: list[Path] = []

    def put(self, at: str, source: Path) -> tuple[int, str]:
        """Copy a file in, whole or not at all."""
        target = self.folder / at
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside(target) as part:
            with source.open("rb") as reader, part.open("wb") as writer:
                found = copied(reader, writer)
                settle(writer)
            part.chmod(0o644)
            if not target.exists():
                self._added.append(target)
            part.replace(target)
        return found

    def drop(self, at: str) -> None:
        """Remove it."""
        (self.folder / at).unlink(missing_ok=True)

    def holds(self, at: str, sha256: str) -> int | None:
        """The size where the bytes are there and right; they are read to be sure."""
        target = self.folder / at
        if not target.is_file():
            return None
        digest = hashlib.sha256()
        with target.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
        return target.stat().st_size if digest.hexdigest() == sha256 else None

    def finish(self, manifest: bytes, keep: set[str]) -> None:
        """The manifest appears by one rename; an older state of the backup goes after it."""
        for folder in sorted({path.parent for path in self._added}):
            sync_folder(folder)
        target = self.folder / MANIFEST
        with beside(target) as part:
            with part.open("wb") as writer:
                writer.write(manifest)
                settle(writer)
            part.chmod(0o644)
            part.replace(target)
        sync_folder(self.folder)
        for path in sorted(self.folder.rglob("*"), reverse=True):
            told = path.relative_to(self.folder).as_posix()
            if path.is_file() and told not in keep | {MANIFEST}:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def take_back(self) -> None:
        """Take out what this run added, and the folders that it left empty."""
        for path in self._added:
            path.unlink(missing_ok=True)
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


class ZipTarget:
    """One zip file, stored, of any size."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def put(self, at: str, source: Path) -> tuple[int, str]:
        """Take a file over."""
        entry = zipfile.ZipInfo(at, _NO_TIME)
        with source.open("rb") as reader:
            entry.file_size = source.stat().st_size
            with self._archive.open(entry, "w", force_zip64=True) as writer:
                return _copied(reader, writer.write)

    def drop(self, at: str) -> None:
        """It stays in the zip, unnamed."""

    def holds(self, at: str, sha256: str) -> int | None:
        """A zip is made anew each time."""
        return None

    def finish(self, manifest: bytes, keep: set[str]) -> None:
        """Write the manifest last."""
        self._archive.writestr(zipfile.ZipInfo(MANIFEST, _NO_TIME), manifest)


@contextmanager
def writing(place: Path) -> Iterator[Target]:
    """A target at a place: a zip where its name ends so, else a folder.

    Errors: StoreError where the disk refuses; then nothing half-made is left.
    """
    with file_faults(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix.lower() == ".zip":
            if place.exists():
                raise InputError(f"{place}: is there already; name another file")
            with beside(place) as part:
                with part.open("wb") as stream:
                    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                        yield ZipTarget(archive)
                    settle(stream)
                part.chmod(0o644)
                part.replace(place)
            sync_folder(place.parent)
            return
        made = not place.exists()
        place.mkdir(exist_ok=True)
        target = FolderTarget(place)
        try:
            yield target
        except BaseException:
            target.take_back()
            if made:
                place.rmdir()
            raise
        sync_folder(place.parent)


class Source(Protocol):
    """A backup that is read."""

    def manifest(self) -> bytes:
        """Its manifest's bytes."""

    def size(self, at: str) -> int | None:
        """How many bytes lie at a path, None where there is nothing."""

    def take(self, at: str, target: BinaryIO) -> str:
        """Copy a file out; gives its sha256.

        Errors: OSError, zipfile.BadZipFile where it can't be read.
        """


class FolderSource:
    """A backup in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def manifest(self) -> bytes:
        """The file of this name."""
        path = self._folder / MANIFEST
        if not path.is_file():
            raise InputError(f"{self._folder}: holds no {MANIFEST}, so it is no whole backup")
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES)

    def size(self, at: str) -> int | None:
        """Of the file itself; a link is none."""
        path = self._folder / at
        return path.stat().st_size if path.is_file() and not path.is_symlink() else None

    def take(self, at: str, target: BinaryIO) -> str:
        """Read to its end."""
        with (self._folder / at).open("rb") as reader:
            return copied(reader, target)[1]


class ZipSource:
    """A backup in a zip, whose entries are stored, so that none grows while it is read."""

    def __init__(self, archive: zipfile.ZipFile, where: Path) -> None:
        self._archive, self._where = archive, where
        self._entries = {entry.filename: entry for entry in archive.infolist()}

    def manifest(self) -> bytes:
        """The entry of this name."""
        entry = self._entries.get(MANIFEST)
        if entry is None or entry.file_size > MOST_BYTES:
            raise InputError(f"{self._where}: holds no {MANIFEST}, so it is no whole backup")
        self._require_stored(entry)
        try:
            return self._archive.read(entry)
        except UNREADABLE as error:
            raise InputError(f"{self._where}: its {MANIFEST} is damaged ({error})") from error

    def size(self, at: str) -> int | None:
        """As the zip says; reading holds it to that."""
        entry = self._entries.get(at)
        return None if entry is None else entry.file_size

    def take(self, at: str, target: BinaryIO) -> str:
        """Read to its end."""
        entry = self._entries[at]
        self._require_stored(entry)
        with self._archive.open(entry) as reader:
            return _copied(reader, target.write)[1]

    def _require_stored(self, entry: zipfile.ZipInfo) -> None:
        if entry.compress_type != zipfile.ZIP_STORED:
            raise InputError(f"{self._where}: its entries are packed, so Turgor did not write it")


@contextmanager
def reading(place: Path) -> Iterator[Source]:
    """A backup that is there, as a folder or a zip.

    Errors: InputError where there is none or a zip is damaged; StoreError where the disk refuses.
    """
    if place.is_dir():
        yield FolderSource(place)
        return
    if not place.is_file():
        raise InputError(f"{place}: there is no backup here; name its folder or its zip")
    try:
        archive = zipfile.ZipFile(place)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(
            f"{place}: is no backup, or was cut off ({error}); use another copy"
        ) from error
    except OSError as error:
        raise StoreError(f"{place}: can't be read ({error.strerror or error})") from error
    with archive:
        yield ZipSource(archive, place)


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes:
        """The next bytes."""


def _copied(reader: _Reader, write: Callable[[bytes], object]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while chunk := reader.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        write(chunk)
    return size, digest.hexdigest()
