"""The numbers that the virtual skin's equations are written in: arrays, or symbols of them.

A process is one set of formulas; the same code runs on NumPy and JAX arrays and, fed with symbols,
writes itself down (for SBML). So formulas use + - * / **, and the functions below, nothing else:
no branches on values, no indexing.
"""

from typing import Protocol, TypeVar, cast

import numpy as np


class Term(Protocol):
    """A number, an array of numbers, or a symbol: what arithmetic in a process works on."""

    def __add__(self, other: "Term | float", /) -> "Term":
        """Sum."""
        ...

    def __radd__(self, other: float, /) -> "Term":
        """Sum."""
        ...

    def __sub__(self, other: "Term | float", /) -> "Term":
        """Difference."""
        ...

    def __rsub__(self, other: float, /) -> "Term":
        """Difference."""
        ...

    def __mul__(self, other: "Term | float", /) -> "Term":
        """Product."""
        ...

    def __rmul__(self, other: float, /) -> "Term":
        """Product."""
        ...

    def __truediv__(self, other: "Term | float", /) -> "Term":
        """Quotient."""
        ...

    def __rtruediv__(self, other: float, /) -> "Term":
        """Quotient."""
        ...

    def __pow__(self, other: "Term | float", /) -> "Term":
        """Power."""
        ...

    def __neg__(self) -> "Term":
        """Negative."""
        ...


class Symbolic(Protocol):
    """What a symbol offers beside arithmetic."""

    def symbolic_exp(self) -> "Term":
        """e to this power."""
        ...

    def symbolic_sqrt(self) -> "Term":
        """Square root."""
        ...


T = TypeVar("T", bound=Term)


def exp(x: T) -> T:
    """e to the power of x."""
    if hasattr(x, "symbolic_exp"):
        return cast(T, cast(Symbolic, x).symbolic_exp())
    return cast(T, _library(x, "exp"))


def sqrt(x: T) -> T:
    """Square root of x, which is 0 or more."""
    if hasattr(x, "symbolic_sqrt"):
        return cast(T, cast(Symbolic, x).symbolic_sqrt())
    return cast(T, _library(x, "sqrt"))


def positive(x: Term, width: float) -> Term:
    """What of x lies above 0, rounded off over ``width`` so that it has derivatives."""
    return 0.5 * (x + sqrt(x * x + width * width))


def saturating(x: Term, half: Term | float) -> Term:
    """x / (x + half): 0 at 0, half at ``half``, 1 at the end; x is 0 or more."""
    return x / (x + half)


def _library(x: object, name: str) -> object:
    if type(x).__module__.startswith("jax"):
        import jax.numpy as jnp

        return getattr(jnp, name)(x)
    return getattr(np, name)(x)
