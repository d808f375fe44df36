"""Injury by layer and its closing, and the stress of cells that heat reached."""

from turgor.skin.process import Process, Terms
from turgor.skin.term import Term
from turgor.skin.tissue.layer import DERMAL, POTENCIES, heated, older, struck


def replacing(state: Terms, layer: str, p: Terms) -> Term:
    """Share of a layer that is replaced in a day; large injuries close at a steady pace."""
    injury = state[f"injury_{layer}"]
    pace = p["injury.closing"] * older(p["trait.age_years"], p["injury.age_slope"])
    half = p["injury.half_pace"]
    return (pace * half) * injury / (half + injury)


def injured(state: Terms, load: Terms, layer: str, p: Terms) -> Term:
    """What a session adds to a layer's injury, the less the nearer that is to the most."""
    most, dose = p["injury.most"], struck(load, layer, p)
    return (most - state[f"injury_{layer}"]) * dose / (most + dose)


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    return {
        **{f"injury_{layer}": -replacing(state, layer, p) for layer in DERMAL},
        "heat_shock": -p["heat_shock.fading"] * state["heat_shock"],
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    added = {f"injury_{layer}": injured(state, load, layer, p) for layer in DERMAL}
    added["heat_shock"] = (1.0 - state["heat_shock"]) * heated(load, p)
    return added


INJURY = Process(
    name="injury",
    owns=(*(f"injury_{layer}" for layer in DERMAL), "heat_shock"),
    parameters=(
        "dermis.papillary_cells",
        "heat_shock.epidermis",
        *POTENCIES,
        "injury.most",
        "injury.closing",
        "injury.half_pace",
        "injury.age_slope",
        "heat_shock.fading",
    ),
    rates=_rates,
    impulse=_impulse,
)
