"""Build rules from their TOML tables; every refusal names the file, the rule and the key."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from turgor.evidence import all_sources
from turgor.rules.expression import All, Expression, OneOf, leaves
from turgor.rules.facts import check_words, facts_from
from turgor.rules.parser import parse_expression
from turgor.rules.refusal import ExpressionError, RuleError
from turgor.rules.rule import (
    ABOUT,
    EXPECTED,
    KINDS,
    LEVELS,
    SEVERITIES,
    STATUSES,
    Action,
    Care,
    Evidence,
    Population,
    Rule,
    RuleCase,
)
from turgor.rules.scope import scope_of
from turgor.rules.vocabulary import Vocabulary

_NEEDED = {
    "id",
    "version",
    "status",
    "kind",
    "severity",
    "when",
    "then",
    "rationale",
    "evidence",
    "valid_from",
    "case",
}
_OPTIONAL = {
    "applies_to",
    "valid_to",
    "conflicts_with",
    "supersedes",
    "reviewed_by",
    "about",
    "population",
    "care",
}


def rule_from(
    table: Mapping[str, object],
    vocabulary: Vocabulary,
    where: str,
    kept_sources: Collection[str] = (),
) -> Rule:
    """The rule of one TOML table, checked as a whole, its own cases included.

    kept_sources : sources that may be cited beside those of the evidence base.

    Errors: RuleError in one line: file, rule, key and, in an expression, the column.
    """
    here = f"{where}: rule '{str(table.get('id', '?'))[:60]}'"
    _only_keys(table, _NEEDED, _OPTIONAL, here)
    applies = _applies_to(table.get("applies_to", {}), vocabulary, here)
    when_text = _text(table, "when", here)
    condition = _condition(applies, read_expression(when_text, vocabulary, f"{here}: when"))
    rule = Rule(
        id=_text(table, "id", here),
        version=_version(table["version"], here),
        status=_one_of(table, "status", STATUSES, here),
        kind=_one_of(table, "kind", KINDS, here),
        severity=_one_of(table, "severity", SEVERITIES, here),
        applies_to=applies,
        when_text=when_text,
        condition=condition,
        then=_action(_table(table, "then", here), vocabulary, f"{here}: then"),
        rationale=_text(table, "rationale", here),
        evidence=_evidence(_table(table, "evidence", here), f"{here}: evidence", kept_sources),
        valid_from=_day(table["valid_from"], f"{here}: valid_from"),
        valid_to=_day(table["valid_to"], f"{here}: valid_to") if "valid_to" in table else None,
        conflicts_with=_texts(table, "conflicts_with", here),
        supersedes=_texts(table, "supersedes", here),
        cases=_cases(table["case"], vocabulary, here),
        reviewed_by=str(table.get("reviewed_by", "")),
        about=_one_of(table, "about", ABOUT, here) if "about" in table else "safety",
        population=_population(table.get("population", {}), f"{here}: population"),
        care=_care(table["care"], f"{here}: care") if "care" in table else None,
        scope=read_scope(condition, vocabulary, f"{here}: when"),
    )
    _check_whole(rule, here)
    return rule


def read_expression(text: str, vocabulary: Vocabulary, here: str) -> Expression:
    """Parse an expression; the refusal starts with ``here`` and names the column."""
    try:
        return parse_expression(text, vocabulary)
    except ExpressionError as error:
        raise RuleError(f"{here}, {error}") from error


def read_scope(condition: Expression, vocabulary: Vocabulary, here: str) -> str:
    """What a rule with this condition is asked of; the refusal starts with ``here``."""
    try:
        return scope_of((leaf.field for leaf in leaves(condition)), vocabulary)
    except RuleError as error:
        raise RuleError(f"{here}: {error}") from error


def _check_whole(rule: Rule, here: str) -> None:
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise RuleError(f"{here}: valid_to lies before valid_from")
    if rule.status == "reviewed" and not rule.reviewed_by:
        raise RuleError(f"{here}: a reviewed rule says in 'reviewed_by' who reviewed it")
    missing = [word for word in EXPECTED if all(item.expect != word for item in rule.cases)]
    if missing:
        raise RuleError(f"{here}: has no case that expects: {', '.join(missing)}")
    failing = rule.failing_cases()
    if failing:
        raise RuleError(f"{here}: {failing[0]}")


def _condition(applies: Mapping[str, tuple[str, ...]], when: Expression) -> Expression:
    scopes = tuple(OneOf(name, frozenset(words), 0) for name, words in applies.items())
    return All((*scopes, when), 0) if scopes else when


def _applies_to(value: object, vocabulary: Vocabulary, here: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise RuleError(f"{here}: applies_to is a table of fields and lists of their words")
    found: dict[str, tuple[str, ...]] = {}
    for name, words in value.items():
        try:
            field = vocabulary.field(name)
            if field.type != "word" or not isinstance(words, list) or not words:
                raise RuleError(f"'{name}' is a word field with a list of at least one word")
            found[name] = tuple(str(word) for word in words)
            check_words(found[name], field)
        except RuleError as error:
            raise RuleError(f"{here}: applies_to: {error}") from error
    return found


def _action(table: Mapping[str, object], vocabulary: Vocabulary, here: str) -> Action:
    _only_keys(table, {"do", "text"}, {"limit", "unit"}, here)
    do = _one_of(table, "do", tuple(vocabulary.actions), here)
    limit, unit = table.get("limit"), str(table.get("unit", ""))
    if (limit is None) != (not unit):
        raise RuleError(f"{here}: a limit and its unit stand together or not at all")
    if limit is None:
        return Action(do, _text(table, "text", here))
    known = {*vocabulary.units, *(word for many in vocabulary.units.values() for word in many)}
    if unit not in known:
        raise RuleError(f"{here}: unit '{unit}' is unknown; allowed: {', '.join(sorted(known))}")
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise RuleError(f"{here}: limit is a number")
    return Action(do, _text(table, "text", here), float(limit), unit)


def _evidence(table: Mapping[str, object], here: str, kept: Collection[str]) -> Evidence:
    _only_keys(table, {"level"}, {"source", "locator", "note", "seen"}, here)
    level = _one_of(table, "level", LEVELS, here)
    source, locator, note = (str(table.get(key, "")) for key in ("source", "locator", "note"))
    if source and source not in all_sources() and source not in kept:
        raise RuleError(f"{here}: source '{source}' is not in the evidence base")
    if bool(source) != bool(locator):
        raise RuleError(f"{here}: a source and its locator stand together")
    if level == "assumed" and not note:
        raise RuleError(f"{here}: an assumed rule says in 'note' what is assumed")
    if level != "assumed" and not source:
        raise RuleError(f"{here}: needs source and locator, or level 'assumed'")
    seen = table.get("seen", False)
    if not isinstance(seen, bool):
        raise RuleError(f"{here}: seen is true or false")
    return Evidence(level, source, locator, note, seen)


def _population(value: object, here: str) -> Population:
    if not isinstance(value, dict):
        raise RuleError(f"{here} is a table")
    _only_keys(value, set(), {"phototypes", "people", "country", "text"}, here)
    types, people = value.get("phototypes", []), value.get("people")
    if not isinstance(types, list) or any(
        isinstance(one, bool) or not isinstance(one, int) or not 1 <= one <= 6 for one in types
    ):
        raise RuleError(f"{here}: phototypes is a list of whole numbers from 1 to 6")
    if people is not None and (isinstance(people, bool) or not isinstance(people, int)):
        raise RuleError(f"{here}: people is a whole number")
    country, text = str(value.get("country", "")), str(value.get("text", ""))
    return Population(tuple(types), people, country, text)


def _care(value: object, here: str) -> Care:
    if not isinstance(value, dict):
        raise RuleError(f"{here} is a table")
    _only_keys(value, {"from_day", "to_day"}, set(), here)
    days = [value["from_day"], value["to_day"]]
    if any(isinstance(day, bool) or not isinstance(day, int | float) for day in days):
        raise RuleError(f"{here}: from_day and to_day are numbers of days from the session")
    if days[1] < days[0]:
        raise RuleError(f"{here}: to_day lies before from_day")
    return Care(float(days[0]), float(days[1]))


def _cases(value: object, vocabulary: Vocabulary, here: str) -> tuple[RuleCase, ...]:
    if not isinstance(value, list):
        raise RuleError(f"{here}: 'case' is a list of tables")
    found: list[RuleCase] = []
    for number, table in enumerate(value, 1):
        at = f"{here}: case {number}"
        if not isinstance(table, dict):
            raise RuleError(f"{at}: is a table")
        _only_keys(table, {"expect", "given"}, set(), at)
        expect = _one_of(table, "expect", tuple(EXPECTED), at)
        found.append(RuleCase(expect, facts_from(_table(table, "given", at), vocabulary, at)))
    return tuple(found)


def _only_keys(
    table: Mapping[str, object], needed: set[str], optional: set[str], here: str
) -> None:
    missing = sorted(needed - set(table))
    if missing:
        raise RuleError(f"{here}: lacks {', '.join(missing)}")
    unknown = sorted(set(table) - needed - optional)
    if unknown:
        allowed = ", ".join(sorted(needed | optional))
        raise RuleError(f"{here}: unknown keys {', '.join(unknown)}; allowed: {allowed}")


def _table(table: Mapping[str, object], key: str, here: str) -> dict[str, object]:
    value = table[key]
    if not isinstance(value, dict):
        raise RuleError(f"{here}: '{key}' is a table")
    return value


def _text(table: Mapping[str, object], key: str, here: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{here}: '{key}' is a text that is not empty")
    return value


def _texts(table: Mapping[str, object], key: str, here: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleError(f"{here}: '{key}' is a list of texts")
    return tuple(value)


def _one_of(table: Mapping[str, object], key: str, allowed: tuple[str, ...], here: str) -> str:
    value = table[key]
    if not isinstance(value, str) or value not in allowed:
        raise RuleError(f"{here}: {key} {str(value)[:60]!r}; allowed: {', '.join(allowed)}")
    return value


def _version(value: object, here: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise RuleError(f"{here}: version is a whole number from 1")
    return value


def _day(value: object, here: str) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise RuleError(f"{here} is a day, written 2026-01-31 without quotes")
    return value
