"""A library: the packs that a case is checked against together, under one hash."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from turgor.rules.document import content_sha256, document_of
from turgor.rules.overlay import read_overlay
from turgor.rules.pack import Loosened, Pack, find_pack, pack_ids
from turgor.rules.refusal import RuleError
from turgor.rules.rule import Rule
from turgor.rules.vocabulary import Vocabulary

#: tables by which cases become facts; they count in a library's hash
TABLES = ("words.toml", "follows.toml")


@dataclass(frozen=True, slots=True)
class Library:
    """Packs with one vocabulary, overlays included.

    sha256 : of the content of packs, overlays and vocabulary, and of the tables by which cases
    become facts. citations : sources in words, for a library that was kept while the evidence base
    went on; empty where the evidence base of today serves.
    """

    packs: tuple[Pack, ...]
    vocabulary: Vocabulary
    sha256: str
    tables_sha256: str
    citations: Mapping[str, str] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in or out of force."""
        return tuple(rule for pack in self.packs for rule in pack.rules)

    @property
    def overlays(self) -> tuple[str, ...]:
        """The names of the overlays, in order."""
        return tuple(name for pack in self.packs for name in pack.overlays)

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """The rules in force on a day."""
        return tuple(rule for pack in self.packs for rule in pack.rules_on(day))

    def rule(self, key: str) -> Rule:
        """The rule of this key, ``ID@version``; RuleError where there is none."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise RuleError(f"'{key[:60]}' is no rule of this library (write ID@version)")

    def lapsed(self, day: date) -> tuple[Loosened, ...]:
        """What a clinic had loosened until a day before ``day``: those rules are as they were."""
        return tuple(item for pack in self.packs for item in pack.loosened if item.expires < day)

    def pack_of(self, rule: Rule) -> Pack:
        """The pack that a rule stands in."""
        return next(pack for pack in self.packs if any(one.key == rule.key for one in pack.rules))


@cache
def standard_library() -> Library:
    """All packs that ship with Turgor."""
    return library_of(find_pack(pack_id) for pack_id in pack_ids())


def library_of(
    packs: Iterable[Pack], tables_sha256: str = "", citations: Mapping[str, str] | None = None
) -> Library:
    """Packs as one library; ``tables_sha256`` and ``citations`` are those of one that was kept.

    Errors: RuleError where two packs differ in vocabulary, share a rule's id, or a rule conflicts
    with one that is in none of them.
    """
    held = tuple(packs)
    if not held:
        raise RuleError("a library holds at least one pack")
    vocabulary = held[0].vocabulary
    owner: dict[str, str] = {}
    for pack in held:
        if pack.vocabulary.sha256 != vocabulary.sha256:
            raise RuleError(f"packs '{held[0].id}' and '{pack.id}' have different vocabularies")
        for name in {rule.id for rule in pack.rules}:
            if name in owner:
                raise RuleError(f"rule '{name}' stands in packs '{owner[name]}' and '{pack.id}'")
            owner[name] = pack.id
    for pack in held:
        for rule in pack.rules:
            for other in rule.conflicts_with:
                if other not in owner:
                    raise RuleError(
                        f"pack '{pack.id}': rule '{rule.id}': conflicts_with '{other}', which is "
                        "no rule of this library"
                    )
    tables = tables_sha256 or tables_now()
    content = {"packs": [f"{pack.id} {pack.sha256}" for pack in sorted(held, key=_id)]}
    digest = content_sha256(content, vocabulary.sha256, tables)
    return Library(held, vocabulary, digest, tables, citations or {})


def overlaid(library: Library, text: str, where: str) -> Library:
    """A library with a clinic's overlay laid over the pack that it is for.

    Errors: RuleError as for ``read_overlay``, and where the library has no such pack.
    """
    document = document_of(text, where)
    name = document.get("pack")
    if all(pack.id != name for pack in library.packs):
        have = ", ".join(pack.id for pack in library.packs)
        raise RuleError(f"{where}: 'pack' is '{str(name)[:60]}'; there are: {have}")
    packs = [read_overlay(text, where, pack) if pack.id == name else pack for pack in library.packs]
    return library_of(packs, library.tables_sha256, library.citations)


@cache
def tables_now() -> str:
    """The hash of the tables by which cases become facts today."""
    folder = files("turgor.rules") / "data"
    return content_sha256(
        {name: document_of((folder / name).read_text(encoding="utf-8"), name) for name in TABLES}
    )


def _id(pack: Pack) -> str:
    return pack.id
