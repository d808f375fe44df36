"""The closed, typed vocabulary: every fact of a case that a rule may ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from turgor.rules.document import content_sha256, document_of
from turgor.rules.refusal import RuleError

TYPES = ("flag", "number", "word", "words")
#: whose fact a field is: the person's, one session's, two treatments' after one another, an
#: adverse event's
PARTS = ("person", "session", "pair", "event")
_FIELD_KEYS = {"part", "type", "meaning", "question", "unit", "lowest", "highest", "whole", "words"}
_ACTION_KEYS = {"meaning", "opposes", "permits"}


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a case: a flag, a number with its unit, a word, or a set of words."""

    name: str
    type: str
    meaning: str
    question: str
    part: str = "event"
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    whole: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionWord:
    """Something that a rule may ask for; ``opposes`` names what can't be done beside it.

    permits : it lets a treatment go ahead, which no rule that nobody reviewed may do.
    """

    name: str
    meaning: str
    opposes: tuple[str, ...] = ()
    permits: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Fields, actions and units; nothing outside them can stand in a rule or a case."""

    fields: Mapping[str, Field]
    actions: Mapping[str, ActionWord]
    #: unit of a field -> (unit as written -> factor to the field's unit)
    units: Mapping[str, Mapping[str, float]]
    sha256: str
    #: as it was read, so that it can be kept with a plan
    document: Mapping[str, object]

    def field(self, name: str) -> Field:
        """The field of this name; RuleError with the nearest names where there is none."""
        if name in self.fields:
            return self.fields[name]
        near = get_close_matches(name, self.fields, n=3, cutoff=0.65)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise RuleError(f"'{name[:60]}' is not in the vocabulary{hint}")

    def factor(self, unit: str, written: str) -> float:
        """What turns a number in ``written`` into ``unit``; RuleError where it does not fit."""
        allowed = {unit: 1.0, **self.units.get(unit, {})}
        if written not in allowed:
            stated = f"'{written}'" if written else "no unit"
            raise RuleError(f"{stated} given where one of {', '.join(allowed)} is needed")
        return allowed[written]


@cache
def standard_vocabulary() -> Vocabulary:
    """The vocabulary that ships with Turgor."""
    entry = files("turgor.rules") / "data" / "vocabulary.toml"
    return read_vocabulary(entry.read_text(encoding="utf-8"), entry.name)


def read_vocabulary(text: str, where: str) -> Vocabulary:
    """Read a vocabulary from TOML: tables ``[field.NAME]``, ``[action.NAME]``, ``[units.UNIT]``.

    Errors: RuleError with the file and the entry.
    """
    return vocabulary_from(document_of(text, where), where)


def vocabulary_from(document: Mapping[str, object], where: str) -> Vocabulary:
    """The vocabulary of a document that was read; errors as for ``read_vocabulary``."""
    unknown = sorted(set(document) - {"field", "action", "units"})
    if unknown:
        raise RuleError(f"{where}: unknown tables {unknown}; allowed: field, action, units")
    fields = {name: _field(name, table, where) for name, table in _each(document, "field", where)}
    actions = {
        name: _action(name, table, where) for name, table in _each(document, "action", where)
    }
    for action in actions.values():
        for other in action.opposes:
            if other not in actions:
                raise RuleError(f"{where}: action '{action.name}' opposes unknown '{other}'")
    units: dict[str, dict[str, float]] = {}
    for unit, table in _each(document, "units", where):
        units[unit] = {}
        for written, factor in table.items():
            if isinstance(factor, bool) or not isinstance(factor, int | float) or factor <= 0:
                raise RuleError(f"{where}: units '{unit}': '{written}' needs a positive factor")
            units[unit][written] = float(factor)
    return Vocabulary(fields, actions, units, content_sha256(document), document)


def _each(
    document: Mapping[str, object], key: str, where: str
) -> list[tuple[str, dict[str, object]]]:
    part = document.get(key, {})
    if not isinstance(part, dict):
        raise RuleError(f"{where}: '{key}' is no table")
    for name, table in part.items():
        if not isinstance(table, dict):
            raise RuleError(f"{where}: {key} '{name}' is no table")
    return list(part.items())


def _field(name: str, table: Mapping[str, object], where: str) -> Field:
    here = f"{where}: field '{name}'"
    unknown = sorted(set(table) - _FIELD_KEYS)
    if unknown:
        raise RuleError(f"{here}: unknown keys {unknown}; allowed: {sorted(_FIELD_KEYS)}")
    if not name.isidentifier() or not name.islower():
        raise RuleError(f"{here}: a name is small letters, digits and _")
    kind = str(table.get("type", ""))
    if kind not in TYPES:
        raise RuleError(f"{here}: type '{kind}'; allowed: {', '.join(TYPES)}")
    meaning, question = str(table.get("meaning", "")), str(table.get("question", ""))
    if not meaning or not question:
        raise RuleError(f"{here}: needs 'meaning' and 'question'")
    words = table.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise RuleError(f"{here}: 'words' is a list of words")
    if (kind in ("word", "words")) != bool(words) or len(set(words)) != len(words):
        raise RuleError(f"{here}: a word or set of words lists its 'words' once each, others none")
    part = str(table.get("part", "event"))
    if part not in PARTS:
        raise RuleError(f"{here}: part '{part}'; allowed: {', '.join(PARTS)}")
    unit = str(table.get("unit", ""))
    if (kind == "number") != bool(unit):
        raise RuleError(f"{here}: a number states its 'unit' ('1' for none), others have none")
    return Field(
        name=name,
        type=kind,
        meaning=meaning,
        question=question,
        part=part,
        unit=unit,
        lowest=_bound(table.get("lowest"), f"{here}: lowest"),
        highest=_bound(table.get("highest"), f"{here}: highest"),
        whole=bool(table.get("whole", False)),
        words=tuple(words),
    )


def _bound(value: object, here: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(f"{here} is a number")
    return float(value)


def _action(name: str, table: Mapping[str, object], where: str) -> ActionWord:
    here = f"{where}: action '{name}'"
    unknown = sorted(set(table) - _ACTION_KEYS)
    if unknown:
        raise RuleError(f"{here}: unknown keys {unknown}; allowed: {sorted(_ACTION_KEYS)}")
    opposes = table.get("opposes", [])
    if not table.get("meaning") or not isinstance(opposes, list):
        raise RuleError(f"{here}: needs 'meaning'; 'opposes' is a list")
    permits = table.get("permits", False)
    if not isinstance(permits, bool):
        raise RuleError(f"{here}: 'permits' is true or false")
    return ActionWord(name, str(table["meaning"]), tuple(str(item) for item in opposes), permits)
