"""Read the text of an expression into a tree, by recursive descent; nothing is ever executed.

expression = part { "or" part }         part = item { "and" item }
item       = "not" item | "(" expression ")" | fact
fact       = flag | number-field op number [unit] | number-field "in" number [unit] ".." number
           | word-field ("==" | "!=") word | word-field "in" "{" words "}"
           | set-field "has" (word | "{" words "}")
"""

import math

from turgor.rules.expression import All, Compare, Either, Expression, Flag, Has, Not, OneOf, Within
from turgor.rules.facts import check_number, check_words
from turgor.rules.refusal import ExpressionError, RuleError
from turgor.rules.tokens import Token, tokens_of
from turgor.rules.vocabulary import Field, Vocabulary

MOST_DEPTH = 24
_KEYWORDS = {"and", "or", "not", "in", "has"}
_ORDER = ("==", "!=", "<", "<=", ">", ">=")


def parse_expression(text: str, vocabulary: Vocabulary) -> Expression:
    """The tree of an expression, its names, kinds, words and units checked.

    Errors: ExpressionError with the column, for anything else than a complete expression.
    """
    return _Parser(tokens_of(text), vocabulary).whole()


class _Parser:
    def __init__(self, tokens: list[Token], vocabulary: Vocabulary) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._vocabulary = vocabulary

    def whole(self) -> Expression:
        tree = self._either()
        if self._now.kind != "end":
            raise self._wrong("'and', 'or' or the end")
        return tree

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._now
        if token.kind != "end":
            self._at += 1
        return token

    def _met(self, text: str) -> bool:
        if self._now.text != text or self._now.kind == "end":
            return False
        self._at += 1
        return True

    def _demand(self, text: str) -> None:
        if not self._met(text):
            raise self._wrong(f"'{text}'")

    def _wrong(self, needed: str) -> ExpressionError:
        token = self._now
        met = f"'{token.text[:60]}' stands" if token.kind != "end" else "the text ends"
        return ExpressionError(f"{met} where {needed} is needed", token.column)

    def _either(self) -> Expression:
        column = self._now.column
        items = [self._all()]
        while self._met("or"):
            items.append(self._all())
        return items[0] if len(items) == 1 else Either(tuple(items), column)

    def _all(self) -> Expression:
        column = self._now.column
        items = [self._item()]
        while self._met("and"):
            items.append(self._item())
        return items[0] if len(items) == 1 else All(tuple(items), column)

    def _item(self) -> Expression:
        token = self._now
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ExpressionError(f"nested more than {MOST_DEPTH} deep", token.column)
        tree: Expression
        if self._met("not"):
            tree = Not(self._item(), token.column)
        elif self._met("("):
            tree = self._either()
            self._demand(")")
        else:
            tree = self._fact()
        self._depth -= 1
        return tree

    def _fact(self) -> Expression:
        token = self._now
        if token.kind != "word" or token.text in _KEYWORDS:
            raise self._wrong("a field of the vocabulary")
        self._at += 1
        try:
            field = self._vocabulary.field(token.text)
        except RuleError as error:
            raise ExpressionError(str(error), token.column) from error
        if field.type == "flag":
            return Flag(field.name, token.column)
        if field.type == "number":
            return self._of_number(field, token.column)
        if field.type == "word":
            return self._of_word(field, token.column)
        self._demand("has")
        return Has(field.name, self._words(field), token.column)

    def _of_number(self, field: Field, column: int) -> Expression:
        if self._met("in"):
            at = self._now.column
            low = self._number()
            self._demand("..")
            high = self._number()
            factor = self._factor(field)
            low, high = low * factor, high * factor
            self._bounded(low, field, at)
            self._bounded(high, field, at)
            if low > high:
                raise ExpressionError("the interval's low end lies above its high end", at)
            return Within(field.name, low, high, column)
        if self._now.text not in _ORDER:
            raise self._wrong(f"one of {' '.join(_ORDER)} or 'in'")
        op = self._take().text
        at = self._now.column
        number = self._number()
        limit = number * self._factor(field)
        self._bounded(limit, field, at)
        return Compare(field.name, op, limit, column)

    def _number(self) -> float:
        token = self._now
        if token.kind != "number":
            raise self._wrong("a number")
        self._at += 1
        value = float(token.text)
        if not math.isfinite(value):
            raise ExpressionError("the number is too large", token.column)
        return value

    def _factor(self, field: Field) -> float:
        column = self._now.column
        written = "1" if field.unit == "1" else ""
        if self._now.kind == "word" and self._now.text not in _KEYWORDS:
            written = self._take().text
        try:
            return self._vocabulary.factor(field.unit, written)
        except RuleError as error:
            raise ExpressionError(str(error), column) from error

    def _bounded(self, value: float, field: Field, column: int) -> None:
        try:
            check_number(value, field)
        except RuleError as error:
            raise ExpressionError(str(error), column) from error

    def _of_word(self, field: Field, column: int) -> Expression:
        if self._met("in"):
            if self._now.text != "{":
                raise self._wrong("'{'")
            return OneOf(field.name, self._words(field), column)
        if self._now.text not in ("==", "!="):
            raise self._wrong("'==', '!=' or 'in'")
        op = self._take().text
        same = OneOf(field.name, frozenset({self._word(field)}), column)
        return same if op == "==" else Not(same, column)

    def _words(self, field: Field) -> frozenset[str]:
        if not self._met("{"):
            return frozenset({self._word(field)})
        words = {self._word(field)}
        while self._met(","):
            words.add(self._word(field))
        self._demand("}")
        return frozenset(words)

    def _word(self, field: Field) -> str:
        token = self._now
        if token.kind != "word" or token.text in _KEYWORDS:
            raise self._wrong(f"a word of '{field.name}'")
        self._at += 1
        try:
            check_words((token.text,), field)
        except RuleError as error:
            raise ExpressionError(str(error), token.column) from error
        return token.text
