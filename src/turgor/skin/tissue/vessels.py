"""Small vessels, slowly; blood in them, fast. Flow is not vessels."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import mean_by_cells


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    support = p["vessels.support"]
    aim = (
        (1.0 - support)
        + p["vessels.retinoid"] * state["retinoid_dermal"]
        + p["vessels.tgf_beta"] * mean_by_cells(state, "tgf_beta", p)
        + support * state["collagen_mature_papillary"]
    )
    filled = (
        p["hyperaemia.mediator"] * state["mediator"]
        + p["hyperaemia.inflammation"] * state["inflammation"]
        + p["hyperaemia.remodelling"] * (state["myofibroblasts"] * state["myofibroblasts"])
    )
    open_share = 1.0 / (1.0 + p["hyperaemia.steroid"] * level["steroid"])
    return {
        "vessels": p["vessels.pace"] * (aim - state["vessels"]),
        "hyperaemia": p["hyperaemia.pace"] * (open_share * filled - state["hyperaemia"]),
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    return {"vessels": -load["vessels_closed"] * state["vessels"]}


VESSELS = Process(
    name="vessels",
    owns=("vessels", "hyperaemia"),
    parameters=(
        "dermis.papillary_cells",
        "vessels.retinoid",
        "vessels.tgf_beta",
        "vessels.support",
        "vessels.pace",
        "hyperaemia.mediator",
        "hyperaemia.inflammation",
        "hyperaemia.remodelling",
        "hyperaemia.steroid",
        "hyperaemia.pace",
    ),
    rates=_rates,
    impulse=_impulse,
)
