"""Small vessels, slowly; blood in them, fast; the wide vessels of a healed wound, for months.

Flow is not vessels.
"""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import lost_of_volume, mean_by_cells, uncovered


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
        + p["hyperaemia.granulation"] * state["granulation"]
    )
    open_share = 1.0 / (1.0 + p["hyperaemia.steroid"] * level["steroid"])
    return {
        "vessels": p["vessels.pace"] * (aim - state["vessels"]),
        "bruise": (-1.0 / p["bruise.life"]) * state["bruise"],
        "granulation": (-1.0 / p["granulation.life"]) * state["granulation"],
        "hyperaemia": p["hyperaemia.pace"] * (open_share * filled - state["hyperaemia"]),
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    bare = uncovered(load)
    # a zone is covered from its own margins before anything grows: what counts is how much of a
    # bare place's neighbourhood is bare, and how deep what must be replaced under it goes
    bed = bare * bare * lost_of_volume(load, p)
    return {
        "vessels": -load["vessels_closed"] * state["vessels"],
        "bruise": (1.0 - state["bruise"]) * load["torn"],
        "granulation": (1.0 - state["granulation"]) * bed,
    }


VESSELS = Process(
    name="vessels",
    owns=("vessels", "bruise", "granulation", "hyperaemia"),
    parameters=(
        "dermis.papillary_cells",
        "dermis.papillary_share",
        "vessels.retinoid",
        "vessels.tgf_beta",
        "vessels.support",
        "vessels.pace",
        "hyperaemia.mediator",
        "hyperaemia.inflammation",
        "bruise.life",
        "granulation.life",
        "hyperaemia.granulation",
        "hyperaemia.steroid",
        "hyperaemia.pace",
    ),
    rates=_rates,
    impulse=_impulse,
)
