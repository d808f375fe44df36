"""Oxidative stress by sun and inflammation, and the defence against it."""

from turgor.skin.process import Process, Terms


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    sun = p["oxidation.sun"]
    stress, defence = state["oxidative_stress"], state["antioxidant"]
    made = (1.0 - sun + sun * level["uv"]) + p["oxidation.inflammation"] * state["inflammation"]
    induced, guard = p["antioxidant.induced"], p["antioxidant.guard"]
    return {
        "oxidative_stress": p["oxidation.pace"]
        * (made / ((1.0 - guard) + guard * defence) - stress),
        "antioxidant": p["antioxidant.pace"]
        * (
            (1.0 - induced + p["antioxidant.topical"] * level["antioxidant_supply"])
            + induced * stress
            - defence
        ),
    }


OXIDATION = Process(
    name="oxidation",
    owns=("oxidative_stress", "antioxidant"),
    parameters=(
        "oxidation.sun",
        "oxidation.inflammation",
        "oxidation.pace",
        "antioxidant.induced",
        "antioxidant.topical",
        "antioxidant.guard",
        "antioxidant.pace",
    ),
    rates=_rates,
)
