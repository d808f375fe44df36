"""Overlays: a clinic's own additions to a pack, which may tighten it and never loosen it."""

from collections.abc import Mapping
from dataclasses import replace

from turgor.rules.document import content_sha256, document_of
from turgor.rules.expression import Either
from turgor.rules.pack import Pack, check_together, tables
from turgor.rules.reading import read_expression, read_scope, rule_from
from turgor.rules.refusal import RuleError
from turgor.rules.rule import SEVERITIES, Rule

_KEYS = {"overlay", "pack", "rule", "tighten"}
_TIGHTEN_KEYS = {"id", "version", "severity", "or_when", "reason"}


def read_overlay(text: str, where: str, pack: Pack) -> Pack:
    """Lay an overlay over a pack; the pack itself is left as it is.

    The overlay is TOML: ``overlay`` (its name), ``pack`` (whose), ``[[rule]]`` for rules of its
    own, and ``[[tighten]]`` with a rule's ``id`` and ``version``, a ``reason``, and a higher
    ``severity`` or an ``or_when``: the rule then fires where either its own condition or this
    one does. Both can only add findings or raise them, so no overlay can loosen a pack.

    Errors: RuleError in one line, for anything that would loosen a rule too.
    """
    document = document_of(text, where)
    unknown = sorted(set(document) - _KEYS)
    if unknown:
        raise RuleError(f"{where}: unknown keys {', '.join(unknown)}; allowed: {sorted(_KEYS)}")
    name = document.get("overlay")
    if not isinstance(name, str) or not name:
        raise RuleError(f"{where}: needs 'overlay', its name")
    if document.get("pack") != pack.id:
        raise RuleError(f"{where}: is not for pack '{pack.id}'; 'pack' names the one it is for")
    rules = list(pack.rules)
    for table in tables(document, "tighten", where):
        _tighten(rules, table, pack, where)
    known = {rule.id for rule in pack.rules}
    for table in tables(document, "rule", where):
        rule = rule_from(table, pack.vocabulary, where)
        if rule.id in known:
            raise RuleError(f"{where}: rule '{rule.id}' stands in the pack; use [[tighten]]")
        if any(key.rpartition("@")[0] in known for key in rule.supersedes):
            raise RuleError(f"{where}: rule '{rule.id}': an overlay can't supersede a pack's rule")
        rules.append(rule)
    check_together(tuple(rules), where)
    digest = content_sha256(document, pack.sha256)
    return replace(pack, rules=tuple(rules), sha256=digest, overlays=(*pack.overlays, name))


def _tighten(rules: list[Rule], table: Mapping[str, object], pack: Pack, where: str) -> None:
    key = f"{table.get('id', '?')}@{table.get('version', '?')}"
    here = f"{where}: tighten '{key}'"
    unknown = sorted(set(table) - _TIGHTEN_KEYS)
    if unknown:
        raise RuleError(f"{here}: unknown keys {', '.join(unknown)}; an overlay can't change those")
    at = next((i for i, rule in enumerate(rules) if rule.key == key), None)
    if at is None:
        raise RuleError(f"{here}: is no rule of pack '{pack.id}'")
    if not table.get("reason"):
        raise RuleError(f"{here}: needs 'reason'")
    if "severity" not in table and "or_when" not in table:
        raise RuleError(f"{here}: needs 'severity' or 'or_when'")
    rule = rules[at]
    if "severity" in table:
        rule = replace(rule, severity=_raised(rule.severity, table["severity"], here))
    if "or_when" in table:
        more = str(table["or_when"])
        tree = read_expression(more, pack.vocabulary, f"{here}: or_when")
        rule = replace(
            rule,
            condition=(whole := Either((rule.condition, tree), 0)),
            scope=read_scope(whole, pack.vocabulary, f"{here}: or_when"),
            when_text=f"({rule.when_text}) or ({more})",
        )
    rules[at] = rule


def _raised(now: str, then: object, here: str) -> str:
    if not isinstance(then, str) or then not in SEVERITIES:
        raise RuleError(f"{here}: severity {str(then)[:60]!r}; allowed: {', '.join(SEVERITIES)}")
    if SEVERITIES.index(then) <= SEVERITIES.index(now):
        raise RuleError(f"{here}: '{then}' is no higher than '{now}'; an overlay only tightens")
    return then
