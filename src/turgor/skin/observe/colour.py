"""Colour through the shared optical model: L*, a*, ITA and the indices of melanin and erythema.

Epidermal melanin, blood and melanin dropped into the dermis scale the skin's own; ``colour_fit``
stands for the model's spectra.
"""

from turgor.record.tissue import TissueStack
from turgor.skin.observe.colour_fit import ColourFit, colour_fit
from turgor.skin.process import Terms
from turgor.skin.term import Term


def blood(state: Terms, p: Terms) -> Term:
    """Blood in the dermis against rest: small vessels hold a share of it, and fill."""
    small = p["observe.small_vessel_share"]
    return (1.0 + small * (state["vessels"] - 1.0)) * (1.0 + state["hyperaemia"])


def lightness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """L*, D65, 2 degrees, sphere with specular."""
    return _told("l_star", state, p, stack)


def redness_a(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """a*, D65, 2 degrees, sphere with specular."""
    return _told("a_star", state, p, stack)


def ita(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Individual typology angle, degrees."""
    return _told("ita", state, p, stack)


def melanin_index(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """MI = 100 log10(1 / R_red)."""
    return _told("mi", state, p, stack)


def erythema_index(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """EI = 100 log10(R_red / R_green)."""
    return _told("ei", state, p, stack)


def blood_fraction(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Share of blood in the dermis against rest."""
    return blood(state, p)


def lesion_contrast(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """MI of a spot less that of the skin around it.

    A spot holds more of the epidermis' melanin, and drops as much more of it into the dermis.
    """
    fit, spot = _fit(stack), p["observe.lesion_melanin"]
    red, melanin = blood(state, p), state["melanin"]
    dropped = p["observe.dermal_melanin_effect"] * state["melanin_dermal"]
    inside = fit.value("mi", spot * melanin, red, spot * dropped)
    return inside - fit.value("mi", melanin, red, dropped)


def _told(name: str, state: Terms, p: Terms, stack: TissueStack) -> Term:
    dropped = p["observe.dermal_melanin_effect"] * state["melanin_dermal"]
    return _fit(stack).value(name, state["melanin"], blood(state, p), dropped)


def _fit(stack: TissueStack) -> ColourFit:
    return colour_fit(stack.melanin, stack.blood_fraction, stack.oxygenation)
