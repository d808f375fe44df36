"""The barrier: what is open without living cells must be covered before it can close."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import older, uncovered


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    bare, opened = state["barrier_bare"], state["barrier_open"]
    speed = (
        p["trait.barrier"]
        * (1.0 + p["barrier.occlusion"] * level["occlusion"])
        * older(p["trait.age_years"], p["barrier.age_slope"])
    )
    half = p["barrier.half_pace"]
    covered = (p["barrier.covering"] * speed * half) * bare / (half + bare)
    spared = 1.0 / (1.0 + p["lipids.moisturiser"] * level["moisturiser"])
    lacking = (spared * p["lipids.irritant"]) * state["irritant_reaction"] + (
        spared * p["lipids.exfoliation"]
    ) * level["exfoliation"]
    return {
        "barrier_bare": -covered,
        "barrier_open": -(p["barrier.closing"] * speed) * (opened - bare),
        "barrier_lipid_loss": p["lipids.pace"] * (lacking - state["barrier_lipid_loss"]),
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    return {
        "barrier_open": (1.0 - state["barrier_open"]) * load["barrier_opened"],
        "barrier_bare": (1.0 - state["barrier_bare"]) * uncovered(load),
    }


BARRIER = Process(
    name="barrier",
    owns=("barrier_open", "barrier_bare", "barrier_lipid_loss"),
    parameters=(
        "barrier.covering",
        "barrier.half_pace",
        "barrier.closing",
        "barrier.occlusion",
        "barrier.age_slope",
        "lipids.irritant",
        "lipids.exfoliation",
        "lipids.moisturiser",
        "lipids.pace",
    ),
    rates=_rates,
    impulse=_impulse,
)
