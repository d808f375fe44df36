"""Fast mediators of injury and the infiltrate that they call."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import POTENCIES, heated, struck


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    deep = state["injury_papillary"] + state["injury_reticular"]
    # small injuries resolve without a lasting infiltrate, large ones keep it
    kept = deep * deep / (deep + p["inflammation.injury_half"])
    source = (
        p["inflammation.call"] * state["mediator"]
        + p["inflammation.injury"] * kept
        + p["inflammation.open"] * state["barrier_open"]
        + p["inflammation.irritant"] * state["irritant_reaction"]
    )
    gain = p["trait.inflammation"] / (1.0 + p["inflammation.steroid"] * level["steroid"])
    return {
        "mediator": -p["mediator.fading"] * state["mediator"],
        "inflammation": gain * source - p["inflammation.resolving"] * state["inflammation"],
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    dose = (
        p["mediator.epidermis"] * struck(load, "epidermis", p)
        + struck(load, "papillary", p)
        + struck(load, "reticular", p)
        + p["mediator.heat"] * heated(load, p)
        + p["mediator.vessels"] * load["vessels_closed"]
        + p["mediator.torn"] * load["torn"]
    )
    let_go = p["mediator.gain"] * dose / (1.0 + dose)
    return {
        "mediator": let_go,
        "inflammation": p["inflammation.direct"] * p["trait.inflammation"] * let_go,
    }


INFLAMMATION = Process(
    name="inflammation",
    owns=("mediator", "inflammation"),
    parameters=(
        "dermis.papillary_cells",
        "heat_shock.epidermis",
        *POTENCIES,
        "mediator.gain",
        "mediator.epidermis",
        "mediator.heat",
        "mediator.vessels",
        "mediator.torn",
        "mediator.fading",
        "inflammation.direct",
        "inflammation.call",
        "inflammation.injury",
        "inflammation.injury_half",
        "inflammation.open",
        "inflammation.irritant",
        "inflammation.steroid",
        "inflammation.resolving",
    ),
    rates=_rates,
    impulse=_impulse,
)
