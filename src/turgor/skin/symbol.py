"""Symbols in the place of numbers: the virtual skin's own formulas, written down.

Fed with symbols, a process returns the expression that it would have worked out. Equal expressions
are one object, so what is used twice is written, counted and worked out once.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from weakref import WeakValueDictionary

from turgor.skin.term import Term

#: name of an operation -> what it does to numbers
_DOES: Mapping[str, Callable[..., float]] = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "negative": lambda a: -a,
    "exp": math.exp,
    "root": math.sqrt,
}


class Symbol:
    """A number, a name, or an operation on other symbols.

    operation : "number", "name" or one of plus, minus, times, divide, power, negative, exp, root.
    arguments : what it works on. value : of a number. name : of a name.
    """

    __slots__ = ("__weakref__", "arguments", "name", "operation", "value")
    __array_ufunc__ = None  # a NumPy number leaves the arithmetic to the symbol

    operation: str
    arguments: tuple["Symbol", ...]
    value: float
    name: str

    def __add__(self, other: Term | float) -> "Symbol":
        return _made("plus", self, _symbol(other))

    def __radd__(self, other: float) -> "Symbol":
        return _made("plus", _symbol(other), self)

    def __sub__(self, other: Term | float) -> "Symbol":
        return _made("minus", self, _symbol(other))

    def __rsub__(self, other: float) -> "Symbol":
        return _made("minus", _symbol(other), self)

    def __mul__(self, other: Term | float) -> "Symbol":
        return _made("times", self, _symbol(other))

    def __rmul__(self, other: float) -> "Symbol":
        return _made("times", _symbol(other), self)

    def __truediv__(self, other: Term | float) -> "Symbol":
        return _made("divide", self, _symbol(other))

    def __rtruediv__(self, other: float) -> "Symbol":
        return _made("divide", _symbol(other), self)

    def __pow__(self, other: Term | float) -> "Symbol":
        return _made("power", self, _symbol(other))

    def __neg__(self) -> "Symbol":
        return _made("negative", self)

    def symbolic_exp(self) -> "Symbol":
        """e to this power."""
        return _made("exp", self)

    def symbolic_sqrt(self) -> "Symbol":
        """Square root."""
        return _made("root", self)

    def __repr__(self) -> str:
        if self.operation in ("number", "name"):
            return self.name or f"{self.value:g}"
        return f"{self.operation}({', '.join(map(repr, self.arguments))})"


_Key = tuple[str, tuple[Symbol, ...], float, str]
_known: "WeakValueDictionary[_Key, Symbol]" = WeakValueDictionary()


def named(name: str) -> Symbol:
    """The symbol of a name."""
    return _one("name", (), 0.0, name)


def number(value: float) -> Symbol:
    """The symbol of a number."""
    return _one("number", (), float(value), "")


def in_order(symbols: Iterable[Symbol]) -> list[Symbol]:
    """Every symbol that these are made of, each once, after what it is made of."""
    seen: dict[Symbol, None] = {}
    waiting = list(symbols)[::-1]
    while waiting:
        symbol = waiting[-1]
        missing = [a for a in symbol.arguments if a not in seen]
        if symbol in seen or not missing:
            seen[waiting.pop()] = None
        else:
            waiting.extend(reversed(missing))
    return list(seen)


def operations(symbols: Iterable[Symbol]) -> dict[str, int]:
    """How often each operation is worked out, with what is shared worked out once."""
    counts: dict[str, int] = {}
    for symbol in in_order(symbols):
        if symbol.arguments:
            counts[symbol.operation] = counts.get(symbol.operation, 0) + 1
    return counts


def shared(symbols: Sequence[Symbol]) -> list[Symbol]:
    """Operations that are used more than once, each after what it is made of."""
    uses: dict[Symbol, int] = {}
    order = in_order(symbols)
    for symbol in [*symbols, *(a for one in order for a in one.arguments)]:
        uses[symbol] = uses.get(symbol, 0) + 1
    return [one for one in order if one.arguments and uses[one] > 1]


def evaluate(symbols: Sequence[Symbol], values: Mapping[str, float]) -> list[float]:
    """Numbers for symbols, from numbers for their names."""
    found: dict[Symbol, float] = {}
    for one in in_order(symbols):
        if one.arguments:
            found[one] = _DOES[one.operation](*(found[a] for a in one.arguments))
        else:
            found[one] = values[one.name] if one.operation == "name" else one.value
    return [found[symbol] for symbol in symbols]


def _symbol(value: Term | float) -> Symbol:
    return value if isinstance(value, Symbol) else number(value)  # type: ignore[arg-type]


def _one(operation: str, arguments: tuple[Symbol, ...], value: float, name: str) -> Symbol:
    key = (operation, arguments, value, name)
    known = _known.get(key)
    if known is None:
        known = Symbol.__new__(Symbol)
        known.operation, known.arguments, known.value, known.name = key
        _known[key] = known
    return known


def _made(operation: str, *arguments: Symbol) -> Symbol:
    """An operation, or what is plainly the same with less."""
    if all(a.operation == "number" for a in arguments):
        return number(_DOES[operation](*(a.value for a in arguments)))
    if len(arguments) == 2:
        left, right = (a.value if a.operation == "number" else None for a in arguments)
        a, b = arguments
        if (operation == "plus" and left == 0.0) or (operation == "times" and left == 1.0):
            return b
        if (operation in ("plus", "minus") and right == 0.0) or (
            operation in ("times", "divide", "power") and right == 1.0
        ):
            return a
        if operation == "times" and 0.0 in (left, right):
            return number(0.0)
        if operation == "divide" and left == 0.0:
            return number(0.0)
        if operation == "minus" and left == 0.0:
            return _made("negative", b)
    elif operation == "negative" and arguments[0].operation == "negative":
        return arguments[0].arguments[0]
    return _one(operation, arguments, 0.0, "")
