"""Cut the text of an expression into tokens, each with its column."""

import re
from dataclasses import dataclass

from turgor.rules.refusal import ExpressionError

MOST_CHARACTERS = 2000
_SPACE = re.compile(r"[ \t\n\r]*")
_PATTERNS = (
    ("word", re.compile(r"1/[A-Za-z0-9]+")),  # units such as 1/cm2
    ("number", re.compile(r"-?[0-9]+(?:\.[0-9]+)?")),
    ("word", re.compile(r"[A-Za-z_%°µ](?:-?[A-Za-z0-9_%°µ/])*")),
    ("sign", re.compile(r"==|!=|<=|>=|<|>|\.\.|[(){},]")),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a word or a sign; ``end`` where the text is over."""

    kind: str
    text: str
    column: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, closed by one of kind ``end``.

    Errors: ExpressionError for a text that is too long or a character that has no place.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"the expression has {len(text)} characters; at most {MOST_CHARACTERS}",
            MOST_CHARACTERS + 1,
        )
    found: list[Token] = []
    at = _end_of_space(text, 0)
    while at < len(text):
        token = _token_at(text, at)
        found.append(token)
        at = _end_of_space(text, at + len(token.text))
    found.append(Token("end", "", len(text) + 1))
    return found


def _end_of_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _token_at(text: str, at: int) -> Token:
    for kind, pattern in _PATTERNS:
        match = pattern.match(text, at)
        if match:
            return Token(kind, match.group(), at + 1)
    raise ExpressionError(f"{text[at]!r} has no place in an expression", at + 1)
