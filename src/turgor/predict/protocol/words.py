"""The tables of words by which studies say what was done, kept as data."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from turgor.evidence.data_file import data_text
from turgor.evidence.outcomes.names import plain, word_pattern


def meaning(table: str, *names: str) -> str:
    """What the first name that says anything means in a table; '' where none does.

    Words are tried in the table's order. A star inside a word stands for anything.
    """
    for name in names:
        said = plain(name)
        if not said:
            continue
        for found, pattern in _patterns(table):
            if pattern.search(said):
                return found
    return ""


@cache
def meanings(table: str) -> tuple[str, ...]:
    """Everything that a table can mean."""
    return tuple(_document()[table])


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (found, _pattern(word)) for found, words in _document()[table].items() for word in words
    )


def _pattern(word: str) -> re.Pattern[str]:
    before, star, after = word.strip("*").partition("*")
    if not star:
        return word_pattern(word)
    first = word_pattern(("*" if word.startswith("*") else "") + before + "*").pattern
    last = word_pattern("*" + after + ("*" if word.endswith("*") else "")).pattern
    return re.compile(f"{first}.*{last}")


@cache
def _document() -> dict[str, dict[str, list[str]]]:
    text = data_text(files("turgor.predict") / "data" / "protocol.toml")
    document: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return document
