"""Passphrases: hashed slowly with a salt, held in memory only while something is proven by one."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from turgor.errors import StudyError

#: cost of a hash: 2**15 rounds over blocks of 8 take 32 MiB and about 0.1 s
_N, _R, _P = 2**15, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
#: a stored hash that asks for more than this was not written by us
_MOST_N, _MOST_R, _MOST_P = 2**18, 16, 4
LEAST_CHARACTERS, _MOST_CHARACTERS = 8, 1024

_GIVEN: ContextVar[str] = ContextVar("turgor_passphrase", default="")


def hashed(passphrase: str) -> str:
    """A passphrase as it is kept: 'scrypt$n$r$p$salt$hash', in hex.

    Errors: StudyError where it is too short to be worth hashing, or absurdly long.
    """
    if not LEAST_CHARACTERS <= len(passphrase) <= _MOST_CHARACTERS:
        raise StudyError(
            f"the passphrase has {len(passphrase)} characters; give {LEAST_CHARACTERS} to "
            f"{_MOST_CHARACTERS}"
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    made = _scrypt(passphrase, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${made.hex()}"


def matches(passphrase: str, kept: str) -> bool:
    """True where this passphrase was hashed as kept; False for a kept text that is no hash."""
    if not passphrase or len(passphrase) > _MOST_CHARACTERS:
        return False
    try:
        word, n, r, p, salt, wanted = kept.split("$")
        cost = int(n), int(r), int(p)
        if word != "scrypt" or cost[0] > _MOST_N or cost[1] > _MOST_R or cost[2] > _MOST_P:
            return False
        made = _scrypt(passphrase, bytes.fromhex(salt), *cost)
        return hmac.compare_digest(made, bytes.fromhex(wanted))
    except ValueError:
        return False


@contextmanager
def proving(passphrase: str) -> Iterator[None]:
    """What is written within the block is proven by this passphrase of whoever acts."""
    token = _GIVEN.set(passphrase)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def given_passphrase() -> str:
    """The passphrase that stands for what is being done now; empty where none was given."""
    return _GIVEN.get()


def _scrypt(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(),
        salt=salt,
        n=n,
        r=r,
        p=p,
        maxmem=2 * 128 * n * r + (1 << 20),
        dklen=_HASH_BYTES,
    )
