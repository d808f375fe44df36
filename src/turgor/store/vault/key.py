"""What opens a vault: a passphrase, or an age identity file; encryption is age's own, by pyrage."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

from turgor.errors import InputError, MissingExtraError, StoreError

SHORTEST_PASSPHRASE = 12
_TRIES = 6
_SECRET = "AGE-SECRET-KEY-1"


class VaultKey(Protocol):
    """Encrypts and decrypts whole contents in memory."""

    def sealed(self, content: bytes) -> bytes:
        """The content as an age file."""

    def opened(self, content: bytes) -> bytes:
        """The content of an age file.

        Errors: ValueError where this key does not open it, or it is damaged.
        """


class PassphraseKey:
    """A passphrase, stretched by age's scrypt recipient (about two seconds for each use)."""

    def __init__(self, passphrase: str) -> None:
        """Take the passphrase.

        Errors: InputError where it is empty; MissingExtraError without pyrage.
        """
        if not passphrase:
            raise InputError("the passphrase is empty; give the vault's passphrase")
        self._pyrage = pyrage()
        self._passphrase = passphrase

    @classmethod
    def new(cls, passphrase: str) -> "PassphraseKey":
        """A passphrase for a vault that is made or rekeyed.

        Errors: InputError where it is shorter than 12 characters.
        """
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise InputError(
                f"a vault's passphrase has at least {SHORTEST_PASSPHRASE} characters; take several "
                "words that belong together for nobody else"
            )
        return cls(passphrase)

    def sealed(self, content: bytes) -> bytes:
        """See ``VaultKey``."""
        return bytes(self._pyrage.passphrase.encrypt(content, self._passphrase))

    def opened(self, content: bytes) -> bytes:
        """See ``VaultKey``."""
        return opened_by_passphrase(content, self._passphrase)


def opened_by_passphrase(content: bytes, passphrase: str) -> bytes:
    """An age file under a passphrase.

    age refuses work beyond what it finds this machine can do in some seconds, and finds that anew
    each time; on a machine that is busy at that moment it may refuse what it would do the next.

    Errors: ValueError where the passphrase does not open it, or it is damaged.
    """
    tool = pyrage()
    for attempt in range(_TRIES):
        try:
            return bytes(tool.passphrase.decrypt(content, passphrase))
        except tool.DecryptError as error:
            if "work" not in str(error).lower() or attempt + 1 == _TRIES:
                raise ValueError(str(error)) from None
    raise ValueError("not opened")


class FileKey:
    """An age identity file (X25519), as ``age-keygen`` writes it."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Errors: InputError where it can't be read or holds no age identity; MissingExtraError.
        """
        self._pyrage = pyrage()
        try:
            lines = path.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            raise InputError(
                f"{path}: can't be read as an age identity file; name one that age-keygen or "
                "`turgor vault init --new-key` wrote"
            ) from None
        secret = next((line for line in lines if line.startswith(_SECRET)), "")
        try:
            self._identity = self._pyrage.x25519.Identity.from_str(secret)
        except self._pyrage.IdentityError:
            raise InputError(
                f"{path}: holds no age identity; a line must begin with {_SECRET}"
            ) from None

    def sealed(self, content: bytes) -> bytes:
        """See ``VaultKey``."""
        return bytes(self._pyrage.encrypt(content, [self._identity.to_public()]))

    def opened(self, content: bytes) -> bytes:
        """See ``VaultKey``."""
        try:
            return bytes(self._pyrage.decrypt(content, [self._identity]))
        except self._pyrage.DecryptError as error:
            raise ValueError(str(error)) from None


def new_key_file(path: Path) -> FileKey:
    """Make an age identity file that only its owner may read, and the key that it holds.

    Errors: InputError where something is there already; StoreError where the disk refuses.
    """
    import os

    from turgor.store.faults import file_faults

    secret = str(pyrage().x25519.Identity.generate())
    if path.exists():
        raise InputError(f"{path}: is there already; name a new file for the key")
    with file_faults(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{secret}\n")
            stream.flush()
            os.fsync(stream.fileno())
    return FileKey(path)


def pyrage() -> ModuleType:
    """The optional library.

    Errors: MissingExtraError with the command that installs it; StoreError for a broken one.
    """
    try:
        library = import_module("pyrage")
    except ImportError:
        raise MissingExtraError(
            "an identity vault needs pyrage; install it with: pip install 'turgor[vault]'"
        ) from None
    if not hasattr(library, "passphrase"):
        raise StoreError("pyrage is installed but lacks its passphrases; install it anew")
    return library
