"""Reaction to an irritant; a thicker epidermis answers less."""

from turgor.skin.process import Process, Terms


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    harden = p["irritant.hardening"]
    spared = (1.0 + p["irritant.moisturiser"] * level["moisturiser"]) * (
        1.0 + p["irritant.steroid"] * level["steroid"]
    )
    dose = p["trait.irritation"] * level["irritation"] * (1.0 + harden) / spared
    aim = dose / (1.0 + harden * (state["epidermis"] * state["epidermis"]))
    return {"irritant_reaction": p["irritant.pace"] * (aim - state["irritant_reaction"])}


IRRITANT = Process(
    name="irritant",
    owns=("irritant_reaction",),
    parameters=(
        "irritant.hardening",
        "irritant.moisturiser",
        "irritant.steroid",
        "irritant.pace",
    ),
    rates=_rates,
)
