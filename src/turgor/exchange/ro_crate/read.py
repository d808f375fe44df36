"""Read a crate back: every listed file held against its sum, its tables as they went in."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from urllib.parse import unquote

from turgor.errors import FormatError
from turgor.exchange.ro_crate.graph import HEAD, HEAD_PROPERTY, METADATA
from turgor.exchange.ro_crate.sink import CHUNK_BYTES
from turgor.exchange.tidy.csv_file import csv_rows
from turgor.exchange.tidy.dictionary import dictionary_table
from turgor.exchange.tidy.table import Column, ReadTable
from turgor.formats.clear_errors import clear_errors

#: where a crate of ours keeps its tables, and which of them says what the columns are
TABLES, DICTIONARY = "tables", "dictionary"
_MOST_METADATA = 1 << 30


@dataclass(frozen=True, slots=True)
class Crate:
    """A crate as read: name and id of the study, the audit chain's head, sums of the files by
    path, and the tables by name.
    """

    study: str
    title: str
    head: str
    files: Mapping[str, str]
    tables: Mapping[str, ReadTable]


class _Source(Protocol):
    def names(self) -> set[str]: ...
    def open(self, path: str) -> IO[bytes]: ...


def read_crate(path: Path) -> Crate:
    """Read a crate that ``open_crate`` wrote, from its folder or zip file.

    Errors: FormatError where it is no crate, a listed file is missing, of another size or sum, a
    file is there that is not listed, or a table is not what the dictionary says.
    """
    with clear_errors(path, "an RO-Crate", "export it again"), _source(path) as source:
        entities = _entities(path, source)
        root = entities["./"]
        files = dict(_checked(path, source, entities, root))
        unknown = sorted(source.names() - set(files) - {METADATA})
        if unknown:
            raise FormatError(f"{path}: holds '{unknown[0]}', which it does not list")
        head = entities.get(HEAD, {})
        if head.get("propertyID") != HEAD_PROPERTY:
            raise FormatError(f"{path}: does not name the head of an audit chain")
        identifier = root.get("identifier")
        study = identifier[0] if isinstance(identifier, list) else identifier
        return Crate(
            study=str(study),
            title=str(root.get("name", "")),
            head=str(head["value"]),
            files=files,
            tables=_tables(path, source, files),
        )


def _entities(path: Path, source: _Source) -> dict[str, dict[str, object]]:
    if METADATA not in source.names():
        raise FormatError(f"{path}: has no {METADATA}, so it is no RO-Crate")
    with source.open(METADATA) as stream:
        text = stream.read(_MOST_METADATA + 1)
    if len(text) > _MOST_METADATA:
        raise FormatError(f"{path}: its {METADATA} is larger than {_MOST_METADATA} bytes")
    graph = json.loads(text)["@graph"]
    entities: dict[str, dict[str, object]] = {}
    for entity in graph:
        if entity["@id"] in entities:
            raise FormatError(f"{path}: describes '{entity['@id']}' twice")
        entities[entity["@id"]] = entity
    if "./" not in entities:
        raise FormatError(f"{path}: does not describe the whole of it ('./')")
    return entities


def _checked(
    path: Path,
    source: _Source,
    entities: Mapping[str, Mapping[str, object]],
    root: Mapping[str, object],
) -> Iterator[tuple[str, str]]:
    """Each listed file's path and sum, once its bytes were held against both."""
    parts = root.get("hasPart")
    names = source.names()
    for part in parts if isinstance(parts, list) else []:
        entity = entities.get(part["@id"], {})
        name = unquote(part["@id"])
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts:
            raise FormatError(f"{path}: lists '{name}', which lies outside of it")
        if name not in names:
            raise FormatError(f"{path}: '{name}' is listed and not there")
        size, digest = 0, hashlib.sha256()
        stated = int(str(entity.get("contentSize", -1)))
        with source.open(name) as stream:
            while size <= stated and (chunk := stream.read(CHUNK_BYTES)):
                size += len(chunk)
                digest.update(chunk)
        if size != stated:
            raise FormatError(f"{path}: '{name}' is not of the {stated} bytes that are listed")
        if digest.hexdigest() != entity.get("sha256"):
            raise FormatError(f"{path}: '{name}' was changed; its sum is another one")
        yield name, digest.hexdigest()


def _tables(path: Path, source: _Source, files: Mapping[str, str]) -> dict[str, ReadTable]:
    where = f"{TABLES}/{DICTIONARY}.csv"
    if where not in files:
        raise FormatError(f"{path}: has no {where}")
    told = _table(source, DICTIONARY, dictionary_table(()).columns)
    columns: dict[str, list[Column]] = {}
    for row in told.rows:
        table, name, kind, unit, _, meaning, allowed = ("" if c is None else str(c) for c in row)
        words = tuple(allowed.split(";")) if allowed else ()
        columns.setdefault(table, []).append(Column(name, kind, meaning, unit, words))
    return {name: _table(source, name, tuple(known)) for name, known in columns.items()}


def _table(source: _Source, name: str, columns: tuple[Column, ...]) -> ReadTable:
    path = f"{TABLES}/{name}.csv"
    with source.open(path) as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        return ReadTable(name, columns, tuple(csv_rows(lines, columns, path)))


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> set[str]:
        return {
            item.relative_to(self._folder).as_posix()
            for item in self._folder.rglob("*")
            if item.is_file()
        }

    def open(self, path: str) -> IO[bytes]:
        return (self._folder / path).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        listed = archive.namelist()
        self._names = set(listed)
        if len(self._names) != len(listed):
            raise FormatError("the zip file holds two files of one name")

    def names(self) -> set[str]:
        return self._names

    def open(self, path: str) -> IO[bytes]:
        return self._archive.open(path)


@contextmanager
def _source(path: Path) -> Iterator[_Source]:
    if path.is_dir():
        yield _Folder(path)
        return
    if not path.is_file():
        raise FormatError(f"{path}: no such file or folder; check the path")
    if not zipfile.is_zipfile(path):
        raise FormatError(f"{path}: is no zip file and no folder")
    with zipfile.ZipFile(path) as archive:
        yield _Zip(archive)
