"""Removing a fitted form from every measured point."""

import numpy as np

from turgor.compute import map_strips
from turgor.errors import InputError
from turgor.measure.surface.form.fit import (
    Polynomial,
    chebyshev,
    checked,
    fit_form,
    fit_form_robust,
)
from turgor.measure.surface.form.moments import subtract
from turgor.record.height_map import BoolMap, FloatMap


def remove_polynomial(
    height_um: FloatMap, form: Polynomial, out: FloatMap | None = None, sign: float = 1.0
) -> FloatMap:
    """``height - sign * form`` on all points; NaN stays NaN; ``out`` may be ``height_um``."""
    height = checked(height_um, form.order, None)
    if height.shape != form.shape:
        raise InputError(f"form of a {form.shape} map can't be removed from a {height.shape} map")
    result = np.empty_like(height) if out is None else out
    rows, cols = height.shape
    coefficients, basis_x = form.row_coefficients_um(), chebyshev(cols, form.order)
    map_strips(lambda a, b: subtract(height, coefficients, basis_x, sign, a, b, result), rows)
    return result


def _check_pitch(pitch_x_um: float, pitch_y_um: float) -> None:
    if not (
        np.isfinite(pitch_x_um) and np.isfinite(pitch_y_um) and min(pitch_x_um, pitch_y_um) > 0
    ):
        raise InputError(f"pitch {pitch_x_um} × {pitch_y_um} µm is not positive and finite")


def remove_form(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    order: int,
    mask: BoolMap | None = None,
) -> FloatMap:
    """Heights less their least squares polynomial of total degree ``order`` (0 to 6).

    height_um : (rows, cols) µm, NaN = not measured. pitch_x_um, pitch_y_um : µm; they don't change
    the polynomial. mask : (rows, cols), True = use for the fit; the form is removed everywhere.

    Errors: InputError for a wrong order, mask or pitch; MeasureError for too few points.
    """
    _check_pitch(pitch_x_um, pitch_y_um)
    return remove_polynomial(height_um, fit_form(height_um, order, mask))


def remove_form_robust(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    order: int,
    mask: BoolMap | None = None,
) -> FloatMap:
    """As :func:`remove_form`, with a fit that wrinkles and spikes don't pull (Tukey's biweight)."""
    _check_pitch(pitch_x_um, pitch_y_um)
    return remove_polynomial(height_um, fit_form_robust(height_um, order, mask))
