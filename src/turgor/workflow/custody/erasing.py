"""Erase the pixels of a subject's captures; numbers and tombstones stay."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import StudyError
from turgor.record.capture import CAPTURE_KINDS, Capture
from turgor.store import Store
from turgor.store.store import CAPTURES, EXPORTS


@dataclass(frozen=True, slots=True)
class Erased:
    """What one erasure did, and what lies outside its reach.

    captures : marked now. removed : files that are gone now. left : files that should be gone and
    are not. exports : files that were written earlier, and may show what was erased. parts : files
    that an interrupted run left among the captures; nobody knows whose they are.
    """

    captures: tuple[Capture, ...]
    removed: tuple[Path, ...]
    left: tuple[Path, ...]
    exports: tuple[Path, ...]
    parts: tuple[Path, ...]


def erase_captures(
    store: Store, subject: str, why: str, kinds: Collection[str] = (), dry_run: bool = False
) -> Erased:
    """Erase every capture of a subject, or those of some kinds; a rerun finishes what was begun.

    Errors: StudyError for an unknown subject or kind, or without a reason; AdmissionError;
    StoreError where the disk refuses, and then a rerun goes on.
    """
    unknown = sorted(set(kinds) - set(CAPTURE_KINDS))
    if unknown:
        raise StudyError(f"kind is '{', '.join(unknown)}'; allowed: {', '.join(CAPTURE_KINDS)}")
    if subject not in {item.id for item in store.people.subjects()}:
        raise StudyError(f"subject '{subject}' is not in the study")
    if not why.strip():
        raise StudyError("erasing captures needs a reason (--why)")
    store.locks.require_may("capture")
    if dry_run:
        marked = store.erasures.of_subject(subject, kinds)
        return _told(store, marked, ())
    marked = store.erasures.mark(subject, kinds, why)
    return _told(store, marked, store.erasures.remove_left())


def _told(store: Store, marked: tuple[Capture, ...], removed: tuple[Path, ...]) -> Erased:
    exports = store.folder / EXPORTS
    return Erased(
        captures=marked,
        removed=removed,
        left=tuple(item.path for item in store.erasures.left()),
        exports=tuple(sorted(path for path in exports.rglob("*") if path.is_file())),
        parts=tuple(sorted((store.folder / CAPTURES).rglob(".part-*"))),
    )
