"""Write a crate: every file first, as it comes, and the description of them at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from turgor.errors import StoreError
from turgor.exchange.ro_crate.graph import (
    METADATA,
    CaptureFile,
    CrateStudy,
    MeasuredBatch,
    crate_graph,
)
from turgor.exchange.ro_crate.sink import Sink, Written, chunks_of, open_sink
from turgor.exchange.tidy.json_file import json_text
from turgor.exchange.tidy.table import TidyTable


class CrateWriter:
    """Takes the parts of a crate one after the other; ``finish`` writes what they are."""

    def __init__(self, sink: Sink, study: CrateStudy) -> None:
        self._sink, self._study = sink, study
        self._tables: list[tuple[TidyTable, Written]] = []
        self._others: list[CaptureFile] = []
        self._captures: list[CaptureFile] = []

    def table(self, table: TidyTable, path: str, source: Path) -> None:
        """A table that lies as CSV at ``source``."""
        self._tables.append((table, self._sink.add(path, chunks_of(source))))

    def other(self, path: str, source: Path, what: str, media_type: str) -> None:
        """A file that is neither table nor capture."""
        file = self._sink.add(path, chunks_of(source))
        name = path.rpartition("/")[2]
        self._others.append(CaptureFile(file, name, what, media_type))

    def capture(
        self,
        path: str,
        source: Path,
        sha256: str,
        name: str,
        what: str,
        media_type: str,
        device: str = "",
        created: str = "",
    ) -> None:
        """A capture, held against its sum as it is copied.

        Errors: StoreError where its bytes are no longer those that were taken in.
        """
        file = self._sink.add(path, chunks_of(source))
        if file.sha256 != sha256:
            raise StoreError(f"{source}: the kept capture was changed; restore it from a copy")
        self._captures.append(CaptureFile(file, name, what, media_type, device, created))

    def finish(self, batches: Iterable[MeasuredBatch]) -> int:
        """Write the description; how many files the crate holds with it."""
        graph = crate_graph(self._study, self._tables, self._others, self._captures, tuple(batches))
        self._sink.add(METADATA, [json_text(graph).encode()])
        return len(self._tables) + len(self._others) + len(self._captures) + 1


@contextmanager
def open_crate(target: Path, study: CrateStudy) -> Iterator[CrateWriter]:
    """A crate in a folder, or in a zip file where the name ends so; there whole or not at all.

    Errors: InputError where something is there already; OSError.
    """
    with open_sink(target) as sink:
        yield CrateWriter(sink, study)
