"""Where a crate's files go: a folder, or a zip file that is written as it streams."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from typing import Protocol

from turgor.errors import InputError

CHUNK_BYTES = 1 << 20
#: the only time that a zip knows of: the same content is the same file
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: what is compressed already
_PACKED = (".jpg", ".jpeg", ".png", ".zip", ".gz", ".x3p", ".parquet", ".heic", ".glb")


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a crate by its path, sum and size."""

    path: str
    sha256: str
    bytes: int


class Sink(Protocol):
    """Takes files one after the other."""

    def add(self, path: str, chunks: Iterable[bytes]) -> Written:
        """Write one file."""


class _FolderSink:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, path: str, chunks: Iterable[bytes]) -> Written:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            return _copied(path, chunks, stream.write)


class _ZipSink:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, path: str, chunks: Iterable[bytes]) -> Written:
        entry = zipfile.ZipInfo(path, _NO_TIME)
        packed = path.lower().endswith(_PACKED)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self._archive.open(entry, "w", force_zip64=True) as stream:
            return _copied(path, chunks, stream.write)


@contextmanager
def open_sink(target: Path) -> Iterator[Sink]:
    """A folder, or a zip file where the name ends so, that is there when all was written.

    Errors: InputError where something is there already; OSError.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InputError(f"{target}: is there already; name another file, or remove it")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix.lower() == ".zip":
        with _zip(target) as sink:
            yield sink
        return
    part = Path(mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield _FolderSink(part)
        part.chmod(0o755)
        if target.exists():
            target.rmdir()
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _zip(target: Path) -> Iterator[Sink]:
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as stream:
        part = Path(stream.name)
        try:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                yield _ZipSink(archive)
            stream.flush()
            os.fsync(stream.fileno())
            part.chmod(0o644)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file's bytes a piece at a time."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


class _Write(Protocol):
    def __call__(self, data: bytes, /) -> int: ...


def _copied(path: str, chunks: Iterable[bytes], write: _Write) -> Written:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        write(chunk)
    return Written(path, digest.hexdigest(), size)
