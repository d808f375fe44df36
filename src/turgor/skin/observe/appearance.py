"""Wrinkles and roughness: a latent appearance S, of which depth is what is left.

S adds what fills and smooths; depth is exp(-S) of that at rest, so that a fall is 1 - exp(-S) of
it and can't pass all of it. An open surface is no wrinkle: it counts as it was before, and of what
a thin new epidermis lacks only so much counts as atrophy would (``readable`` says where no one
should read).
"""

from turgor.record.tissue import TissueStack
from turgor.skin.observe.barrier import hydration
from turgor.skin.observe.collagen import amount
from turgor.skin.process import Terms
from turgor.skin.term import Term, exp, positive

#: how sharply a lack is told from a gain, in thicknesses of the epidermis
_ROUNDING = 0.002


def smoothing(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """S, 0 at rest: collagen by layer, epidermis, elastosis lost, water, volume, contraction."""
    upper = p["observe.wrinkle_papillary"]
    collagen = upper * (amount("papillary", state, p) - 1.0) + (1.0 - upper) * (
        amount("reticular", state, p) - 1.0
    )
    return (1.0 - state["barrier_bare"]) * (
        p["observe.wrinkle_collagen"] * collagen
        + p["observe.wrinkle_epidermis"] * _gained(state, p)
        + p["observe.wrinkle_elastosis"] * (1.0 - state["elastosis"])
        + p["observe.wrinkle_water"] * state["oedema"]
        + p["observe.wrinkle_filler"] * (state["carrier"] + state["gel"])
        + p["observe.wrinkle_particles"] * state["particles"]
        + p["observe.wrinkle_volume"] * state["replaced_volume"]
        + p["observe.wrinkle_contraction"] * state["contraction"]
    )


def _gained(state: Terms, p: Terms) -> Term:
    """Thickness of the epidermis beyond rest; of a lack no more than the bound counts."""
    gain = state["epidermis"] - 1.0
    return gain / (1.0 + positive(-gain, _ROUNDING) / p["observe.epidermis_lack"])


def wrinkle_depth(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Depth of wrinkles against rest."""
    return exp(-smoothing(state, p, stack))


def smoothness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """What lowers roughness, 0 at rest: a share of S, and the surface's own fine structure."""
    surface = (1.0 - state["barrier_bare"]) * (
        p["observe.rough_epidermis"] * _gained(state, p)
        + p["observe.rough_corneum"] * (1.0 - state["corneum"])
        + p["observe.rough_hydration"] * (hydration(state, p, stack) - 1.0)
        - p["observe.rough_irritation"] * state["irritant_reaction"]
        - p["observe.rough_open"] * state["barrier_open"]
    )
    return p["observe.rough_wrinkles"] * smoothing(state, p, stack) + surface


def roughness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Mean roughness against rest."""
    return exp(-smoothness(state, p, stack))
