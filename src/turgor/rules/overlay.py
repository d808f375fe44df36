"""Overlays: a clinic's own additions to a pack. Tightening is free, loosening has terms.

A rule is loosened by a named reviewer, for a reason, until a day; after it the rule is as it was.
A block that rests on a label or a regulator is never loosened.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches

from turgor.rules.document import content_sha256, document_of
from turgor.rules.expression import Either
from turgor.rules.line import with_line
from turgor.rules.pack import Loosened, Pack, check_together, tables
from turgor.rules.reading import read_expression, read_scope, rule_from
from turgor.rules.refusal import RuleError
from turgor.rules.rule import SEVERITIES, Rule
from turgor.rules.standing import BINDING, standing

_KEYS = {"overlay", "pack", "rule", "tighten", "loosen"}
_TIGHTEN_KEYS = {"id", "version", "severity", "or_when", "reason"}
_LOOSEN_KEYS = {"id", "version", "severity", "reviewer", "reason", "expires"}


def read_overlay(text: str, where: str, pack: Pack) -> Pack:
    """Lay an overlay over a pack; the pack itself is left as it is.

    The overlay is TOML: ``overlay`` (its name), ``pack`` (whose), ``[[rule]]`` for rules of its
    own, ``[[tighten]]`` with a rule's ``id`` and ``version``, a ``reason``, and a higher
    ``severity`` or an ``or_when`` (the rule then fires where either its own condition or this one
    does), and ``[[loosen]]`` with ``id``, ``version``, a lower ``severity``, ``reviewer``,
    ``reason`` and ``expires``, the last day on which it holds.

    Errors: RuleError in one line: file, line, rule and what is allowed.
    """
    try:
        return overlay_from(document_of(text, where), where, pack)
    except RuleError as error:
        raise with_line(error, text, where) from error


def overlay_from(
    document: Mapping[str, object], where: str, pack: Pack, kept_sources: Collection[str] = ()
) -> Pack:
    """Lay an overlay that was read over a pack; errors as for ``read_overlay``."""
    unknown = sorted(set(document) - _KEYS)
    if unknown:
        near = get_close_matches(unknown[0], sorted(_KEYS), n=1, cutoff=0.6)
        raise RuleError(
            f"{where}: unknown keys {', '.join(unknown)}; allowed: {', '.join(sorted(_KEYS))}"
            + (f"; did you mean '{near[0]}'?" if near else "")
        )
    name = document.get("overlay")
    if not isinstance(name, str) or not name:
        raise RuleError(f"{where}: needs 'overlay', its name")
    if document.get("pack") != pack.id:
        raise RuleError(f"{where}: is not for pack '{pack.id}'; 'pack' names the one it is for")
    rules = list(pack.rules)
    for table in tables(document, "tighten", where):
        _tighten(rules, table, pack, where)
    loosened = [_loosened(rules, table, pack, where) for table in tables(document, "loosen", where)]
    known = {rule.id for rule in pack.rules}
    for table in tables(document, "rule", where):
        rule = rule_from(table, pack.vocabulary, where, kept_sources)
        if rule.id in known:
            raise RuleError(f"{where}: rule '{rule.id}' stands in the pack; use [[tighten]]")
        if any(key.rpartition("@")[0] in known for key in rule.supersedes):
            raise RuleError(f"{where}: rule '{rule.id}': an overlay can't supersede a pack's rule")
        rules.append(rule)
    check_together(tuple(rules), where)
    return replace(
        pack,
        rules=tuple(rules),
        sha256=content_sha256(document, pack.sha256),
        overlays=(*pack.overlays, name),
        loosened=(*pack.loosened, *loosened),
        documents=(*pack.documents, document),
    )


def _tighten(rules: list[Rule], table: Mapping[str, object], pack: Pack, where: str) -> None:
    at, here = _found(rules, table, pack, where, "tighten", _TIGHTEN_KEYS)
    _said(table, "reason", here)
    if "severity" not in table and "or_when" not in table:
        raise RuleError(f"{here}: needs 'severity' or 'or_when'")
    rule = rules[at]
    if "severity" in table:
        now = standing(rule, pack.vocabulary).severity
        raised = _severity(table["severity"], here)
        if SEVERITIES.index(raised) <= SEVERITIES.index(now):
            raise RuleError(f"{here}: '{raised}' is no higher than '{now}'; use [[loosen]]")
        written = max(rule.severity, raised, key=SEVERITIES.index)
        rule = replace(rule, severity=written, raised_to=raised)
    if "or_when" in table:
        more = str(table["or_when"])
        tree = read_expression(more, pack.vocabulary, f"{here}: or_when")
        whole = Either((rule.condition, tree), 0)
        scope = read_scope(whole, pack.vocabulary, f"{here}: or_when")
        if scope != rule.scope:  # it would no longer be asked where it is asked now
            raise RuleError(
                f"{here}: or_when would make a rule of a {rule.scope} one of a {scope}; add a "
                "[[rule]] of your own"
            )
        rule = replace(
            rule,
            condition=whole,
            when_text=f"({rule.when_text}) or ({more})",
        )
    rules[at] = rule


def _loosened(rules: list[Rule], table: Mapping[str, object], pack: Pack, where: str) -> Loosened:
    at, here = _found(rules, table, pack, where, "loosen", _LOOSEN_KEYS)
    rule = rules[at]
    severity = _severity(table.get("severity"), here)
    reviewer, reason = _said(table, "reviewer", here), _said(table, "reason", here)
    expires = table.get("expires")
    if isinstance(expires, datetime) or not isinstance(expires, date):
        raise RuleError(f"{here}: needs 'expires', a day written 2026-01-31 without quotes")
    now = standing(rule, pack.vocabulary)
    if rule.evidence.level in BINDING and "block" in (now.severity, rule.severity):
        raise RuleError(
            f"{here}: the block rests on a {rule.evidence.level}; no overlay can loosen it"
        )
    if rule.raised_to:
        raise RuleError(f"{here}: is tightened by an overlay; take that back instead")
    if SEVERITIES.index(severity) >= SEVERITIES.index(now.severity):
        raise RuleError(f"{here}: '{severity}' is no lower than '{now.severity}'")
    return Loosened(rule.key, severity, reviewer, reason, expires)


def _found(
    rules: list[Rule],
    table: Mapping[str, object],
    pack: Pack,
    where: str,
    verb: str,
    keys: set[str],
) -> tuple[int, str]:
    key = f"{table.get('id', '?')}@{table.get('version', '?')}"
    here = f"{where}: {verb} '{key}'"
    unknown = sorted(set(table) - keys)
    if unknown:
        raise RuleError(
            f"{here}: unknown keys {', '.join(unknown)}; an overlay can't change those; allowed: "
            f"{', '.join(sorted(keys))}"
        )
    at = next((i for i, rule in enumerate(rules) if rule.key == key), None)
    if at is None:
        near = get_close_matches(key, [rule.key for rule in rules], n=1, cutoff=0.6)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise RuleError(f"{here}: is no rule of pack '{pack.id}'{hint}")
    return at, here


def _said(table: Mapping[str, object], key: str, here: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{here}: needs '{key}'")
    return value


def _severity(value: object, here: str) -> str:
    if not isinstance(value, str) or value not in SEVERITIES:
        raise RuleError(f"{here}: severity {str(value)[:60]!r}; allowed: {', '.join(SEVERITIES)}")
    return value
