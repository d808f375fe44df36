"""Captures on disk under their own sha256: written whole, made durable, never overwritten."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from turgor.errors import StoreError
from turgor.store.faults import file_faults

_CHUNK_BYTES = 1 << 20


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hex.

    Errors: StoreError where the file can't be read.
    """
    digest = hashlib.sha256()
    with file_faults(path), path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


class CaptureFolder:
    """``captures/<first two hex digits>/<sha256><suffix>`` under a study."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str, suffix: str) -> Path:
        """Where a capture of this sum lies."""
        return self.folder / sha256[:2] / f"{sha256}{suffix}"

    def keep(self, source: Path, sha256: str, suffix: str) -> Path:
        """Copy a file in and return its place; what is there already is checked, not rewritten.

        The bytes are synced, then the name, then the folder, so that a row written after this
        call never names a file that a power cut could take away.

        Errors: StoreError where the disk refuses or the bytes changed while they were read.
        """
        target = self.path(sha256, suffix)
        if target.exists() and sha256_of(target) == sha256:
            return target
        with file_faults(target):
            made = not target.parent.exists()
            target.parent.mkdir(parents=True, exist_ok=True)
            with _temporary(target) as part:
                if _copy(source, part) != sha256:
                    raise StoreError(
                        f"{source}: changed while it was read; add it again when it is complete"
                    )
                part.replace(target)
            _sync_folder(target.parent)
            if made:
                _sync_folder(self.folder)
        return target

    def checked(self, sha256: str, suffix: str) -> Path:
        """The place of a kept capture, its bytes held against their sum.

        Errors: StoreError where it is gone or its bytes are no longer the same.
        """
        path = self.path(sha256, suffix)
        if not path.is_file():
            raise StoreError(f"{path}: the kept capture is gone; restore it from a copy")
        if sha256_of(path) != sha256:
            raise StoreError(f"{path}: the kept capture was changed; restore it from a copy")
        return path

    def remove(self, path: Path) -> None:
        """Take a file away for good; gone already is as well.

        Errors: StoreError where the disk refuses.
        """
        with file_faults(path):
            path.unlink(missing_ok=True)
            _sync_folder(path.parent)


class RehearsedFolder(CaptureFolder):
    """A folder of captures that keeps nothing, for showing what would be done."""

    def keep(self, source: Path, sha256: str, suffix: str) -> Path:
        """Where the file would lie; it is read, and nothing is written.

        Errors: StoreError where it can't be read.
        """
        sha256_of(source)
        return self.path(sha256, suffix)

    def remove(self, path: Path) -> None:
        """Remove nothing."""


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A synced-later file beside the target that is gone when the block fails."""
    with NamedTemporaryFile(
        dir=target.parent, prefix=".part-", suffix=target.suffix, delete=False
    ) as stream:
        part = Path(stream.name)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reader, part.open("wb") as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    part.chmod(0o444)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
