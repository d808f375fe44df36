"""New collagen III and I, what of it is cross-linked, and fragments, by layer."""

from turgor.skin.process import Process, Terms
from turgor.skin.term import Term
from turgor.skin.tissue.injury import injured, replacing
from turgor.skin.tissue.layer import DERMAL, POTENCIES, mean_by_cells
from turgor.skin.tissue.synthesis import SYNTHESIS_PARAMETERS, synthesis

#: pools of one layer
_POOLS = ("new_iii", "new_i", "mature")


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    mature_loss, shared = p["collagen.mature_loss"], p["collagen.cutting"]
    cutting = (1.0 - shared) + shared * state["mmp"]
    filled = {
        "papillary": p["collagen.fill"],
        "reticular": p["collagen.fill"] * p["collagen.fill_deep"],
    }
    leaning = 1.0 + p["collagen.early_iii"] * state["myofibroblasts"]
    restored = p["collagen.removal"] * p["collagen.restored"]
    turnover_iii, turnover_i = 1.0 / p["collagen.life_iii"], 1.0 / p["collagen.life_i"]
    rates: dict[str, Term] = {}
    for layer in DERMAL:
        made, replaced = synthesis(state, layer, p), replacing(state, layer, p)
        new_iii, new_i = state[f"collagen_new_iii_{layer}"], state[f"collagen_new_i_{layer}"]
        mature = state[f"collagen_mature_{layer}"]
        share = p[f"collagen.new_share_{layer}"]
        fill = filled[layer] / share
        # what matures leaves the small new pool as fast as it refills the large one at rest
        maturing = mature_loss / share
        rates[f"collagen_new_iii_{layer}"] = (
            turnover_iii * (made * leaning - cutting * new_iii)
            + (p["collagen.fill_iii"] * fill) * replaced
        )
        rates[f"collagen_new_i_{layer}"] = (
            (turnover_i + maturing) * made
            - (turnover_i * cutting + maturing) * new_i
            + fill * replaced
        )
        rates[f"collagen_mature_{layer}"] = (
            mature_loss * (new_i - state["mmp"] * mature) + restored * replaced
        )
    cut = state["mmp"] * mean_by_cells(state, "collagen_mature", p)
    rates["collagen_fragments"] = (
        p["fragments.clearing"] * (cut - state["collagen_fragments"])
        - p["fragments.macrophages"]
        * mean_by_cells(state, "macrophages", p)
        * state["collagen_fragments"]
    )
    return rates


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    added: dict[str, Term] = {}
    for layer in DERMAL:
        opened = p["collagen.removal"] * injured(state, load, layer, p)
        gone = opened / (1.0 + opened)
        for pool in _POOLS:
            added[f"collagen_{pool}_{layer}"] = -gone * state[f"collagen_{pool}_{layer}"]
    return added


COLLAGEN = Process(
    name="collagen",
    owns=(
        *(f"collagen_{pool}_{layer}" for pool in _POOLS for layer in DERMAL),
        "collagen_fragments",
    ),
    parameters=(
        "dermis.papillary_cells",
        *SYNTHESIS_PARAMETERS,
        *POTENCIES,
        "injury.most",
        "injury.closing",
        "injury.half_pace",
        "injury.age_slope",
        "collagen.life_iii",
        "collagen.life_i",
        "collagen.early_iii",
        "collagen.mature_loss",
        "collagen.new_share_papillary",
        "collagen.new_share_reticular",
        "collagen.fill",
        "collagen.fill_deep",
        "collagen.fill_iii",
        "collagen.cutting",
        "collagen.removal",
        "collagen.restored",
        "fragments.clearing",
        "fragments.macrophages",
    ),
    rates=_rates,
    impulse=_impulse,
)
