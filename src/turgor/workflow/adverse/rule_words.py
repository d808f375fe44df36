"""An event's and a diary's words in the vocabulary of the rules; what can't be told is unknown."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from turgor.record.adverse_event import AdverseEvent
from turgor.rules.words import plain


def event_word(event: AdverseEvent) -> str:
    """The vocabulary's word for the kind of an event."""
    return kind_word(event.kind) or _table("other").get(plain(event.words), "other")


def kind_word(kind: str) -> str:
    """The vocabulary's word for one of the eight kinds, '' for 'other'."""
    return _table("kind").get(kind, "")


def symptom_signs(symptoms: Mapping[str, int]) -> dict[str, bool]:
    """The signs that graded symptoms say are there, or are not."""
    table = _table("symptom_sign")
    return {table[name]: grade > 0 for name, grade in symptoms.items() if name in table}


def history_flags(history: tuple[str, ...] | None) -> dict[str, bool]:
    """What a recorded history says of the person; empty where it is not known."""
    if history is None:
        return {}
    return {flag: name in history for name, flag in _table("history").items()}


def _table(name: str) -> Mapping[str, str]:
    table = _document()[name]
    return table if isinstance(table, dict) else {}


@cache
def _document() -> Mapping[str, object]:
    entry = files("turgor.workflow.adverse") / "data" / "rule_words.toml"
    return tomllib.loads(entry.read_text(encoding="utf-8"))
