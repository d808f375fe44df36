"""A place in a clause's tokens: look ahead, take, or refuse with the column."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from turgor.errors import StudyError
from turgor.exchange.course_text.token import Token
from turgor.exchange.course_text.words import Phrase, course_words

Entry = TypeVar("Entry")

#: as many words as a refusal lists
_MOST_LISTED = 12


class Cursor:
    """Reads one clause from left to right."""

    def __init__(self, found: Sequence[Token], where: str) -> None:
        self.tokens = list(found)
        self.at = 0
        self.where = where

    @property
    def done(self) -> bool:
        """Nothing is left."""
        return self.at >= len(self.tokens)

    @property
    def here(self) -> Token:
        """The token at hand, or one of no kind after the last."""
        if not self.done:
            return self.tokens[self.at]
        last = self.tokens[-1] if self.tokens else Token("", "", 1)
        return Token("", "", last.end)

    def ahead(self, steps: int) -> Token:
        """A token further on, of no kind where there is none."""
        index = self.at + steps
        return self.tokens[index] if index < len(self.tokens) else Token("", "", self.here.end)

    def take(self, kind: str) -> Token | None:
        """The token at hand where it is of this kind."""
        if self.here.kind != kind:
            return None
        token = self.here
        self.at += 1
        return token

    def word(self, *words: str) -> Token | None:
        """The word at hand where it is one of these."""
        return self.take("word") if self.says(*words) else None

    def says(self, *words: str) -> bool:
        """Whether the word at hand is one of these; a text in quotes never is."""
        return self.here.kind == "word" and self.here.text in words

    def number(self) -> float | None:
        """A number in figures or as a word."""
        token = self.here
        if token.kind == "number":
            self.at += 1
            value = float(token.text)
            if value > 1e300:
                raise self.refuse(f"{token.text} is a number beyond all reason", token)
            return value
        if token.kind == "word" and token.text in course_words().number:
            self.at += 1
            return course_words().number[token.text]
        return None

    def phrase(self, table: Mapping[Phrase, Entry]) -> Entry | None:
        """The entry of the longest phrase that stands here."""
        length = self.phrase_length(table)
        if not length:
            return None
        found = table[self._texts(length)]
        self.at += length
        return found

    def phrase_length(self, table: Mapping[Phrase, Entry]) -> int:
        """How many tokens the longest phrase that stands here has, 0 for none."""
        longest = max(map(len, table), default=0)
        for length in range(min(longest, len(self.tokens) - self.at), 0, -1):
            if self._texts(length) in table:
                return length
        return 0

    def refuse(self, reason: str, token: Token | None = None) -> StudyError:
        """An error with the column."""
        column = (token or self.here).column
        return StudyError(f"{self.where}, column {column}: {reason}")

    def _texts(self, length: int) -> Phrase:
        stretch = self.tokens[self.at : self.at + length]
        # a text in quotes is a name, never a word of the table
        return tuple("\0" if token.kind == "string" else token.text for token in stretch)


def nearest(word: str, allowed: Iterable[str]) -> str:
    """'; did you mean …?' with the nearest words, '' where none is near."""
    near = get_close_matches(word.lower(), sorted(set(allowed)), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(item) for item in near)}?" if near else ""


def listed(words: Iterable[str]) -> str:
    """Words with commas, not too many of them."""
    held = list(dict.fromkeys(words))
    more = f" and {len(held) - _MOST_LISTED} more" if len(held) > _MOST_LISTED else ""
    return ", ".join(held[:_MOST_LISTED]) + more


@cache
def thing_names() -> tuple[str, ...]:
    """Every way to write what is done or used."""
    return tuple(" ".join(phrase) for phrase in course_words().thing)
