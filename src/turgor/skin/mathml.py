"""Symbols as MathML, as SBML takes it."""

from collections.abc import Mapping

from turgor.skin.symbol import Symbol

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'

_ELEMENTS = {"negative": "minus"}


def math_of(symbol: Symbol, ids: Mapping[Symbol, str], *, open_up: bool = False) -> str:
    """A formula as one ``math`` element.

    ids : what symbols are called; what is listed is written as its id, the rest spelled out.
    open_up : spell this symbol out though it has an id (its own definition).
    """
    return f'<math xmlns="{NAMESPACE}">{_element(symbol, ids, open_up=open_up)}</math>'


def number_element(value: float) -> str:
    """A number, to the last digit."""
    mantissa, mark, exponent = repr(float(value)).partition("e")
    if not mark:
        return f"<cn>{mantissa}</cn>"
    return f'<cn type="e-notation">{mantissa}<sep/>{int(exponent)}</cn>'


def _element(symbol: Symbol, ids: Mapping[Symbol, str], *, open_up: bool = False) -> str:
    if symbol.operation == "number":
        return number_element(symbol.value)
    if symbol in ids and not open_up:
        return f"<ci>{ids[symbol]}</ci>"
    inner = "".join(_element(a, ids) for a in symbol.arguments)
    return f"<apply><{_ELEMENTS.get(symbol.operation, symbol.operation)}/>{inner}</apply>"
