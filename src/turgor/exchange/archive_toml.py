"""[archive] of study.toml: who may use an archived study, under which consent, by whom it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.exchange.toml_table import TomlTable


@dataclass(frozen=True, slots=True)
class Author:
    """An author as the study states them; orcid : their address at orcid.org, or empty."""

    name: str
    orcid: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveWords:
    """What an archive of the study says of itself. licence : a licence's address, or its terms in
    words; consent : what those who took part agreed to.
    """

    licence: str = ""
    consent: str = ""
    authors: tuple[Author, ...] = ()


def parse_archive(text: str, where: str) -> ArchiveWords:
    """Read [archive] and [[archive.author]]; nothing is stated where they are not there.

    Errors: StudyError with the table and what is allowed.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{where}: is no valid TOML ({error})") from error
    stated = document.get("archive", {})
    if not isinstance(stated, Mapping):
        raise StudyError(f"{where}: archive is no table; write [archive]")
    table = TomlTable(stated, f"{where} [archive]", ("licence", "consent", "author"))
    return ArchiveWords(
        licence=table.text("licence", ""),
        consent=table.text("consent", ""),
        authors=tuple(_author(item, where) for item in table.tables("author")),
    )


def _author(stated: Mapping[str, object], where: str) -> Author:
    entry = TomlTable(stated, f"{where} [[archive.author]]", ("name", "orcid", "affiliation"))
    orcid = entry.text("orcid", "")
    if orcid and not orcid.startswith("https://orcid.org/"):
        raise entry.refuse(f"orcid is '{orcid}'; write it as https://orcid.org/0000-…")
    return Author(entry.text("name"), orcid, entry.text("affiliation", ""))
