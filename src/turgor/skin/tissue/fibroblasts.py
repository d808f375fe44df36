"""Fibroblasts: quickly activated, slowly at rest again."""

from turgor.skin.process import Process, Terms
from turgor.skin.term import Term, saturating, sqrt
from turgor.skin.tissue.layer import DERMAL

#: over how much activation the turn from fast to slow is rounded off
_ROUNDING = 0.02


def fast_on_slow_off(gap: Term, on: Term, off: Term) -> Term:
    """Rate at which activation follows its aim, ``gap`` ahead; 0 and smooth where there is none."""
    rising = 0.5 + 0.5 * gap / sqrt(gap * gap + _ROUNDING * _ROUNDING)
    return gap * (off + (on - off) * rising)


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    retinoid = p["fibroblasts.retinoid"] * state["retinoid_dermal"]
    stretch = p["fibroblasts.gel"] * saturating(state["gel"], p["gel.half"])
    drives = {
        "papillary": p["fibroblasts.tgf_beta"] * state["tgf_beta_papillary"] + retinoid,
        "reticular": p["fibroblasts.tgf_beta"] * state["tgf_beta_reticular"]
        + p["fibroblasts.retinoid_deep"] * retinoid
        + stretch,
    }
    return {
        f"fibroblasts_{layer}": fast_on_slow_off(
            saturating(drives[layer], 1.0) - state[f"fibroblasts_{layer}"],
            p["fibroblasts.on"],
            p["fibroblasts.off"],
        )
        for layer in DERMAL
    }


FIBROBLASTS = Process(
    name="fibroblasts",
    owns=tuple(f"fibroblasts_{layer}" for layer in DERMAL),
    parameters=(
        "fibroblasts.tgf_beta",
        "fibroblasts.retinoid",
        "fibroblasts.retinoid_deep",
        "fibroblasts.gel",
        "gel.half",
        "fibroblasts.on",
        "fibroblasts.off",
    ),
    rates=_rates,
)
