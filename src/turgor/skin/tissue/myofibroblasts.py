"""Myofibroblasts: a late answer to much TGF-beta."""

from turgor.skin.process import Process, Terms
from turgor.skin.tissue.layer import mean_by_cells


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    signal = mean_by_cells(state, "tgf_beta", p)
    squared, half = signal * signal, p["myofibroblasts.half"]
    aim = squared / (squared + half * half)
    return {"myofibroblasts": p["myofibroblasts.pace"] * (aim - state["myofibroblasts"])}


MYOFIBROBLASTS = Process(
    name="myofibroblasts",
    owns=("myofibroblasts",),
    parameters=("dermis.papillary_cells", "myofibroblasts.half", "myofibroblasts.pace"),
    rates=_rates,
)
