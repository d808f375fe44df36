"""Hyaluronan and the water of oedema."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import POTENCIES, mean_by_cells, struck


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    made = (
        1.0
        + p["hyaluronan.fibroblasts"] * mean_by_cells(state, "fibroblasts", p)
        + p["hyaluronan.inflammation"] * state["inflammation"]
        + p["hyaluronan.retinoid"] * level["retinoid"]
        + p["hyaluronan.exfoliation"] * level["exfoliation"]
    )
    leak = (
        p["oedema.mediator"] * state["mediator"] + p["oedema.inflammation"] * state["inflammation"]
    )
    return {
        "hyaluronan": p["hyaluronan.pace"] * (made - state["hyaluronan"]),
        "oedema": p["oedema.pace"] * (leak - state["oedema"]),
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    dose = (
        struck(load, "epidermis", p) + struck(load, "papillary", p) + struck(load, "reticular", p)
    )
    leaked = p["oedema.direct"] * dose / (1.0 + dose) + p["oedema.torn"] * load["torn"]
    return {"oedema": leaked + load["water"]}


WATER = Process(
    name="water",
    owns=("hyaluronan", "oedema"),
    parameters=(
        "dermis.papillary_cells",
        *POTENCIES,
        "hyaluronan.fibroblasts",
        "hyaluronan.inflammation",
        "hyaluronan.retinoid",
        "hyaluronan.exfoliation",
        "hyaluronan.pace",
        "oedema.direct",
        "oedema.torn",
        "oedema.mediator",
        "oedema.inflammation",
        "oedema.pace",
    ),
    rates=_rates,
    impulse=_impulse,
)
