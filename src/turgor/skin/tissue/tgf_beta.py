"""Active TGF-beta by layer: from macrophages, from heated cells, from myofibroblasts."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import DERMAL


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    shared = (
        p["tgf_beta.heat"] * state["heat_shock"]
        + p["tgf_beta.myofibroblasts"] * state["myofibroblasts"]
    )
    half = p["tgf_beta.half"]
    rates = {}
    for layer in DERMAL:
        cells = state[f"macrophages_{layer}"]
        made = half * cells / (half + cells)
        rates[f"tgf_beta_{layer}"] = p["tgf_beta.pace"] * (
            made + shared - state[f"tgf_beta_{layer}"]
        )
    return rates


TGF_BETA = Process(
    name="tgf_beta",
    owns=tuple(f"tgf_beta_{layer}" for layer in DERMAL),
    parameters=("tgf_beta.pace", "tgf_beta.half", "tgf_beta.heat", "tgf_beta.myofibroblasts"),
    rates=_rates,
)
