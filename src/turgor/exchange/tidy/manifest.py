"""export.json: the files of an export by their sums, and which state of the study they are."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export; rows is None where it is no table."""

    path: str
    sha256: str
    bytes: int
    rows: int | None = None


def described(folder: Path, name: str, rows: int | None = None) -> ExportFile:
    """A written file with its sum and size."""
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return ExportFile(name, digest.hexdigest(), size, rows)


def manifest(
    study: str, title: str, head: str, made_at: str, version: str, files: Sequence[ExportFile]
) -> dict[str, object]:
    """The document of export.json. made_at : when, in ISO 8601; the only time in an export."""
    return {
        "schema": "turgor.export/1",
        "study": study,
        "title": title,
        "head": head,
        "made_at": made_at,
        "turgor": version,
        "files": [
            {
                "path": item.path,
                "sha256": item.sha256,
                "bytes": item.bytes,
                **({} if item.rows is None else {"rows": item.rows}),
            }
            for item in files
        ],
    }
