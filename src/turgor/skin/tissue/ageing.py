"""Ageing and sun without treatment: the only drift of skin that is left alone."""

from turgor.skin.process import Process, Terms
from turgor.skin.term import Term
from turgor.skin.tissue.layer import DERMAL


def _rates(state: Terms, level: Terms, p: Terms) -> Terms:
    sun = level["uv"] * state["oxidative_stress"]
    losing = p["ageing.collagen"] + p["ageing.collagen_sun"] * sun
    rates: dict[str, Term] = {
        f"collagen_mature_{layer}": -losing * state[f"collagen_mature_{layer}"] for layer in DERMAL
    }
    rates["collagen_fragments"] = p["ageing.fragments"] * sun
    rates["elastosis"] = p["ageing.elastosis"] * sun
    return rates


AGEING = Process(
    name="ageing",
    owns=(),
    parameters=(
        "ageing.collagen",
        "ageing.collagen_sun",
        "ageing.fragments",
        "ageing.elastosis",
    ),
    rates=_rates,
)
