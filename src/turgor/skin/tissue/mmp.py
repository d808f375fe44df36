"""Activity of matrix metalloproteinases: by mediators, infiltrate, macrophages and oxidation."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import mean_by_cells


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    oxidation = p["mmp.oxidation"]
    induced = (
        1.0
        - oxidation
        + oxidation * state["oxidative_stress"]
        + p["mmp.mediator"] * state["mediator"]
        + p["mmp.inflammation"] * state["inflammation"]
        + p["mmp.macrophages"] * mean_by_cells(state, "macrophages", p)
    )
    kept = 1.0 / (1.0 + p["mmp.retinoid"] * level["retinoid"])
    return {"mmp": p["mmp.pace"] * (kept * induced - state["mmp"])}


MMP = Process(
    name="mmp",
    owns=("mmp",),
    parameters=(
        "dermis.papillary_cells",
        "mmp.oxidation",
        "mmp.mediator",
        "mmp.inflammation",
        "mmp.macrophages",
        "mmp.retinoid",
        "mmp.pace",
    ),
    rates=_rates,
)
