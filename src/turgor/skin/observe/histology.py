"""What a biopsy shows: stains, messengers and counts, against rest.

A stain of collagen answers to new collagen out of proportion to its amount, since antibodies and
dyes reach loose young fibres better: stain = 1 + b (new - 1) + (all - 1). As an area in per cent
it saturates (``stained_area``).
"""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.tissue import TissueStack
from turgor.skin.observe.collagen import (
    LAYERS,
    amount,
    new_i,
    through_dermis,
    type_i,
    type_iii,
)
from turgor.skin.process import Terms
from turgor.skin.term import Term
from turgor.skin.tissue.synthesis import synthesis

FloatArray = NDArray[np.float64]


def stained_area(area: FloatArray | float, change: FloatArray | float) -> FloatArray:
    """Share of an area that is stained, 0 to 1, after a stain that covered ``area`` changed.

    change : relative change of the stained matter, -1 to any; shapes broadcast. What covers at
    random covers what is covered already: 1 - (1 - area) ** (1 + change).

    Errors: InputError where an area is no share, or matter falls below none.
    """
    share, more = np.asarray(area, np.float64), np.asarray(change, np.float64)
    if (share < 0.0).any() or (share >= 1.0).any() or (more < -1.0).any():
        raise InputError("a stained area is 0 to below 1, and its matter can't fall by more than 1")
    return np.asarray(1.0 - (1.0 - share) ** (1.0 + more))


def collagen_i(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Stain of type I collagen."""
    each = [
        1.0 + p["observe.stain_gain"] * (new_i(n, state) - 1.0) + type_i(n, state, p) - 1.0
        for n in LAYERS
    ]
    return through_dermis(each[0], each[1], stack)


def collagen_iii(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Stain of type III collagen."""
    each = [
        1.0
        + p["observe.stain_gain"] * (state[f"collagen_new_iii_{n}"] - 1.0)
        + type_iii(n, state, p)
        - 1.0
        for n in LAYERS
    ]
    return through_dermis(each[0], each[1], stack)


def collagen(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Stain of all collagen."""
    young = p["observe.new_iii_share"]
    each = [
        1.0
        + p["observe.stain_gain"]
        * (young * state[f"collagen_new_iii_{n}"] + (1.0 - young) * new_i(n, state) - 1.0)
        + amount(n, state, p)
        - 1.0
        for n in LAYERS
    ]
    return through_dermis(each[0], each[1], stack)


def elastin(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Stain of elastic material: fibres that work, and elastotic material beside them."""
    elastotic = p["observe.elastotic_share"]
    return (1.0 - elastotic) * state["elastin"] + elastotic * state["elastosis"]


def fibrillin(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Fibrillin microfibrils, which are laid down where tropoelastin is."""
    return 1.0 + p["observe.fibrillin_gain"] * (state["tropoelastin"] - 1.0)


def hyaluronan(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Hyaluronan: skin's own and an injected gel's."""
    return state["hyaluronan"] + p["observe.gel_hyaluronan"] * state["gel"]


def glycosaminoglycan(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Stain of glycosaminoglycans, of which hyaluronan is a share."""
    return 1.0 + p["observe.hyaluronan_share"] * (hyaluronan(state, p, stack) - 1.0)


def procollagen(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Procollagen: what the dermis makes, as the process of collagen has it."""
    each = [synthesis(state, n, p) for n in LAYERS]
    return through_dermis(each[0], each[1], stack)
