"""One encrypted file, replaced whole or not at all, with the old one kept until the new one reads.

Only ciphertext is ever handed to the file system; what is decrypted lives in memory.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turgor.errors import StoreError
from turgor.store.faults import file_faults
from turgor.store.vault.key import VaultKey

_WRONG = "the passphrase or key does not open it, or it is damaged; nothing was changed"


class SealedFile:
    """``identities.age`` of a vault with its ``.bak`` beside it while a new version is proven."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.backup = path.with_name(path.name + ".bak")
        self._part = path.with_name(path.name + ".part")
        self._lock = path.with_name("lock")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else changes the vault within the block; they wait.

        Errors: StoreError where the folder refuses.
        """
        import fcntl

        with file_faults(self._lock):
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def read(self, key: VaultKey) -> bytes:
        """The decrypted content.

        Errors: StoreError where there is none, or the key does not open it.
        """
        if not self.path.is_file():
            told = f"; {self.backup.name} beside it may be the last good one" * (
                self.backup.is_file()
            )
            raise StoreError(f"{self.path}: there is no vault here{told}")
        with file_faults(self.path):
            content = self.path.read_bytes()
        return _opened(self.path, content, key)

    def write(self, content: bytes, key: VaultKey) -> None:
        """Put new content in place of the old; an error leaves the old one as it was.

        Errors: StoreError where the disk refuses or the new file does not read back.
        """
        sealed = key.sealed(content)
        with file_faults(self.path):
            try:
                self._write_part(sealed)
                if self.path.exists():
                    self._keep_old()
                self._part.replace(self.path)
                _sync_folder(self.path.parent)
            finally:
                self._part.unlink(missing_ok=True)
        self._prove(content, key)

    def _write_part(self, sealed: bytes) -> None:
        self._part.unlink(missing_ok=True)
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())

    def _keep_old(self) -> None:
        self.backup.unlink(missing_ok=True)
        try:
            os.link(self.path, self.backup)
        except OSError:  # a file system without hard links
            descriptor = os.open(self.backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(self.path.read_bytes())
                stream.flush()
                os.fsync(stream.fileno())

    def _prove(self, content: bytes, key: VaultKey) -> None:
        """Read back what was written; put the old version back where it is not the same."""
        try:
            good = self.read(key) == content
        except StoreError:
            good = False
        with file_faults(self.path):
            if good:
                self.backup.unlink(missing_ok=True)
                return
            if self.backup.exists():
                self.backup.replace(self.path)
            else:
                self.path.unlink(missing_ok=True)
        raise StoreError(
            f"{self.path}: what was written did not read back; what was there before is in place"
        )


def _opened(path: Path, content: bytes, key: VaultKey) -> bytes:
    try:
        return key.opened(content)
    except ValueError:
        raise StoreError(f"{path}: {_WRONG}") from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
