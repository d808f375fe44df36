"""A library as text that is kept beside a plan, and opened again with its own rules."""

import json
from collections.abc import Mapping
from datetime import date

from turgor.evidence import all_sources
from turgor.rules.library import Library, library_of, tables_now
from turgor.rules.overlay import overlay_from
from turgor.rules.pack import Pack, pack_from
from turgor.rules.refusal import RuleError
from turgor.rules.vocabulary import Vocabulary, vocabulary_from

SCHEMA = "turgor.rule-library/1"
_DAY = "$day"


def library_text(library: Library) -> str:
    """A library as canonical JSON: the same library gives the same text.

    It holds vocabulary, packs, overlays, and the sources in words, so that the rules can be read
    when the shipped ones have gone on. The tables by which cases become facts are kept as a hash
    alone: where today's differ, ``tables_differ`` says so.
    """
    sources = {rule.evidence.source for rule in library.rules if rule.evidence.source}
    now = all_sources()
    document = {
        "schema": SCHEMA,
        "sha256": library.sha256,
        "tables_sha256": library.tables_sha256,
        "vocabulary": library.vocabulary.document,
        "packs": [list(pack.documents) for pack in library.packs],
        "citations": {
            name: now[name].citation() if name in now else library.citations.get(name, name)
            for name in sorted(sources)
        },
    }
    return json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_encoded
    )


def read_library(text: str, where: str) -> Library:
    """Open a library that was kept.

    Errors: RuleError where it can't be read, or its content does not have the hash it states.
    """
    try:
        document = json.loads(text, object_hook=_decoded)
    except (ValueError, RecursionError) as error:
        raise RuleError(f"{where}: is no library: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise RuleError(f"{where}: is no library of schema {SCHEMA}")
    citations = document.get("citations")
    packs = document.get("packs")
    words = document.get("vocabulary")
    if not (isinstance(citations, dict) and isinstance(packs, list) and isinstance(words, dict)):
        raise RuleError(f"{where}: lacks citations, packs or vocabulary")
    vocabulary = vocabulary_from(words, where)
    sources = {str(name): str(told) for name, told in citations.items()}
    held = [_pack(item, vocabulary, sources, where) for item in packs]
    library = library_of(held, str(document.get("tables_sha256", "")), sources)
    if library.sha256 != document.get("sha256"):
        raise RuleError(f"{where}: its content has hash {library.sha256}, not the one it states")
    return library


def tables_differ(library: Library) -> bool:
    """Whether a library was made with other tables of words than those of today."""
    return library.tables_sha256 != tables_now()


def _pack(
    documents: object, vocabulary: Vocabulary, sources: Mapping[str, str], where: str
) -> Pack:
    if not isinstance(documents, list) or not documents:
        raise RuleError(f"{where}: a pack is a list of its own document and its overlays'")
    if not all(isinstance(one, dict) for one in documents):
        raise RuleError(f"{where}: a pack is a list of its own document and its overlays'")
    first, *overlays = documents
    pack = pack_from(first, where, vocabulary, sources)
    for overlay in overlays:
        pack = overlay_from(overlay, where, pack, sources)
    return pack


def _encoded(value: object) -> object:
    if type(value) is date:
        return {_DAY: value.isoformat()}
    raise TypeError(f"{type(value).__name__} has no place in a library")


def _decoded(table: dict[str, object]) -> object:
    if set(table) == {_DAY}:
        try:
            return date.fromisoformat(str(table[_DAY]))
        except ValueError as error:
            raise ValueError(f"'{table[_DAY]}' is no day") from error
    return table
