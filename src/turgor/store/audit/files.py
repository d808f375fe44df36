"""Every captured file against the sum that its row names."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from turgor.store.audit.named_files import NamedFile, named_files
from turgor.store.audit.report import Collected, Step
from turgor.store.audit.rows import TableShape
from turgor.store.blobs import CaptureFolder, sha256_of

_SUM = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[^/\\\0]*)?")


def hold_files(
    raw: sqlite3.Connection,
    shapes: Mapping[str, TableShape],
    folder: Path,
    found: Collected,
    step: Step,
) -> None:
    """Each file that a row names is there with its bytes' sum, or gone where it was erased.

    A file that two rows name is gone only where both say so.
    """
    by_path: dict[Path, list[NamedFile]] = {}
    for name, shape in shapes.items():
        with found.guarded(name, "reading which files it names"):
            for item in named_files(raw, shape):
                path = _path(folder, item)
                if path is None:
                    found.fault(f"{name} {item.sha256[:12]}", "names no file: it was changed", name)
                else:
                    by_path.setdefault(path, []).append(item)
    for count, (path, items) in enumerate(by_path.items(), 1):
        step(count, len(by_path), "captured files")
        with found.guarded(_place(path, folder), "reading it"):
            _hold(path, folder, items, found)
    with found.guarded(folder.name, "listing it"):
        _tell_unnamed(folder, set(by_path), found)


def _path(folder: Path, item: NamedFile) -> Path | None:
    """Where a file lies; never outside the folder, whatever a row says."""
    if not _SUM.fullmatch(item.sha256):
        return None
    if item.suffix is not None:
        whole = _SUFFIX.fullmatch(item.suffix)
        return CaptureFolder(folder).path(item.sha256, item.suffix) if whole else None
    there = sorted((folder / item.sha256[:2]).glob(f"{item.sha256}*"))
    return there[0] if there else CaptureFolder(folder).path(item.sha256, "")


def _hold(path: Path, folder: Path, items: list[NamedFile], found: Collected) -> None:
    place = _place(path, folder)
    needed = [item for item in items if not item.erased]
    if not needed:
        if path.exists():
            found.fault(place, "is there, and was erased by the record", kind="captures")
    elif not path.is_file():
        found.fault(place, f"the file that {needed[0].table} names is gone", kind="captures")
    elif sha256_of(path) != items[0].sha256:
        found.fault(place, "its bytes are not those that were taken in", kind="captures")


def _tell_unnamed(folder: Path, known: set[Path], found: Collected) -> None:
    if not folder.is_dir():
        return
    unnamed = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path not in known and not path.is_dir()
    )
    shown = ", ".join(unnamed[:5]) + (f" and {len(unnamed) - 5} more" if len(unnamed) > 5 else "")
    if unnamed:
        found.notes.append(f"no row names {shown} in {folder.name}/")


def _place(path: Path, folder: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"
