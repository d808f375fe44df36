"""What raters looked at, where the endpoint itself doesn't say so."""

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.words import meant

ASPECTS = ("wrinkles", "laxity", "texture", "pigment", "redness", "overall", "none")
#: indications that a rating is of, whatever else the skin shows
_OF_INDICATION = frozenset(
    ("melasma", "pih", "lentigines", "acne-scar", "folds", "dark-circles", "cellulite", "keratosis",
     "acne", "striae", "pores")
)  # fmt: skip


def aspect(outcome: Outcome) -> str:
    """One of ASPECTS: as stated, else by words of endpoint and arm, indication, site; else overall.

    'none' where what was rated is no look that is forecast, such as cellulite.
    """
    said = outcome.extra.get("aspect", "")
    if said in ASPECTS:
        return said
    named = meant("aspect", outcome.endpoint, outcome.arm)
    if named:
        return named
    if outcome.indication in _OF_INDICATION:
        return meant("aspect", outcome.indication) or "overall"
    return meant("aspect", outcome.site) or "overall"
