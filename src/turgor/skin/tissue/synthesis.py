"""Synthesis of procollagen in a layer, against rest; known from the state alone."""

from turgor.skin.process import Terms
from turgor.skin.term import Term
from turgor.skin.tissue.layer import older

SYNTHESIS_PARAMETERS = (
    "synthesis.fibroblasts",
    "synthesis.myofibroblasts",
    "synthesis.age_slope",
    "synthesis.fragments",
    "synthesis.inflammation",
    "synthesis.oxidation",
    "synthesis.antioxidant",
)


def synthesis(state: Terms, layer: str, p: Terms) -> Term:
    """Procollagen made in 'papillary' or 'reticular', 1 at rest."""
    gain = p["trait.repair"] * older(p["trait.age_years"], p["synthesis.age_slope"])
    active = (
        p["synthesis.fibroblasts"] * state[f"fibroblasts_{layer}"]
        + p["synthesis.myofibroblasts"] * state["myofibroblasts"]
    )
    fragments, oxidation = p["synthesis.fragments"], p["synthesis.oxidation"]
    defence = p["synthesis.antioxidant"]
    helped = (1.0 - defence) + defence * state["antioxidant"]
    hindered = (
        ((1.0 - fragments) + fragments * state["collagen_fragments"])
        * (1.0 + p["synthesis.inflammation"] * state["inflammation"])
        * ((1.0 - oxidation) + oxidation * state["oxidative_stress"])
    )
    return helped / hindered * (1.0 + gain * active)
