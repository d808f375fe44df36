"""A source: a paper, standard, data set, program or book that a number or definition rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import EvidenceError

KINDS = ("standard", "paper", "dataset", "software", "manual", "book", "own-work")
_KNOWN = {"title", "kind", "year", "authors", "doi", "locator", "seen", "note"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; ``seen`` is False where the text itself was not read."""

    id: str
    title: str
    kind: str
    seen: bool
    year: int | None = None
    authors: str = ""
    doi: str = ""
    locator: str = ""
    note: str = ""

    def citation(self) -> str:
        """One line for a bibliography; says so where the text was not read."""
        year = f" ({self.year})" if self.year else ""
        author = f"{self.authors}. " if self.authors else ""
        doi = f" doi:{self.doi}." if self.doi else ""
        unread = "" if self.seen else " [text not read; known from secondary accounts]"
        return f"{author}{self.title}{year}.{doi}{unread}"


def source_from(source_id: str, table: Mapping[str, object], where: str) -> Source:
    """Build a source from its TOML table.

    Errors: EvidenceError for a missing title, kind or ``seen``, an unknown key or kind.
    """
    unknown = sorted(set(table) - _KNOWN)
    if unknown:
        raise EvidenceError(f"{where}: source '{source_id}' has unknown keys {unknown}")
    kind = str(table.get("kind", ""))
    if kind not in KINDS:
        raise EvidenceError(f"{where}: source '{source_id}' has kind '{kind}'; allowed: {KINDS}")
    if not table.get("title") or not isinstance(table.get("seen"), bool):
        raise EvidenceError(f"{where}: source '{source_id}' needs 'title' and 'seen = true|false'")
    year = table.get("year")
    return Source(
        id=source_id,
        title=str(table["title"]),
        kind=kind,
        seen=bool(table["seen"]),
        year=int(str(year)) if year else None,
        authors=str(table.get("authors", "")),
        doi=str(table.get("doi", "")),
        locator=str(table.get("locator", "")),
        note=str(table.get("note", "")),
    )
