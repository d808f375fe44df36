"""What a compiled march rests on, told without tracing it in JAX.

The dynamics are run on symbols, which takes milliseconds where JAX takes half a second; their
formulas with every number in them, and the sources of the march, name the compiled code.
"""

from importlib.resources import files

from turgor.skin.load import LEVELS, LOADS
from turgor.skin.solve.dynamics import Dynamics
from turgor.skin.symbol import Symbol, in_order, named
from turgor.skin.term import Term

#: files of the march itself and of how terms become JAX's operations
_SOURCES = (
    ("turgor.skin.solve", "march.py"),
    ("turgor.skin.solve", "grade.py"),
    ("turgor.skin", "term.py"),
)


def program_of(dynamics: Dynamics) -> bytes | None:
    """The formulas of rates and jump, and the march's sources; None where symbols don't do.

    Two dynamics of one text have the same operations on the same numbers in the same order.
    """
    state, level, load, p = (
        {name: named(f"{kind} {name}") for name in names}
        for kind, names in (
            ("state", dynamics.states), ("level", LEVELS), ("load", LOADS),
            ("p", dynamics.parameters),
        )
    )  # fmt: skip
    try:
        told = [dynamics.rates(state, level, p), dynamics.jump(state, load, p)]
        text = [_written([found.get(name) for name in dynamics.states]) for found in told]
        sources = [(files(package) / name).read_text("utf-8") for package, name in _SOURCES]
    except (TypeError, ValueError, ArithmeticError, AttributeError, OSError):
        return None  # functions that need arrays, or a package without its sources
    rows = (dynamics.states, dynamics.parameters, tuple(LEVELS), tuple(LOADS))
    return "\n".join([*text, *map(" ".join, rows), *sources]).encode()


def _written(results: list[Term | None]) -> str:
    """One line an operation, each naming the lines of its arguments, then which are the results."""
    if not all(one is None or isinstance(one, Symbol | float | int) for one in results):
        raise TypeError("an array has no formula")
    symbols = [one for one in results if isinstance(one, Symbol)]
    lines: list[str] = []
    place: dict[Symbol, int] = {}
    for one in in_order(symbols):
        place[one] = len(lines)
        own = one.name if one.operation == "name" else one.value.hex()
        of = " ".join(str(place[argument]) for argument in one.arguments)
        lines.append(f"{one.operation} {of if one.arguments else own}")
    ends = [str(place[one]) if isinstance(one, Symbol) else repr(one) for one in results]
    return "\n".join([*lines, " ".join(ends)])
