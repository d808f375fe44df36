"""Every captured file against the sum that its row names."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.store.audit.report import Collected, Step
from turgor.store.audit.rows import TableShape, quoted_name
from turgor.store.blobs import CaptureFolder, sha256_of

_SUM = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[^/\\\0]*)?")


@dataclass(frozen=True, slots=True)
class _Named:
    table: str
    sha256: str
    suffix: str
    erased: bool


def hold_files(
    raw: sqlite3.Connection,
    shapes: Mapping[str, TableShape],
    folder: Path,
    found: Collected,
    step: Step,
) -> None:
    """Each file that a row names is there with its bytes' sum, or gone where it was erased.

    A table whose rows own files has the columns ``sha256`` and ``suffix``, and ``erased`` where
    they can be.
    """
    named: list[_Named] = []
    for name, shape in shapes.items():
        if {"sha256", "suffix"} <= set(shape.columns):
            with found.guarded(name, "reading which files it names"):
                named += _named(raw, shape)
    files = CaptureFolder(folder)
    known: set[Path] = set()
    for count, item in enumerate(named, 1):
        step(count, len(named), "captured files")
        if not (_SUM.fullmatch(item.sha256) and _SUFFIX.fullmatch(item.suffix)):
            found.fault(f"{item.table} {item.sha256[:12]}", "names no file: it was changed")
            continue
        path = files.path(item.sha256, item.suffix)
        known.add(path)
        with found.guarded(_place(path, folder), "reading it"):
            _hold(path, folder, item, found)
    with found.guarded(folder.name, "listing it"):
        _tell_unnamed(folder, known, found)


def _named(raw: sqlite3.Connection, shape: TableShape) -> Iterator[_Named]:
    erased = "erased" if "erased" in shape.columns else "''"
    statement = f"SELECT sha256, suffix, {erased} FROM {quoted_name(shape.name)} NOT INDEXED"
    for sha256, suffix, gone in raw.execute(statement):
        yield _Named(shape.name, str(sha256), str(suffix), gone != "")


def _hold(path: Path, folder: Path, item: _Named, found: Collected) -> None:
    place = _place(path, folder)
    if item.erased:
        if path.exists():
            found.fault(place, "is there, and was erased by the record", kind="captures")
    elif not path.is_file():
        found.fault(place, f"the file that {item.table} names is gone", kind="captures")
    elif sha256_of(path) != item.sha256:
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
