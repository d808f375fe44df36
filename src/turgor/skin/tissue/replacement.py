"""Tissue that took the place of what was lost, and what contracts with it after deep injury."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.injury import replacing


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    shallow = p["dermis.papillary_share"]
    replaced = shallow * replacing(state, "papillary", p) + (1.0 - shallow) * replacing(
        state, "reticular", p
    )
    return {
        "replaced_volume": replaced - (1.0 / p["replaced.life"]) * state["replaced_volume"],
        # myofibroblasts pull on tissue while it is being replaced
        "contraction": p["contraction.pull"]
        * state["myofibroblasts"]
        * replaced
        * (1.0 - state["contraction"])
        - (1.0 / p["contraction.life"]) * state["contraction"],
    }


REPLACEMENT = Process(
    name="replacement",
    owns=("replaced_volume", "contraction"),
    parameters=(
        "injury.closing",
        "injury.half_pace",
        "injury.age_slope",
        "dermis.papillary_share",
        "replaced.life",
        "contraction.pull",
        "contraction.life",
    ),
    rates=_rates,
)
