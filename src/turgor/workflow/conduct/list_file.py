"""A randomisation list outside of the study's tables: as a file, or under a passphrase."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path

from turgor.errors import InputError, MissingExtraError, StudyError
from turgor.record.randomisation import ListEntry
from turgor.stats.commitment import list_commitment
from turgor.store.faults import file_faults

_SCHEMA = "turgor.randomisation-list/1"
_MOST_BYTES = 50_000_000
LEAST_PHRASE = 12


def list_text(study_id: str, entries: Sequence[ListEntry]) -> str:
    """A list as JSON, one entry a line, with its sum."""
    ordered = sorted(entries, key=lambda item: (item.stratum, item.number))
    rows = ",\n  ".join(
        json.dumps(
            [item.stratum, item.number, item.treatment, item.kit, item.block, item.salt],
            ensure_ascii=False,
        )
        for item in ordered
    )
    return (
        "{"
        f'"schema": {json.dumps(_SCHEMA)},\n "study": {json.dumps(study_id)},\n'
        f' "sha256": {json.dumps(list_commitment(ordered))},\n'
        ' "columns": ["stratum", "number", "treatment", "kit", "block", "salt"],\n'
        f' "entries": [\n  {rows}\n ]}}\n'
    )


def entries_of(text: str, where: str) -> tuple[ListEntry, ...]:
    """The entries of a list's text.

    Errors: InputError where it is no such list.
    """
    try:
        told = json.loads(text)
        rows = told["entries"] if told["schema"] == _SCHEMA else None
        entries = [ListEntry(*row) for row in rows or ()]
        kinds = (str, int, str, str, int, str)
        sound = all(
            type(getattr(item, name)) is kind
            for item in entries
            for name, kind in zip(ListEntry.__dataclass_fields__, kinds, strict=True)
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            f"{where}: is no randomisation list; name the file that was made"
        ) from None
    if not entries or not sound:
        raise InputError(f"{where}: is no randomisation list; name the file that was made")
    return tuple(entries)


def read_list(path: Path) -> tuple[ListEntry, ...]:
    """The entries of a list's file.

    Errors: InputError where it can't be read or is no such list.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than 50 MB; this is no randomisation list")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text; name the list's file") from error
    return entries_of(text, str(path))


def write_list(path: Path, text: str, study: Path) -> None:
    """Write a list for its keeper alone; never over a file, and never into the study.

    Errors: InputError where the place won't do; StoreError where the disk refuses.
    """
    if path.exists():
        raise InputError(f"{path}: is there already; a list is never written over another file")
    if path.resolve().is_relative_to(study.resolve()):
        raise InputError(f"{path}: lies inside the study; whoever reads that must not see the list")
    with file_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8")


def seal_text(text: str, phrase: str) -> str:
    """A text under a passphrase (age format, scrypt), as base64.

    Errors: StudyError for a short phrase; MissingExtraError without the optional part.
    """
    if len(phrase) < LEAST_PHRASE:
        raise StudyError(f"the passphrase has {len(phrase)} characters; {LEAST_PHRASE} are needed")
    _need_pyrage()
    from pyrage import passphrase

    return base64.b64encode(passphrase.encrypt(text.encode(), phrase)).decode("ascii")


def unseal_text(sealed: str, phrase: str) -> str:
    """The text again.

    Errors: StudyError for a wrong phrase; MissingExtraError without the optional part.
    """
    _need_pyrage()
    from turgor.store.vault.key import opened_by_passphrase

    try:
        plain = opened_by_passphrase(base64.b64decode(sealed), phrase)
    except ValueError as error:
        raise StudyError(
            "the sealed list does not open with this passphrase; ask whoever keeps it"
        ) from error
    return plain.decode()


def _need_pyrage() -> None:
    try:
        import pyrage  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            "a list sealed with a passphrase needs pyrage; add it with "
            "`pip install 'turgor[vault]'`, or keep the list as a file with --list"
        ) from error
