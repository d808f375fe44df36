"""Forms by the words that stand in a finding's conditions."""

import re

from turgor.errors import InputError
from turgor.measure.surface.form.fit import ORDER_LIMIT, Polynomial, fit_form, fit_form_robust
from turgor.record.height_map import BoolMap, FloatMap

_WORD = re.compile(r"(robust-)?(mean|plane|polynomial-([1-9]))")
ALLOWED = f"none, mean, plane, polynomial-2 … polynomial-{ORDER_LIMIT}, each also as robust-…"


def form_order(word: str) -> int | None:
    """Total degree of a named form; None for 'none'.

    Errors: InputError for an unknown word.
    """
    if word == "none":
        return None
    found = _WORD.fullmatch(word)
    degree = -1
    if found:
        degree = {"mean": 0, "plane": 1}.get(found[2], int(found[3] or 0))
    if not 0 <= degree <= ORDER_LIMIT:
        raise InputError(f"form '{word}' is unknown; allowed: {ALLOWED}")
    return degree


def fit_named_form(word: str, height_um: FloatMap, mask: BoolMap | None = None) -> Polynomial:
    """The named polynomial, fitted to the measured points (to those of ``mask`` where given).

    Errors: InputError for an unknown word or 'none'; MeasureError for too few points.
    """
    order = form_order(word)
    if order is None:
        raise InputError("form 'none' has no polynomial to fit")
    if word.startswith("robust-"):
        return fit_form_robust(height_um, order, mask)
    return fit_form(height_um, order, mask)
