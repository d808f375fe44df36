"""Protocols, libraries of rules and plans as a study keeps them: texts named by their sums."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from turgor.errors import StudyError

_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KeptProtocol:
    """One version of a protocol. document : as TOML; sha256 : of that text.

    A changed protocol is another version of the same name; the newest counts.
    """

    name: str
    sha256: str
    document: str

    def __post_init__(self) -> None:
        """Hold name, text and sum together."""
        if not self.name:
            raise StudyError("a protocol needs a name")
        require_sum(self.sha256, self.document, f"protocol '{self.name}'")


@dataclass(frozen=True, slots=True)
class KeptLibrary:
    """The rules that a plan was made with. sha256 : of the library's content, as ``rules`` has it.

    document : packs, overlays, vocabulary and sources, from which the library is made anew; whoever
    makes it holds its content against the sum.
    """

    sha256: str
    document: str

    def __post_init__(self) -> None:
        """Hold what a library must have."""
        _require_shape(self.sha256, "a library of rules")
        if not self.document:
            raise StudyError("a library of rules is kept with its document; it is empty")


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan for one person, as it was made.

    made : the day. document : the plan whole, as JSON; sha256 : of that text. library_sha256 : the
    rules that it was made with, which are kept beside it.
    """

    subject: str
    name: str
    made: dt.date
    sha256: str
    document: str
    library_sha256: str

    def __post_init__(self) -> None:
        """Hold text and sum together."""
        require_sum(self.sha256, self.document, f"plan '{self.name}'")
        _require_shape(self.library_sha256, f"the library of plan '{self.name}'")


def document_sha256(document: str) -> str:
    """The sum of a document's text."""
    return hashlib.sha256(document.encode()).hexdigest()


def require_sum(sha256: str, document: str, said: str) -> None:
    """Refuse a document that is not what its sum says.

    Errors: StudyError.
    """
    if document_sha256(document) != sha256:
        raise StudyError(
            f"{said}: its text doesn't have the sum that is stated; state the sum of the text"
        )


def _require_shape(sha256: str, said: str) -> None:
    if not _SUM.fullmatch(sha256):
        raise StudyError(f"{said} is named by '{sha256[:70]}'; a sum has 64 digits 0-9 and a-f")
