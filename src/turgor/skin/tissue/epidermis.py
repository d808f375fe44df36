"""Thickness of the living epidermis and of the corneum."""

from turgor.skin.process import Process, Terms
from turgor.skin.term import saturating
from turgor.skin.tissue.layer import bared, lost


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    support = p["epidermis.support"]
    aim = (
        (1.0 - support)
        + p["epidermis.retinoid"] * level["retinoid"]
        + p["epidermis.exfoliation"] * level["exfoliation"]
        + p["epidermis.inflammation"] * saturating(state["inflammation"], 1.0)
        + p["epidermis.fibroblasts"] * state["fibroblasts_papillary"]
        + support * state["collagen_mature_papillary"]
    )
    shed = (
        1.0
        + p["corneum.exfoliation"] * level["exfoliation"]
        + p["corneum.retinoid"] * level["retinoid"]
        + p["corneum.irritant"] * state["irritant_reaction"]
    )
    return {
        "epidermis": p["epidermis.pace"] * (aim - state["epidermis"]),
        "corneum": p["corneum.pace"] * (1.0 - shed * state["corneum"]),
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    # over a living base the corneum is back with the barrier, in days: that opening says it all
    return {
        "epidermis": -lost(load, "epidermis") * state["epidermis"],
        "corneum": -bared(load) * state["corneum"],
    }


EPIDERMIS = Process(
    name="epidermis",
    owns=("epidermis", "corneum"),
    parameters=(
        "epidermis.retinoid",
        "epidermis.exfoliation",
        "epidermis.inflammation",
        "epidermis.fibroblasts",
        "epidermis.support",
        "epidermis.pace",
        "corneum.exfoliation",
        "corneum.retinoid",
        "corneum.irritant",
        "corneum.pace",
    ),
    rates=_rates,
    impulse=_impulse,
)
