"""The dermis in two layers: names, how they are weighed, what a session strikes in each."""

from turgor.skin.process import Terms
from turgor.skin.term import Term, sqrt

#: layers of the dermis that have their own injury, macrophages, signals, cells and collagen
DERMAL = ("papillary", "reticular")
#: the age where every trait that is not known lies
REFERENCE_AGE_YEARS = 50.0
#: how sharply the lesser of two shares is taken; 1 is exactly
_ROUNDING = 0.98
POTENCIES = ("injury.removed", "injury.coagulated", "injury.punctured")


def struck(load: Terms, layer: str, p: Terms) -> Term:
    """What a session does to a layer, in shares as if coagulated."""
    return (
        p["injury.removed"] * load[f"removed_{layer}"]
        + p["injury.coagulated"] * load[f"coagulated_{layer}"]
        + p["injury.punctured"] * load[f"punctured_{layer}"]
    )


def heated(load: Terms, p: Terms) -> Term:
    """Share of cells that heat stresses, over epidermis and dermis."""
    epidermal = p["heat_shock.epidermis"]
    dermal = by_cells(load["heat_shocked_papillary"], load["heat_shocked_reticular"], p)
    return epidermal * load["heat_shocked_epidermis"] + (1.0 - epidermal) * dermal


def lost(load: Terms, layer: str) -> Term:
    """Share of a layer's matrix that is taken away or cooked; a puncture only parts it."""
    return load[f"removed_{layer}"] + load[f"coagulated_{layer}"]


def bared(load: Terms) -> Term:
    """Share of the surface that loses its epidermis down to the base, and the corneum with it."""
    return (1.0 - load["epidermis_base_kept"]) * lost(load, "epidermis")


def uncovered(load: Terms) -> Term:
    """Share of the surface that is open without living cells: the lesser of both, rounded off."""
    opening, gone = load["barrier_opened"], bared(load)
    both = opening + gone
    return (both - sqrt(both * both - 4.0 * _ROUNDING * opening * gone)) / (2.0 * _ROUNDING)


def lost_of_volume(load: Terms, p: Terms) -> Term:
    """Share of the dermis' thickness that is taken away or cooked."""
    shallow = p["dermis.papillary_share"]
    return shallow * lost(load, "papillary") + (1.0 - shallow) * lost(load, "reticular")


def lost_of_cells(load: Terms, p: Terms) -> Term:
    """Share of both layers together that is taken away or cooked, weighed by cells."""
    return by_cells(lost(load, "papillary"), lost(load, "reticular"), p)


def by_cells(papillary: Term, reticular: Term, p: Terms) -> Term:
    """Mean of both layers, weighed by cells: the papillary is thin and full of them."""
    share = p["dermis.papillary_cells"]
    return share * papillary + (1.0 - share) * reticular


def mean_by_cells(state: Terms, name: str, p: Terms) -> Term:
    """Mean of a state over both layers, weighed by cells."""
    return by_cells(state[f"{name}_papillary"], state[f"{name}_reticular"], p)


def older(age_years: Term, slope: Term) -> Term:
    """How fast something goes at an age, against 50 years; it takes (1 + slope) as long at 100."""
    return 1.0 / (1.0 + slope * (age_years / REFERENCE_AGE_YEARS - 1.0))
