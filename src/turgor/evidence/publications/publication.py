"""A publication, or a record of one, that reported numbers were read in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import EvidenceError

#: what of it was read: its whole text, its abstract, the opening of its text, a registry's or
#: library's record, only another text that quotes it, or nothing
SEEN = ("text", "abstract", "opening", "record", "secondary", "unseen")
_READ = {
    "abstract": "known from its abstract",
    "opening": "known from its opening",
    "record": "known from a record of it",
    "secondary": "known from secondary accounts",
    "unseen": "no part of it was seen",
}
COLUMNS = ("id", "citation", "locator", "doi", "year", "trial", "seen")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication.

    citation : as short as it identifies the paper. locator : where the record was found (PMID,
    PMC number, page, registry). doi : '' where none was seen. year : None where not stated.
    trial : registry number of the trial, which joins papers on the same people. seen : one of
    SEEN, what of it was read.
    """

    id: str
    citation: str
    locator: str = ""
    doi: str = ""
    year: int | None = None
    trial: str = ""
    seen: str = "abstract"

    def line(self) -> str:
        """One line for a bibliography; says so where the text was not read."""
        year = f" ({self.year})" if self.year and str(self.year) not in self.citation else ""
        doi = f" doi:{self.doi}." if self.doi else ""
        unread = "" if self.seen == "text" else f" [text not read; {_READ[self.seen]}]"
        return f"{self.citation}{year}.{doi}{unread}"


def publication_from(row: Mapping[str, str], where: str) -> Publication:
    """Build a publication from a row of its table.

    Errors: EvidenceError for an id with other signs than a-z, 0-9, dot and hyphen, a missing
    citation, a year that is no year, a DOI that is none, or an unknown ``seen``.
    """
    said = {name: row.get(name, "").strip() for name in COLUMNS}
    if not _ID.fullmatch(said["id"]):
        raise EvidenceError(f"{where}: id '{said['id']}'; allowed: a-z, 0-9, dot, hyphen")
    if not said["citation"]:
        raise EvidenceError(f"{where}: publication '{said['id']}' needs a citation")
    if said["year"] and not re.fullmatch(r"(19|20)\d\d", said["year"]):
        raise EvidenceError(f"{where}: year '{said['year']}'; allowed: 1900 to 2099, or empty")
    if said["doi"] and not _DOI.fullmatch(said["doi"]):
        raise EvidenceError(f"{where}: doi '{said['doi']}'; allowed: 10.<number>/<name>, or empty")
    if said["seen"] not in SEEN:
        raise EvidenceError(f"{where}: seen '{said['seen']}'; allowed: {', '.join(SEEN)}")
    return Publication(
        id=said["id"],
        citation=said["citation"],
        locator=said["locator"],
        doi=said["doi"],
        year=int(said["year"]) if said["year"] else None,
        trial=said["trial"],
        seen=said["seen"],
    )
