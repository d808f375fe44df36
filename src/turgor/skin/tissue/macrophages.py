"""Macrophages that injury, infiltrate and particles bring to each layer."""

from turgor.skin.process import Process, Terms
from turgor.skin.term import saturating
from turgor.skin.tissue.layer import DERMAL


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    held = p["macrophages.particles"] * saturating(state["particles"], p["particles.half"])
    called = p["macrophages.inflammation"] * state["inflammation"]
    by_layer = {"papillary": p["particles.papillary"] * held, "reticular": held}
    return {
        f"macrophages_{layer}": p["macrophages.pace"]
        * (
            p["macrophages.injury"] * state[f"injury_{layer}"]
            + called
            + by_layer[layer]
            - state[f"macrophages_{layer}"]
        )
        for layer in DERMAL
    }


MACROPHAGES = Process(
    name="macrophages",
    owns=tuple(f"macrophages_{layer}" for layer in DERMAL),
    parameters=(
        "macrophages.pace",
        "macrophages.injury",
        "macrophages.inflammation",
        "macrophages.particles",
        "particles.half",
        "particles.papillary",
    ),
    rates=_rates,
)
