"""The one error of this room, and where in a rule it was met."""

from turgor.errors import InputError


class RuleError(InputError):
    """A vocabulary, rule, pack, overlay or case can't be used; its text is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class ExpressionError(RuleError):
    """An expression can't be read; ``column`` counts from 1 in the expression's text."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"column {column}: {message}")
        self.column = column
