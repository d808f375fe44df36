"""Collagen by layer and type, against rest: what several observables look at.

A layer's collagen is a cross-linked pool and a new one, the new one of types I and III. The
pools' shares at rest turn states, each 1 at rest, into one amount, 1 at rest.
"""

from turgor.record.tissue import TissueStack
from turgor.skin.observe.person import papillary_share
from turgor.skin.process import Terms
from turgor.skin.term import Term

LAYERS = ("papillary", "reticular")


def new_share(layer: str, p: Terms) -> Term:
    """Share of a layer's collagen that is new, at rest."""
    return p[f"collagen.new_share_{layer}"]


def amount(layer: str, state: Terms, p: Terms) -> Term:
    """All collagen of a layer, 1 at rest."""
    new, young = new_share(layer, p), p["observe.new_iii_share"]
    fresh = young * state[f"collagen_new_iii_{layer}"] + (1.0 - young) * new_i(layer, state)
    return (1.0 - new) * mature(layer, state) + new * fresh


def type_i(layer: str, state: Terms, p: Terms, worth: Term | float = 1.0) -> Term:
    """Collagen I of a layer, 1 at rest; ``worth`` weighs the new pool against the old."""
    new = new_share(layer, p) * (1.0 - p["observe.new_iii_share"])
    old = (1.0 - new_share(layer, p)) * (1.0 - p["observe.mature_iii_share"])
    return (old * mature(layer, state) + worth * new * new_i(layer, state)) / (old + worth * new)


def type_iii(layer: str, state: Terms, p: Terms, worth: Term | float = 1.0) -> Term:
    """Collagen III of a layer, 1 at rest; ``worth`` weighs the new pool against the old."""
    new = new_share(layer, p) * p["observe.new_iii_share"]
    old = (1.0 - new_share(layer, p)) * p["observe.mature_iii_share"]
    young = state[f"collagen_new_iii_{layer}"]
    return (old * mature(layer, state) + worth * new * young) / (old + worth * new)


def mature(layer: str, state: Terms) -> Term:
    """Cross-linked collagen of a layer, 1 at rest."""
    return state[f"collagen_mature_{layer}"]


def new_i(layer: str, state: Terms) -> Term:
    """New type I collagen of a layer, 1 at rest."""
    return state[f"collagen_new_i_{layer}"]


def through_dermis(papillary: Term, reticular: Term, stack: TissueStack) -> Term:
    """Mean of two layers, each by its share of the dermis' thickness."""
    share = papillary_share(stack)
    return share * papillary + (1.0 - share) * reticular


def dermal_gain(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Gain of all collagen of the dermis, share of what it is at rest; 0 at rest."""
    each = [amount(layer, state, p) for layer in LAYERS]
    return through_dermis(each[0], each[1], stack) - 1.0
