"""A course's text cut into tokens, each with the column that it stands on."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.errors import StudyError

#: longer is no course that anybody wrote
MOST_CHARACTERS = 50_000
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<date>\d{4}-\d{1,2}-\d{1,2}(?!\d))
    |(?P<ratio>\d+(?:\.\d+)?:\d+(?:\.\d+)?)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<times>[xX×](?=\s*\d))
    |(?P<word>[^\W\d_](?:\w|[²³]|[/'’.&-](?=\w)|:(?=(?:yag|ysgg|glass)\b)|,(?=L-lactic))*)
    |(?P<dash>[-–—])
    |(?P<sign>[,;:=+%()/])""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text. kind : string, date, ratio, number, times, word, dash or the sign itself.

    text : in small letters, save a string's. column : from 1. raw : as it was written.
    """

    kind: str
    text: str
    column: int
    raw: str = ""

    @property
    def end(self) -> int:
        """The column after it, near enough for saying where something is missing."""
        return self.column + len(self.text)


def tokens(text: str, where: str) -> tuple[Token, ...]:
    """Every token of a text.

    Errors: StudyError with the column of a character that stands in no course.
    """
    if len(text) > MOST_CHARACTERS:
        raise StudyError(
            f"{where}: the text has {len(text)} characters; allowed: up to {MOST_CHARACTERS}"
        )
    found = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise StudyError(f"{where}, column {at + 1}: {_odd(text[at])}")
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(_token(kind, match.group(), at + 1, where))
        at = match.end()
    return tuple(found)


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of a word list as the texts of its tokens."""
    return tuple(token.text for token in tokens(phrase, phrase))


def split_at(sign: str, found: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The stretches between signs, empty ones left out."""
    parts: list[list[Token]] = [[]]
    for token in found:
        if token.kind == sign:
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(part) for part in parts if part]


def _token(kind: str, text: str, column: int, where: str) -> Token:
    if kind == "string":
        try:
            value = json.loads(text)
        except ValueError as error:
            raise StudyError(
                f'{where}, column {column}: {text[:40]} is no text in quotes; write \\" for a '
                "quote and \\\\ for a backslash in it"
            ) from error
        if not str(value).isprintable():
            raise StudyError(
                f"{where}, column {column}: {value!r} holds a line break or control character"
            )
        return Token(kind, str(value), column)
    if kind == "sign":
        return Token(text, text, column, text)
    return Token(kind, text.lower().replace("’", "'").replace("μ", "µ"), column, text)


def _odd(character: str) -> str:
    if character == '"':
        return "a quote is opened and not closed"
    return (
        f"{character!r} stands in no course; allowed are words, numbers, dates such as 2027-01-10, "
        'texts in "quotes" and , ; : = + % -'
    )
