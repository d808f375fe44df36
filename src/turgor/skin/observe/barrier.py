"""Water loss through the barrier, and the corneum's hydration.

Water loss: open and closed surface side by side. Where it is closed, Fick's law through the
corneum: the thinner, the more; lack of lipids opens it further; never more than over open skin,
where what an instrument reads ends when its chamber is full of vapour.
"""

from turgor.record.tissue import TissueStack
from turgor.skin.process import Terms
from turgor.skin.term import Term, exp

#: keeps the share of nothing over nothing at nothing where a surface is all open
_NEXT_TO_NOTHING = 1e-9


def water_loss(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Transepidermal water loss against rest."""
    leaky = 1.0 + p["observe.tewl_lipid"] * state["barrier_lipid_loss"]
    most, opened = p["observe.tewl_open"], state["barrier_open"]
    kept = 1.0 - opened
    # the mean corneum lies on the closed share; what lets most pass is in series with it
    resisting = leaky * kept + (most - 1.0) * state["corneum"] + _NEXT_TO_NOTHING
    return most * (kept * kept * leaky / resisting + opened)


def hydration(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Capacitance of the corneum against rest."""
    wetter = (
        p["observe.hydration_hyaluronan"] * (state["hyaluronan"] - 1.0)
        + p["observe.hydration_gel"] * state["gel"]
        - p["observe.hydration_lipid"] * state["barrier_lipid_loss"]
        - p["observe.hydration_irritation"] * state["irritant_reaction"]
    )
    return exp(p["observe.hydration_gain"] * wetter)
