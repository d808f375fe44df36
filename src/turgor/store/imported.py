"""Imported files: the bytes (or what was taken of them) under their sum, and the mapping used."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select

from turgor.store.blobs import CaptureFolder
from turgor.store.connect import Database
from turgor.store.rows import canonical_json
from turgor.store.schema.imported import imported_file

#: the whole file as it was, or only the cells that the mapping names, as CSV
WHOLE, MAPPED_CELLS = "whole", "mapped-cells"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One import of one file.

    sha256 : of the file that was given. kept_sha256, kept_suffix : under which its bytes lie in
    the study. kept_as : WHOLE, where both sums are one, or MAPPED_CELLS. mapping : its whole text.
    counts : 'visit.added' and so on to a number.
    """

    sha256: str
    filename: str
    kept_sha256: str
    kept_suffix: str
    kept_as: str
    mapping_name: str
    mapping: str
    counts: Mapping[str, int] = field(default_factory=dict)


class ImportedFiles:
    """The part of a store that knows which files its numbers were imported from."""

    def __init__(self, database: Database, folder: CaptureFolder) -> None:
        self._database, self._folder = database, folder

    def keep(self, source: Path, imported: ImportedFile) -> None:
        """Keep the bytes at ``source`` under ``kept_sha256``, then the row that names them.

        Errors: StoreError where the disk refuses or the bytes are others than the sum says.
        """
        self._folder.keep(source, imported.kept_sha256, imported.kept_suffix)
        values = {
            "sha256": imported.sha256,
            "filename": imported.filename,
            "kept_sha256": imported.kept_sha256,
            "kept_suffix": imported.kept_suffix,
            "kept_as": imported.kept_as,
            "mapping_name": imported.mapping_name,
            "mapping": imported.mapping,
            "counts": canonical_json(dict(imported.counts)),
        }
        with self._database.write() as connection:
            connection.execute(insert(imported_file).values(values))

    def file(self, imported: ImportedFile) -> Path:
        """Where the kept bytes lie, held against their sum.

        Errors: StoreError where they are gone or were changed.
        """
        return self._folder.checked(imported.kept_sha256, imported.kept_suffix)

    def all(self) -> tuple[ImportedFile, ...]:
        """Every import, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(imported_file).order_by(imported_file.c.id)).all()
        return tuple(
            ImportedFile(
                sha256=row.sha256,
                filename=row.filename,
                kept_sha256=row.kept_sha256,
                kept_suffix=row.kept_suffix,
                kept_as=row.kept_as,
                mapping_name=row.mapping_name,
                mapping=row.mapping,
                counts=json.loads(row.counts),
            )
            for row in rows
        )
