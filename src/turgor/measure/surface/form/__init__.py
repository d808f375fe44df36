"""The form (F) operator: the body's own shape, removed before texture and wrinkles are read."""

from turgor.measure.surface.form.fit import Polynomial, fit_form, fit_form_robust
from turgor.measure.surface.form.remove import remove_form, remove_form_robust, remove_polynomial

__all__ = [
    "Polynomial",
    "fit_form",
    "fit_form_robust",
    "remove_form",
    "remove_form_robust",
    "remove_polynomial",
]
