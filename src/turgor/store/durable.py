"""Files that appear whole and stay: written beside their place, synced, renamed, folder synced."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from turgor.store.faults import file_faults

CHUNK_BYTES = 1 << 20


def write_whole(path: Path, content: bytes) -> None:
    """Write one file, or leave what was there as it was.

    Errors: StoreError where the disk refuses.
    """
    with file_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside(path) as part, part.open("wb") as stream:
            stream.write(content)
            settle(stream)
            part.chmod(0o644)
            part.replace(path)
        sync_folder(path.parent)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty file beside the target that is gone after the block unless it was renamed."""
    with NamedTemporaryFile(
        dir=target.parent, prefix=".part-", suffix=target.suffix, delete=False
    ) as stream:
        part = Path(stream.name)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def copied(source: BinaryIO, target: BinaryIO) -> tuple[int, str]:
    """Copy a stream to its end: bytes and sha256 of what went over."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return size, digest.hexdigest()


def settle(stream: BinaryIO) -> None:
    """Make what was written durable."""
    stream.flush()
    os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
