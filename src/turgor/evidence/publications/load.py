"""Load every table of publications under the evidence base's data."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from turgor.errors import EvidenceError
from turgor.evidence.publications.publication import COLUMNS, Publication, publication_from
from turgor.evidence.worded_row import worded_rows


@cache
def all_publications() -> Mapping[str, Publication]:
    """Every publication by id, from each ``publications*.csv`` under ``evidence/data``.

    Errors: EvidenceError naming file and line of a row that can't be one, or of an id that an
    earlier row has with other words.
    """
    found: dict[str, Publication] = {}
    for name, entry in _tables(files("turgor.evidence") / "data"):
        for publication in publications_in(entry.read_text(encoding="utf-8"), name):
            if found.setdefault(publication.id, publication) != publication:
                raise EvidenceError(f"{name}: publication '{publication.id}' is there already")
    return MappingProxyType(found)


def find_publication(publication_id: str) -> Publication:
    """One publication by its id.

    Errors: EvidenceError where there is none.
    """
    try:
        return all_publications()[publication_id]
    except KeyError:
        raise EvidenceError(f"publication '{publication_id}' is not in the evidence base") from None


def publications_in(text: str, where: str) -> tuple[Publication, ...]:
    """The publications of one table's text; ``where`` names it in errors.

    Errors: EvidenceError for a wrong header or a row that can't be a publication.
    """
    rows = worded_rows(text, where, COLUMNS)
    return tuple(publication_from(row, at) for at, row in rows)


def _tables(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _tables(entry)
        elif entry.name.startswith("publications") and entry.name.endswith(".csv"):
            yield f"{folder.name}/{entry.name}", entry
