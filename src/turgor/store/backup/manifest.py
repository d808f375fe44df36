"""What a backup says of itself: each file with size and sum, and the audit chain's head."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from turgor.errors import InputError

SCHEMA = "turgor.backup/1"
MANIFEST = "manifest.json"
#: a manifest names a capture in about 250 bytes
MOST_BYTES = 1 << 30
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEAD = re.compile(r"|[1-9][0-9]*:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file: where it belongs in the study, where it lies in the backup, bytes and sum."""

    path: str
    at: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup.

    first : sum of the chain's first link, by which a study is known. missing : (path, reason) of
    captures that were lost in the study before the backup was made.
    """

    made_at: str
    turgor: str
    revision: str
    head: str
    first: str
    files: tuple[BackupFile, ...]
    missing: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> bytes:
        """The manifest as kept."""
        document = {"schema": SCHEMA, **asdict(self)}
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def manifest_from(content: bytes, where: str) -> Manifest:
    """Read a manifest back; every path in it stays within its folder.

    Errors: InputError where it is none of ours, damaged, or of a newer Turgor.
    """
    try:
        told = json.loads(content.decode("utf-8"))
        schema = told["schema"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{where}: is no manifest of a backup, or is damaged") from error
    if schema != SCHEMA:
        raise InputError(
            f"{where}: is of schema '{schema}', this Turgor knows '{SCHEMA}'; update Turgor"
        )
    try:
        made = Manifest(
            made_at=_text(told["made_at"]),
            turgor=_text(told["turgor"]),
            revision=_text(told["revision"]),
            head=_text(told["head"]),
            first=_text(told["first"]),
            files=tuple(_file(item) for item in told["files"]),
            missing=tuple((_text(path), _text(why)) for path, why in told["missing"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{where}: is damaged ({error})") from error
    for names in ([item.path for item in made.files], [item.at for item in made.files]):
        if len(set(names)) != len(names):
            raise InputError(f"{where}: is damaged (names a file twice)")
    if not _HEAD.fullmatch(made.head):
        raise InputError(f"{where}: is damaged (its head is '{made.head[:80]}')")
    return made


def _file(told: dict[str, object]) -> BackupFile:
    path, at, size, sha256 = (told[name] for name in ("path", "at", "size", "sha256"))
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError(f"a size is '{size}'")
    if not _SHA256.fullmatch(_text(sha256)):
        raise ValueError("a sum is none")
    return BackupFile(_inside(_text(path)), _inside(_text(at)), size, _text(sha256))


def _inside(text: str) -> str:
    """A relative path that leads nowhere else."""
    path = PurePosixPath(text)
    parts = text.split("/")
    if path.is_absolute() or "\\" in text or "\0" in text or {"", ".", ".."} & set(parts):
        raise ValueError(f"the path '{text[:80]}' leads out of the backup")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"'{str(value)[:80]}' is no text")
    return value
