"""The word tables: which words of a name say what, kept as data."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from turgor.evidence.outcomes.names import plain, word_pattern
from turgor.evidence.typed_row import data_folder


@cache
def word_lists(table: str) -> Mapping[str, tuple[str, ...]]:
    """One table of ``words.toml``: for each meaning, its words."""
    return {name: tuple(words) for name, words in _document()[table].items()}


@cache
def _document() -> dict[str, dict[str, list[str]]]:
    text = data_folder("outcomes") / "words.toml"
    document: dict[str, dict[str, list[str]]] = tomllib.loads(text.read_text(encoding="utf-8"))
    return document


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (meaning, word_pattern(word))
        for meaning, words in word_lists(table).items()
        for word in words
    )


def meant(table: str, *names: str) -> str:
    """What the first word found in the names means, '' where none is found.

    Names are tried in their order, and for each the words in theirs.
    """
    for name in names:
        said = plain(name)
        if not said:
            continue
        for meaning, pattern in _patterns(table):
            if pattern.search(said):
                return meaning
    return ""


def first_meant(table: str, name: str) -> str:
    """What the word that stands first in a name means, the longer of two at one place."""
    said = plain(name)
    hits = [
        (match.start(), -len(match.group()), order, meaning)
        for order, (meaning, pattern) in enumerate(_patterns(table))
        if (match := pattern.search(said))
    ]
    return min(hits)[-1] if hits else ""


def first_of(parameters: Mapping[str, str], field: str) -> str:
    """The first value that a row's parameters have under one of a field's keys."""
    return next(iter(values_of(parameters, field)), "")


def values_of(parameters: Mapping[str, str], field: str) -> tuple[str, ...]:
    """All values that a row's parameters have under a field's keys."""
    return tuple(parameters[key] for key in word_lists("keys")[field] if parameters.get(key))


def keys_of(fields: Iterable[str]) -> frozenset[str]:
    """All keys of parameters that speak of these fields."""
    return frozenset(key for field in fields for key in word_lists("keys")[field])
