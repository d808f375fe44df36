"""A pack: the rules of one file, with the hash of their content and those in force on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from turgor.rules.document import content_sha256, document_of
from turgor.rules.line import with_line
from turgor.rules.reading import rule_from
from turgor.rules.refusal import RuleError
from turgor.rules.rule import Rule
from turgor.rules.vocabulary import Vocabulary, standard_vocabulary


@dataclass(frozen=True, slots=True)
class Loosened:
    """A rule that a clinic loosened: to which severity, by whom, why, and until when, included."""

    key: str
    severity: str
    reviewer: str
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules under one id; ``sha256`` covers their content and the vocabulary they are read with.

    ``overlays`` names the overlays laid over it, in order. ``documents`` : the pack's own and its
    overlays', as they were read, so that they can be kept with a plan.
    """

    id: str
    title: str
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    sha256: str
    overlays: tuple[str, ...] = ()
    loosened: tuple[Loosened, ...] = ()
    documents: tuple[Mapping[str, object], ...] = ()

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """The rules in force on a day: valid, not retired, and superseded by none in force."""
        valid = [rule for rule in self.rules if rule.valid_on(day)]
        replaced = {key for rule in valid for key in rule.supersedes}
        return tuple(rule for rule in valid if rule.key not in replaced)


def pack_ids() -> tuple[str, ...]:
    """The packs that ship with Turgor."""
    folder = files("turgor.rules") / "data" / "packs"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def find_pack(pack_id: str) -> Pack:
    """A pack that ships with Turgor; RuleError that lists them where there is none such."""
    if pack_id not in pack_ids():
        raise RuleError(f"pack '{pack_id[:60]}' is unknown; there are: {', '.join(pack_ids())}")
    entry = files("turgor.rules") / "data" / "packs" / f"{pack_id}.toml"
    pack = read_pack(entry.read_text(encoding="utf-8"), entry.name)
    if pack.id != pack_id:
        raise RuleError(f"{entry.name}: holds pack '{pack.id}'; file and pack have one name")
    return pack


def read_pack(text: str, where: str, vocabulary: Vocabulary | None = None) -> Pack:
    """Read a pack from TOML: ``pack``, ``title`` and a ``[[rule]]`` table for each rule.

    Errors: RuleError in one line: file, line, rule, key and, in an expression, the column.
    """
    try:
        return pack_from(document_of(text, where), where, vocabulary or standard_vocabulary())
    except RuleError as error:
        raise with_line(error, text, where) from error


def pack_from(
    document: Mapping[str, object],
    where: str,
    words: Vocabulary,
    kept_sources: Collection[str] = (),
) -> Pack:
    """The pack of a document that was read; errors as for ``read_pack``.

    kept_sources : sources that may be cited though the evidence base no longer has them.
    """
    unknown = sorted(set(document) - {"pack", "title", "rule"})
    if unknown:
        raise RuleError(f"{where}: unknown keys {', '.join(unknown)}; allowed: pack, title, rule")
    name, title = document.get("pack"), document.get("title")
    if not isinstance(name, str) or not name or not isinstance(title, str) or not title:
        raise RuleError(f"{where}: needs 'pack' and 'title'")
    rules = tuple(
        rule_from(table, words, where, kept_sources) for table in tables(document, "rule", where)
    )
    if not rules:
        raise RuleError(f"{where}: holds no rule")
    check_together(rules, where)
    digest = content_sha256(document, words.sha256)
    return Pack(name, title, rules, words, digest, documents=(document,))


def tables(document: Mapping[str, object], key: str, where: str) -> list[dict[str, object]]:
    """The list of tables under a key; RuleError where it is something else."""
    value = document.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise RuleError(f"{where}: '{key}' is a list of tables, each opened by [[{key}]]")
    return value


def check_together(rules: tuple[Rule, ...], where: str) -> None:
    """Refuse keys that stand twice, references that lead nowhere, and two versions in force."""
    by_key: dict[str, Rule] = {}
    for rule in rules:
        if rule.key in by_key:
            raise RuleError(f"{where}: rule '{rule.id}': version {rule.version} stands twice")
        by_key[rule.key] = rule
    for rule in rules:
        here = f"{where}: rule '{rule.id}'"
        if rule.id in rule.conflicts_with:  # others may stand in another pack of the library
            raise RuleError(f"{here}: conflicts_with '{rule.id}', which is no other rule")
        _check_superseded(rule, by_key, here)
    _check_versions(rules, where)


def _check_superseded(rule: Rule, by_key: Mapping[str, Rule], here: str) -> None:
    seen: set[str] = set()
    waiting = list(rule.supersedes)
    while waiting:
        key = waiting.pop()
        if key not in by_key:
            raise RuleError(f"{here}: supersedes '{key}', which is no rule here (write ID@version)")
        if key == rule.key:
            raise RuleError(f"{here}: supersedes itself")
        if key not in seen:
            seen.add(key)
            waiting.extend(by_key[key].supersedes)


def _check_versions(rules: tuple[Rule, ...], where: str) -> None:
    """Two versions of a rule may not both be in force on the same day."""
    live = [rule for rule in rules if rule.status != "retired"]
    for at, one in enumerate(live):
        for two in live[at + 1 :]:
            if one.id != two.id or one.key in two.supersedes or two.key in one.supersedes:
                continue
            first = max(one.valid_from, two.valid_from)
            if one.valid_on(first) and two.valid_on(first):
                raise RuleError(
                    f"{where}: rule '{one.id}': versions {one.version} and {two.version} are both "
                    f"in force on {first}; give valid_to, or supersedes"
                )
