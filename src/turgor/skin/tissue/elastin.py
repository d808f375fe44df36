"""Tropoelastin, elastic fibres, and elastotic material."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import lost, lost_of_cells, mean_by_cells


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    cutting = (1.0 - p["collagen.cutting"]) + p["collagen.cutting"] * state["mmp"]
    deep, shallow = state["fibroblasts_reticular"], state["fibroblasts_papillary"]
    active = deep * deep + p["tropoelastin.papillary"] * (shallow * shallow)
    cells = mean_by_cells(state, "macrophages", p)
    held = p["elastin.support"]
    scaffold = (1.0 - held) + held * state["collagen_mature_reticular"]
    made = scaffold * (1.0 + p["tropoelastin.fibroblasts"] * active)
    cleared = (
        p["elastosis.retinoid"] * state["retinoid_dermal"]
        + p["elastosis.macrophages"] * state["macrophages_papillary"]
    )
    return {
        "tropoelastin": p["tropoelastin.pace"] * (made - cutting * state["tropoelastin"]),
        "elastin": p["elastin.pace"]
        * (state["tropoelastin"] - (cutting + p["elastin.macrophages"] * cells) * state["elastin"]),
        # what lies loose goes first, so clearing slows as less is left
        "elastosis": -cleared * (state["elastosis"] * state["elastosis"]),
    }


def _impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    return {
        "elastosis": -p["elastosis.removal"] * lost(load, "papillary") * state["elastosis"],
        "elastin": -p["elastosis.removal"] * lost_of_cells(load, p) * state["elastin"],
    }


ELASTIN = Process(
    name="elastin",
    owns=("tropoelastin", "elastin", "elastosis"),
    parameters=(
        "dermis.papillary_cells",
        "collagen.cutting",
        "tropoelastin.fibroblasts",
        "tropoelastin.papillary",
        "tropoelastin.pace",
        "elastin.pace",
        "elastin.macrophages",
        "elastin.support",
        "elastosis.retinoid",
        "elastosis.macrophages",
        "elastosis.removal",
    ),
    rates=_rates,
    impulse=_impulse,
)
