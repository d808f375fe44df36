"""Correct, withdraw and restore what is on record: always by name, with a reason."""

from collections.abc import Sequence

from turgor.errors import StudyError
from turgor.store import Store
from turgor.store.audit import doing
from turgor.workflow.custody.kinds import Shown, kind_named


def show_records(store: Store, word: str, key: str = "") -> tuple[Shown, ...]:
    """The records of a kind with their keys and versions, or the one that is named.

    Errors: StudyError for an unknown kind or key; StoreError.
    """
    found = kind_named(word).all(store)
    if not key:
        return found
    one = tuple(item for item in found if item.key == key or item.fields.get("filename") == key)
    if not one:
        raise StudyError(f"there is no {word} '{key}' in this study")
    return one


def correct_record(
    store: Store, word: str, key: str, stated: Sequence[str], version: int | None, why: str
) -> str:
    """Correct fields of one record, given as 'field=value'; gives what has to be done next.

    Errors: StudyError for an unknown kind, key or field, a value that doesn't fit, or without a
    reason; ConflictError where the record was changed since that version; AdmissionError.
    """
    changes: dict[str, str] = {}
    for item in stated:
        field, sign, text = item.partition("=")
        if not sign or not field.strip():
            raise StudyError(f"'{item}' is no change; write field=value")
        changes[field.strip()] = text.strip()
    if not changes:
        raise StudyError("say what to correct, as field=value")
    kind = kind_named(word)
    with doing(f"corrected {word}"):
        return kind.correct(store, key, changes, _version(kind.versioned, word, version), why)


def withdraw_record(store: Store, word: str, key: str, version: int | None, why: str) -> None:
    """Let one record no longer count; it stays, with the reason.

    Errors: as for ``correct_record``.
    """
    kind = kind_named(word)
    with doing(f"withdrew {word}"):
        kind.withdraw(store, key, _version(kind.versioned, word, version), why)


def restore_record(store: Store, word: str, key: str, why: str) -> None:
    """Let a withdrawn capture or device reading count again.

    Errors: as for ``correct_record``.
    """
    with doing(f"restored {word}"):
        kind_named(word).restore(store, key, why)


def _version(versioned: bool, word: str, version: int | None) -> int:
    if versioned and version is None:
        raise StudyError(
            f"name the version of the {word} that you read (--version N; `turgor study show` "
            "tells it), so that nobody else's change is lost"
        )
    if not versioned and version is not None:
        raise StudyError(f"a {word} has no version; leave --version out")
    return version or 0
