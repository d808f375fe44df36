"""REDCap's branching logic, as far as it can be told from one row: true, false or not known.

`[sex] = '1' and ([smoker(2)] = "1" or [age] >= 50)`. Functions, other events and instances are not
worked out: what hangs on them is not known.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<field>\[[^\[\]]*\](?:\s*\[[^\[\]]*\])*)|(?P<text>'[^']*'|\"[^\"]*\")|"
    r"(?P<number>-?\d+(?:\.\d+)?)|(?P<sign><>|!=|<=|>=|=|<|>)|(?P<open>\()|(?P<close>\))|"
    r"(?P<word>\w+)|(?P<comma>,)|(?P<other>[+\-*/^]))"
)
_FIELD = re.compile(r"\[\s*([a-z]\w*)\s*(?:\(\s*([^()]+?)\s*\))?\s*\]")
_DEEPEST = 40

#: (field, code of a checkbox or '') -> what stands there; None where that is not in the row
Lookup = Callable[[str, str], str | None]


class _NotKnownError(Exception):
    """The logic holds something that one row can't answer."""


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    lookup: Lookup
    at: int = 0
    depth: int = 0

    def either(self) -> bool | None:
        value = self.both()
        while self.word("or"):
            other = self.both()
            value = True if value or other else (None if None in (value, other) else False)
        return value

    def both(self) -> bool | None:
        value = self.one()
        while self.word("and"):
            other = self.one()
            if value is False or other is False:
                value = False
            else:
                value = None if None in (value, other) else True
        return value

    def one(self) -> bool | None:
        if self.kind() == "open":
            self.depth += 1
            if self.depth > _DEEPEST:
                raise _NotKnownError
            self.at += 1
            value = self.either()
            if self.kind() != "close":
                raise _NotKnownError
            self.at += 1
            self.depth -= 1
            return value
        left = self.operand()
        if self.kind() != "sign":
            raise _NotKnownError
        sign = self.tokens[self.at][1]
        self.at += 1
        right = self.operand()
        return None if left is None or right is None else _holds(left, sign, right)

    def operand(self) -> str | None:
        kind = self.kind()
        if kind not in ("field", "text", "number"):
            raise _NotKnownError
        text = self.tokens[self.at][1]
        self.at += 1
        if kind != "field":
            return text[1:-1] if kind == "text" else text
        match = _FIELD.fullmatch(text)
        return self.lookup(match[1], match[2] or "") if match else None

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def word(self, word: str) -> bool:
        if self.kind() == "word" and self.tokens[self.at][1].lower() == word:
            self.at += 1
            return True
        return False


def shown(logic: str, lookup: Lookup) -> bool | None:
    """Whether a field is shown in a row; True without logic, None where that can't be told."""
    if not logic.strip():
        return True
    tokens: list[tuple[str, str]] = []
    at, text = 0, logic.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            return None
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    reader = _Reader(tokens, lookup)
    try:
        value = reader.either()
    except _NotKnownError:
        return None
    return value if reader.at == len(tokens) else None


def _holds(left: str, sign: str, right: str) -> bool:
    """As REDCap compares: numbers where both are, otherwise texts."""
    one, other = _number(left), _number(right)
    if one is not None and other is not None:
        order = (one > other) - (one < other)
    else:
        order = (left > right) - (left < right)
        if sign in ("<", ">", "<=", ">=") and "" in (left, right):
            return False
    return {
        "=": order == 0, "<>": order != 0, "!=": order != 0, "<": order < 0, ">": order > 0,
        "<=": order <= 0, ">=": order >= 0,
    }[sign]  # fmt: skip


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
